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

#include "service/event/event.h"
#include "service/match/model.h"

enum { IE_PROPOSE_TOP = 10, IE_PROPOSE_BATCH = 200 };

struct ie_proposal {
    struct ie_record *event;         /* NULL: the whole office */
    struct ie_match_model_set model; /* the office's weights and curve */
    struct ie_record *profiles;      /* as the engine numbers them */
    struct ie_matching_input input;
    struct ie_matching_output *output; /* after run */
    const struct ie_str *concepts;     /* [concept_count] by the engine's numbers */
    size_t concept_count;
    struct ie_str *organisations; /* [organisation_count] ids by the engine's numbers */
    uint32_t organisation_count;
    struct ie_propose_limit *limit;    /* NULL: none (ie_propose_limit) */
    size_t left_out, introductions;    /* after run, with a limit */
    double value, bound;               /* of the introductions' scores; of any choice's */
    struct ie_office_lexicon *lexicon; /* from prepare until run or drop; may be NULL */
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
/* No organisation is to have more than `most` (>= 1) introductions, those that it has
 * taken up counted. After prepare, in the same call; run then keeps the matches that
 * engine/matching/assign.h chooses. O(decided matches · organisations). */
int ie_propose_limit(struct ie_call *call, struct ie_proposal *proposal, unsigned most,
                     struct ie_error *err) IE_MUST_CHECK;
/* Matches by the texts, across languages by the office's vocabulary and the word lists, and
 * by what the profiles state. Errors of ie_matching_solve. */
int ie_propose_run(struct ie_proposal *proposal, const struct ie_solve_control *control,
                   struct ie_arena *arena, struct ie_error *err) IE_MUST_CHECK;
/* Of a prepared proposal that is not run. NULL is fine. */
void ie_propose_drop(struct ie_proposal *proposal);
/* Private to propose*.c: the limit put into effect on the output. */
int ie_propose_spread(struct ie_proposal *proposal,
                      const struct ie_solve_control *control, struct ie_arena *arena,
                      struct ie_error *err) IE_MUST_CHECK;
/* Writes matches *next … *next + IE_PROPOSE_BATCH - 1 and moves *next on; call until *next
 * equals the output's count, then once more for what is to be taken off (*next becomes
 * SIZE_MAX). */
int ie_propose_store(struct ie_call *call, struct ie_proposal *proposal, size_t *next,
                     struct ie_error *err) IE_MUST_CHECK;

/* The engine's reasons of one match as JSON (docs/api.md). */
void ie_propose_reasons_json(const struct ie_proposal *proposal,
                             const struct ie_match *match, struct ie_json *json);

#endif
