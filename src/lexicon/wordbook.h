/*
 * wordbook: all word lists as one block of bytes, for queries that cross languages.
 *
 * A dictionary (dictionary.h) is what lists are read into; a wordbook is what is kept of
 * any number of them: a file that is mapped read-only, shared by all processes, with a
 * checksum and a version, found in by hashing. It holds tables, one for each pair of
 * languages and direction. The tables that are made all lead to English or come from it
 * (by turning the lists round), so that any pair is reached over English.
 *
 * Each entry stands under two keys, both made by the splitter and the rules that tag texts
 * with concepts (split.h, words.h), so that a text and a list agree by construction:
 *
 *   as written    folded words (case, width, accents, final letters), one space between
 *                 them; Hangul, Han and kana without spaces
 *   by its stem   the same of Snowball stems (en, de, fr, ru), of Hebrew words without
 *                 their plural; a Korean predicate without 다, a Japanese one without its
 *                 last kana. Words of one stem share an entry
 *
 * An affix of a list (`-화`, `초-`) keeps its hyphen and is only met inside compounds.
 *
 * Probabilities are P(translation | word), kept in 1/65535, rounded down: those of an
 * entry sum to at most 1 and what is missing is the chance of a word that is not listed.
 * For how they are used see Pirkola 1998 and Darwish & Oard 2003 (probabilistic structured
 * queries): a word of the query becomes one synonym group whose term frequency in a
 * document is the sum of its translations' frequencies times their probabilities, and
 * likewise for document frequency.
 *
 * English words, which all tables to English name, stand under the keys of their sound too
 * (sound.h), so that a loan that no list has can be found.
 *
 * translate.h looks whole texts up; it is what a matching engine wants.
 */
#ifndef IE_LEXICON_WORDBOOK_H
#define IE_LEXICON_WORDBOOK_H

#include "lexicon/dictionary.h"

enum {
    IE_WORDBOOK_MOST = 6,   /* translations kept of an entry */
    IE_WORDBOOK_PHRASE = 3, /* words of a headword or translation; longer ones explain */
    IE_WORDBOOK_LANG = 8,   /* room for a primary language subtag with its NUL */
    IE_WORDBOOK_TABLES = 64,
};

/* ---- Building --------------------------------------------------------------------- */

struct ie_wordbook_list {
    const char *from, *to;                  /* primary language subtags: "ko", "en" */
    const struct ie_dictionary *dictionary; /* finished */
    const struct ie_dictionary *ours; /* finished, or NULL: words that are there too count
                                         eight times in a stem that words share */
};

struct ie_wordbook_image {
    unsigned char *bytes; /* on the heap: ie_free */
    size_t len;
};

/*
 * One table a list. The same lists give the same bytes. IE_LIMIT "wordbook.too_large",
 * IE_NOMEM. O(n log n) of the pairs.
 */
int ie_wordbook_build(const struct ie_wordbook_list *lists, uint32_t count,
                      struct ie_wordbook_image *image,
                      struct ie_error *err) IE_MUST_CHECK;

/* ---- Asking ----------------------------------------------------------------------- */

struct ie_wordbook;

/* Names the format and the rules behind the keys; an image of another is refused. */
const char *ie_wordbook_version(void);

/*
 * `bytes` (aligned to 8) must outlive the wordbook. Everything that asking relies on is
 * checked: IE_INPUT "wordbook.damaged" {what}, "wordbook.version"; IE_NOMEM. O(len).
 * From then on any number of threads may ask.
 */
int ie_wordbook_open(const unsigned char *bytes, size_t len, struct ie_wordbook **book,
                     struct ie_error *err) IE_MUST_CHECK;
void ie_wordbook_close(struct ie_wordbook *book);
/* Of its bytes: two books that differ differ in it. */
uint64_t ie_wordbook_checksum(const struct ie_wordbook *book);

struct ie_wordbook_table {
    char from[IE_WORDBOOK_LANG], to[IE_WORDBOOK_LANG];
    uint32_t words; /* headwords */
    uint32_t pairs; /* of headwords and translations */
};
uint32_t ie_wordbook_tables(const struct ie_wordbook *book);
const struct ie_wordbook_table *ie_wordbook_table(const struct ie_wordbook *book,
                                                  uint32_t number);
/* Number of the table for two tags ("de-AT" finds "de"), or -1. O(tables). */
int32_t ie_wordbook_pair(const struct ie_wordbook *book, struct ie_str from,
                         struct ie_str to);

enum ie_wordbook_kind { IE_WORDBOOK_WRITTEN = 0, IE_WORDBOOK_STEM = 1 };

/* Translations of a key into out, likeliest first; returns how many there are (0: the key
 * is not there). A word that is its own stem and has it alone is kept as written only: who
 * looks for stems asks for that next. The texts belong to the book. O(length) expected. */
uint32_t ie_wordbook_find(const struct ie_wordbook *book, uint32_t table,
                          enum ie_wordbook_kind kind, struct ie_str key,
                          struct ie_translation out[IE_WORDBOOK_MOST]);

#endif
