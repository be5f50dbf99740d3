/*
 * Why there is no timetable: constraints that cannot all hold, of which each is needed.
 *
 * Every constraint that an organiser could relax gets a selector, and the set is what the
 * SAT solver needs of them, thinned by deletion: drop one, keep it if a timetable appears.
 * Three stages, so that the answer is as plain as it can be: people and times alone; then
 * places; then fairness. A constraint whose test ran into its share of effort stays, and the
 * set is then not said to be irreducible.
 */
#ifndef IE_ENGINE_SCHEDULING_EXACT_EXPLAIN_H
#define IE_ENGINE_SCHEDULING_EXACT_EXPLAIN_H

#include "base/solve.h"
#include "engine/scheduling/exact/problem.h"

enum ie_exact_constraint {
    IE_EXACT_ONE_AT_A_TIME, /* `index`: participant, which must hold all its meetings */
    IE_EXACT_AWAY,          /* participant: its forbidden slots */
    IE_EXACT_IN_SESSION,    /* meeting */
    IE_EXACT_IN_SLOT,       /* meeting: its fixed slot */
    IE_EXACT_IN_ORDER,      /* precedence */
    IE_EXACT_ENOUGH_PLACES, /* no index */
    IE_EXACT_FAIR,          /* no index */
    IE_EXACT_CONSTRAINT_COUNT
};

/* "one_at_a_time", "away", …; NULL beyond the last. */
const char *ie_exact_constraint_name(enum ie_exact_constraint constraint);

struct ie_exact_clash {
    uint8_t constraint; /* enum ie_exact_constraint */
    uint32_t index;
};

struct ie_exact_explanation {
    struct ie_exact_clash *clashes; /* NULL: stopped before anything was known */
    uint32_t clash_count;
    bool irreducible; /* without any one of them there is a timetable for the others */
    bool feasible;    /* there is a timetable after all */
    enum ie_code stopped;
};

/*
 * A meeting without a slot, a place for nobody: that all meetings are held is never
 * questioned. `control->ticks` bounds the whole; without it the search gives up after some
 * 100,000 ticks (seconds) and then names nothing, or more than it takes, not irreducible.
 * IE_NOMEM.
 */
int ie_exact_explain(const struct ie_exact_problem *problem,
                     const struct ie_solve_control *control, struct ie_arena *arena,
                     struct ie_exact_explanation *explanation,
                     struct ie_error *err) IE_MUST_CHECK;

#endif
