#include "engine/scheduling/fair/bound.h"

#include <math.h>
#include <pthread.h>

enum {
    THREADS = 16,
    CLOSED = 1 << 27,  /* cover price of a slot that somebody cannot be in */
    DEAREST = 1 << 26, /* of any sum of prices */
    CEILING = 1 << 24, /* of one price */
    PATIENCE = 16,     /* steps without a better bound before steps get shorter */
};

/* The kinds of prices, in one array each: numbers of the parts. */
enum part { PART_AT, PART_DAY, PART_WHOLE, PART_UNIT, PARTS };

struct worker {
    struct fair_bound *b;
    uint32_t from, to; /* meetings */
    int64_t sum;
    int32_t *use; /* [of all prices] */
    pthread_t thread;
};

struct fair_bound {
    const struct fair_model *m;
    size_t first[PARTS + 1]; /* where a part begins in the arrays below */
    int32_t *price, *best;   /* [first[PARTS]] */
    int32_t *room;           /* [first[PARTS]] right sides */
    float *direction;        /* second stage */
    int32_t *flat;           /* [people + resources] prices of the first stage */
    float *flat_direction;
    int32_t *flat_room;
    uint8_t *covers;          /* [first[PARTS]] does the flat price lie on it? */
    int32_t *cover;           /* [people x slots] sum of prices, or CLOSED */
    int32_t *set_price;       /* [sets x slots] */
    int64_t *profit;          /* [meetings] in units */
    int64_t *stay;            /* [meetings] less when not in the slot where it was */
    uint8_t *forced, *masked; /* [meetings] */
    /* Resources that the same option sets name are one pool: of equal options the least
     * price counts, so that one price for all of them loses nothing. */
    uint32_t *pool; /* [resources] */
    uint32_t pools;
    int32_t *pool_room;              /* [pools x slots] */
    uint32_t *set_first, *set_pools; /* as the model's, over pools */
    int64_t constant, value;
    uint64_t weight; /* units of price a unit of the level */
    double theta;
    unsigned idle;
    bool fine;
    int32_t *uses[THREADS];
    unsigned threads;
};

static size_t at_of(const struct fair_bound *b, enum part part, size_t i)
{
    return b->first[part] + i;
}

