/*
 * lexicon: which concepts a text speaks of, whatever language it is in.
 *
 * A thesaurus (thesaurus.h) is compiled into one block of bytes (image.h), mapped and
 * checked when it is opened, and read by any number of threads. A tagger belongs to one
 * thread and finds the labels of all languages in a text:
 *
 *   letters    folded by NFKC_Casefold, without accents, points and width (fold.h)
 *   words      runs of letters of one alphabet; Hangul, Han and kana by letters (split.h)
 *   looks      what a word may stand for: words of labels, judged once for each language
 *              and place in a label (words.h, endings.h), words it closes up, parts of a
 *              compound; kept for the next time it comes, since few words make up most of
 *              a text (Zipf). This is why tagging costs little more than looking words up
 *   walks      labels as paths through two tries: of words, of letters
 *   choice     the longest of what overlaps, the nearest of what is as long, weights; weak
 *              labels only where the text has others of their field
 *
 * Between a label and a text these do not matter: letter case, width, accents where the
 * author writes none, hyphens and spaces between the words of a label or within a word of
 * five letters and more, and
 *
 *   Korean    spacing; particles and endings, 하다, 되다, affixes of one syllable; a label
 *             of two syllables must leave nothing unknown in its eojeol (주조 is in 주조품을,
 *             not in 사주조회), one of a single syllable must be all of it but the particle
 *   English   plurals, -ing and -ed of verbs (not where another word is inflected too:
 *             "films coated"), British spelling, drawn, ground, wound behind a word
 *   German    cases, plurals with umlaut, -um and -ien, ae for ä, compounds by parts and
 *             links, with a verb in front (Schleifmaschine), participles; in running text
 *             a noun begins with a capital (messen is no Messe)
 *   French    plurals and feminines, -al and -aux, elided articles
 *   Russian   declensions of nouns and adjectives, the vowel that comes and goes; a
 *             capital within a sentence is a name (Германия is no германий)
 *   Hebrew    points, final letters, prefixes in front of a label, the article within
 *             (a preposition there makes another phrase), gender, number, construct state
 *   Japanese  width, middle dots, long vowels behind three letters of a loan (センサ,
 *             センサー); katakana only cut into known words, Han by what may stand beside
 *
 * What it does not do: tell homographs apart but by their field (weak labels), verbs of
 * Russian and Hebrew, broken plurals, particles that end a noun (박스로 is a box furnace and
 * "with a box"), heads shared over a slash, labels of more than 12 words or 64 letters.
 *
 * Costs: some 50 ns a word that was met before, 1 to 5 µs one that was not; memory a few MB for
 * a tagger, 65,536 words are kept. bench/results/lexicon.md has figures and peers.
 */
#ifndef IE_LEXICON_LEXICON_H
#define IE_LEXICON_LEXICON_H

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "lexicon/thesaurus.h"

/* ---- The file ---------------------------------------------------------------------- */

struct ie_lexicon_image {
    unsigned char *bytes; /* ie_free */
    size_t len;
};

/* A resolved thesaurus as one block of bytes: little-endian, 8-aligned offsets from its
 * start, checksummed, versioned, the same bytes for the same content whatever the order
 * of reading. */
int ie_lexicon_build(const struct ie_thesaurus *thesaurus, struct ie_lexicon_image *image,
                     struct ie_error *err) IE_MUST_CHECK;

struct ie_lexicon; /* a handle that borrows the block; any number of threads may read */
int ie_lexicon_open(const unsigned char *bytes, size_t len, struct ie_lexicon **lexicon,
                    struct ie_error *err) IE_MUST_CHECK;
void ie_lexicon_close(struct ie_lexicon *lexicon);
/* Of the engine: an image of another version is refused. */
const char *ie_lexicon_version(void);
/* Of the content: 16 hexadecimal digits, for the identity of what is derived. */
struct ie_str ie_lexicon_digest(const struct ie_lexicon *lexicon);

/* ---- Concepts ---------------------------------------------------------------------- */

