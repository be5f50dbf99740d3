/*
 * The proof checker's heart: does a clause follow from those before it by reverse unit
 * propagation (Goldberg & Novikov, DATE 2003)? Assume its negation, propagate, find a
 * conflict. Forward, with deletion and two watched literals; units stay for good, which is
 * sound, since all that is kept follows from the premises. It shares no code with the
 * solver and knows nothing of timetables.
 */
#ifndef IE_ENGINE_SCHEDULING_EXACT_RUP_H
#define IE_ENGINE_SCHEDULING_EXACT_RUP_H

#include "base/error.h"

struct ie_rup;

int ie_rup_new(struct ie_rup **rup, struct ie_error *err) IE_MUST_CHECK;
void ie_rup_free(struct ie_rup *rup);
/* Literals are DIMACS', none 0 nor beyond 2^28. Each may fail with IE_NOMEM, or with
 * IE_LIMIT proof.too_large when the clauses need more than 2^32 words. */
int ie_rup_premise(struct ie_rup *rup, const int *literals, size_t count,
                   struct ie_error *err) IE_MUST_CHECK;
/* *follows: whether it does; only then is it kept. */
int ie_rup_lemma(struct ie_rup *rup, const int *literals, size_t count, bool *follows,
                 struct ie_error *err) IE_MUST_CHECK;
/* Forgets one clause with these literals in any order; false if there is none. */
bool ie_rup_forget(struct ie_rup *rup, const int *literals, size_t count);
/* The empty clause has been derived. */
bool ie_rup_refuted(const struct ie_rup *rup);

#endif