void ie_fair_bound_free(struct fair_bound *b)
{
    if (!b)
        return;
    ie_free(b->price);
    ie_free(b->best);
    ie_free(b->room);
    ie_free(b->direction);
    ie_free(b->flat);
    ie_free(b->flat_direction);
    ie_free(b->flat_room);
    ie_free(b->covers);
    ie_free(b->cover);
    ie_free(b->set_price);
    ie_free(b->profit);
    ie_free(b->stay);
    ie_free(b->forced);
    ie_free(b->masked);
    ie_free(b->pool);
    ie_free(b->pool_room);
    ie_free(b->set_first);
    ie_free(b->set_pools);
    for (unsigned t = 0; t < THREADS; t++)
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

static bool is_masked(const struct fair_model *m, uint32_t meeting)
{
    const struct ie_fair_meeting *one = &m->p->meetings[meeting];

    for (uint32_t s = 0; s < m->slots; s++) {
        bool open = true;
        for (uint32_t i = 0; i < one->size && open; i++)
            open = fair_bit(m->p->participants[one->who[i]].available, s);
        if (open && !fair_bit(fair_can(m, meeting), s))
            return true;
    }
    return false;
}

static void fill_profits(struct fair_bound *b)
{
    const struct fair_model *m = b->m;
    const uint32_t *weight = m->p->levels[0].weight;
    int64_t unit = (int64_t)b->weight;

    for (uint32_t i = 0; i < m->meetings; i++) {
        const struct ie_fair_meeting *one = &m->p->meetings[i];
        bool confirmed = one->was_slot >= 0 && !one->never;
        b->profit[i] = unit * m->value[i] *
                       ((int64_t)weight[IE_FAIR_VALUE] +
                        (confirmed ? (int64_t)weight[IE_FAIR_LOST] : 0));
        b->stay[i] = confirmed ? unit * 10 * (int64_t)weight[IE_FAIR_MOVES] : 0;
        b->constant -= confirmed ? weight[IE_FAIR_LOST] * m->value[i] : 0;
        b->forced[i] = one->must || one->hold != IE_FAIR_FREE;
        b->masked[i] = is_masked(m, i);
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
    b->weight = IE_FAIR_UNIT;
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
    b->covers = ie_calloc(all, 1);
    b->flat = ie_calloc(flat, sizeof(int32_t));
    b->flat_room = ie_calloc(flat, sizeof(int32_t));
    b->flat_direction = ie_calloc(flat, sizeof(float));
    b->cover = ie_calloc((size_t)m->people * m->slots + 1, sizeof(int32_t));
    b->set_price = ie_calloc((size_t)m->sets * m->slots + 1, sizeof(int32_t));
    b->profit = ie_calloc(meetings, sizeof(int64_t));
    b->stay = ie_calloc(meetings, sizeof(int64_t));
    b->forced = ie_calloc(meetings, 1);
    b->masked = ie_calloc(meetings, 1);
    b->uses[0] = ie_calloc(all, sizeof(int32_t));
    if (!b->price || !b->best || !b->room || !b->direction || !b->covers || !b->flat ||
        !b->flat_room || !b->flat_direction || !b->cover || !b->set_price || !b->profit ||
        !b->stay || !b->forced || !b->masked || !b->uses[0]) {
        ie_fair_bound_free(b);
        return ie_fail_nomem(err);
    }
    b->threads = 1;
    fill_rooms(b);
    fill_profits(b);
    *out = b;
    return 0;
}

/* ---- Evaluating prices ------------------------------------------------------------------------- */

static void sum_covers(struct fair_bound *b)
{
    const struct fair_model *m = b->m;

    for (uint32_t who = 0; who < m->people; who++) {
        const struct ie_fair_participant *one = &m->p->participants[who];
        int32_t *cover = b->cover + (size_t)who * m->slots;
        const int32_t *at = b->price + at_of(b, PART_AT, (size_t)who * m->slots);
        uint32_t reach = m->reach_of[who];
        int32_t whole = b->price[at_of(b, PART_WHOLE, who)];
        for (uint32_t s = 0; s < m->slots; s++) {
            uint32_t day = m->p->slots[s].day;
            int64_t sum =
                whole + b->price[at_of(b, PART_DAY, (size_t)who * m->days + day)] + at[s];
            for (uint32_t e = s + 1; reach && e < m->slots && m->p->slots[e].day == day &&
                                     fair_near(m, reach, e) <= s;
                 e++)
                sum += at[e];
            cover[s] = !fair_bit(one->available, s) ? CLOSED
                       : sum > DEAREST              ? DEAREST
                                                    : (int32_t)sum;
        }
    }
    for (uint32_t k = 1; k < m->sets; k++)
        for (uint32_t s = 0; s < m->slots; s++) {
            int32_t least = CLOSED;
            for (uint32_t i = b->set_first[k]; i < b->set_first[k + 1]; i++) {
                size_t at = (size_t)b->set_pools[i] * m->slots + s;
                int32_t price = b->price[at_of(b, PART_UNIT, at)];
                if (b->pool_room[at] && price < least)
                    least = price;
            }
            b->set_price[(size_t)k * m->slots + s] = least;
        }
}

/* Of the options at the least price one, by the meeting's number: ties are spread. */
static uint32_t cheapest(const struct fair_bound *b, uint32_t set, uint32_t s,
                         uint32_t meeting)
{
    const struct fair_model *m = b->m;
    uint32_t first = b->set_first[set], n = b->set_first[set + 1] - first;
    int32_t least = b->set_price[(size_t)set * m->slots + s];

    for (uint32_t i = 0; i < n; i++) {
        uint32_t r = b->set_pools[first + (meeting + i) % n];
        size_t at = (size_t)r * m->slots + s;
        if (b->pool_room[at] && b->price[at_of(b, PART_UNIT, at)] == least)
            return r;
    }
    return b->set_pools[first];
}

static void use(const struct worker *w, uint32_t meeting, uint32_t s)
{
    const struct fair_bound *b = w->b;
    const struct fair_model *m = b->m;
    const struct ie_fair_meeting *one = &m->p->meetings[meeting];

    for (uint32_t i = 0; i < one->size; i++) {
        uint32_t who = one->who[i], reach = m->reach_of[who], day = m->p->slots[s].day;
        w->use[at_of(b, PART_AT, (size_t)who * m->slots + s)]++;
        for (uint32_t e = s + 1; reach && e < m->slots && m->p->slots[e].day == day &&
                                 fair_near(m, reach, e) <= s;
             e++)
            w->use[at_of(b, PART_AT, (size_t)who * m->slots + e)]++;
        w->use[at_of(b, PART_DAY, (size_t)who * m->days + day)]++;
        w->use[at_of(b, PART_WHOLE, who)]++;
    }
    for (int k = 0; k < KINDS; k++)
        if (m->option[k][meeting]) {
            uint32_t r = cheapest(b, m->option[k][meeting], s, meeting);
            w->use[at_of(b, PART_UNIT, (size_t)r * m->slots + s)]++;
        }
}

/* Prices of the meeting by slot into `sum`. */
static void sum_prices(const struct fair_bound *b, uint32_t meeting,
                       int32_t *restrict sum)
{
    const struct fair_model *m = b->m;
    const struct ie_fair_meeting *one = &m->p->meetings[meeting];
    uint32_t n = m->slots;
    const int32_t *restrict x = b->cover + (size_t)one->who[0] * n;
    const int32_t *restrict y = b->cover + (size_t)one->who[1] * n;
    const int32_t *restrict u = b->set_price + (size_t)m->option[ROOM][meeting] * n;
    const int32_t *restrict v = b->set_price + (size_t)m->option[TEAM][meeting] * n;

    for (uint32_t s = 0; s < n; s++)
        sum[s] = x[s] + y[s] + u[s] + v[s];
    for (uint32_t i = 2; i < one->size; i++) {
        const int32_t *restrict z = b->cover + (size_t)one->who[i] * n;
        for (uint32_t s = 0; s < n; s++)
            sum[s] += z[s];
    }
    if (b->masked[meeting])
        for (uint32_t s = 0; s < n; s++)
            if (!fair_bit(fair_can(m, meeting), s))
                sum[s] = CLOSED;
}

static void judge(struct worker *w, uint32_t meeting, int32_t *sum)
{
    struct fair_bound *b = w->b;
    const struct fair_model *m = b->m;
    const struct ie_fair_meeting *one = &m->p->meetings[meeting];
    int32_t least = CLOSED;
    uint32_t at = 0;

    sum_prices(b, meeting, sum);
    for (uint32_t s = 0; s < m->slots; s++)
        least = sum[s] < least ? sum[s] : least;
    if (least >= CLOSED)
        return;
    int64_t worth = b->profit[meeting] - b->stay[meeting] - least;
    uint32_t turn = m->slots ? (meeting * 2654435761U >> 7) % m->slots : 0;
    at = turn;
    while (sum[at] != least)
        at = at + 1 == m->slots ? 0 : at + 1;
    if (b->stay[meeting] && sum[one->was_slot] < CLOSED &&
        b->profit[meeting] - sum[one->was_slot] >= worth) {
        worth = b->profit[meeting] - sum[one->was_slot];
        at = (uint32_t)one->was_slot;
    }
    if (worth > 0 || b->forced[meeting]) {
        w->sum += worth;
        use(w, meeting, at);
    }
}

static void *run_worker(void *arg)
{
    struct worker *w = arg;
    int32_t sum[IE_FAIR_SLOTS];

    w->sum = 0;
    for (uint32_t i = w->from; i < w->to; i++)
        judge(w, i, sum);
    return NULL;
}

/* The bound in units; uses[0] gets how often each thing is used. */
static int64_t evaluate(struct fair_bound *b)
{
    struct worker workers[THREADS];
    uint32_t n = b->m->meetings, k = b->threads;
    int64_t sum = 0;
    unsigned begun;

    sum_covers(b);
    for (unsigned t = 0; t < k; t++) {
        workers[t] = (struct worker){.b = b,
                                     .from = (uint32_t)((uint64_t)n * t / k),
                                     .to = (uint32_t)((uint64_t)n * (t + 1) / k),
                                     .use = b->uses[t]};
        memset(b->uses[t], 0, b->first[PARTS] * sizeof(int32_t));
    }
    for (begun = 1; begun < k; begun++)
        if (pthread_create(&workers[begun].thread, NULL, run_worker, &workers[begun]) !=
            0)
            break;
    run_worker(&workers[0]);
    for (unsigned t = begun; t < k; t++)
        run_worker(&workers[t]); /* no more threads to be had */
    for (unsigned t = 1; t < begun; t++)
        pthread_join(workers[t].thread, NULL);
    for (unsigned t = 0; t < k; t++)
        sum += workers[t].sum;
    for (size_t i = 0; i < b->first[PARTS]; i++) {
        for (unsigned t = 1; t < k; t++)
            b->uses[0][i] += b->uses[t][i];
        sum += (int64_t)b->price[i] * b->room[i];
    }
    return sum;
}

/* ---- Steps --------------------------------------------------------------------------------------- */

static int32_t moved(int32_t price, double by)
{
    double to = price + by;

    return to <= 0 ? 0 : to >= CEILING ? CEILING : (int32_t)(to + 0.5);
}

/* How often a flat price's owner is used, from the uses of its parts. */
static int64_t flat_use(const struct fair_bound *b, uint32_t i)
{
    const struct fair_model *m = b->m;
    int64_t sum = 0;

    if (i < m->people)
        return b->uses[0][at_of(b, PART_WHOLE, i)];
    for (uint32_t s = 0; s < m->slots; s++)
        sum += b->uses[0][at_of(b, PART_UNIT, (size_t)(i - m->people) * m->slots + s)];
    return sum;
}

static void lay_flat(struct fair_bound *b)
{
    const struct fair_model *m = b->m;

    for (uint32_t who = 0; who < m->people; who++) {
        int32_t price = b->flat[who];
        size_t at = at_of(b, PART_AT, (size_t)who * m->slots);
        size_t day = at_of(b, PART_DAY, (size_t)who * m->days);
        for (uint32_t s = 0; s < m->slots; s++)
            b->price[at + s] = b->covers[at + s] ? price : 0;
        for (uint32_t d = 0; d < m->days; d++)
            b->price[day + d] = b->covers[day + d] ? price : 0;
        size_t whole = at_of(b, PART_WHOLE, who);
        b->price[whole] = b->covers[whole] ? price : 0;
    }
    for (uint32_t r = 0; r < b->pools; r++)
        for (uint32_t s = 0; s < m->slots; s++)
            b->price[at_of(b, PART_UNIT, (size_t)r * m->slots + s)] =
                b->flat[m->people + r];
}

/* Down the (deflected) subgradient; `excess` in units over what is known. */
static void step_flat(struct fair_bound *b, double excess)
{
    uint32_t n = b->m->people + b->pools;
    double norm = 0;

    for (uint32_t i = 0; i < n; i++) {
        float g = (float)(flat_use(b, i) - b->flat_room[i]);
        if (g < 0 && b->flat[i] == 0)
            g = 0;
        b->flat_direction[i] = g + 0.5F * b->flat_direction[i];
        norm += (double)b->flat_direction[i] * (double)b->flat_direction[i];
    }
    double length = norm > 0 ? b->theta * excess / norm : 0;
    for (uint32_t i = 0; i < n; i++)
        b->flat[i] = moved(b->flat[i], length * (double)b->flat_direction[i]);
    lay_flat(b);
}

static void step_fine(struct fair_bound *b, double excess)
{
    double norm = 0;

    for (size_t i = 0; i < b->first[PARTS]; i++) {
        float g = (float)(b->uses[0][i] - b->room[i]);
        if (g < 0 && b->price[i] == 0)
            g = 0;
        b->direction[i] = g + 0.5F * b->direction[i];
        norm += (double)b->direction[i] * (double)b->direction[i];
    }
    double length = norm > 0 ? b->theta * excess / norm : 0;
    for (size_t i = 0; i < b->first[PARTS]; i++)
        b->price[i] = moved(b->price[i], length * (double)b->direction[i]);
}

static int64_t floor_units(int64_t units, int64_t weight)
{
    return units >= 0 ? units / weight : -((-units + weight - 1) / weight);
}

int64_t ie_fair_bound_value(const struct fair_bound *b)
{
    return b->value == INT64_MAX
               ? INT64_MAX
               : floor_units(b->value, (int64_t)b->weight) + b->constant;
}

static void use_threads(struct fair_bound *b, const struct ie_solve_control *control)
{
    unsigned want = control && control->threads ? control->threads : 1;

    if (b->m->meetings < 4096)
        want = 1;
    while (b->threads < want && b->threads < THREADS) {
        int32_t *more = ie_calloc(b->first[PARTS] + 1, sizeof(int32_t));
        if (!more)
            return; /* fewer will do */
        b->uses[b->threads++] = more;
    }
}

int ie_fair_bound_run(struct fair_bound *b, unsigned steps, int64_t reached,
                      const struct ie_solve_control *control, struct ie_error *err)
{
    int64_t known = (reached - b->constant) * (int64_t)b->weight;

    (void)err;
    use_threads(b, control);
    for (unsigned i = 0; i < steps; i++) {
        int64_t now = evaluate(b);
        if (now < b->value) {
            b->value = now;
            memcpy(b->best, b->price, b->first[PARTS] * sizeof(int32_t));
            b->idle = 0;
        } else if (++b->idle >= PATIENCE) {
            b->theta *= 0.6;
            b->idle = 0;
        }
        if (ie_fair_bound_value(b) <= reached || b->theta < 1e-4 ||
            (b->value != INT64_MAX && i > 0 && ie_solve_stopped(control) != IE_GO_ON))
            break;
        double excess = (double)(now - known);
        if (b->fine)
            step_fine(b, excess);
        else
            step_flat(b, excess);
    }
    return 0;
}

void ie_fair_bound_refine(struct fair_bound *b)
{
    if (b->value != INT64_MAX)
        memcpy(b->price, b->best, b->first[PARTS] * sizeof(int32_t));
    memset(b->direction, 0, b->first[PARTS] * sizeof(float));
    b->fine = true;
    b->theta = 0.5;
    b->idle = 0;
}

int ie_fair_bound_prices(const struct fair_bound *b, struct ie_arena *arena,
                         struct ie_fair_prices *out, struct ie_error *err)
{
    const struct fair_model *m = b->m;
    int32_t *price = IE_NEW_ARRAY(arena, int32_t, b->first[PARTS] + 1);
    uint32_t *group = IE_NEW_ARRAY(arena, uint32_t, m->p->place_count);
    uint32_t *team = IE_NEW_ARRAY(arena, uint32_t, m->p->interpreter_count);

    if (!price || !group || !team)
        return ie_fail_nomem(err);
    memcpy(price, b->best, b->first[PARTS] * sizeof(int32_t));
    /* pools of rooms and of teams have numbers of one row; each kind names its own */
    for (uint32_t i = 0; i < m->p->place_count; i++)
        group[i] = b->pool[m->room_of[i]];
    for (uint32_t i = 0; i < m->p->interpreter_count; i++)
        team[i] = b->pool[m->team_of[i]];
    *out = (struct ie_fair_prices){.at = price + b->first[PART_AT],
                                   .day = price + b->first[PART_DAY],
                                   .whole = price + b->first[PART_WHOLE],
                                   .group = group,
                                   .groups = b->pools,
                                   .place = price + b->first[PART_UNIT],
                                   .team = team,
                                   .teams = b->pools,
                                   .interpreter = price + b->first[PART_UNIT]};
    return 0;
}
