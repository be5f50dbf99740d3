/*
 * scheduling: a timetable of 1:1 meetings, with a bound that says how far from best.
 *
 * Given slots, participations, places and candidate meetings (pairs with a weight),
 * choose which meetings take place, in which slot, at which place.
 *
 * Never broken:
 *   - both participations are available in the slot, and so is the place; the slot is one
 *     that the meeting allows;
 *   - a participation has at most `representatives` meetings in a slot, at most `day_cap`
 *     a day and `cap` in all;
 *   - a place holds at most `capacity` meetings in a slot;
 *   - a participation with a fixed place meets there; two such meet at either's place; a
 *     place that is somebody's fixed place holds only meetings of its holders;
 *   - a pair meets at most once, however many candidates name it;
 *   - locked and begun meetings stay where they are.
 *
 * Objectives in this order, each without losing the one before:
 *   1. value: Σ weight, times `mutual_factor` for mutual wishes; less `move_cost` for
 *      each confirmed meeting that moves (see re-planning);
 *   2. unserved: Σ over participations of (most − has)², so that the worst-served are
 *      lifted first; `most` is the least of: its partners among the candidates, `cap`,
 *      and Σ over days of min(day_cap, slots it is available × representatives);
 *   3. breaks: maximal gaps between two consecutive meetings of a participation within
 *      one session of one day, length not counted (Bofill et al., JAIR 74, 2022);
 *   4. changes of place: consecutive slots with meetings of a participation in a day
 *      that have no place in common.
 *
 * Method. Places without a holder are alike within a slot, so slots are decided first (a
 * count a slot), places after. Greedy insertion by worth, the meetings with least room
 * first; then annealing under counted ticks, over insertions that eject what is in the
 * way, and Kempe exchanges between two slots, alone or to open a slot for a meeting left
 * over (de Werra 1985; Blöchliger & Zufferey 2008), on objectives 1–3, from the best
 * again as often as the ticks allow; then places slot by slot along each day. The bound
 * of objective 1 is the Lagrangean dual of choosing pairs under each participation's and
 * the places' total capacity, tightened by subgradient steps in integers: any prices give
 * a bound, so it is valid wherever the steps end (Fisher 1981).
 *
 *   wishes ─ candidates ─┬─ bound (dual ascent) ────────────────┐
 *                        └─ greedy ─ improve (ticks) ─ places ─ checker ─ out
 *
 * `optimal` means that objective 1 reaches its bound. ie_schedule_check (check.c) shares
 * no code with the solver and is asked before anything is returned.
 *
 * Re-planning is the same solve: confirmed meetings carry `was_slot`/`was_place`, moving
 * one costs `move_cost` of objective 1 (another slot, or dropping it: whole; another
 * place in the same slot: a tenth).
 *
 * All indices from 0. Bit sets are over slots or participations: bit i is
 * (set[i / 64] >> (i % 64)) & 1, IE_SCHEDULE_WORDS(n) words.
 */
#ifndef IE_ENGINE_SCHEDULING_H
#define IE_ENGINE_SCHEDULING_H

#include "base/moment.h"
#include "base/solve.h"

#define IE_SCHEDULE_WORDS(n) (((size_t)(n) + 63) / 64)

enum {
    IE_SCHEDULE_NONE = -1,
    IE_SCHEDULE_SLOTS = 4096, /* at most */
    IE_SCHEDULE_PARTICIPATIONS = 1000000,
    IE_SCHEDULE_PLACES = 65536,
    IE_SCHEDULE_MEETINGS = 4000000,
    IE_SCHEDULE_WEIGHT = 1000000, /* of one meeting at most, factor included */
};

/* Slots in order of time. day and session number blocks: a change of either parts the
 * slots for breaks; both must not fall from one slot to the next of its day. */
struct ie_schedule_slot {
    ie_moment start, end;
    uint32_t day;
    uint32_t session;
};

struct ie_schedule_participation {
    const uint64_t *available; /* bit set over slots; NULL: always */
    uint32_t representatives;  /* meetings at a time; 0 is read as 1 */
    int32_t place;             /* fixed place, or IE_SCHEDULE_NONE */
    uint32_t day_cap;          /* meetings a day; 0: no cap */
    uint32_t cap;              /* meetings in all; 0: no cap */
};

struct ie_schedule_place {
    const uint64_t *available; /* bit set over slots; NULL: always */
    uint32_t capacity;         /* meetings at a time; 0 is read as 1 */
};

