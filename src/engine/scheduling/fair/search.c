/* From nothing to a timetable, and level by level to a better one. */
#include "engine/scheduling/fair/search.h"

#include <math.h>
#include <stdlib.h>

enum { POLL = 256, ROUNDS = 24 };

/* ---- Start ------------------------------------------------------------------------------ */

struct ranked {
    uint32_t meeting, room; /* room: slots that it could be in */
    int64_t worth;
    uint64_t chance;
};

static int by_worth(const void *x, const void *y)
{
    const struct ranked *a = x, *b = y;

    if (a->worth != b->worth)
        return a->worth > b->worth ? -1 : 1;
    if (a->room != b->room)
        return a->room < b->room ? -1 : 1;
    return (a->chance > b->chance) - (a->chance < b->chance);
}

static int64_t worth_of(const struct fair_model *m, uint32_t meeting)
{
    const struct ie_fair_meeting *one = &m->p->meetings[meeting];

    return (fair_fixed(m, meeting) ? INT64_C(1) << 46 : 0) +
           (one->must ? INT64_C(1) << 40 : 0) +
           (one->was_slot >= 0 ? m->value[meeting] << 20 : 0) + m->value[meeting];
}

static void put_where_it_was(struct fair_search *search, uint32_t meeting)
{
    const struct ie_fair_meeting *one = &search->state->m->p->meetings[meeting];
    struct fair_spot spot;

    if (search->state->at[meeting].slot == NOWHERE && one->was_slot >= 0 &&
        ie_fair_fits(search->state, meeting, (uint32_t)one->was_slot, &spot))
        ie_fair_put(search->state, meeting, &spot);
}

int ie_fair_start(struct fair_state *state, const struct ie_solve_control *control,
                  struct ie_error *err)
{
    const struct fair_model *m = state->m;
    struct ranked *rows = ie_calloc((size_t)m->meetings + 1, sizeof(*rows));
    struct fair_search search = {.state = state};

    if (!rows)
        return ie_fail_nomem(err);
    ie_rng_init(&search.rng, control ? control->seed : 0);
    for (uint32_t i = 0; i < m->meetings; i++) {
        uint32_t room = 0;
        for (uint32_t w = 0; w < m->words; w++)
            room += (uint32_t)__builtin_popcountll(fair_can(m, i)[w]);
        rows[i] = (struct ranked){i, room, worth_of(m, i), ie_rng_next(&search.rng)};
    }
    qsort(rows, m->meetings, sizeof(*rows), by_worth);
    for (uint32_t i = 0; i < m->meetings; i++)
        if (fair_fixed(m, rows[i].meeting) && rows[i].room) {
            (void)ie_fair_put_freely(&search, rows[i].meeting);
            search.undo.count = 0;
        }
    for (uint32_t i = 0; i < m->meetings; i++)
        put_where_it_was(&search, rows[i].meeting);
    for (uint32_t i = 0; i < m->meetings; i++) {
        if (i % POLL == 0 && ie_solve_stopped(control) != IE_GO_ON)
            break;
        if (!rows[i].room || state->at[rows[i].meeting].slot != NOWHERE)
            continue;
        (void)ie_fair_put_freely(&search, rows[i].meeting);
        search.undo.count = 0;
    }
    ie_free(rows);
    return 0;
}

/* ---- Judging ---------------------------------------------------------------------------- */

static void measure(const struct fair_search *search, int64_t *cost)
{
    cost[0] = search->state->musts_out;
    for (uint32_t l = 0; l < search->level_count; l++)
        cost[l + 1] = fair_cost(search->state, &search->levels[l]);
}

enum { SOFT_PART = 2 }; /* a unit of a level above costs a half of one of the phase's */

/* Metropolis on the phase's level and below. What is above may not be lost, but in soft
 * rounds, which cross valleys that single moves do not; the best is kept by exact order. */
static bool accept(struct fair_search *search)
{
    int64_t now[IE_FAIR_LEVELS + 1];
    double change = 0;
    bool good = true, decided = false;

    measure(search, now);
    for (uint32_t l = 0; l < search->phase && search->soft; l++)
        change += (double)(now[l] - search->cost[l]) / SOFT_PART;
    for (uint32_t l = 0; l < search->phase && !search->soft && !decided; l++) {
        decided = now[l] != search->cost[l];
        good = now[l] < search->cost[l];
    }
    for (uint32_t l = search->phase; l <= search->level_count && !decided; l++)
        change += search->scale[l] * (double)(now[l] - search->cost[l]);
    if (!decided)
        good = change <= 0 || (search->heat > 0 &&
                               ie_rng_unit(&search->rng) < exp(-change / search->heat));
    if (good)
        memcpy(search->cost, now, sizeof(now));
    return good;
}

