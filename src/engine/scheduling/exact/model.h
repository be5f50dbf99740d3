/* What the solver's parts share: domains worked out, meetings by participant. */
#ifndef IE_ENGINE_SCHEDULING_EXACT_MODEL_H
#define IE_ENGINE_SCHEDULING_EXACT_MODEL_H

#include "engine/scheduling/exact/problem.h"

struct ie_exact_model {
    const struct ie_exact_problem *problem;
    uint64_t *domain; /* [meeting_count] the slots it may have */
    uint32_t *from;   /* [participant_count + 1] its meetings are meeting_of[from ..] */
    uint32_t *meeting_of; /* [2 × meeting_count] */
    uint64_t day;         /* all slots */
    bool hopeless;        /* a domain is empty, or Hall's condition fails (hall.h) */
};

static inline uint32_t ie_exact_degree(const struct ie_exact_model *model, uint32_t p)
{
    return model->from[p + 1] - model->from[p];
}

/*
 * Works out the domains: session, fixed slot, forbidden slots, a slot that meetings of the
 * same participant need, and the ends that precedences cut off, until nothing changes.
 * IE_NOMEM. O(rounds × (meetings × degree × slots² + precedences)) and a flow.
 */
int ie_exact_model_make(const struct ie_exact_problem *problem, struct ie_arena *arena,
                        struct ie_exact_model *model, struct ie_error *err) IE_MUST_CHECK;

#endif
