/*
 * Certificates: writing one and checking one. The file, in text (docs/formats.md):
 *
 *   c ieum proof 1
 *   c fairness 2
 *   c breaks 3            what is refuted: "a timetable with at most 3 breaks"; or "any"
 *   p cnf 1234 56789      the canonical formula (canon.h), clause by clause
 *   1 2 3 0
 *   …
 *   c proof
 *   -17 4 0               lemmas, each by reverse unit propagation, in DRAT's notation
 *   d 5 -2 0              … and deletions
 *
 * A refutation ends in the empty clause, or in units that clash. prove.c runs the SAT
 * solver on the canonical formula; verify.c makes that formula again from the instance,
 * holds the file's clauses to it, and checks each lemma with rup.c. The checker never
 * accepts what only DRAT's extended rule (RAT) would allow; the solver runs without the
 * techniques that need it.
 */
#ifndef IE_ENGINE_SCHEDULING_EXACT_PROOF_H
#define IE_ENGINE_SCHEDULING_EXACT_PROOF_H

#include "base/solve.h"
#include "engine/scheduling/exact/canon.h"

/* Takes bytes of the file; false when it cannot. */
typedef bool (*ie_exact_sink)(void *data, const char *bytes, size_t len);

struct ie_exact_proof {
    enum ie_code stopped; /* IE_OK: the refutation is complete */
    uint64_t ticks;
    struct ie_exact_size size;
};

/*
 * Writes the proof that no timetable has at most `breaks` breaks. IE_IO proof.write when the
 * sink refuses; IE_INTERNAL proof.no_refutation if there is such a timetable; IE_NOMEM.
 */
int ie_exact_prove(const struct ie_exact_problem *problem, int64_t breaks,
                   const struct ie_solve_control *control, ie_exact_sink sink, void *data,
                   struct ie_arena *arena, struct ie_exact_proof *proof,
                   struct ie_error *err) IE_MUST_CHECK;

struct ie_exact_verified {
    uint32_t fairness;
    int64_t
        breaks; /* refuted: a timetable with at most so many; IE_EXACT_ANY_BREAKS: any */
    uint64_t clauses, lemmas, deletions;
    enum ie_code stopped; /* IE_OK: the proof is whole and right */
};

/*
 * Checks a proof of `problem` (whose own `fairness` does not count: the file's does). Any
 * flaw is IE_INPUT proof.… with `name` and line; IE_NOMEM; IE_LIMIT proof.too_large.
 * Memory O(file). `control` for its stop flag alone.
 */
int ie_exact_verify(const struct ie_exact_problem *problem, struct ie_str bytes,
                    const char *name, const struct ie_solve_control *control,
                    struct ie_arena *arena, struct ie_exact_verified *verified,
                    struct ie_error *err) IE_MUST_CHECK;

#endif
