/*
 * Matches: profiles as the matching engine sees them, and what it proposes as records.
 *
 *   prepare (read)   published profiles -> engine input, copied into the arena
 *   solve   (none)   engine/matching
 *   store   (write)  in batches: new pairs made, known ones revised, proposals that no
 *                    longer hold taken off; what a person dismissed or took up stays
 *
 * Only what a stranger may read goes in: of a field guarded above the rung `teaser`
 * neither a word nor its weight on the order reaches a match, whoever looks at it.
 */
#ifndef IE_SERVICE_PROPOSE_H
#define IE_SERVICE_PROPOSE_H

#include "engine/matching/matching.h"
#include "service/event.h"

enum { IE_PROPOSE_TOP = 10, IE_PROPOSE_BATCH = 200 };

struct ie_proposal {
    struct ie_record *event;    /* NULL: the whole office */
    struct ie_record *profiles; /* as the engine numbers them */
    struct ie_matching_input input;
    struct ie_matching_output *output; /* after run */
    const struct ie_str *concepts;     /* [concept_count] by the engine's numbers */
    size_t concept_count;
    bool with_lexicon; /* texts were tagged; false: no vocabulary is installed */
    int64_t created, changed, unchanged, removed; /* after store */
};

/* Among the published profiles of an event's participants. IE_FORBIDDEN
 * event.officer_only. O(profiles · text). */
int ie_propose_prepare(struct ie_call *call, struct ie_str event, unsigned top,
                       struct ie_proposal **proposal, struct ie_error *err) IE_MUST_CHECK;
/* Partners of one profile in the whole office, as of today or of the profile's last day. The actor must run the office or belong to
 * the profile's organisation; IE_FORBIDDEN profile.not_yours. */
int ie_match_prepare(struct ie_call *call, struct ie_str profile, unsigned top,
                     struct ie_proposal **proposal, struct ie_error *err) IE_MUST_CHECK;
int ie_propose_run(struct ie_proposal *proposal, const struct ie_solve_control *control,
                   struct ie_arena *arena, struct ie_error *err) IE_MUST_CHECK;
/* Writes matches *next … *next + IE_PROPOSE_BATCH - 1 and moves *next on; call until *next
 * equals the output's count, then once more for what is to be taken off (*next becomes
 * SIZE_MAX). */
int ie_propose_store(struct ie_call *call, struct ie_proposal *proposal, size_t *next,
                     struct ie_error *err) IE_MUST_CHECK;

/* The engine's reasons of one match as JSON (docs/api.md). */
void ie_propose_reasons_json(const struct ie_proposal *proposal,
                             const struct ie_match *match, struct ie_json *json);

#endif
