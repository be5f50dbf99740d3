/* The dual of a model, built. */
#include "engine/scheduling/fair/bound_inside.h"

void ie_fair_bound_free(struct fair_bound *b)
{
    if (!b)
        return;
    ie_free(b->price);
    ie_free(b->best);
    ie_free(b->room);
    ie_free(b->exact);
    ie_free(b->flat_exact);
    ie_free(b->pay_exact);
    ie_free(b->direction);
    ie_free(b->flat);
    ie_free(b->flat_direction);
    ie_free(b->flat_room);
    ie_free(b->covers);
    ie_free(b->cover);
    ie_free(b->set_price);
    ie_free(b->profit);
    ie_free(b->stay);
    ie_free(b->pay);
    ie_free(b->best_pay);
    ie_free(b->times);
    ie_free(b->most);
    ie_free(b->pay_direction);
    ie_free(b->forced);
    ie_free(b->pool);
    ie_free(b->pool_room);
    ie_free(b->set_first);
    ie_free(b->set_pools);
    for (unsigned t = 0; t < BOUND_THREADS; t++)
        ie_free(b->uses[t]);
    ie_free(b);
}

/* ---- Right sides and covers --------------------------------------------------------------- */

/* The first stage's cover of one day's slots by windows, greedily from the left; returns
 * what it costs a unit of price. */
static int64_t cover_day(struct fair_bound *b, uint32_t who, uint32_t from, uint32_t to,
                         bool mark)
{
    const struct fair_model *m = b->m;
    const struct ie_fair_participant *one = &m->p->participants[who];
    uint32_t reach = m->reach_of[who];
    int64_t cost = 0;

    for (uint32_t s = from; s < to; s++) {
        uint32_t e = s;
        if (!fair_bit(one->available, s))
            continue;
        while (e + 1 < to && fair_near(m, reach, e + 1) <= s)
            e++;
        cost += one->representatives;
        if (mark)
            b->covers[at_of(b, PART_AT, (size_t)who * m->slots + e)] = 1;
        s = e;
    }
    return cost;
}

static void cover_person(struct fair_bound *b, uint32_t who)
{
    const struct fair_model *m = b->m;
    const struct ie_fair_participant *one = &m->p->participants[who];
    int64_t all = 0;

    for (int mark = 0; mark < 2; mark++) {
        if (mark && all > one->cap) {
            b->covers[at_of(b, PART_WHOLE, who)] = 1;
            all = one->cap;
            break;
        }
        for (uint32_t s = 0, end; s < m->slots; s = end) {
            uint32_t day = m->p->slots[s].day;
            for (end = s; end < m->slots && m->p->slots[end].day == day; end++)
                ;
            int64_t slots = cover_day(b, who, s, end, false);
            uint32_t cap = fair_day_cap(m, who, day);
            if (!mark)
                all += slots > cap ? cap : slots;
            else if (slots > cap)
                b->covers[at_of(b, PART_DAY, (size_t)who * m->days + day)] = 1;
            else
                (void)cover_day(b, who, s, end, true);
        }
    }
    b->flat_room[who] = (int32_t)(all > INT32_MAX / 2 ? INT32_MAX / 2 : all);
}

static void fill_rooms(struct fair_bound *b)
{
    const struct fair_model *m = b->m;

    for (uint32_t who = 0; who < m->people; who++) {
        const struct ie_fair_participant *one = &m->p->participants[who];
        for (uint32_t s = 0; s < m->slots; s++)
            b->room[at_of(b, PART_AT, (size_t)who * m->slots + s)] =
                (int32_t)one->representatives;
        for (uint32_t d = 0; d < m->days; d++) {
            uint32_t cap = fair_day_cap(m, who, d);
            b->room[at_of(b, PART_DAY, (size_t)who * m->days + d)] =
                cap > CEILING ? CEILING : (int32_t)cap;
        }
        b->room[at_of(b, PART_WHOLE, who)] =
            one->cap > CEILING ? CEILING : (int32_t)one->cap;
        cover_person(b, who);
    }
    for (uint32_t r = 0; r < b->pools; r++) {
        int64_t all = 0;
        for (uint32_t s = 0; s < m->slots; s++) {
            size_t at = (size_t)r * m->slots + s;
            b->room[at_of(b, PART_UNIT, at)] = b->pool_room[at];
            b->covers[at_of(b, PART_UNIT, at)] = 1;
            all += b->pool_room[at];
        }
        b->flat_room[m->people + r] =
            (int32_t)(all > INT32_MAX / 2 ? INT32_MAX / 2 : all);
    }
}

/* ---- What a meeting brings ------------------------------------------------------------------- */

void ie_fair_bound_profits(struct fair_bound *b)
{
    const struct fair_model *m = b->m;

    for (uint32_t i = 0; i < m->meetings; i++) {
        const struct ie_fair_meeting *one = &m->p->meetings[i];
        bool confirmed = one->was_slot >= 0 && !one->never;
        b->profit[i] = m->value[i] * (b->weight[IE_FAIR_VALUE] +
                                      (confirmed ? b->weight[IE_FAIR_LOST] : 0));
        b->stay[i] = confirmed ? 10 * b->weight[IE_FAIR_MOVES] : 0;
    }
}

static void fill_meetings(struct fair_bound *b)
{
    const struct fair_model *m = b->m;

    for (uint32_t i = 0; i < m->meetings; i++) {
        const struct ie_fair_meeting *one = &m->p->meetings[i];
        if (one->was_slot >= 0 && !one->never)
            b->confirmed += m->value[i];
        b->forced[i] = one->must || one->hold != IE_FAIR_FREE;
    }
}

