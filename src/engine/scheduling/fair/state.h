/*
 * Private to fair/: the timetable while it is searched for.
 *
 * A state knows for every participant and slot which meetings are there (lists through
 * `link`, a node a member), for every resource and slot which meetings hold a unit, and
 * keeps all terms of the objective, so that one change costs O(members). Single places and
 * interpreters are chosen when the slots are (seat.c).
 */
#ifndef IE_ENGINE_SCHEDULING_FAIR_STATE_H
#define IE_ENGINE_SCHEDULING_FAIR_STATE_H

#include "base/id.h"
#include "engine/scheduling/fair/model.h"

enum { NOWHERE = -1, UNITLESS = UINT32_MAX };

struct fair_spot {        /* where a meeting is, or would be */
    int32_t slot;         /* NOWHERE: not placed */
    uint32_t unit[KINDS]; /* resource, or UNITLESS */
};

struct fair_state {
    const struct fair_model *m;
    struct fair_spot *at;    /* [meetings] */
    uint32_t *index[KINDS];  /* [meetings] position among its resource's holders */
    uint32_t *head;          /* [people x slots] node + 1 */
    uint32_t *link;          /* [nodes] next node + 1 */
    uint16_t *busy;          /* [people x slots] */
    uint16_t *today;         /* [people x days] */
    uint32_t *has;           /* [people] */
    uint16_t *runs;          /* [people x sessions] */
    uint32_t *used;          /* [resources x slots] */
    uint64_t *holders_first; /* [resources x slots + 1] */
    uint32_t *holders;
    int64_t term[IE_FAIR_TERMS];
    int64_t musts_out;
    uint32_t *left; /* meetings that are out and have a slot at all, in no order */
    uint32_t *left_at;
    uint32_t left_count;
    uint32_t *touched; /* since the last settle */
    uint8_t *is_touched;
    uint32_t touched_count;
    uint64_t ticks;
};

int ie_fair_state_init(struct fair_state *state, const struct fair_model *m,
                       struct ie_error *err) IE_MUST_CHECK;
void ie_fair_state_release(struct fair_state *state);

/* Could `meeting`, which is out, go into slot s as things are? `spot` gets the resources.
 * O(members + options). */
bool ie_fair_fits(const struct fair_state *state, uint32_t meeting, uint32_t s,
                  struct fair_spot *spot);
/* The walk of every single member to and from (s, room) in time? `skip` is left out. */
bool ie_fair_walks(const struct fair_state *state, uint32_t meeting, uint32_t s,
                   uint32_t room);
/* Everything but resources and walks. */
bool ie_fair_people_free(const struct fair_state *state, uint32_t meeting, uint32_t s);
void ie_fair_put(struct fair_state *state, uint32_t meeting,
                 const struct fair_spot *spot);
void ie_fair_take(struct fair_state *state, uint32_t meeting);

/* Meetings of `who` in s that would have to go for one more, as far as rest and number
 * tell: in windows that s is part of. */
static inline uint32_t fair_first_at(const struct fair_state *state, uint32_t who,
                                     uint32_t s)
{
    return state->head[(size_t)who * state->m->slots + s];
}

/* Breaks that `who` would gain in s. */
int ie_fair_breaks_added(const struct fair_state *state, uint32_t who, uint32_t s);

/* The level's sum: less is better. */
static inline int64_t fair_cost(const struct fair_state *state,
                                const struct ie_fair_level *level)
{
    int64_t sum = -(int64_t)level->weight[IE_FAIR_VALUE] * state->term[IE_FAIR_VALUE];

    for (int t = IE_FAIR_VALUE + 1; t < IE_FAIR_TERMS; t++)
        sum += (int64_t)level->weight[t] * state->term[t];
    return sum;
}

#endif
