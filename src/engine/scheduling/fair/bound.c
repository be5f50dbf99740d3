/* Prices judged, and moved down the subgradient. */
#include <math.h>
#include <pthread.h>

#include "engine/scheduling/fair/bound_inside.h"

enum {
    CLOSED = 1 << 27,  /* cover price of a slot that somebody cannot be in */
    SHUT = 1 << 26,    /* a meeting's prices from here on have a closed one among them */
    DEAREST = 1 << 24, /* of any sum of prices */
    GIFT = 1 << 22,    /* most that somebody is paid for a meeting */
    PATIENCE = 16,     /* steps without a better bound before steps get shorter */
};

struct worker {
    struct fair_bound *b;
    uint32_t from, to; /* meetings */
    int64_t sum;
    int64_t value, kept, moves; /* of what is held */
    int32_t *use;               /* [of all prices] */
    pthread_t thread;
};

/* ---- Evaluating prices ------------------------------------------------------------------------- */

static int32_t between(int64_t value, int32_t least, int32_t most)
{
    return value < least ? least : value > most ? most : (int32_t)value;
}

void ie_fair_bound_weigh(struct fair_bound *b)
{
    const struct ie_fair_level *levels = b->m->p->levels;

    for (int t = 0; t < IE_FAIR_TERMS; t++) {
        b->weight[t] = IE_FAIR_UNIT * (int64_t)levels[b->level].weight[t];
        for (uint32_t k = 0; k < b->level; k++)
            b->weight[t] += (int64_t)b->pull[k] * levels[k].weight[t];
    }
    ie_fair_bound_profits(b);
}

/* What a slot of who costs, with what its rest reaches into. */
static void cover_person(struct fair_bound *b, uint32_t who)
{
    const struct fair_model *m = b->m;
    const uint64_t *available = m->p->participants[who].available;
    int32_t *cover = b->cover + (size_t)who * m->slots;
    const int32_t *at = b->price + at_of(b, PART_AT, (size_t)who * m->slots);
    const int32_t *today = b->price + at_of(b, PART_DAY, (size_t)who * m->days);
    const int32_t *pay = b->pay ? b->pay + m->people + (size_t)who * m->days : NULL;
    uint32_t reach = m->reach_of[who];
    int64_t whole = b->price[at_of(b, PART_WHOLE, who)] - (b->pay ? b->pay[who] : 0);

    for (uint32_t s = 0, end; s < m->slots; s = end) {
        uint32_t day = m->p->slots[s].day;
        int64_t base = whole + today[day] - (pay ? pay[day] : 0);
        for (end = s; end < m->slots && m->p->slots[end].day == day; end++) {
            int64_t sum = base + at[end];
            for (uint32_t e = end + 1;
                 reach && e < m->slots && m->p->slots[e].day == day &&
                 fair_near(m, reach, e) <= end;
                 e++)
                sum += at[e];
            cover[end] = between(sum, -GIFT, DEAREST);
        }
    }
    for (uint32_t s = 0; available && s < m->slots; s++)
        if (!fair_bit(available, s))
            cover[s] = CLOSED;
}

