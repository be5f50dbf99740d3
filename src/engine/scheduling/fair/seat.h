/* Private to fair/: single places and interpreters for a timetable of slots, and why a
 * meeting is out. */
#ifndef IE_ENGINE_SCHEDULING_FAIR_SEAT_H
#define IE_ENGINE_SCHEDULING_FAIR_SEAT_H

#include "engine/scheduling/fair/state.h"

/* Units of one resource are alike, so that whoever has a unit gets a place; which one is
 * chosen for few changes: a lock's, the confirmed one, one where a member just was, any.
 * IE_INFEASIBLE fair.infeasible: two locks on one place or interpreter. O(meetings +
 * places x slots). */
int ie_fair_seat(const struct fair_state *state, struct ie_fair_place_at *at,
                 struct ie_error *err) IE_MUST_CHECK;

/* `why` and `full` [meetings] of struct ie_fair_output. O(out x slots x members). */
void ie_fair_why_out(const struct fair_state *state, uint8_t *why, uint32_t *full);

#endif