enum ie_schedule_hold {
    IE_SCHEDULE_FREE = 0,
    IE_SCHEDULE_LOCKED, /* by hand: stays in `slot` (and at `place` if one is given) */
    IE_SCHEDULE_BEGUN,  /* under way or held: as locked, and never questioned */
};

struct ie_schedule_meeting {
    uint32_t a, b;   /* participations, a != b */
    uint32_t weight; /* >= 1 */
    bool mutual;
    uint8_t hold;                /* enum ie_schedule_hold */
    int32_t slot, place;         /* for locked and begun; else IE_SCHEDULE_NONE */
    int32_t was_slot, was_place; /* confirmed before; IE_SCHEDULE_NONE: was not */
    const uint64_t *allowed;     /* bit set over slots; NULL: any */
};

struct ie_schedule_input {
    const struct ie_schedule_slot *slots;
    uint32_t slot_count;
    const struct ie_schedule_participation *participations;
    uint32_t participation_count;
    const struct ie_schedule_place *places; /* none: places are not planned, no limit */
    uint32_t place_count;
    const struct ie_schedule_meeting *meetings;
    uint32_t meeting_count;
    uint32_t mutual_factor; /* 0 is read as 3: above two one-sided of the same weight */
    uint32_t move_cost;     /* in units of value; 0: moving is free */
};

/* ---- Result --------------------------------------------------------------------- */

struct ie_schedule_placement {
    int32_t slot;  /* IE_SCHEDULE_NONE: does not take place */
    int32_t place; /* IE_SCHEDULE_NONE: does not take place, or places are not planned */
};

struct ie_schedule_objective {
    int64_t value;       /* Σ weight × factor, before moves */
    int64_t move_tenths; /* 10 a moved or dropped, 1 a changed place; of confirmed ones */
    int64_t unserved;
    int64_t breaks;
    int64_t place_changes;
    uint32_t placed; /* meetings that take place */
    uint32_t mutual; /* of them mutual */
};

/* What is maximised first, in tenths: 10 × value − move_cost × move_tenths. */
int64_t ie_schedule_rank(const struct ie_schedule_input *input,
                         const struct ie_schedule_objective *objective);
/* > 0 if x is better than y in the order of the objectives, 0 if equal. */
int ie_schedule_compare(const struct ie_schedule_input *input,
                        const struct ie_schedule_objective *x,
                        const struct ie_schedule_objective *y);

enum ie_schedule_status {
    IE_SCHEDULE_FEASIBLE,
    IE_SCHEDULE_OPTIMAL, /* objective 1 equals its bound */
};

/* Why a meeting does not take place: judged on the final timetable. */
enum ie_schedule_reason {
    IE_SCHEDULE_PLACED = 0,
    IE_SCHEDULE_REPEATED,       /* the pair already meets as another candidate */
    IE_SCHEDULE_NO_COMMON_SLOT, /* a and b are never both available (and allowed) */
    IE_SCHEDULE_PLACE_CLOSED,   /* in no common slot is a fitting place open */
    IE_SCHEDULE_A_FULL, /* a has reached a cap, or has no free slot left in common */
    IE_SCHEDULE_B_FULL,
    IE_SCHEDULE_NO_FREE_SLOT, /* each has free slots, but never the same ones */
    IE_SCHEDULE_PLACES_FULL,  /* in every slot free for both, fitting places are taken */
    IE_SCHEDULE_NOT_FOUND,    /* would fit in somewhere: the effort ran out first */
};

struct ie_schedule_output {
    enum ie_schedule_status status;
    enum ie_code stopped; /* IE_OK, IE_LIMIT or IE_CANCELLED: best so far */
    struct ie_schedule_placement *placements; /* [meeting_count] */
    uint8_t *reasons; /* [meeting_count] enum ie_schedule_reason */
    struct ie_schedule_objective objective;
    int64_t bound; /* of ie_schedule_rank / 10: no timetable has a higher value */
    uint64_t ticks;
};

/* Part of every stored timetable's identity. */
const char *ie_scheduling_version(void);

/*
 * The best timetable found with `control->ticks` steps (0: 2,000,000 + 2,000 a meeting) and
 * its bound. The result depends on input, seed and ticks alone. Errors: IE_INPUT
 * "schedule.bad_input" {what} {index}; IE_INFEASIBLE when locked or begun meetings break
 * a rule among themselves, worded as ie_schedule_conflict_fail does, the only case in
 * which there is no timetable; IE_NOMEM. When stopped: 0, and `output->stopped` says so.
 * O(ticks + meetings × slots).
 */