static void sum_covers(struct fair_bound *b)
{
    const struct fair_model *m = b->m;

    for (uint32_t who = 0; who < m->people; who++)
        cover_person(b, who);
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

/* What the meeting costs by slot: two rows of people, one of places, one of interpreters,
 * and the rows of further members. */
struct rows {
    const int32_t *x, *y, *u, *v;
    const int32_t *more[IE_FAIR_MEMBERS];
    uint32_t mores;
};

static struct rows rows_of(const struct fair_bound *b, uint32_t meeting)
{
    const struct fair_model *m = b->m;
    const struct ie_fair_meeting *one = &m->p->meetings[meeting];
    size_t n = m->slots;
    struct rows r = {.x = b->cover + one->who[0] * n,
                     .y = b->cover + one->who[1] * n,
                     .u = b->set_price + m->option[ROOM][meeting] * n,
                     .v = b->set_price + m->option[TEAM][meeting] * n,
                     .mores = one->size - 2U};

    for (uint32_t i = 0; i < r.mores; i++)
        r.more[i] = b->cover + one->who[i + 2] * n;
    return r;
}

static inline int32_t price_at(const struct rows *r, uint32_t s)
{
    int32_t sum = r->x[s] + r->y[s] + r->u[s] + r->v[s];

    for (uint32_t i = 0; __builtin_expect(i < r->mores, 0); i++)
        sum += r->more[i][s];
    return sum;
}

struct choice {
    int32_t least;
    uint32_t at;
};

static inline void choose(const struct rows *r, uint64_t set, uint32_t base,
                          struct choice *best)
{
    int32_t least = best->least;
    uint32_t at = best->at;

    for (; set; set &= set - 1) {
        uint32_t s = base + (uint32_t)__builtin_ctzll(set);
        int32_t sum = price_at(r, s);
        at = sum < least ? s : at; /* without a jump: which it is cannot be foreseen */
        least = sum < least ? sum : least;
    }
    *best = (struct choice){least, at};
}

/* The cheapest slot; of equals the first from one that the meeting's number says, so that
 * ties are spread. */
static struct choice cheapest_slot(const struct fair_bound *b, const struct rows *r,
                                   uint32_t meeting)
{
    const uint64_t *can = fair_can(b->m, meeting);
    uint32_t turn = (meeting * 2654435761U >> 7) % b->m->slots, word = turn / 64;
    uint64_t late = UINT64_MAX << (turn % 64);
    struct choice best = {CLOSED, 0};

    choose(r, can[word] & late, 64 * word, &best);
    for (uint32_t w = word + 1; w < b->m->words; w++)
        choose(r, can[w], 64 * w, &best);
    for (uint32_t w = 0; w < word; w++)
        choose(r, can[w], 64 * w, &best);
    choose(r, can[word] & ~late, 64 * word, &best);
    return best;
}

static void judge(struct worker *w, uint32_t meeting)
{
    struct fair_bound *b = w->b;
    const struct ie_fair_meeting *one = &b->m->p->meetings[meeting];
    struct rows rows = rows_of(b, meeting);
    struct choice best = cheapest_slot(b, &rows, meeting);
    bool stays = false;

    if (best.least >= SHUT)
        return;
    int64_t worth = b->profit[meeting] - b->stay[meeting] - best.least;
    if (one->was_slot >= 0 &&
        fair_bit(fair_can(b->m, meeting), (uint32_t)one->was_slot)) {
        int64_t there = b->profit[meeting] - price_at(&rows, (uint32_t)one->was_slot);
        stays = there >= worth;
        worth = stays ? there : worth;
    }
    if (worth <= 0 && !b->forced[meeting])
        return;
    w->sum += worth;
    w->value += b->m->value[meeting];
    w->kept += one->was_slot >= 0 ? b->m->value[meeting] : 0;
    w->moves += one->was_slot >= 0 && !stays;
    use(w, meeting, stays ? (uint32_t)one->was_slot : best.at);
}

static void *run_worker(void *arg)
{
    struct worker *w = arg;

    w->sum = w->value = w->kept = w->moves = 0;
    for (uint32_t i = w->from; i < w->to && w->b->m->slots; i++)
        judge(w, i);
    return NULL;
}

/* The best of -weight x (aim - n)^2 - pay x n over n in 0..most; *times gets that n. */
static int64_t best_square(int64_t weight, int64_t aim, int64_t pay, int32_t most,
                           int32_t *times)
{
    int64_t n = pay > 0 ? 0 : most;

    if (weight > 0) {
        int64_t top = 2 * weight * aim - pay + weight, unit = 2 * weight;
        n = top < 0 ? 0 : top / unit;
    }
    n = n > most ? most : n;
    *times = (int32_t)n;
    return -weight * (aim - n) * (aim - n) - pay * n;
}

static int64_t judge_squares(struct fair_bound *b)
{
    uint32_t people = b->m->people;
    int64_t sum = 0;

    b->sums[IE_FAIR_UNSERVED] = b->sums[IE_FAIR_BALANCE] = 0;
    for (size_t i = 0; i < b->squares && b->pay; i++) {
        enum ie_fair_term term = i < people ? IE_FAIR_UNSERVED : IE_FAIR_BALANCE;
        int64_t aim = i < people ? b->most[i] : 0;
        sum += best_square(b->weight[term], aim, b->pay[i], b->most[i], &b->times[i]);
        b->sums[term] += (aim - b->times[i]) * (aim - b->times[i]);
    }
    return sum;
}

/* All meetings' worth; uses[0] and the terms' sums are gathered. */
static int64_t judge_meetings(struct fair_bound *b)
{
    struct worker workers[BOUND_THREADS];
    uint32_t n = b->m->meetings, k = b->threads > 1 ? b->threads : 1;
    int64_t sum = 0, value = 0, kept = 0, moves = 0;
    unsigned begun;

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
    for (unsigned t = 0; t < k; t++) {
        sum += workers[t].sum;
        value += workers[t].value;
        kept += workers[t].kept;
        moves += workers[t].moves;
    }
    for (unsigned t = 1; t < k; t++)
        for (size_t i = 0; i < b->first[PARTS]; i++)
            b->uses[0][i] += b->uses[t][i];
    b->sums[IE_FAIR_VALUE] = value;
    b->sums[IE_FAIR_LOST] = b->confirmed - kept;
    b->sums[IE_FAIR_MOVES] = 10 * moves;
    return sum;
}

int64_t ie_fair_bound_judge(struct fair_bound *b)
{
    int64_t sum;

    sum_covers(b);
    sum = judge_meetings(b) + judge_squares(b);
    for (size_t i = 0; i < b->first[PARTS]; i++)
        sum += (int64_t)b->price[i] * b->room[i];
    sum -= b->weight[IE_FAIR_LOST] * b->confirmed;
    for (uint32_t k = 0; k < b->level; k++)
        sum -= (int64_t)b->pull[k] * b->reached[k];
    return sum;
}

/* ---- Steps --------------------------------------------------------------------------------------- */

/* A price moved: *exact by as much as is asked, the price rounded from it. */
static int32_t moved(float *exact, double by)
{
    double to = (double)*exact + by;

    *exact = to <= 0 ? 0 : to >= CEILING ? CEILING : (float)to;
    return (int32_t)(*exact + 0.5F);
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
        if (g < 0 && b->flat_exact[i] <= 0)
            g = 0;
        b->flat_direction[i] = g + 0.5F * b->flat_direction[i];
        norm += (double)b->flat_direction[i] * (double)b->flat_direction[i];
    }
    double length = norm > 0 ? b->theta * excess / norm : 0;
    for (uint32_t i = 0; i < n; i++)
        b->flat[i] = moved(&b->flat_exact[i], length * (double)b->flat_direction[i]);
    lay_flat(b);
}