static bool better(const struct fair_search *search)
{
    for (uint32_t l = 0; l <= search->level_count; l++)
        if (search->cost[l] != search->best_cost[l])
            return search->cost[l] < search->best_cost[l];
    return false;
}

static void keep(struct fair_search *search)
{
    struct fair_state *state = search->state;

    for (uint32_t i = 0; i < state->touched_count; i++) {
        search->best[state->touched[i]] = state->at[state->touched[i]];
        state->is_touched[state->touched[i]] = 0;
    }
    state->touched_count = 0;
    memcpy(search->best_cost, search->cost, sizeof(search->cost));
}

static bool same_spot(const struct fair_spot *x, const struct fair_spot *y)
{
    return x->slot == y->slot && (x->slot == NOWHERE || (x->unit[ROOM] == y->unit[ROOM] &&
                                                         x->unit[TEAM] == y->unit[TEAM]));
}

/* Back to the best; the touched list may grow while it is walked, by those in it. */
static void restore(struct fair_search *search)
{
    struct fair_state *state = search->state;
    uint32_t n = state->touched_count;

    for (uint32_t i = 0; i < n; i++) {
        uint32_t x = state->touched[i];
        if (state->at[x].slot != NOWHERE && !same_spot(&state->at[x], &search->best[x]))
            ie_fair_take(state, x);
    }
    for (uint32_t i = 0; i < n; i++) {
        uint32_t x = state->touched[i];
        if (search->best[x].slot != NOWHERE && state->at[x].slot == NOWHERE)
            ie_fair_put(state, x, &search->best[x]);
        state->is_touched[x] = 0;
    }
    state->touched_count = 0;
    memcpy(search->cost, search->best_cost, sizeof(search->cost));
}

/* ---- Phases ------------------------------------------------------------------------------ */

static void step(struct fair_search *search)
{
    bool out_first = search->phase <= 1;
    uint64_t kind = ie_rng_below(&search->rng, 16);
    bool changed;

    search->undo.count = 0;
    if (search->state->left_count && kind < (out_first ? 6 : 3))
        changed = ie_fair_insert(search);
    else if (search->state->left_count && kind < (out_first ? 10 : 4))
        changed = ie_fair_open(search);
    else
        changed = ie_fair_exchange(search);
    if (!changed || !accept(search))
        ie_fair_take_back(search);
    search->undo.count = 0;
}

/* Is the phase's level as low as it can be? */
static bool at_bottom(const struct fair_search *search, int64_t goal)
{
    int64_t cost = search->best_cost[search->phase];

    if (search->phase == 0)
        return cost == 0;
    if (search->phase == 1 && cost <= goal)
        return true;
    return search->levels[search->phase - 1].weight[IE_FAIR_VALUE] == 0 && cost == 0;
}

struct course { /* how the ticks are spent */
    const struct ie_solve_control *control;
    uint64_t start, all;
    double bound, sign;
};

static bool poll(const struct fair_search *search, const struct course *course)
{
    const struct ie_solve_control *control = course->control;
    uint64_t spent = search->state->ticks - course->start;

    if (control && control->progress)
        control->progress(control->progress_data,
                          (int)(1000.0 * (double)spent / (double)(course->all + 1)),
                          (double)-search->best_cost[1], course->bound);
    return ie_solve_stopped(control) == IE_GO_ON;
}

static double unit_of(const struct fair_search *search)
{
    const struct fair_model *m = search->state->m;
    double sum = 0;

    if (search->phase == 0)
        return 1;
    const struct ie_fair_level *level = &search->levels[search->phase - 1];
    uint32_t weight = level->weight[IE_FAIR_VALUE] + level->weight[IE_FAIR_LOST];
    if (!weight)
        return 2;
    for (uint32_t i = 0; i < m->meetings; i++)
        sum += (double)m->value[i];
    return m->meetings ? weight * sum / m->meetings : 1;
}