/* Sets that only fixed meetings have (a lock on one place) do not part resources. */
static void mark_free_sets(const struct fair_model *m, uint8_t *is_free)
{
    for (uint32_t i = 0; i < m->meetings; i++)
        for (int k = 0; k < KINDS; k++)
            if (!fair_fixed(m, i))
                is_free[m->option[k][i]] = 1;
}

/* A resource's fingerprint: the sets that name it, mixed. Two that collide would share a
 * price, which is valid all the same. */
static int find_pools(struct fair_bound *b)
{
    const struct fair_model *m = b->m;
    uint64_t *print = ie_calloc((size_t)m->resources + 1, sizeof(*print));
    uint32_t *first = ie_calloc((size_t)m->resources + 1, sizeof(*first));
    uint32_t n = 0;
    uint8_t *is_free = ie_calloc((size_t)m->sets + 1, 1);
    bool ok = print && first && is_free;

    if (ok)
        mark_free_sets(m, is_free);
    b->pool = ie_calloc((size_t)m->resources + 1, sizeof(uint32_t));
    b->set_first = ie_calloc((size_t)m->sets + 2, sizeof(uint32_t));
    b->set_pools = ie_calloc((size_t)m->set_first[m->sets] + 1, sizeof(uint32_t));
    ok = ok && b->pool && b->set_first && b->set_pools;
    for (uint32_t k = 1; ok && k < m->sets; k++)
        for (uint32_t i = m->set_first[k]; is_free[k] && i < m->set_first[k + 1]; i++)
            print[m->set_items[i]] += (k + 1) * UINT64_C(0x9E3779B97F4A7C15) ^ (k << 7);
    for (uint32_t r = 0; ok && r < m->resources; r++) {
        uint32_t q = 0;
        if (m->resources > 4096 && r < m->rooms && m->owned[r])
            q = b->pools; /* booths: each is its own, and many */
        while (q < b->pools &&
               (print[first[q]] != print[r] || (first[q] < m->rooms) != (r < m->rooms)))
            q++;
        if (q == b->pools)
            first[b->pools++] = r;
        b->pool[r] = q;
    }
    for (uint32_t k = 0; ok && k < m->sets; k++) {
        uint32_t begin = b->set_first[k] = n;
        for (uint32_t i = m->set_first[k]; i < m->set_first[k + 1]; i++) {
            uint32_t q = b->pool[m->set_items[i]], at = begin;
            while (at < n && b->set_pools[at] != q)
                at++;
            if (at == n)
                b->set_pools[n++] = q;
        }
    }
    if (ok)
        b->set_first[m->sets] = n;
    b->pool_room =
        ok ? ie_calloc((size_t)b->pools * m->slots + 1, sizeof(int32_t)) : NULL;
    for (uint32_t r = 0; b->pool_room && r < m->resources; r++)
        for (uint32_t s = 0; s < m->slots; s++)
            b->pool_room[(size_t)b->pool[r] * m->slots + s] +=
                (int32_t)m->capacity[(size_t)r * m->slots + s];
    ie_free(print);
    ie_free(first);
    ie_free(is_free);
    return b->pool_room != NULL;
}

int ie_fair_bound_new(const struct fair_model *m, struct fair_bound **out,
                      struct ie_error *err)
{
    struct fair_bound *b = ie_calloc(1, sizeof(*b));
    size_t meetings = (size_t)m->meetings + 1;

    if (!b)
        return ie_fail_nomem(err);
    b->m = m;
    if (!find_pools(b)) {
        ie_fair_bound_free(b);
        return ie_fail_nomem(err);
    }
    size_t flat = (size_t)m->people + b->pools + 1;
    b->theta = 1;
    b->value = INT64_MAX;
    b->first[PART_DAY] = (size_t)m->people * m->slots;
    b->first[PART_WHOLE] = b->first[PART_DAY] + (size_t)m->people * m->days;
    b->first[PART_UNIT] = b->first[PART_WHOLE] + m->people;
    b->first[PARTS] = b->first[PART_UNIT] + (size_t)b->pools * m->slots;
    size_t all = b->first[PARTS] + 1;
    b->price = ie_calloc(all, sizeof(int32_t));
    b->best = ie_calloc(all, sizeof(int32_t));
    b->room = ie_calloc(all, sizeof(int32_t));
    b->direction = ie_calloc(all, sizeof(float));
    b->exact = ie_calloc(all, sizeof(float));
    b->covers = ie_calloc(all, 1);
    b->flat = ie_calloc(flat, sizeof(int32_t));
    b->flat_room = ie_calloc(flat, sizeof(int32_t));
    b->flat_direction = ie_calloc(flat, sizeof(float));
    b->flat_exact = ie_calloc(flat, sizeof(float));
    b->cover = ie_calloc((size_t)m->people * m->slots + 1, sizeof(int32_t));
    b->set_price = ie_calloc((size_t)m->sets * m->slots + 1, sizeof(int32_t));
    b->profit = ie_calloc(meetings, sizeof(int64_t));
    b->stay = ie_calloc(meetings, sizeof(int64_t));
    b->forced = ie_calloc(meetings, 1);
    b->uses[0] = ie_calloc(all, sizeof(int32_t));
    if (!b->price || !b->best || !b->room || !b->direction || !b->exact ||
        !b->flat_exact || !b->covers || !b->flat || !b->flat_room || !b->flat_direction ||
        !b->cover || !b->set_price || !b->profit || !b->stay || !b->forced ||
        !b->uses[0]) {
        ie_fair_bound_free(b);
        return ie_fail_nomem(err);
    }
    b->threads = 1;
    fill_rooms(b);
    fill_meetings(b);
    ie_fair_bound_weigh(b);
    *out = b;
    return 0;
}
