#include "engine/scheduling/exact/canon.h"

#include "base/alloc.h"

enum { FEW = 4 };

struct canon {
    const struct ie_exact_problem *problem;
    struct ie_arena *arena;
    ie_exact_emit emit;
    void *data;
    struct ie_error *err;
    struct ie_exact_size size;
    int code;            /* the first failure; then nothing more is emitted */
    uint32_t *degree;    /* [participant] */
    uint32_t **meetings; /* [participant] its meetings, [degree] */
    int *use;            /* [participant × slot] u; 0 without meetings */
    int *total;          /* b[p,T,k] of everybody, one after the other */
    uint32_t totals;
    uint32_t *first_total; /* [participant + 1] where p's begin */
};

static int new_variable(struct canon *c)
{
    return (int)++c->size.variables;
}

static void clause(struct canon *c, const int *literals, size_t count)
{
    if (c->code)
        return;
    c->size.clauses++;
    c->code = c->emit(c->data, literals, count);
}

#define CLAUSE(c, ...)                                                                   \
    clause((c), (const int[]){__VA_ARGS__},                                              \
           sizeof((const int[]){__VA_ARGS__}) / sizeof(int))

static void *memory(struct canon *c, size_t count, size_t size)
{
    void *block = c->code ? NULL : ie_arena_array(c->arena, count + 1, size);

    if (!block && !c->code)
        c->code = ie_fail_nomem(c->err);
    return block;
}

static int x(const struct canon *c, uint32_t meeting, uint32_t slot)
{
    return (int)(meeting * c->problem->slot_count + slot + 1);
}

/* ---- meetings ---- */

static bool may_be_in(const struct canon *c, const struct ie_exact_meeting *meeting,
                      uint32_t slot)
{
    if (meeting->session == IE_EXACT_MORNING && slot >= c->problem->morning_count)
        return false;
    if (meeting->session == IE_EXACT_AFTERNOON && slot < c->problem->morning_count)
        return false;
    if (meeting->fixed >= 0 && (uint32_t)meeting->fixed != slot)
        return false;
    return !(c->problem->forbidden[meeting->a] >> slot & 1) &&
           !(c->problem->forbidden[meeting->b] >> slot & 1);
}

static void place_meetings(struct canon *c)
{
    uint32_t slots = c->problem->slot_count;
    int some[IE_EXACT_SLOTS];

    c->size.variables = c->problem->meeting_count * slots;
    for (uint32_t m = 0; m < c->problem->meeting_count && !c->code; m++) {
        for (uint32_t t = 0; t < slots; t++)
            some[t] = x(c, m, t);
        clause(c, some, slots);
        for (uint32_t t = 0; t < slots; t++)
            for (uint32_t s = t + 1; s < slots; s++)
                CLAUSE(c, -x(c, m, t), -x(c, m, s));
        for (uint32_t t = 0; t < slots; t++)
            if (!may_be_in(c, &c->problem->meetings[m], t))
                CLAUSE(c, -x(c, m, t));
    }
}

/* ---- participants ---- */

static void list_meetings(struct canon *c)
{
    const struct ie_exact_problem *problem = c->problem;
    uint32_t people = problem->participant_count;

    c->degree = memory(c, people, sizeof(*c->degree));
    c->meetings = memory(c, people, sizeof(*c->meetings));
    c->use = memory(c, (size_t)people * problem->slot_count, sizeof(*c->use));
    if (c->code)
        return;
    for (uint32_t m = 0; m < problem->meeting_count; m++) {
        c->degree[problem->meetings[m].a]++;
        c->degree[problem->meetings[m].b]++;
    }
    for (uint32_t p = 0; p < people && !c->code; p++)
        c->meetings[p] = memory(c, c->degree[p], sizeof(**c->meetings));
    if (c->code)
        return;
    for (uint32_t p = 0; p < people; p++)
        c->degree[p] = 0;
    for (uint32_t m = 0; m < problem->meeting_count; m++) {
        uint32_t a = problem->meetings[m].a, b = problem->meetings[m].b;
        c->meetings[a][c->degree[a]++] = m;
        c->meetings[b][c->degree[b]++] = m;
    }
}

static int *use_of(const struct canon *c, uint32_t participant)
{
    return c->use + (size_t)participant * c->problem->slot_count;
}

static void define_use(struct canon *c, uint32_t p, int *some)
{
    for (uint32_t t = 0; t < c->problem->slot_count && !c->code; t++) {
        int used = use_of(c, p)[t] = new_variable(c);
        for (uint32_t i = 0; i < c->degree[p]; i++) {
            some[i] = x(c, c->meetings[p][i], t);
            CLAUSE(c, -some[i], used);
            for (uint32_t k = 0; k < i; k++)
                CLAUSE(c, -some[i], -some[k]);
        }
        some[c->degree[p]] = -used;
        clause(c, some, c->degree[p] + 1);
    }
}

