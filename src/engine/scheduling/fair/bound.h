/*
 * Private to fair/: the Lagrangean bound of a level, in integers.
 *
 * Prices come in two stages. At first a participation has one price, laid on the cheapest
 * thing that covers its time (its cap, its days' caps, or its slots' windows), and a
 * resource has one for all slots: the dual of a weighted b-matching, which has few prices
 * and therefore converges fast. Then every (participation, slot) and (resource, slot) has
 * its own. Steps are Polyak's towards a known value, with Camerini, Fratta & Maffioli's
 * deflection (1975). The best prices are kept: any would do, so it may end anywhere.
 *
 * A later level is bounded among timetables that are no worse at those before: each of these
 * pulls (a multiplier of its own), and begins with the prices of the level before, as many
 * times over as is best of a dozen guesses. Squares (fairness, balance) are parted from the
 * meetings by a pay for each meeting of somebody, which begins at the slope where the
 * timetable is.
 */
#ifndef IE_ENGINE_SCHEDULING_FAIR_BOUND_H
#define IE_ENGINE_SCHEDULING_FAIR_BOUND_H

#include "engine/scheduling/fair/state.h"

struct fair_bound;

int ie_fair_bound_new(const struct fair_model *m, struct fair_bound **bound,
                      struct ie_error *err) IE_MUST_CHECK;
void ie_fair_bound_free(struct fair_bound *bound);

/* `steps` more of the stage that is due (the second after ie_fair_bound_refine), towards
 * `reached` (the level as maximised, of a known timetable). Ends early when the bound is
 * there. O(steps x meetings x slots / threads). */
void ie_fair_bound_run(struct fair_bound *bound, unsigned steps, int64_t reached,
                       const struct ie_solve_control *control);
void ie_fair_bound_refine(struct fair_bound *bound);
/* On to `level`, for timetables that have at least reached[k] at each level k before; to
 * level 0 when its squares are to be bounded too. IE_NOMEM. O(12 x meetings x slots). */
int ie_fair_bound_turn(struct fair_bound *bound, uint32_t level, const int64_t *reached,
                       const struct fair_state *state,
                       struct ie_error *err) IE_MUST_CHECK;
/* What is left of each meeting [meetings] in its best slot at the best prices, in units;
 * INT32_MIN: it has no slot. O(meetings x slots). */
void ie_fair_bound_left(struct fair_bound *bound, int32_t *left);
int64_t ie_fair_bound_value(const struct fair_bound *bound);
/* The best prices, copied into the arena. */
int ie_fair_bound_prices(const struct fair_bound *bound, struct ie_arena *arena,
                         struct ie_fair_prices *prices,
                         struct ie_error *err) IE_MUST_CHECK;
/* None at all: that squares, breaks and moves are not negative. */
int ie_fair_bound_nothing(const struct fair_bound *bound, uint32_t level,
                          struct ie_arena *arena, struct ie_fair_prices *prices,
                          struct ie_error *err) IE_MUST_CHECK;

#endif
