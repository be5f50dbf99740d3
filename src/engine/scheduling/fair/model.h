/*
 * Private to fair/: what the solver derives from a problem once.
 *
 * Resources are numbered together: first rooms (places alike: same zone and seats, and
 * nobody's; or one that is somebody's), then teams (interpreters with the same pairs). An
 * option set lists the resources of which a meeting needs one unit; set 0 is empty and
 * means that nothing is needed. Meetings share sets.
 */
#ifndef IE_ENGINE_SCHEDULING_FAIR_MODEL_H
#define IE_ENGINE_SCHEDULING_FAIR_MODEL_H

#include "base/alloc.h"
#include "engine/scheduling/fair/fair.h"

enum { ROOM = 0, TEAM = 1, KINDS = 2 };

struct fair_model {
    const struct ie_fair_problem *p;
    uint32_t slots, people, meetings, days, sessions, words;
    uint32_t rooms, resources; /* teams are rooms..resources-1 */
    uint32_t *room_of;         /* [places] */
    uint32_t *team_of;         /* [interpreters], a resource number */
    uint32_t *capacity;        /* [resources x slots] */
    uint32_t *zone;            /* [rooms] */
    uint32_t *seats;           /* [rooms] */
    bool *owned;               /* [rooms] */
    uint32_t sets;
    uint32_t *set_first; /* [sets + 1] */
    uint32_t *set_items;
    uint32_t *option[KINDS]; /* [meetings] set */
    uint8_t *closed;         /* [meetings] bit of each kind of which nothing fits */
    uint64_t *can;           /* [meetings x words] slots that nothing fixed forbids */
    int64_t *value;          /* [meetings] weight x factor */
    uint32_t *node;          /* [meetings + 1] first member node of a meeting */
    uint32_t *node_meeting;  /* [nodes] */
    uint32_t nodes;
    uint32_t *most;  /* [people] attainable number of meetings: of objective `unserved` */
    uint16_t *reach; /* [reaches x slots] first slot of the day too near for a gap */
    uint32_t *reach_of;              /* [people] row of its rest */
    uint32_t reaches;                /* row 0: no rest; the last row: the longest walk */
    bool walking;                    /* some walk is longer than some gap */
    uint32_t *before_first, *before; /* [meetings + 1] meetings that must be earlier */
    uint32_t *after_first, *after;
    uint32_t musts;
};

int ie_fair_model_init(struct fair_model *m, const struct ie_fair_problem *p,
                       struct ie_error *err) IE_MUST_CHECK;
void ie_fair_model_release(struct fair_model *m);

static inline bool fair_bit(const uint64_t *set, uint32_t at)
{
    return !set || ((set[at / 64] >> (at % 64)) & 1);
}

static inline const uint64_t *fair_can(const struct fair_model *m, uint32_t meeting)
{
    return m->can + (size_t)meeting * m->words;
}

static inline bool fair_fixed(const struct fair_model *m, uint32_t meeting)
{
    return m->p->meetings[meeting].hold != IE_FAIR_FREE;
}

/* First slot of s's day that is too near to s for a gap of row `reach`. */
static inline uint32_t fair_near(const struct fair_model *m, uint32_t reach, uint32_t s)
{
    return m->reach[(size_t)reach * m->slots + s];
}

/* Whether a window that holds slot s has reached `most` of one person's meetings: `busy`
 * counts them a slot, windows are those of row `reach`, and the one that ends in e holds
 * near(e)..e. */
static inline bool fair_window_full(const struct fair_model *m, const uint16_t *busy,
                                    uint32_t reach, uint32_t most, uint32_t s)
{
    for (uint32_t e = s; e < m->slots && fair_near(m, reach, e) <= s &&
                         m->p->slots[e].day == m->p->slots[s].day;
         e++) {
        uint32_t load = 0;
        for (uint32_t i = fair_near(m, reach, e); i <= e; i++)
            load += busy[i];
        if (load >= most)
            return true;
    }
    return false;
}

static inline uint32_t fair_day_cap(const struct fair_model *m, uint32_t who,
                                    uint32_t day)
{
    const uint32_t *caps = m->p->participants[who].day_caps;

    return caps ? caps[day] : UINT32_MAX;
}

#endif