int ie_schedule_solve(const struct ie_schedule_input *input,
                      const struct ie_solve_control *control, struct ie_arena *arena,
                      struct ie_schedule_output **output,
                      struct ie_error *err) IE_MUST_CHECK;

/* ---- Checking, by hand and by machine --------------------------------------------- */

enum ie_schedule_rule {
    IE_SCHEDULE_RULE_A_AWAY, /* participation a is not available in the slot */
    IE_SCHEDULE_RULE_B_AWAY,
    IE_SCHEDULE_RULE_A_BUSY, /* a has too many meetings in the slot; with `other` */
    IE_SCHEDULE_RULE_B_BUSY,
    IE_SCHEDULE_RULE_A_DAY_CAP,
    IE_SCHEDULE_RULE_B_DAY_CAP,
    IE_SCHEDULE_RULE_A_CAP,
    IE_SCHEDULE_RULE_B_CAP,
    IE_SCHEDULE_RULE_PLACE_CLOSED, /* place not available in the slot */
    IE_SCHEDULE_RULE_PLACE_TAKEN,  /* by `other` */
    IE_SCHEDULE_RULE_PLACE_WRONG,  /* not the fixed place of its participations, or
                                      somebody else's */
    IE_SCHEDULE_RULE_PLACE_NONE,   /* takes place, but nowhere */
    IE_SCHEDULE_RULE_NOT_ALLOWED,  /* slot not in the meeting's `allowed` */
    IE_SCHEDULE_RULE_REPEATED,     /* the pair meets twice; with `other` */
    IE_SCHEDULE_RULE_LOCKED,       /* a locked or begun meeting is not where it must be */
    IE_SCHEDULE_RULE_COUNT
};

/* "a_away", "a_busy", …; NULL beyond the last. */
const char *ie_schedule_rule_name(enum ie_schedule_rule rule);

struct ie_schedule_conflict {
    uint8_t rule;     /* enum ie_schedule_rule */
    uint32_t meeting; /* the one judged */
    int32_t other;    /* another meeting in the clash, or IE_SCHEDULE_NONE */
    int32_t slot, place;
};

struct ie_schedule_verdict {
    struct ie_schedule_objective objective;
    struct ie_schedule_conflict *conflicts; /* every broken rule */
    uint32_t conflict_count;
};

/*
 * Judges placements [meeting_count] from the raw input: every broken rule, and the
 * objective as it would count. Shares no code with the solver. IE_INPUT
 * "schedule.bad_input" {what} {index} (slot or place out of range included); IE_NOMEM.
 * O(meetings × log + participations × slots).
 */
int ie_schedule_check(const struct ie_schedule_input *input,
                      const struct ie_schedule_placement *placements,
                      struct ie_arena *arena, struct ie_schedule_verdict **verdict,
                      struct ie_error *err) IE_MUST_CHECK;

/*
 * Locked and begun meetings alone: `*conflict` is the first rule that they break and
 * `*found` true, else false. Errors as ie_schedule_check.
 */
int ie_schedule_locked_conflict(const struct ie_schedule_input *input,
                                struct ie_arena *arena,
                                struct ie_schedule_conflict *conflict, bool *found,
                                struct ie_error *err) IE_MUST_CHECK;
/* IE_INFEASIBLE "schedule.locked_conflict" {rule} {meeting} {other} {slot}, numbers from
 * 0 in the input's order; the caller, who knows the names, may word it better. */
int ie_schedule_conflict_fail(const struct ie_schedule_conflict *conflict,
                              struct ie_error *err);

struct ie_schedule_move {
    struct ie_schedule_conflict *conflicts; /* that the move would bring: none: it may be
                       done. `other` names who would have to yield */
    uint32_t conflict_count;
    struct ie_schedule_objective before,
        after; /* after: the move alone, conflicts left */
};

/*
 * What if meeting `meeting` went to (slot, place)? slot IE_SCHEDULE_NONE takes it off;
 * place IE_SCHEDULE_NONE lets the first fitting free place be chosen (returned in
 * `*place`), and when none is free reports so. Nothing is changed and nothing solved.
 * Conflicts that were there before and do not involve the meeting are not listed.
 * Errors as ie_schedule_check. O(as ie_schedule_check).
 */
int ie_schedule_try(const struct ie_schedule_input *input,
                    const struct ie_schedule_placement *placements, uint32_t meeting,
                    int32_t slot, int32_t *place, struct ie_arena *arena,
                    struct ie_schedule_move **move, struct ie_error *err) IE_MUST_CHECK;

#endif
