/* The clauses of an instance, and the literals that the search speaks of. */
#ifndef IE_ENGINE_SCHEDULING_EXACT_ENCODE_H
#define IE_ENGINE_SCHEDULING_EXACT_ENCODE_H

#include "engine/scheduling/exact/formula.h"
#include "engine/scheduling/exact/model.h"

struct ie_exact_encoding {
    const struct ie_exact_model *model;
    int *meets;           /* [meeting × slot] literal or IE_FALSE */
    int *uses;            /* [participant × slot] the same: a meeting of it is there */
    int **breaks;         /* [participant] b[1 .. break_most]: at least so many breaks */
    uint32_t *break_most; /* [participant] */
};

/*
 * Adds the clauses. The formula is satisfiable if and only if a timetable exists, and in a
 * model the `breaks` literals are true at least where the timetable has so many. Memory
 * out shows in formula->failed.
 */
void ie_exact_encode(struct ie_formula *formula, const struct ie_exact_model *model,
                     struct ie_exact_encoding *encoding);

#endif