static int64_t level_sum(const struct fair_bound *b, uint32_t level)
{
    const uint32_t *weight = b->m->p->levels[level].weight;
    int64_t sum = (int64_t)weight[IE_FAIR_VALUE] * b->sums[IE_FAIR_VALUE];

    for (int t = IE_FAIR_VALUE + 1; t < IE_FAIR_TERMS; t++)
        sum -= (int64_t)weight[t] * b->sums[t];
    return sum;
}

/* What was used, of the price that it is paid with. */
static int32_t use_of_pay(const struct fair_bound *b, size_t i)
{
    return i < b->m->people ? b->uses[0][at_of(b, PART_WHOLE, i)]
                            : b->uses[0][at_of(b, PART_DAY, i - b->m->people)];
}

/* Pulls are few and act on everything: their steps are as many times shorter as there are
 * people. */
static double pull_part(const struct fair_bound *b, uint32_t level)
{
    return (double)(b->reached[level] - level_sum(b, level)) / (double)(b->m->people + 1);
}

static double most_pull(const struct fair_bound *b, uint32_t level)
{
    const uint32_t *weight = b->m->p->levels[level].weight;
    uint32_t most = 1;

    for (int t = 0; t < IE_FAIR_TERMS; t++)
        most = weight[t] > most ? weight[t] : most;
    double limit = (double)GIFT / most;
    return limit < IE_FAIR_PULL ? limit : IE_FAIR_PULL;
}

static void step_fine(struct fair_bound *b, double excess)
{
    double norm = 0;

    for (size_t i = 0; i < b->first[PARTS]; i++) {
        float g = (float)(b->uses[0][i] - b->room[i]);
        if (g < 0 && b->exact[i] <= 0)
            g = 0;
        b->direction[i] = g + 0.5F * b->direction[i];
        norm += (double)b->direction[i] * (double)b->direction[i];
    }
    for (size_t i = 0; i < b->squares && b->pay; i++) {
        float g = (float)(b->times[i] - use_of_pay(b, i));
        b->pay_direction[i] = g + 0.5F * b->pay_direction[i];
        norm += (double)b->pay_direction[i] * (double)b->pay_direction[i];
    }
    for (uint32_t k = 0; k < b->level; k++) {
        double part = pull_part(b, k);
        norm += part * part * (b->m->people + 1);
    }
    double length = norm > 0 ? b->theta * excess / norm : 0;
    for (size_t i = 0; i < b->first[PARTS]; i++)
        b->price[i] = moved(&b->exact[i], length * (double)b->direction[i]);
    for (size_t i = 0; i < b->squares && b->pay; i++) {
        double to = (double)b->pay_exact[i] + length * (double)b->pay_direction[i];
        b->pay_exact[i] = (float)fmin(fmax(to, -CEILING), CEILING);
        b->pay[i] = (int32_t)lrintf(b->pay_exact[i]);
    }
    for (uint32_t k = 0; k < b->level; k++) {
        double to = (double)b->pull[k] + length * pull_part(b, k);
        b->pull[k] = (float)fmin(fmax(to, 0), most_pull(b, k));
    }
    if (b->level)
        ie_fair_bound_weigh(b);
}