uint32_t ie_lexicon_count(const struct ie_lexicon *lexicon);
struct ie_str ie_lexicon_id(const struct ie_lexicon *lexicon, uint32_t concept);
/* IE_THESAURUS_NONE if there is none. */
uint32_t ie_lexicon_concept(const struct ie_lexicon *lexicon, struct ie_str id);
/* Preferred label in the best language: `lang`, its primary tag, English, any. Never
 * empty. *given (may be NULL): the language it is in. */
struct ie_str ie_lexicon_label(const struct ie_lexicon *lexicon, uint32_t concept,
                               struct ie_str lang, struct ie_str *given);

struct ie_lexicon_span {
    const uint32_t *at;
    uint32_t count;
};
struct ie_lexicon_span ie_lexicon_broader(const struct ie_lexicon *lexicon,
                                          uint32_t concept);
struct ie_lexicon_span ie_lexicon_narrower(const struct ie_lexicon *lexicon,
                                           uint32_t concept);
struct ie_lexicon_span ie_lexicon_related(const struct ie_lexicon *lexicon,
                                          uint32_t concept);
/* Top concepts above (or itself). */
struct ie_lexicon_span ie_lexicon_fields(const struct ie_lexicon *lexicon,
                                         uint32_t concept);
struct ie_lexicon_span ie_lexicon_tops(const struct ie_lexicon *lexicon);
/* All labels, notations and notes of a concept as the thesaurus has them. */
uint32_t ie_lexicon_label_count(const struct ie_lexicon *lexicon, uint32_t concept);
void ie_lexicon_label_at(const struct ie_lexicon *lexicon, uint32_t concept, uint32_t i,
                         struct ie_label *label);
uint32_t ie_lexicon_notation_count(const struct ie_lexicon *lexicon, uint32_t concept);
void ie_lexicon_notation_at(const struct ie_lexicon *lexicon, uint32_t concept,
                            uint32_t i, struct ie_notation *notation);
uint32_t ie_lexicon_note_count(const struct ie_lexicon *lexicon, uint32_t concept);
void ie_lexicon_note_at(const struct ie_lexicon *lexicon, uint32_t concept, uint32_t i,
                        struct ie_note *note);

/* ---- Tagging ----------------------------------------------------------------------- */

struct ie_tag {
    uint32_t from, len; /* bytes of the text */
    uint32_t concept;
    uint16_t weight; /* thousandths; those of one phrase sum to at most 1000 */
    uint16_t label;  /* which label of the concept led here */
};

struct ie_tags {
    const struct ie_tag *at; /* by from, then by falling weight */
    uint32_t count;
};

struct ie_tagger; /* scratch memory and caches of one thread, over one lexicon */
int ie_tagger_new(const struct ie_lexicon *lexicon, struct ie_tagger **tagger,
                  struct ie_error *err) IE_MUST_CHECK;
void ie_tagger_free(struct ie_tagger *tagger);
/* `lang`: BCP 47 tag of the text, or empty. Bytes that are not UTF-8 part words. The tags
 * are the tagger's until its next call. */
int ie_tagger_tag(struct ie_tagger *tagger, struct ie_str text, struct ie_str lang,
                  struct ie_tags *tags, struct ie_error *err) IE_MUST_CHECK;

/* ---- Search boxes ------------------------------------------------------------------ */

struct ie_folding;
struct ie_lexicon_hit {
    uint32_t concept;
    uint16_t label; /* the label that begins (a word of) with what was typed */
};

/* Concepts with a label, in any language, that begins with `typed` (then: one of whose
 * later words does), best first: whole label, then preferred before alternative, `lang`
 * before others, shorter before longer. */
int ie_lexicon_find(const struct ie_lexicon *lexicon, struct ie_str typed,
                    struct ie_str lang, uint32_t top, struct ie_arena *arena,
                    struct ie_lexicon_hit **hits, uint32_t *count,
                    struct ie_error *err) IE_MUST_CHECK;
/* Its letters, folded once: what other keys may begin with (findkey.h). */
const struct ie_folding *ie_lexicon_folding(const struct ie_lexicon *lexicon);

#endif
