/*
 * exact: the provably best timetable of a day of pair meetings.
 *
 * The problem (Bofill, Coll, Garcia, Giraldez-Cru, Pesant, Suy & Villaret, JAIR 74, 2022):
 * every meeting gets one slot; nobody is in two meetings at once, nor in a slot that is
 * forbidden to it; sessions, fixed slots and precedences hold; at most `place_count`
 * meetings a slot; the numbers of breaks of any two participants differ by at most
 * `fairness`. A break is a maximal run of empty slots between two meetings of one
 * participant. Fewest breaks in all is best.
 *
 *   .dzn ─ dzn.c ─ problem ─ model.c ─ encode.c ─▶ solve.c ⇄ sat.cpp (CaDiCaL)
 *                     │       domains   clauses      cores, bound, timetable
 *                     │                                   │
 *                     ├── check.c ◀──── timetable ────────┤   judges it
 *                     │                                   │
 *                     └── canon.c ──▶ prove.c ──▶ proof ──▶ rup.c   judges the proof
 *                         explain.c: which constraints clash
 *
 * How it is solved. Nothing here is new by itself; what makes the benchmark fall in seconds
 * is which redundant facts are put beside the plain ones, because resolution cannot count:
 *
 *   - uses[p, t], "p meets in slot t", is exactly one of p's meetings; its running count
 *     over the slots (Sinz's counter, both ways) reaches exactly p's degree at the end. The
 *     paper calls this its first implied constraint.
 *   - Places are counted twice: meetings, at most L a slot, and participants, at most 2L.
 *     The first count has few leaves: participants that cover every meeting (a greedy
 *     vertex cover), each counting its own, of which one a slot at most takes place: 22
 *     leaves rather than 154. The second speaks of the literals that breaks speak of;
 *     its totalizer's leaves are sorted by degree, so that alike participants are near.
 *   - A break begins where p meets after an empty slot with a meeting before it; breaks a
 *     participant are again a running count, cut at the fairness where somebody can have
 *     no break at all. Without a break p's meetings stand in one row: if k of them are
 *     past by slot t, all are by t + degree - k. These clauses let a decision "no breaks for
 *     p" move windows of slots rather than slots.
 *   - What p's meetings say taken alone, by matching (hall.h): domains are filtered; as many
 *     meetings as lie within some slots for certain (sessions, forbidden slots) are counted
 *     there; a row begins only where the meetings fit it. So "no breaks for p" says at once
 *     that p meets at noon; clauses would count that out pigeon by pigeon. This halved the
 *     hardest instances.
 *   - A meeting that comes after k others of a participant (order.h, precedences followed to
 *     their ends) has no slot with fewer than k past.
 *
 * The objective is a soft literal for each possible break; the search is OLL (Andres,
 * Kaufmann, Matheis & Schaub, 2012; Morgado, Dodaro & Marques-Silva, 2014) over one
 * incremental solver: assume that there are no breaks, take the core that comes back, count
 * it with a totalizer, and allow one more; the number of cores is a bound at any time. Cores
 * are used as they come: minimising them cost more than it gave on every hard instance.
 *
 * If it takes long, a second solver with the same clauses looks for better timetables
 * meanwhile, a tenth of all effort: free the meetings of somebody with breaks and of the
 * people it meets, keep the others, ask for fewer breaks (Shaw's large neighbourhoods). It
 * is there for whoever stops early, and apart, since its steps upset the first one.
 *
 * Certificates. The search's formula is tuned and incremental, so it is not what is
 * proved. A separate run refutes the formula of canon.c, "a timetable with at most
 * breaks - 1 breaks", and its DRAT proof is checked by rup.c: the two together are the
 * certificate, and the only trusted code. canon.c is written anew from the problem's
 * definition (in another way where there is one), and tested against all timetables of all
 * tiny instances.
 *
 * Effort is counted in ticks: times that the SAT solver asked whether to go on, which is
 * every few hundred steps and a function of the input and the seed alone. One thread.
 */
#ifndef IE_ENGINE_SCHEDULING_EXACT_EXACT_H
#define IE_ENGINE_SCHEDULING_EXACT_EXACT_H

#include "base/solve.h"
#include "engine/scheduling/exact/problem.h"

enum ie_exact_status {
    IE_EXACT_UNKNOWN,    /* stopped before a timetable was found */
    IE_EXACT_FEASIBLE,   /* stopped; `breaks` is at most breaks - bound from best */
    IE_EXACT_OPTIMAL,    /* no timetable has fewer breaks */
    IE_EXACT_INFEASIBLE, /* there is no timetable */
};

/* "unknown", "feasible", "optimal", "infeasible". */
const char *ie_exact_status_name(enum ie_exact_status status);

struct ie_exact_output {
    enum ie_exact_status status;
    enum ie_code stopped; /* IE_OK, IE_LIMIT or IE_CANCELLED */
    int32_t *slots;       /* [meeting_count]; NULL without a timetable */
    int32_t *places; /* [meeting_count] from 0, where the two sat before if it is free */
    uint32_t breaks; /* of the timetable */
    uint32_t bound;  /* no timetable has fewer */
    uint64_t ticks;
};

/*
 * The best timetable, or that there is none (which is no error here: see `status`).
 * `control->ticks` 0: no limit; threads are not used. progress gets objective and bound
 * (objective -1: no timetable yet). A timetable has passed ie_exact_check; if it did not:
 * IE_INTERNAL "schedule.check_failed". IE_NOMEM. Exponential in the worst case: the
 * problem is NP-hard.
 */
int ie_exact_solve(const struct ie_exact_problem *problem,
                   const struct ie_solve_control *control, struct ie_arena *arena,
                   struct ie_exact_output *output, struct ie_error *err) IE_MUST_CHECK;

#endif
