/*
 * The canonical formula of an instance: what a proof is a proof of.
 *
 * F(problem, breaks) is satisfiable if and only if the problem has a timetable with at most
 * `breaks` breaks in all (IE_EXACT_ANY_BREAKS: any number; -1: fewer than none, which is an
 * empty clause). It is written from the
 * definition of the problem, shares no code with the solver's own encoding, and favours
 * being read over being small; test/prop/exact_canon.c holds it to brute force on every
 * tiny instance. With n(p) meetings of participant p, T slots, L places, in this order, the
 * variables numbered as they come (DIMACS literals):
 *
 *   x[m,t]    meeting m is in slot t
 *             each meeting in at least one slot and, pairwise, at most one; not outside its
 *             session, its fixed slot, the slots that its two participants can
 *   u[p,t]    p meets in t: equal to the disjunction of x[m,t] over p's meetings, of which,
 *             pairwise, at most one holds
 *             after[m] before: x[m,t] implies that the other is in some slot before t
 *   r[p,t,k]  p meets in at least k of the slots 1..t, k = 1..n(p); defined both ways;
 *             r[p,T,n] holds, and after n there is no more
 *   g[p,t]    p meets in t, not in t - 1, and in some slot before: a break ends here
 *   b[p,t,k]  at least k breaks of p have ended by t, k = 1..min(n - 1, T - n); both ways
 *             without b[p,T,1]: if k meetings are past by t, all are by t + n - k
 *   places    of u[·,t] at most 2L hold in each slot (a meeting shows in two of them)
 *   e[k]      everybody has at least k breaks: implied by b[p,T,k+d], implies b[p,T,k]
 *   breaks    of b[·,T,·] at most `breaks` hold
 *
 * The last two counts are merges of sorted halves (totalizers) built from the bottom in
 * pairs, cut off one above the limit.
 */
#ifndef IE_ENGINE_SCHEDULING_EXACT_CANON_H
#define IE_ENGINE_SCHEDULING_EXACT_CANON_H

#include "engine/scheduling/exact/problem.h"

enum { IE_EXACT_ANY_BREAKS = INT32_MAX };

/* Takes a clause; anything but 0 ends the making and is returned. */
typedef int (*ie_exact_emit)(void *data, const int *literals, size_t count);

struct ie_exact_size {
    uint32_t variables;
    uint64_t clauses;
};

/*
 * Makes the formula, clause by clause. `size` may be NULL. Returns what `emit` returned, or
 * IE_NOMEM with err. O(clauses), which are O(meetings × T² + participants × T × degree +
 * T × participants × L).
 */
int ie_exact_canon(const struct ie_exact_problem *problem, int64_t breaks,
                   ie_exact_emit emit, void *data, struct ie_arena *arena,
                   struct ie_exact_size *size, struct ie_error *err) IE_MUST_CHECK;

#endif
