#include "engine/scheduling/fair/prove.h"

struct removal {
    uint32_t meeting, slot;
};

struct proof {
    const struct fair_question *q;
    const struct fair_model *m;
    uint32_t n;
    uint64_t *domain;        /* [n x words] */
    uint32_t *size;          /* [n] slots in the domain */
    int32_t *slot;           /* [n] where it was put, or -1 */
    uint32_t *unit[KINDS];   /* [n] */
    uint32_t *of_first, *of; /* meetings of each person: indices into 0..n-1 */
    uint16_t *busy;          /* [people x slots] */
    uint32_t *has;           /* [people] */
    uint16_t *today;         /* [people x days] */
    uint32_t *used;          /* [resources x slots] */
    int32_t *index;          /* [meetings] in 0..n-1, or -1 */
    struct removal *trail;
    size_t trail_count, trail_room;
    int32_t *mate; /* [slots] for matching */
    uint8_t *seen; /* [slots] */
    uint64_t *ticks;
    const struct ie_solve_control *control;
    bool open, nomem;
};

static bool out_of(const struct proof *p, uint32_t who, unsigned what)
{
    return p->q->person_out && (p->q->person_out[who] & what);
}

static uint32_t reach_of(const struct proof *p, uint32_t who)
{
    return out_of(p, who, OUT_REST) ? 0 : p->m->reach_of[who];
}

static bool in_domain(const struct proof *p, uint32_t i, uint32_t s)
{
    return (p->domain[(size_t)i * p->m->words + s / 64] >> (s % 64)) & 1;
}

static void remove_slot(struct proof *p, uint32_t i, uint32_t s)
{
    if (!in_domain(p, i, s))
        return;
    if (p->trail_count == p->trail_room) {
        size_t room = p->trail_room ? 2 * p->trail_room : 1024;
        struct removal *more = ie_realloc(p->trail, room, sizeof(*more));
        if (!more) {
            p->nomem = true;
            return;
        }
        p->trail = more;
        p->trail_room = room;
    }
    p->trail[p->trail_count++] = (struct removal){i, s};
    p->domain[(size_t)i * p->m->words + s / 64] &= ~(UINT64_C(1) << (s % 64));
    p->size[i]--;
}

static void rewind_to(struct proof *p, size_t count)
{
    while (p->trail_count > count) {
        struct removal r = p->trail[--p->trail_count];
        p->domain[(size_t)r.meeting * p->m->words + r.slot / 64] |= UINT64_C(1)
                                                                    << (r.slot % 64);
        p->size[r.meeting]++;
    }
}

/* ---- A person's slots --------------------------------------------------------------------- */

static bool window_full(const struct proof *p, uint32_t who, uint32_t s)
{
    return !out_of(p, who, OUT_TIME) &&
           fair_window_full(p->m, p->busy + (size_t)who * p->m->slots, reach_of(p, who),
                            p->m->p->participants[who].representatives, s);
}

static bool capped(const struct proof *p, uint32_t who, uint32_t s)
{
    const struct fair_model *m = p->m;
    uint32_t day = m->p->slots[s].day;

    return (!out_of(p, who, OUT_CAP) && p->has[who] >= m->p->participants[who].cap) ||
           (!out_of(p, who, OUT_DAY_CAP) &&
            p->today[(size_t)who * m->days + day] >= fair_day_cap(m, who, day));
}

static bool augment(struct proof *p, uint32_t i)
{
    for (uint32_t s = 0; s < p->m->slots; s++) {
        if (p->seen[s] || !in_domain(p, i, s))
            continue;
        p->seen[s] = 1;
        if (p->mate[s] < 0 || augment(p, (uint32_t)p->mate[s])) {
            p->mate[s] = (int32_t)i;
            return true;
        }
    }
    return false;
}

/* Can the open meetings of a single representative each have a slot of their own, within
 * what the caps leave? */
