/*
 * lexicon: which concepts a text speaks of, whatever language it is in.
 *
 * (design essay: to be completed by what is built below)
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

#endif
