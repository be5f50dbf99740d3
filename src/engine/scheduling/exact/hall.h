/*
 * hall: what one participant's meetings, taken alone, say of its slots, and all meetings of
 * the places. Each meeting has a set of slots (its domain) and all of a participant's need
 * different ones, so Hall's condition (1935) decides: what a clause solver would have to
 * count out, pigeon by pigeon, is found here by matching and given to it as plain facts.
 */
#ifndef IE_ENGINE_SCHEDULING_EXACT_HALL_H
#define IE_ENGINE_SCHEDULING_EXACT_HALL_H

#include "engine/scheduling/exact/model.h"

/*
 * Takes out of the domains of p's meetings each slot that one of them can have only if
 * another is left without (the filter of Régin, AAAI 1994, by a trial a slot rather than by
 * components). Returns whether a domain shrank; where p's meetings cannot all have slots,
 * `model->hopeless`. O(degree² × slots²) at worst.
 */
bool ie_exact_hall_filter(struct ie_exact_model *model, uint32_t p);

/*
 * within[i][j]: how many of p's meetings must be in the slots i .. j - 1, because their
 * domains are. O(degree × slots²).
 */
void ie_exact_hall_within(const struct ie_exact_model *model, uint32_t p,
                          uint8_t within[IE_EXACT_SLOTS][IE_EXACT_SLOTS + 1]);

/* Whether p's meetings can stand in one row from slot `start`; degree and `start` at most
 * the slots together. O(degree² × slots). */
bool ie_exact_hall_row(const struct ie_exact_model *model, uint32_t p, uint32_t start);

/*
 * Whether all meetings have a slot with `place_count` at most in each, precedences and
 * people apart: a flow, by augmenting paths over slots. false in *enough if not. IE_NOMEM.
 * O(meetings²) at worst.
 */
int ie_exact_hall_places(const struct ie_exact_model *model, struct ie_arena *arena,
                         bool *enough, struct ie_error *err) IE_MUST_CHECK;

#endif
