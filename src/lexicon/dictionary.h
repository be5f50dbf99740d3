/*
 * dictionary: words of one language and what they are called in another, for queries that
 * cross languages. Where the thesaurus says which concept is meant, a dictionary only says
 * which words may be; each translation therefore has a probability.
 *
 * Sources, in any mixture:
 *   our own lists           word TAB part of speech TAB one | another =0.3 | …
 *   dictd (RFC 2229 style)  an index and an inflated text, as freedict.org makes them
 *   EDICT                   漢字;異体 [かな] /(n) one/another/  (UTF-8)
 *
 * What stands first is likeliest: the n-th of an entry's translations has the weight 1/n
 * (Zipf), a stated weight counts instead; weights of equal pairs add up over entries and
 * sources, and the weights of a word are made to sum to one. The probabilities are those
 * of a structured query (Pirkola 1998; Darwish & Oard 2003), not of a translation model.
 *
 * Filled by ie_dictionary_read_*, then ended once by ie_dictionary_finish; from then on
 * any number of threads may look words up.
 */
#ifndef IE_LEXICON_DICTIONARY_H
#define IE_LEXICON_DICTIONARY_H

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

enum {
    IE_DICTIONARY_ROWS = 20000000, /* pairs at most */
    IE_DICTIONARY_WORD = 200,      /* bytes of a word or translation; longer ones are no
                                      words and are passed over */
};

struct ie_translation {
    struct ie_str text; /* as written, one line */
    float probability;  /* those of a word sum to 1 */
};

struct ie_translations {
    const struct ie_translation *at; /* likeliest first */
    uint32_t count;
};

/* Sums the probabilities of translations that read the same; likeliest first. Returns how
 * many are left. O(n log n). */
uint32_t ie_translations_merge(struct ie_translation *at, uint32_t count);

struct ie_dictionary;
int ie_dictionary_new(struct ie_dictionary **dictionary,
                      struct ie_error *err) IE_MUST_CHECK;
void ie_dictionary_free(struct ie_dictionary *dictionary);

/* One pair with a weight > 0. A word is known by its search key (text.h), so that case,
 * accents and width do not matter; an affix keeps its hyphen. IE_LIMIT "dictionary.too_large" {limit}, IE_NOMEM,
 * those of ie_text_search_key. O(length) amortised. */
int ie_dictionary_add(struct ie_dictionary *dictionary, struct ie_str word,
                      struct ie_str translation, double weight,
                      struct ie_error *err) IE_MUST_CHECK;

/* Our own list. IE_INPUT with file and line: "dictionary.columns" (not three columns, an
 * empty one), "dictionary.weight" {value}, "lexicon.encoding". O(bytes). */
int ie_dictionary_read_list(struct ie_dictionary *dictionary, struct ie_str bytes,
                            const char *file, struct ie_error *err) IE_MUST_CHECK;
/* A dictd dictionary: lines of the index that do not point into `text` are IE_INPUT
 * "dictionary.index" with their line. Notes, synonyms and references of an entry are left
 * out, as are entries whose names begin with "00-database" or "00database". */
int ie_dictionary_read_dictd(struct ie_dictionary *dictionary, struct ie_str index,
                             struct ie_str text, const char *file,
                             struct ie_error *err) IE_MUST_CHECK;
/* EDICT in UTF-8; lines without the form are IE_INPUT "dictionary.edict" with their line.
 * Kana of a word that has kanji count half as much, and are left out unless the word is
 * mostly written so (uk) or is a common word (P), which counts three times. */
int ie_dictionary_read_edict(struct ie_dictionary *dictionary, struct ie_str bytes,
                             const char *file, struct ie_error *err) IE_MUST_CHECK;

/* Adds each pair of `from` whose word is not in `unless` (NULL: of all words); both must
 * be finished. So a list of ours goes before one that fills its gaps. */
int ie_dictionary_add_all(struct ie_dictionary *dictionary,
                          const struct ie_dictionary *from,
                          const struct ie_dictionary *unless,
                          struct ie_error *err) IE_MUST_CHECK;
/* Adds each pair of `from`, which must be finished, the other way round. */
int ie_dictionary_add_reversed(struct ie_dictionary *dictionary,
                               const struct ie_dictionary *from,
                               struct ie_error *err) IE_MUST_CHECK;

/* Sorts, merges, makes weights probabilities; keeps the `most` likeliest of each word
 * (0: all). IE_NOMEM. O(n log n). */
int ie_dictionary_finish(struct ie_dictionary *dictionary, uint32_t most,
                         struct ie_error *err) IE_MUST_CHECK;

/* Words, and pairs, of a finished dictionary. */
uint32_t ie_dictionary_words(const struct ie_dictionary *dictionary);
uint32_t ie_dictionary_pairs(const struct ie_dictionary *dictionary);
/* The word of a number, as it was first written, its key (NULL: not asked) and its
 * translations. O(1). */
struct ie_str ie_dictionary_word(const struct ie_dictionary *dictionary, uint32_t number,
                                 struct ie_str *key,
                                 struct ie_translations *translations);
/* By search key; count 0 if it is not there. O(log words). */
struct ie_translations ie_dictionary_look(const struct ie_dictionary *dictionary,
                                          struct ie_str key);

#endif
