/* Private to matching/: what reads texts, of one thread. */
#ifndef IE_ENGINE_MATCHING_READ_H
#define IE_ENGINE_MATCHING_READ_H

#include "base/vec.h"
#include "engine/matching/bag.h"
#include "lexicon/lexicon.h"
#include "lexicon/translate.h"

struct ie_match_reader {
    struct ie_analyser *analyser;
    const struct ie_lexicon *lexicon; /* or NULL */
    struct ie_tagger *tagger;         /* or NULL */
    struct ie_translator *translator; /* or NULL */
    IE_VEC(struct ie_bag_term) terms; /* scratch */
};

struct ie_match_concept { /* that a text speaks of */
    uint32_t number;
    uint32_t title, text; /* times */
    double weight;        /* sum over them, 1 for a phrase that is nothing else */
    struct ie_str phrase; /* the first that spoke of it; borrowed from the document */
};

/* Distinct concepts of a document, by number, in the arena; none without a lexicon. */
int ie_match_concepts(struct ie_match_reader *reader,
                      const struct ie_match_document *document, struct ie_arena *arena,
                      struct ie_match_concept **concepts, uint32_t *count,
                      struct ie_error *err) IE_MUST_CHECK;

#endif
