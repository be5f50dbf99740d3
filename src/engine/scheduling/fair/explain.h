/*
 * Private to fair/: a contradiction among must- and locked meetings, being thinned
 * (explain.c) and put into words (explain_word.c).
 */
#ifndef IE_ENGINE_SCHEDULING_FAIR_EXPLAIN_H
#define IE_ENGINE_SCHEDULING_FAIR_EXPLAIN_H

#include "engine/scheduling/fair/prove.h"

struct fair_explanation {
    struct fair_model m;
    uint32_t *kept; /* meetings still in the set */
    uint32_t count;
    uint32_t *trial;
    uint8_t *person_out; /* enum fair_person_out */
    unsigned rules_out;
    struct ie_fair_precedence *orders; /* still in the set */
    uint32_t order_count;
    uint64_t ticks;
    bool open; /* a question was not answered: the set may be thinner than it is */
    const struct ie_solve_control *control;
};

/* The set's reasons into `conflict`. IE_NOMEM. O(set x members x slots). */
int ie_fair_explain_word(const struct fair_explanation *x, struct ie_arena *arena,
                         struct ie_fair_conflict *conflict,
                         struct ie_error *err) IE_MUST_CHECK;

#endif