static bool person_can(struct proof *p, uint32_t who)
{
    const struct fair_model *m = p->m;
    uint32_t open = 0, days = 0;

    for (uint32_t k = p->of_first[who]; k < p->of_first[who + 1]; k++)
        open += p->slot[p->of[k]] < 0;
    if (open == 0)
        return true;
    if (!out_of(p, who, OUT_CAP) && open > m->p->participants[who].cap - p->has[who])
        return false;
    for (uint32_t d = 0; d < m->days && !out_of(p, who, OUT_DAY_CAP); d++) {
        uint32_t left = fair_day_cap(m, who, d), some = 0;
        left = left == UINT32_MAX ? left : left - p->today[(size_t)who * m->days + d];
        for (uint32_t k = p->of_first[who]; k < p->of_first[who + 1]; k++)
            for (uint32_t s = 0; s < m->slots && p->slot[p->of[k]] < 0; s++)
                if (m->p->slots[s].day == d && in_domain(p, p->of[k], s)) {
                    some++;
                    break;
                }
        days += some < left ? some : left;
    }
    if (!out_of(p, who, OUT_DAY_CAP) && open > days)
        return false;
    if (m->p->participants[who].representatives > 1 || open < 2 ||
        out_of(p, who, OUT_TIME))
        return true;
    memset(p->mate, 0xFF, m->slots * sizeof(*p->mate));
    for (uint32_t k = p->of_first[who]; k < p->of_first[who + 1]; k++) {
        if (p->slot[p->of[k]] >= 0)
            continue;
        memset(p->seen, 0, m->slots);
        if (!augment(p, p->of[k]))
            return false;
    }
    return true;
}

/* ---- Putting and pruning ------------------------------------------------------------------- */

static void count(struct proof *p, uint32_t i, int by)
{
    const struct fair_model *m = p->m;
    const struct ie_fair_meeting *one = &m->p->meetings[p->q->meetings[i]];
    uint32_t s = (uint32_t)p->slot[i];

    for (uint32_t k = 0; k < one->size; k++) {
        size_t at = (size_t)one->who[k] * m->slots + s;
        size_t day = (size_t)one->who[k] * m->days + m->p->slots[s].day;
        p->busy[at] = (uint16_t)(p->busy[at] + by);
        p->has[one->who[k]] = (uint32_t)((int64_t)p->has[one->who[k]] + by);
        p->today[day] = (uint16_t)(p->today[day] + by);
    }
    for (int k = 0; k < KINDS; k++)
        if (p->unit[k][i] != UINT32_MAX) {
            uint32_t *used = &p->used[(size_t)p->unit[k][i] * m->slots + s];
            *used = (uint32_t)((int64_t)*used + by);
        }
}

static void prune_person(struct proof *p, uint32_t who)
{
    const struct fair_model *m = p->m;

    for (uint32_t s = 0; s < m->slots; s++) {
        if (!window_full(p, who, s) && !capped(p, who, s))
            continue;
        for (uint32_t k = p->of_first[who]; k < p->of_first[who + 1]; k++)
            if (p->slot[p->of[k]] < 0)
                remove_slot(p, p->of[k], s);
    }
}

static void prune_orders(struct proof *p, uint32_t i)
{
    uint32_t x = p->q->meetings[i], at = (uint32_t)p->slot[i];

    for (uint32_t k = 0; k < p->q->order_count; k++) {
        const struct ie_fair_precedence *one = &p->q->orders[k];
        int32_t y = one->after == x    ? p->index[one->before]
                    : one->before == x ? p->index[one->after]
                                       : -1;
        if (y < 0 || p->slot[y] >= 0)
            continue;
        for (uint32_t s = one->after == x ? at : 0;
             s < (one->after == x ? p->m->slots : at + 1); s++)
            remove_slot(p, (uint32_t)y, s);
    }
}

/* False: some meeting has nowhere to go any more. */
static bool propagate(struct proof *p, uint32_t i)
{
    const struct ie_fair_meeting *one = &p->m->p->meetings[p->q->meetings[i]];

    for (uint32_t k = 0; k < one->size; k++)
        prune_person(p, one->who[k]);
    prune_orders(p, i);
    for (uint32_t k = 0; k < p->q->order_count; k++) {
        int32_t x = p->index[p->q->orders[k].before], y = p->index[p->q->orders[k].after];
        if ((x >= 0 && p->slot[x] < 0 && !p->size[x]) ||
            (y >= 0 && p->slot[y] < 0 && !p->size[y]))
            return false;
    }
    for (uint32_t k = 0; k < one->size; k++) {
        uint32_t who = one->who[k];
        for (uint32_t x = p->of_first[who]; x < p->of_first[who + 1]; x++)
            if (p->slot[p->of[x]] < 0 && p->size[p->of[x]] == 0)
                return false;
        if (!person_can(p, who))
            return false;
    }
    return true;
}

