/*
 * translate: which words of another language the words of a text may mean.
 *
 * For queries that cross languages. A text is cut by its language's habits, always taking
 * the longest piece that a table of the wordbook knows:
 *
 *   spaces part words (en, de, fr, ru, he)   up to three words as one headword ("mise en
 *       œuvre"); then the word as written, by its stem, by its variants (Hebrew prefixes,
 *       "ae" for "ä"); a German word that is not there is split into parts that are, over
 *       a linking s, n, en, er, e, the longest last part first
 *   Korean       eojeol with and without particle or ending; predicates by what stands
 *       before 다; what is not there is cut by least cost into headwords, affixes and an
 *       ending (반도체제조용 → 반도체, 제조); headwords of two syllables count only where
 *       nothing unknown stands beside them
 *   Japanese     least cost over a run: headwords, verbs and adjectives by what stands
 *       before their last kana; hiragana that nobody knows is grammar
 *
 * A Korean, Japanese (katakana) or Hebrew word that is still unknown is looked up
 * by its sound: it may be an English word in other letters (자이로트론: gyrotron; sound.h). At
 * most two words come of it, with little probability, and none when it is not sure which.
 *
 * Letters of another script than the language's are passed over (PCB in a Korean text
 * needs no translation). Words of little content (text/lists.h) are reported as such and
 * not translated.
 *
 * Where no table leads from one language to the other, the way goes over English:
 * P(c|a) = Σ_b P(b|a) P(c|b). The probabilities of a word sum to at most 1; what is
 * missing is lost, not spread, so that a doubtful word weighs less.
 *
 * How to query with it: each ie_word_sense is a term group. The terms of its translations
 * (analysed by the target's rules; a translation of several words is a phrase or the
 * product of its words) get the weight probability; the group's tf in a document is
 * Σ p · tf, its df Σ p · df (Darwish & Oard 2003). A word without translations is matched
 * as it is.
 */
#ifndef IE_LEXICON_TRANSLATE_H
#define IE_LEXICON_TRANSLATE_H

#include "lexicon/wordbook.h"

enum ie_sense_by {
    IE_SENSE_NONE = 0, /* no translation known */
    IE_SENSE_COMMON,   /* a word of little content, not looked for */
    IE_SENSE_WRITTEN,  /* as written */
    IE_SENSE_STEM,     /* by stem, ending or prefix */
    IE_SENSE_PART,     /* as part of a compound */
    IE_SENSE_SOUND,    /* no list knows it, but it sounds like English words */
    IE_SENSE_COUNT
};

struct ie_word_sense {
    uint32_t from, len; /* bytes of the text; those of a compound for each of its parts */
    uint8_t by;         /* enum ie_sense_by */
    uint8_t words;      /* how many words of the text it takes, from 1 */
    uint32_t count;
    const struct ie_translation *at; /* in the arena, likeliest first; the texts belong to
                                        the wordbook */
};

struct ie_senses {
    const struct ie_word_sense *at; /* in order of the text */
    uint32_t count;
};

struct ie_translator; /* stemmers and folding tables; one thread at a time */
int ie_translator_new(const struct ie_wordbook *book, struct ie_translator **translator,
                      struct ie_error *err) IE_MUST_CHECK;
void ie_translator_free(struct ie_translator *translator);

/* Is there a way from one language to another? O(tables). */
bool ie_translator_can(const struct ie_translator *translator, struct ie_str from,
                       struct ie_str to);

/*
 * All words of a text of the language `from` (BCP 47; region and script are ignored),
 * into words of `to`. Without a way every word is IE_SENSE_NONE. Bytes that are not UTF-8
 * part words. IE_LIMIT "text.too_long", IE_NOMEM. O(n) expected look-ups; a
 * word that is looked up by sound costs O(log words + words of its key · length²) once.
 */
int ie_translate_text(struct ie_translator *translator, struct ie_arena *arena,
                      struct ie_str text, struct ie_str from, struct ie_str to,
                      struct ie_senses *senses, struct ie_error *err) IE_MUST_CHECK;

/*
 * One headword or word as a person may type it, into at most IE_WORDBOOK_MOST
 * translations: the first sense of the text `term` that takes all of it, count 0 if none
 * does. Errors as above.
 */
int ie_translate_term(struct ie_translator *translator, struct ie_arena *arena,
                      struct ie_str term, struct ie_str from, struct ie_str to,
                      struct ie_translations *out, struct ie_error *err) IE_MUST_CHECK;

#endif