static void order_meetings(struct canon *c)
{
    int some[IE_EXACT_SLOTS + 1];

    for (uint32_t i = 0; i < c->problem->precedence_count; i++) {
        const struct ie_exact_precedence *precedence = &c->problem->precedences[i];
        for (uint32_t t = 0; t < c->problem->slot_count; t++) {
            for (uint32_t s = 0; s < t; s++)
                some[s] = x(c, precedence->before, s);
            some[t] = -x(c, precedence->after, t);
            clause(c, some, t + 1);
        }
    }
}

/* ---- running counts ---- */

/* now[k] is: at least k of what `before` counted (1 .. most, NULL: nothing yet) and `item`. */
static void count_on(struct canon *c, const int *before, int item, uint32_t most,
                     int *now)
{
    for (uint32_t k = 1; k <= most && !c->code; k++) {
        now[k] = new_variable(c);
        if (before) {
            CLAUSE(c, -before[k], now[k]);
            CLAUSE(c, -now[k], before[k], item);
        } else {
            CLAUSE(c, -now[k], item);
        }
        if (k == 1) {
            CLAUSE(c, -item, now[k]);
        } else if (before) {
            CLAUSE(c, -item, -before[k - 1], now[k]);
            CLAUSE(c, -now[k], before[k - 1]);
        } else {
            CLAUSE(c, -now[k]);
        }
    }
}

/* r[p,t,k] is run[t][k] for t from 1. */
static void count_uses(struct canon *c, uint32_t p, int **run)
{
    uint32_t slots = c->problem->slot_count, degree = c->degree[p];

    for (uint32_t t = 1; t <= slots; t++)
        count_on(c, t > 1 ? run[t - 1] : NULL, use_of(c, p)[t - 1], degree, run[t]);
    if (slots)
        CLAUSE(c, run[slots][degree]);
    for (uint32_t t = 2; t <= slots; t++)
        CLAUSE(c, -run[t - 1][degree], -use_of(c, p)[t - 1]);
}

static void count_breaks(struct canon *c, uint32_t p, int *const *run, int **sum)
{
    uint32_t slots = c->problem->slot_count, degree = c->degree[p];
    uint32_t room = degree < slots ? slots - degree : 0;
    uint32_t most = degree - 1 < room ? degree - 1 : room;
    const int *use = use_of(c, p);

    c->first_total[p] = c->totals;
    for (uint32_t t = 2; t <= slots && most && !c->code; t++) {
        int gap = new_variable(c);
        CLAUSE(c, -gap, use[t - 1]);
        CLAUSE(c, -gap, -use[t - 2]);
        CLAUSE(c, -gap, run[t - 1][1]);
        CLAUSE(c, gap, -use[t - 1], use[t - 2], -run[t - 1][1]);
        count_on(c, t > 2 ? sum[t - 1] : NULL, gap, most, sum[t]);
    }
    for (uint32_t k = 1; k <= most && slots > 1; k++)
        c->total[c->totals++] = sum[slots][k];
    for (uint32_t t = 1; t <= slots; t++)
        for (uint32_t k = 1; k < degree; k++) {
            uint32_t by = t + degree - k < slots ? t + degree - k : slots;
            if (most)
                CLAUSE(c, sum[slots][1], -run[t][k], run[by][degree]);
            else
                CLAUSE(c, -run[t][k], run[by][degree]);
        }
}

static void follow_participants(struct canon *c)
{
    uint32_t people = c->problem->participant_count, slots = c->problem->slot_count;
    uint32_t most = 0;

    c->first_total = memory(c, people + 1, sizeof(*c->first_total));
    c->total = memory(c, 2 * (size_t)c->problem->meeting_count, sizeof(*c->total));
    for (uint32_t p = 0; p < people && !c->code; p++)
        most = c->degree[p] > most ? c->degree[p] : most;
    int **run = memory(c, slots + 1, sizeof(*run)),
        **sum = memory(c, slots + 1, sizeof(*sum));
    for (uint32_t t = 0; t <= slots && !c->code; t++) {
        run[t] = memory(c, most + 1, sizeof(**run));
        sum[t] = memory(c, most + 1, sizeof(**sum));
    }
    for (uint32_t p = 0; p < people && !c->code; p++) {
        c->first_total[p] = c->totals;
        if (!c->degree[p] || !slots)
            continue;
        count_uses(c, p, run);
        count_breaks(c, p, run, sum);
    }
    if (!c->code)
        c->first_total[people] = c->totals;
}

/* ---- limits ---- */