static bool walks(const struct proof *p, uint32_t i, uint32_t s, uint32_t room)
{
    const struct fair_model *m = p->m;
    const struct ie_fair_meeting *one = &m->p->meetings[p->q->meetings[i]];

    if ((p->q->rules_out & OUT_PLACES) || !m->walking || room == UINT32_MAX)
        return true;
    for (uint32_t k = 0; k < one->size; k++) {
        uint32_t who = one->who[k];
        if (m->p->participants[who].representatives != 1 || out_of(p, who, OUT_WALKS))
            continue;
        for (uint32_t x = p->of_first[who]; x < p->of_first[who + 1]; x++) {
            uint32_t y = p->of[x];
            if (y == i || p->slot[y] < 0 || p->unit[ROOM][y] == UINT32_MAX)
                continue;
            const struct ie_fair_slot *a = &m->p->slots[s], *b = &m->p->slots[p->slot[y]];
            int32_t gap = a->start >= b->end ? a->start - b->end : b->start - a->end;
            if (a->day == b->day && gap < m->p->walks[m->zone[room] * m->p->zone_count +
                                                      m->zone[p->unit[ROOM][y]]])
                return false;
        }
    }
    return true;
}

static bool search(struct proof *p, uint32_t put);

static bool spend(struct proof *p)
{
    if (*p->ticks == 0 || (*p->ticks % 256 == 0 && ie_solve_stopped(p->control))) {
        p->open = true;
        return false;
    }
    --*p->ticks;
    return !p->nomem;
}

static bool try_units(struct proof *p, uint32_t i, uint32_t s, uint32_t room,
                      uint32_t team, uint32_t put)
{
    size_t mark = p->trail_count;

    if (!spend(p) || !walks(p, i, s, room))
        return false;
    p->slot[i] = (int32_t)s;
    p->unit[ROOM][i] = room;
    p->unit[TEAM][i] = team;
    count(p, i, 1);
    bool done = propagate(p, i) && search(p, put + 1);
    if (done)
        return true;
    count(p, i, -1);
    p->slot[i] = -1;
    rewind_to(p, mark);
    return false;
}

static bool has_unit(const struct proof *p, uint32_t r, uint32_t s)
{
    size_t at = (size_t)r * p->m->slots + s;

    return p->used[at] < p->m->capacity[at];
}

static bool try_teams(struct proof *p, uint32_t i, uint32_t s, uint32_t room,
                      uint32_t put)
{
    const struct fair_model *m = p->m;
    uint32_t set = m->option[TEAM][p->q->meetings[i]];

    if (!set || (p->q->rules_out & OUT_TEAMS))
        return try_units(p, i, s, room, UINT32_MAX, put);
    for (uint32_t k = m->set_first[set]; k < m->set_first[set + 1]; k++)
        if (has_unit(p, m->set_items[k], s) &&
            try_units(p, i, s, room, m->set_items[k], put))
            return true;
    return false;
}

static bool try_slot(struct proof *p, uint32_t i, uint32_t s, uint32_t put)
{
    const struct fair_model *m = p->m;
    uint32_t set = m->option[ROOM][p->q->meetings[i]];

    if (!set || (p->q->rules_out & OUT_PLACES))
        return try_teams(p, i, s, UINT32_MAX, put);
    for (uint32_t k = m->set_first[set]; k < m->set_first[set + 1]; k++)
        if (has_unit(p, m->set_items[k], s) && try_teams(p, i, s, m->set_items[k], put))
            return true;
    return false;
}

static bool search(struct proof *p, uint32_t put)
{
    uint32_t least = UINT32_MAX;

    if (put == p->n)
        return true;
    for (uint32_t i = 0; i < p->n; i++)
        if (p->slot[i] < 0 && (least == UINT32_MAX || p->size[i] < p->size[least]))
            least = i;
    for (uint32_t s = 0; s < p->m->slots && !p->open && !p->nomem; s++)
        if (in_domain(p, least, s) && try_slot(p, least, s, put))
            return true;
    return false;
}

/* ---- Pigeon-holes of places and interpreters ------------------------------------------------- */

/* Meetings of one option set among the slots' units: false when they cannot all have one.
 * Kuhn's augmenting paths over units, a row of the mates a slot. */
