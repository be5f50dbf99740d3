/*
 * order: how many of a participant's meetings come before and after one of them, by
 * precedences and by what follows from them.
 */
#ifndef IE_ENGINE_SCHEDULING_EXACT_ORDER_H
#define IE_ENGINE_SCHEDULING_EXACT_ORDER_H

#include "engine/scheduling/exact/model.h"

struct ie_exact_order {
    uint32_t *before; /* [2 × meeting + end]: meetings before it of its first (end 0) or
                         second (1) participant */
    uint32_t *after;
};

/*
 * Follows the precedences from each meeting, at most 100 meetings far, so that there may be
 * more before and after than it says, never fewer. IE_NOMEM.
 * O(precedences + meetings × 100 × precedences of one).
 */
int ie_exact_order_make(const struct ie_exact_problem *problem, struct ie_arena *arena,
                        struct ie_exact_order *order, struct ie_error *err) IE_MUST_CHECK;

#endif
