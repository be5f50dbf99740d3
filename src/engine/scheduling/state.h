/*
 * Private to scheduling/: the timetable while it is searched for.
 *
 * A state knows, for every participation and slot, which meetings are there (a list
 * through `link`), and keeps counts (a slot's shared places, a day's meetings, runs of a
 * session) and the energy so that one change costs O(1). Shared places are only counted
 * here; which one a meeting gets is decided when the slots are (seat.c).
 *
 * Energy, smaller is better: −K_RANK · rank + K_UNSERVED · unserved + breaks. The factors
 * keep the order of the objectives for all but extreme inputs; among timetables that the
 * search visits, the best is chosen by the exact order.
 */
#ifndef IE_ENGINE_SCHEDULING_STATE_H
#define IE_ENGINE_SCHEDULING_STATE_H

#include "base/alloc.h"
#include "base/id.h"
#include "engine/scheduling/scheduling.h"

enum seat_kind {
    SEAT_SHARED, /* any place that is nobody's */
    SEAT_A,      /* a's fixed place */
    SEAT_B,
    SEAT_EITHER,  /* both have one, and they differ */
    SEAT_NOWHERE, /* places are not planned */
};

enum { K_RANK = 64, K_UNSERVED = 4, NONE = -1 };

struct state {
    const struct ie_schedule_input *input;
    uint32_t meetings, participations, slots, places, days, blocks;
    uint32_t words; /* of a bit set over slots */
    /* fixed by the input */
    uint64_t *can;    /* [meetings × words] slots where a, b and permission agree */
    uint64_t *seated; /* [meetings × words] of these, where a fitting place is open */
    uint8_t *seat;    /* [meetings] enum seat_kind */
    uint32_t *group;  /* [meetings] pair number */
    uint32_t groups;
    uint32_t *block;  /* [slots] number of (day, session) */
    uint32_t *day;    /* [slots] number of day */
    uint32_t *reps;   /* [participations] */
    uint32_t *most;   /* [participations] as in objective 2 */
    uint32_t *room;   /* [participations] without the partners: for bounds */
    uint32_t *shared; /* [slots] meetings that places of nobody can hold */
    int32_t *owner;   /* [places] number among owned places, or NONE */
    uint32_t *owned;  /* [owned_count] place */
    uint32_t owned_count;
    uint32_t *holders;       /* participations with a fixed place, by owned number */
    uint32_t *holders_first; /* [owned_count + 1] */
    int64_t *gain;           /* [meetings] rank for taking place, moves aside */
    int64_t stay;            /* rank for being where it was: 10 × move_cost */
    /* the timetable */
    int32_t *slot;                  /* [meetings] or NONE */
    int8_t *at_b;                   /* [meetings] sits at b's fixed place (SEAT_EITHER) */
    uint32_t *head;                 /* [participations × slots] meeting + 1 */
    uint32_t *link;                 /* [2 × meetings] next at a, next at b */
    uint16_t *busy;                 /* [participations × slots] */
    uint32_t *today;                /* [participations × days] */
    uint32_t *has;                  /* [participations] */
    uint16_t *runs;                 /* [participations × blocks] */
    uint32_t *sharing;              /* [slots] */
    uint16_t *owned_use;            /* [owned × slots] */
    uint32_t *group_at;             /* [groups] meeting + 1 that takes place */
    int64_t rank, unserved, breaks; /* rank counts from dropping all that was confirmed */
    uint32_t *left;    /* meetings that do not take place and could, in no order */
    uint32_t *left_at; /* [meetings] index in left, or UINT32_MAX */
    uint32_t left_count;
    uint32_t *seats;     /* meetings at shared places, slot by slot */
    uint64_t *seats_at;  /* [slots] where a slot's begin in seats */
    uint32_t *seat_at;   /* [meetings] index within the slot */
    uint32_t *changed;   /* [changed_count] meetings touched since the last settle */
    uint8_t *is_changed; /* [meetings] */
    uint32_t changed_count;
    uint64_t ticks;
};

int ie_plan_init(struct state *state, const struct ie_schedule_input *input,
                 struct ie_error *err) IE_MUST_CHECK;
void ie_plan_release(struct state *state);

static inline bool bit(const uint64_t *set, uint32_t at)
{
    return !set || ((set[at / 64] >> (at % 64)) & 1);
}

static inline int64_t energy(const struct state *state)
{
    return -K_RANK * state->rank + K_UNSERVED * state->unserved + state->breaks;
}

static inline bool fixed(const struct state *state, uint32_t m)
{
    return state->input->meetings[m].hold != IE_SCHEDULE_FREE;
}

/* Rank that meeting m earns in slot s. */
static inline int64_t earns(const struct state *state, uint32_t m, uint32_t s)
{
    int32_t was = state->input->meetings[m].was_slot;

    return state->gain[m] + (was >= 0 && (uint32_t)was == s ? state->stay : 0);
}

/* Could m, which is not placed, be put into s as things are? */
bool ie_plan_fits(const struct state *state, uint32_t m, uint32_t s);
/* Is a place free for m in s? Where both have one, `*at_b` says whose. */
bool ie_plan_seat_free(const struct state *state, uint32_t m, uint32_t s, bool *at_b);
/* Does a day's or a whole cap of p forbid one more on the day of slot s? */
bool ie_plan_capped(const struct state *state, uint32_t p, uint32_t s);
void ie_plan_place(struct state *state, uint32_t m, uint32_t s, bool at_b);
void ie_plan_take_off(struct state *state, uint32_t m);
/* First meeting of p in s (+ 1, 0: none) and the next after m. */
uint32_t ie_plan_first_at(const struct state *state, uint32_t p, uint32_t s);
uint32_t ie_plan_next_at(const struct state *state, uint32_t p, uint32_t m);

/* improve.c: greedy start and search; `best` [meetings] receives slots, `best_b` whose
 * place. Calls progress with the bound. */
int ie_plan_greedy(struct state *state, struct ie_error *err) IE_MUST_CHECK;
void ie_plan_improve(struct state *state, const struct ie_solve_control *control,
                     uint64_t ticks, int64_t bound, int32_t *best, int8_t *best_b);

/* From any timetable to the given one. */
void ie_plan_restore(struct state *state, const int32_t *slot, const int8_t *at_b);

/* bound.c: no timetable has a higher rank (counted as state->rank). `reached`: a rank
 * that is known, to steer the steps. */
int ie_plan_rank_bound(const struct state *state, int64_t reached, int64_t *bound,
                       struct ie_error *err) IE_MUST_CHECK;

/* seat.c: places for all placed meetings, few changes. False never: counts fit. */
int ie_plan_seat_all(const struct state *state, struct ie_schedule_placement *placements,
                     struct ie_error *err) IE_MUST_CHECK;
/* Seats for meetings [count] of one slot, exactly (Kuhn's augmenting paths): true if all
 * find one; placements[m].place >= 0 beforehand is kept. */
int ie_plan_seat_slot(const struct ie_schedule_input *input, const uint32_t *meetings,
                      uint32_t count, int32_t slot,
                      struct ie_schedule_placement *placements, bool *all,
                      struct ie_error *err) IE_MUST_CHECK;

/* why.c: reasons of all meetings that do not take place. */
void ie_plan_explain(const struct state *state, uint8_t *reasons);

#endif