struct holes {
    struct proof *p;
    uint32_t *mates;        /* [capacity in all] */
    uint32_t *first, *used; /* [slots + 1], [slots] */
};

static bool settle(struct holes *h, uint32_t i)
{
    struct proof *p = h->p;

    for (uint32_t s = 0; s < p->m->slots; s++) {
        uint32_t most = h->first[s + 1] - h->first[s];
        if (p->seen[s] || !in_domain(p, i, s) || most == 0)
            continue;
        p->seen[s] = 1;
        if (h->used[s] < most) {
            h->mates[h->first[s] + h->used[s]++] = i;
            return true;
        }
        for (uint32_t k = 0; k < most; k++)
            if (settle(h, h->mates[h->first[s] + k])) {
                h->mates[h->first[s] + k] = i;
                return true;
            }
    }
    return false;
}

static bool set_can(struct proof *p, int kind, uint32_t set)
{
    const struct fair_model *m = p->m;
    struct holes h = {.p = p};
    bool can = true;

    h.first = ie_calloc((size_t)m->slots + 1, sizeof(uint32_t));
    h.used = ie_calloc((size_t)m->slots + 1, sizeof(uint32_t));
    if (h.first && h.used)
        for (uint32_t s = 0; s < m->slots; s++) {
            uint32_t all = 0;
            for (uint32_t k = m->set_first[set]; k < m->set_first[set + 1]; k++)
                all += m->capacity[(size_t)m->set_items[k] * m->slots + s];
            h.first[s + 1] = h.first[s] + (all < p->n ? all : p->n);
        }
    h.mates = h.first ? ie_calloc((size_t)h.first[m->slots] + 1, sizeof(uint32_t)) : NULL;
    p->nomem |= !h.first || !h.used || !h.mates;
    for (uint32_t i = 0; i < p->n && can && !p->nomem; i++) {
        if (m->option[kind][p->q->meetings[i]] != set)
            continue;
        memset(p->seen, 0, m->slots);
        can = settle(&h, i);
    }
    ie_free(h.first);
    ie_free(h.used);
    ie_free(h.mates);
    return can;
}

static bool units_can(struct proof *p)
{
    const struct fair_model *m = p->m;

    for (int k = 0; k < KINDS; k++) {
        if (p->q->rules_out & (k == ROOM ? OUT_PLACES : OUT_TEAMS))
            continue;
        for (uint32_t i = 0; i < p->n && !p->nomem; i++) {
            uint32_t set = m->option[k][p->q->meetings[i]], earlier = 0;
            while (m->option[k][p->q->meetings[earlier]] != set)
                earlier++;
            if (set && earlier == i && !set_can(p, k, set))
                return false;
        }
    }
    return true;
}

/* ---- The whole -------------------------------------------------------------------------------- */

static bool some_unit(const struct fair_model *m, int kind, uint32_t meeting, uint32_t s)
{
    uint32_t set = m->option[kind][meeting];

    for (uint32_t i = m->set_first[set]; i < m->set_first[set + 1]; i++)
        if (m->capacity[(size_t)m->set_items[i] * m->slots + s])
            return true;
    return !set && !(m->closed[meeting] >> kind & 1);
}

/* Slots of a meeting when rules are left out: from the problem, not from the model, whose
 * set has places and interpreters in it. */
static void fill_domain(struct proof *p, uint32_t i)
{
    const struct fair_model *m = p->m;
    uint32_t meeting = p->q->meetings[i];
    const struct ie_fair_meeting *one = &m->p->meetings[meeting];

    for (uint32_t s = 0; s < m->slots; s++) {
        bool open = !one->never && fair_bit(one->allowed, s) &&
                    (one->hold == IE_FAIR_BEGUN || m->p->slots[s].start >= m->p->now) &&
                    (one->hold == IE_FAIR_FREE || (int32_t)s == one->slot);
        for (uint32_t k = 0; k < one->size && open; k++)
            open = fair_bit(m->p->participants[one->who[k]].available, s);
        if (open && ((p->q->rules_out & OUT_PLACES) || some_unit(m, ROOM, meeting, s)) &&
            ((p->q->rules_out & OUT_TEAMS) || some_unit(m, TEAM, meeting, s))) {
            p->domain[(size_t)i * m->words + s / 64] |= UINT64_C(1) << (s % 64);
            p->size[i]++;
        }
    }
}