int64_t ie_fair_bound_value(const struct fair_bound *b)
{
    int64_t unit = IE_FAIR_UNIT;

    return b->value == INT64_MAX ? INT64_MAX
           : b->value >= 0       ? b->value / unit
                                 : -((-b->value + unit - 1) / unit);
}

static void use_threads(struct fair_bound *b, const struct ie_solve_control *control)
{
    unsigned want = control && control->threads ? control->threads : 1;

    if (b->m->meetings < 12288)
        want = 1; /* a step is over before a thread has begun */
    while (b->threads < want && b->threads < BOUND_THREADS) {
        int32_t *more = ie_calloc(b->first[PARTS] + 1, sizeof(int32_t));
        if (!more)
            return; /* fewer will do */
        b->uses[b->threads++] = more;
    }
}

static void keep(struct fair_bound *b, int64_t value)
{
    b->value = value;
    b->idle = 0;
    memcpy(b->best, b->price, b->first[PARTS] * sizeof(int32_t));
    if (b->pay)
        memcpy(b->best_pay, b->pay, b->squares * sizeof(int32_t));
    for (uint32_t k = 0; k < b->level; k++)
        b->best_pull[k] = (int32_t)b->pull[k];
}

void ie_fair_bound_run(struct fair_bound *b, unsigned steps, int64_t reached,
                       const struct ie_solve_control *control)
{
    int64_t known = reached * IE_FAIR_UNIT;

    use_threads(b, control);
    for (unsigned i = 0; i < steps; i++) {
        int64_t now = ie_fair_bound_judge(b);
        if (now < b->value) {
            keep(b, now);
        } else if (++b->idle >= PATIENCE) {
            b->theta *= 0.6;
            b->idle = 0;
        }
        if (ie_fair_bound_value(b) <= reached || b->theta < 1e-4 ||
            ie_solve_stopped(control) != IE_GO_ON)
            break;
        double excess = (double)(now - known);
        if (b->fine)
            step_fine(b, excess);
        else
            step_flat(b, excess);
    }
}

void ie_fair_bound_left(struct fair_bound *b, int32_t *left)
{
    for (uint32_t i = 0; i < b->m->meetings; i++)
        left[i] = INT32_MIN;
    if (b->value == INT64_MAX || !b->m->slots)
        return;
    memcpy(b->price, b->best, b->first[PARTS] * sizeof(int32_t));
    sum_covers(b);
    for (uint32_t i = 0; i < b->m->meetings; i++) {
        struct rows rows = rows_of(b, i);
        struct choice best = cheapest_slot(b, &rows, i);
        if (best.least < SHUT)
            left[i] = between(b->profit[i] - best.least, -GIFT * 4, GIFT * 4);
    }
}

void ie_fair_bound_go_on(struct fair_bound *b)
{
    for (size_t i = 0; i < b->first[PARTS]; i++)
        b->exact[i] = (float)b->price[i];
    memset(b->direction, 0, b->first[PARTS] * sizeof(float));
    for (size_t i = 0; i < b->squares && b->pay; i++) {
        b->pay_exact[i] = (float)b->pay[i];
        b->pay_direction[i] = 0;
    }
    b->fine = true;
    b->theta = 0.5;
    b->idle = 0;
}

void ie_fair_bound_refine(struct fair_bound *b)
{
    if (b->value != INT64_MAX) {
        memcpy(b->price, b->best, b->first[PARTS] * sizeof(int32_t));
        if (b->pay)
            memcpy(b->pay, b->best_pay, b->squares * sizeof(int32_t));
        for (uint32_t k = 0; k < b->level; k++)
            b->pull[k] = (float)b->best_pull[k];
        if (b->level)
            ie_fair_bound_weigh(b);
    }
    ie_fair_bound_go_on(b);
}
