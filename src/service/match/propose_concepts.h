/*
 * Private to propose*.c: the concepts by which profiles meet across languages.
 *
 *   root technologies ──────────────────────────────┐ each as the lexicon's concept
 *   rows of profile_tag, where they are current ────┤
 *   else the texts, tagged here ────────────────────┴─▶ loudest MOST ─▶ ie_match_profile
 *                              and what is right above each
 *
 * What stands right above a concept counts with it, so that a need for photoresist finds
 * an offer of resists for another light.
 * Only what a stranger may read is looked at (rung teaser). Concepts of cooperation
 * (partner, licence, mass production) say how, not what: they bring nobody together and
 * are left out. What every second profile speaks of weighs little by the engine's idf.
 */
#ifndef IE_SERVICE_PROPOSE_CONCEPTS_H
#define IE_SERVICE_PROPOSE_CONCEPTS_H

#include "base/vec.h"
#include "engine/matching/matching.h"
#include "service/words/office_lexicon.h"

struct ie_concept_reader {
    struct ie_call *call;
    struct ie_office_lexicon *state; /* NULL: there is no vocabulary here */
    const struct ie_lexicon *lexicon;
    uint32_t known;             /* concepts of the lexicon: numbers below are its own */
    IE_VEC(struct ie_str) free; /* words that are no concept: numbers from `known` on */
    struct ie_str *ids;         /* [known]; empty where none has been met */
};

/* Without a vocabulary (none installed) concepts are the authors' own words alone. Errors:
 * IE_NOMEM. To be ended, also after an error. */
int ie_concept_reader_begin(struct ie_call *call, struct ie_concept_reader *reader,
                            struct ie_error *err) IE_MUST_CHECK;
/* Concepts of one record into `profile`; `texts`, `own`: whether a stranger reads the
 * texts and the author's own concepts. O(tags) or, where they are not current, O(texts). */
int ie_concept_reader_read(struct ie_concept_reader *reader,
                           const struct ie_record *record, bool texts, bool own,
                           struct ie_match_profile *profile,
                           struct ie_error *err) IE_MUST_CHECK;
/* Ids by the engine's numbers, in the call's arena. */
int ie_concept_reader_ids(struct ie_concept_reader *reader, const struct ie_str **ids,
                          size_t *count, struct ie_error *err) IE_MUST_CHECK;
void ie_concept_reader_end(struct ie_concept_reader *reader);

#endif