static bool allocate(struct proof *p)
{
    const struct fair_model *m = p->m;
    size_t n = (size_t)p->n + 1, people = (size_t)m->people + 1, members = 1;

    for (uint32_t i = 0; i < p->n; i++)
        members += m->p->meetings[p->q->meetings[i]].size;
    p->domain = ie_calloc(n * (m->words + 1), sizeof(uint64_t));
    p->size = ie_calloc(n, sizeof(uint32_t));
    p->slot = ie_calloc(n, sizeof(int32_t));
    p->unit[ROOM] = ie_calloc(n, sizeof(uint32_t));
    p->unit[TEAM] = ie_calloc(n, sizeof(uint32_t));
    p->of_first = ie_calloc(people + 1, sizeof(uint32_t));
    p->of = ie_calloc(members, sizeof(uint32_t));
    p->busy = ie_calloc(people * m->slots + 1, sizeof(uint16_t));
    p->has = ie_calloc(people, sizeof(uint32_t));
    p->today = ie_calloc(people * m->days + 1, sizeof(uint16_t));
    p->used = ie_calloc((size_t)m->resources * m->slots + 1, sizeof(uint32_t));
    p->index = ie_calloc((size_t)m->meetings + 1, sizeof(int32_t));
    p->mate = ie_calloc((size_t)m->slots + 1, sizeof(int32_t));
    p->seen = ie_calloc((size_t)m->slots + 1, 1);
    return p->domain && p->size && p->slot && p->unit[ROOM] && p->unit[TEAM] &&
           p->of_first && p->of && p->busy && p->has && p->today && p->used && p->index &&
           p->mate && p->seen;
}

static void release(struct proof *p)
{
    ie_free(p->domain);
    ie_free(p->size);
    ie_free(p->slot);
    ie_free(p->unit[ROOM]);
    ie_free(p->unit[TEAM]);
    ie_free(p->of_first);
    ie_free(p->of);
    ie_free(p->busy);
    ie_free(p->has);
    ie_free(p->today);
    ie_free(p->used);
    ie_free(p->index);
    ie_free(p->mate);
    ie_free(p->seen);
    ie_free(p->trail);
}

static void list_people(struct proof *p)
{
    const struct fair_model *m = p->m;

    memset(p->index, 0xFF, ((size_t)m->meetings + 1) * sizeof(*p->index));
    for (int fill = 0; fill < 2; fill++) {
        for (uint32_t i = 0; i < p->n; i++) {
            const struct ie_fair_meeting *one = &m->p->meetings[p->q->meetings[i]];
            p->index[p->q->meetings[i]] = (int32_t)i;
            for (uint32_t k = 0; k < one->size; k++)
                if (fill)
                    p->of[--p->of_first[one->who[k]]] = i;
                else
                    p->of_first[one->who[k]]++;
        }
        for (uint32_t who = 0; !fill && who < m->people; who++)
            p->of_first[who + 1] += p->of_first[who];
    }
}

int ie_fair_prove(const struct fair_question *q, uint64_t *ticks,
                  const struct ie_solve_control *control, enum fair_answer *answer,
                  struct ie_error *err)
{
    struct proof p = {
        .q = q, .m = q->m, .n = q->count, .ticks = ticks, .control = control};
    bool yes = false, possible = true;

    if (ie_solve_stopped(control) != IE_GO_ON) {
        *answer = ANSWER_OPEN;
        return 0;
    }
    if (!allocate(&p)) {
        release(&p);
        return ie_fail_nomem(err);
    }
    for (uint32_t i = 0; i < p.n; i++) {
        fill_domain(&p, i);
        p.slot[i] = -1;
        p.unit[ROOM][i] = p.unit[TEAM][i] = UINT32_MAX;
        possible = possible && p.size[i] > 0;
    }
    list_people(&p);
    for (uint32_t who = 0; who < q->m->people && possible; who++)
        possible = person_can(&p, who);
    if (possible && units_can(&p))
        yes = search(&p, 0);
    *answer = p.open ? ANSWER_OPEN : yes ? ANSWER_YES : ANSWER_NO;
    bool nomem = p.nomem;
    release(&p);
    return nomem ? ie_fail_nomem(err) : 0;
}
