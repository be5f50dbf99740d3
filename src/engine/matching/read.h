/* Private to matching/: what reads texts, of one thread. */
#ifndef IE_ENGINE_MATCHING_READ_H
#define IE_ENGINE_MATCHING_READ_H

#include "base/vec.h"
#include "engine/matching/bag.h"
#include "lexicon/lexicon.h"
#include "lexicon/memo.h"
#include "lexicon/translate.h"

struct ie_match_reader {
    struct ie_analyser *analyser;
    const struct ie_lexicon *lexicon; /* or NULL */
    struct ie_tagger *tagger;         /* or NULL */
    struct ie_translator *translator; /* or NULL */
    struct ie_memo said;              /* translations and labels as terms (cross.c) */
    IE_VEC(struct ie_bag_term) terms; /* scratch */
};

struct ie_match_concept { /* that a text speaks of */
    uint32_t number;
    uint32_t title, text; /* times */
    double weight;        /* sum over them, 1 for a phrase that is nothing else */
    struct ie_str phrase; /* the first that spoke of it; borrowed from the document */
    double surest;        /* the greatest of them */
    struct ie_bag_place place; /* the first */
};

/* Distinct concepts of a document, by number, in the arena; none without a lexicon. */
int ie_match_concepts(struct ie_match_reader *reader,
                      const struct ie_match_document *document, struct ie_arena *arena,
                      struct ie_match_concept **concepts, uint32_t *count,
                      struct ie_error *err) IE_MUST_CHECK;

/* The concepts as terms of a bag. IE_NOMEM. O(count). */
int ie_bag_put_concepts(struct ie_match_reader *reader,
                        const struct ie_match_concept *concepts, uint32_t count,
                        struct ie_arena *arena, struct ie_bag *bag,
                        struct ie_error *err) IE_MUST_CHECK;

/* A text as a bag with its concepts as terms, and those. Errors of ie_bag_read. O(bytes). */
int ie_bag_read_all(struct ie_match_reader *reader,
                    const struct ie_match_document *document, struct ie_arena *arena,
                    struct ie_bag *bag, struct ie_match_concept **concepts,
                    uint32_t *count, struct ie_error *err) IE_MUST_CHECK;
/* A text as a bag of what its words may be in the language `to`, its concepts as terms, and
 * what needs no translation. Errors of ie_bag_read. O(bytes). */
int ie_bag_cross(struct ie_match_reader *reader, const struct ie_match_document *document,
                 struct ie_str to, struct ie_arena *arena, struct ie_bag *bag,
                 struct ie_error *err) IE_MUST_CHECK;

/* Does the reader put texts of one language into another? Else they meet by what they spell
 * alike. Languages as primary subtags, empty: not known. */
bool ie_match_crosses(const struct ie_match_reader *reader, struct ie_str from,
                      struct ie_str to);

/* Of one primary language (BCP 47), letter case aside. */
bool ie_match_same_language(struct ie_str x, struct ie_str y);

#endif