static void set_scales(struct fair_search *search)
{
    static const double share[] = {1, 1.0 / 16, 1.0 / 64, 1.0 / 256};

    for (uint32_t l = search->phase; l <= search->level_count; l++)
        search->scale[l] = share[l - search->phase < 3 ? l - search->phase : 3];
}

/* The annealing is done over again, from the best, as often as the ticks allow: small
 * timetables profit from many short runs, large ones from one long one. */
static unsigned rounds_of(const struct fair_model *m, uint64_t ticks)
{
    uint64_t rounds = ticks / (2000 + 2000 * (uint64_t)m->meetings);

    return rounds < 1 ? 1 : rounds > ROUNDS ? ROUNDS : (unsigned)rounds;
}

/* False: stopped. */
static bool run_phase(struct fair_search *search, const struct course *course,
                      uint64_t ticks, int64_t goal)
{
    struct fair_state *state = search->state;
    double hot = (search->phase <= 1 ? 0.4 : 0.15) * unit_of(search), cold = 0.004;
    unsigned rounds = rounds_of(state->m, ticks), round = 0;
    uint64_t start = state->ticks, steps = 0;

    set_scales(search);
    hot = hot < cold ? cold : hot;
    while (state->ticks - start < ticks && !at_bottom(search, goal)) {
        double done = (double)(state->ticks - start) / (double)ticks;
        if (steps % POLL == 0 && !poll(search, course))
            return false;
        if (steps++ % 64 == 0) {
            double turn = done * rounds;
            if ((unsigned)turn > round) {
                round = (unsigned)turn;
                search->soft = round % 2 == 1 &&
                               (search->phase > 1 ||
                                (search->phase == 1 && search->state->m->musts > 0));
                restore(search);
            }
            search->heat =
                (search->soft ? 2 : 1) * hot * pow(cold / hot, turn - floor(turn));
        }
        step(search);
        state->ticks++;
        if (better(search))
            keep(search);
    }
    search->soft = false;
    restore(search);
    return true;
}

static unsigned share_of(const struct fair_search *search, uint32_t phase)
{
    if (phase == 0)
        return search->state->m->musts ? 4 : 0;
    const uint32_t *weight = search->levels[phase - 1].weight;
    return weight[IE_FAIR_VALUE] || weight[IE_FAIR_LOST] ? 6 : 1;
}

static bool begin(struct fair_search *search)
{
    const struct fair_model *m = search->state->m;

    search->worth = ie_calloc((size_t)m->meetings + 1, sizeof(*search->worth));
    search->best = ie_calloc((size_t)m->meetings + 1, sizeof(*search->best));
    search->mark = ie_calloc((size_t)m->meetings + 1, sizeof(*search->mark));
    if (!search->worth || !search->best || !search->mark)
        return false;
    for (uint32_t i = 0; i < m->meetings; i++) {
        search->worth[i] = worth_of(m, i);
        search->best[i] = search->state->at[i];
        search->state->is_touched[i] = 0;
    }
    search->state->touched_count = 0;
    measure(search, search->cost);
    memcpy(search->best_cost, search->cost, sizeof(search->cost));
    return true;
}

int ie_fair_improve(struct fair_state *state, const struct ie_solve_control *control,
                    uint64_t ticks, int64_t goal, double bound, const int32_t *promise,
                    struct ie_error *err)
{
    const struct ie_fair_problem *p = state->m->p;
    struct fair_search search = {.state = state,
                                 .levels = p->levels,
                                 .level_count = p->level_count,
                                 .promise = promise};
    struct course course = {
        .control = control, .start = state->ticks, .all = ticks, .bound = bound};
    unsigned shares = 0;
    bool go = p->slot_count > 0 && p->meeting_count > 0;
    int code = begin(&search) ? 0 : ie_fail_nomem(err);

    ie_rng_init(&search.rng, control ? control->seed : 0);
    for (uint32_t k = 0; k <= p->level_count; k++)
        shares += share_of(&search, k);
    for (uint32_t k = 0; !code && go && k <= p->level_count; k++) {
        uint64_t spent = state->ticks - course.start,
                 left = ticks > spent ? ticks - spent : 0;
        unsigned share = share_of(&search, k);
        search.phase = k;
        if (share) /* what an earlier phase did not need is shared by the later ones */
            go = run_phase(&search, &course, left / shares * share, goal);
        shares -= share;
    }
    if (!code)
        restore(&search);
    ie_free(search.worth);
    ie_free(search.best);
    ie_free(search.mark);
    return code;
}
