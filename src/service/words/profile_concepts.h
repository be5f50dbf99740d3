/* Private to profile_tag*.c: the concepts of one profile's texts. */
#ifndef IE_SERVICE_PROFILE_CONCEPTS_H
#define IE_SERVICE_PROFILE_CONCEPTS_H

#include "lexicon/classify.h"
#include "service/words/office_lexicon.h"
#include "store/record.h"

struct ie_profile_mention { /* of a concept in one part */
    uint32_t concept;
    uint32_t part; /* enum ie_profile_part */
    uint32_t weight, times;
    bool translated;
    struct ie_str phrase,
        lang; /* the heaviest, the original's first; its text's language */
};

struct ie_profile_mentions {
    struct ie_profile_mention *at; /* by concept, then part */
    size_t count;
};

/*
 * Tags the titles of the record, its texts if `whole`, and reads its own `concepts` if
 * `own`. Everything is in the arena. Errors: those of ie_tagger_tag. O(bytes).
 */
int ie_profile_mentions(struct ie_office_lexicon *state, const struct ie_record *profile,
                        bool whole, bool own, struct ie_arena *arena,
                        struct ie_profile_mentions *mentions,
                        struct ie_error *err) IE_MUST_CHECK;

#endif
