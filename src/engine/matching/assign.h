/*
 * assign: introductions that nobody drowns in.
 *
 * A list of best matches a profile lets one famous firm stand in all of them. Here each
 * profile has a capacity, how many introductions it can attend to, and the edges of the
 * top-K graph are chosen so that no capacity is exceeded and the sum of their weights is
 * high: a maximum-weight b-matching.
 *
 * Method: b-Suitor (Khan, Pothen, Patwary, Satish, Sundaram, Manne, Halappanavar & Dubey,
 * "Efficient approximation algorithms for weighted b-matching", SIAM J. Sci. Comput.
 * 38(5), 2016). Every profile proposes along its edges, best first; a profile keeps the
 * best proposals that it has room for, and whoever is displaced proposes further. No
 * global order of the edges is needed, only one a profile.
 *
 * Guarantee. The edges have one total order (weight, then the lower ends), and the result
 * is the locally dominant b-matching of that order, the same that picking edges greedily
 * by it gives; its value is at least half of the best possible. How far it may be off on
 * the case at hand is stated too: with y(v) = the weight of the least edge chosen at a
 * full v, else 0, and z(e) = max(0, w(e) - y(u) - y(v)) on chosen edges, the sum of
 * capacity(v)·y(v) and z(e) is a solution of the dual linear programme, so no assignment
 * is worth more than this `bound`. ie_match_assign_check proves both from the raw input.
 */
#ifndef IE_ENGINE_MATCHING_ASSIGN_H
#define IE_ENGINE_MATCHING_ASSIGN_H

#include "base/solve.h"

/* An introduction that could be made. Ends differ; a pair given twice counts once, with
 * its higher weight. */
struct ie_match_edge {
    uint32_t ends[2];
    double weight; /* > 0, finite: a match's score */
};

struct ie_match_assign_input {
    const struct ie_match_edge *edges; /* [edge_count] */
    size_t edge_count;
    const uint32_t *capacity; /* [count] introductions a profile; 0: none */
    uint32_t count;           /* profiles */
};

struct ie_match_assignment {
    bool *chosen;        /* [edge_count] */
    size_t chosen_count; /* edges */
    double value;        /* their weight */
    double bound;        /* of any assignment's; value >= bound / 2 */
    uint64_t ticks;      /* proposals */
};

/*
 * Errors: IE_INPUT "matching.bad_input" {what} (end out of range, ends equal, weight not
 * above 0 or not finite); IE_CANCELLED or IE_LIMIT with nothing in *result when stopped;
 * IE_NOMEM. control may be NULL; seed and threads have no effect.
 * O(m log d) for m edges and the highest degree d; 24 bytes an edge besides the arena.
 */
int ie_match_assign(const struct ie_match_assign_input *input,
                    const struct ie_solve_control *control, struct ie_arena *arena,
                    struct ie_match_assignment **result,
                    struct ie_error *err) IE_MUST_CHECK;

/*
 * The checker, from the raw input and `chosen` alone: capacities hold, no edge is left
 * out that both its ends would rather have, value and bound are as stated and bound is no
 * more than twice the value. IE_INTERNAL "matching.assign_failed" {what}. O(m · capacity).
 */
int ie_match_assign_check(const struct ie_match_assign_input *input,
                          const struct ie_match_assignment *assignment,
                          struct ie_error *err) IE_MUST_CHECK;

#endif