struct pile {
    int *at; /* at[k], from 1: at least k */
    uint32_t count;
};

/* at least i of one and k of the other: at least i + k of both */
static struct pile merged(struct canon *c, struct pile a, struct pile b, uint32_t most)
{
    struct pile both = {NULL, a.count + b.count < most ? a.count + b.count : most};

    both.at = memory(c, both.count + 1, sizeof(*both.at));
    for (uint32_t k = 1; k <= both.count && !c->code; k++)
        both.at[k] = new_variable(c);
    for (uint32_t i = 0; i <= a.count && !c->code; i++)
        for (uint32_t k = 0; k <= b.count; k++) {
            int some[FEW], sum = 0;
            size_t n = 0;
            if (i + k == 0)
                continue;
            sum = both.at[i + k < both.count ? i + k : both.count];
            if (i)
                some[n++] = -a.at[i];
            if (k)
                some[n++] = -b.at[k];
            some[n++] = sum;
            clause(c, some, n);
        }
    return both;
}

static void at_most(struct canon *c, const int *items, uint32_t count, uint64_t limit)
{
    struct pile *piles;

    if (count <= limit)
        return;
    struct ie_arena_mark mark = ie_arena_mark(c->arena);
    piles = memory(c, count, sizeof(*piles));
    for (uint32_t i = 0; i < count && !c->code; i++) {
        piles[i] = (struct pile){memory(c, 2, sizeof(int)), 1};
        if (!c->code)
            piles[i].at[1] = items[i];
    }
    uint32_t left = count;
    while (left > 1 && !c->code) {
        uint32_t next = 0;
        for (uint32_t i = 0; i + 1 < left; i += 2)
            piles[next++] = merged(c, piles[i], piles[i + 1], (uint32_t)limit + 1);
        if (left % 2)
            piles[next++] = piles[left - 1];
        left = next;
    }
    if (!c->code)
        CLAUSE(c, -piles[0].at[limit + 1]);
    ie_arena_rewind(c->arena, mark);
}

/* People of the same degree stand together, those with few meetings first. */
static void limit_places(struct canon *c)
{
    uint32_t people = c->problem->participant_count, n = 0;
    uint32_t *order = memory(c, people, sizeof(*order));
    int *items = memory(c, people, sizeof(*items));

    for (uint32_t degree = 1; degree <= c->problem->slot_count && !c->code; degree++)
        for (uint32_t p = 0; p < people; p++)
            if (c->degree[p] == degree)
                order[n++] = p;
    for (uint32_t t = 0; t < c->problem->slot_count && !c->code; t++) {
        for (uint32_t i = 0; i < n; i++)
            items[i] = use_of(c, order[i])[t];
        at_most(c, items, n, 2 * (uint64_t)c->problem->place_count);
    }
}

static void limit_differences(struct canon *c)
{
    for (uint32_t k = 1; k < c->problem->slot_count && !c->code; k++) {
        int everybody = new_variable(c);
        for (uint32_t p = 0; p < c->problem->participant_count; p++) {
            const int *total = c->total + c->first_total[p];
            uint32_t most = c->first_total[p + 1] - c->first_total[p];
            if (k + c->problem->fairness <= most)
                CLAUSE(c, -total[k + c->problem->fairness - 1], everybody);
            if (k <= most)
                CLAUSE(c, -everybody, total[k - 1]);
            else
                CLAUSE(c, -everybody);
        }
    }
}

int ie_exact_canon(const struct ie_exact_problem *problem, int64_t breaks,
                   ie_exact_emit emit, void *data, struct ie_arena *arena,
                   struct ie_exact_size *size, struct ie_error *err)
{
    struct canon c = {.problem = problem, .arena = arena, .emit = emit, .data = data};
    struct ie_arena_mark mark = ie_arena_mark(arena);

    c.err = err;
    place_meetings(&c);
    list_meetings(&c);
    int *some = memory(&c, (size_t)problem->meeting_count + 1, sizeof(*some));
    for (uint32_t p = 0; p < problem->participant_count && !c.code; p++) {
        if (c.degree[p] > problem->slot_count)
            clause(&c, NULL, 0); /* more meetings than slots */
        if (c.degree[p])
            define_use(&c, p, some);
    }
    if (!c.code)
        order_meetings(&c);
    if (!c.code)
        follow_participants(&c);
    if (!c.code)
        limit_places(&c);
    if (!c.code)
        limit_differences(&c);
    if (!c.code && breaks < 0)
        clause(&c, NULL, 0);
    else if (!c.code)
        at_most(&c, c.total, c.totals, (uint64_t)breaks);
    ie_arena_rewind(arena, mark);
    if (size)
        *size = c.size;
    return c.code;
}
