/*
 * Clauses on their way to the SAT solver, and the two counters that the encoding is made
 * of. A literal may be the constant IE_TRUE or IE_FALSE: a clause with a true literal is
 * dropped, a false literal left out, so that encoders need no special cases at the edges.
 */
#ifndef IE_ENGINE_SCHEDULING_EXACT_FORMULA_H
#define IE_ENGINE_SCHEDULING_EXACT_FORMULA_H

#include "base/arena.h"
#include "engine/scheduling/exact/sat.h"

enum { IE_TRUE = INT32_MAX, IE_FALSE = -INT32_MAX };

struct ie_formula {
    struct ie_sat *sat;
    struct ie_arena *arena;
    uint64_t clauses, literals;
    bool failed; /* memory ran out */
};

int ie_formula_new(struct ie_formula *formula); /* a new variable */
/* Adds the clause; literals may be constants. */
void ie_formula_add(struct ie_formula *formula, const int *literals, size_t count);

#define IE_CLAUSE(formula, ...)                                                          \
    ie_formula_add((formula), (const int[]){__VA_ARGS__},                                \
                   sizeof((const int[]){__VA_ARGS__}) / sizeof(int))

/* At most one of `literals` is true. Pairwise up to 12 free literals, Sinz's ladder (CP
 * 2005) in blocks beyond. O(count). */
void ie_formula_at_most_one(struct ie_formula *formula, const int *literals,
                            size_t count);

/*
 * A totalizer (Bailleux & Boufkhad, CP 2003) bounded at `most`: outputs o[1 .. *outputs],
 * o[k] true if at least k of the literals are (and, with `both`, false if fewer); counts
 * beyond `most` read as `most`. Constants among the literals are counted beforehand.
 * Returns o - 1's array indexed from 1, of min(count, most) entries, or NULL when memory is
 * out (formula->failed). Clauses O(count × most × log count).
 */
int *ie_formula_count(struct ie_formula *formula, const int *literals, uint32_t count,
                      uint32_t most, bool both, uint32_t *outputs);

/*
 * A running count over `literals` in order (Sinz's sequential counter), both ways:
 * r[i * (most + 2) + k] says whether at least k of the first i literals are true, for i
 * from 0 to count, k from 0 (true) to most + 1 (more than most: counts as most + 1).
 * NULL when memory is out. Clauses O(count × most).
 */
int *ie_formula_run(struct ie_formula *formula, const int *literals, uint32_t count,
                    uint32_t most);

#endif
