/* Greedy start, then annealing over insertions that eject and Kempe exchanges. */
#include <math.h>

#include "engine/scheduling/state.h"

enum {
    CHAIN_MAX = 24, /* meetings of one exchange */
    VICTIMS = 8,    /* meetings that one insertion may eject */
    LOOK = 4,       /* of a full slot's meetings, how many are looked at */
    POLL = 4096,    /* steps between looks at the stop flag */
    ROUNDS = 24,    /* of annealing at most */
};

struct search {
    struct state *state;
    struct ie_rng rng;
    int32_t *best;
    int8_t *best_b;
    int64_t rank, unserved, breaks; /* of the best */
    double heat;                    /* temperature, in energy */
};

/* ---- Greedy ----------------------------------------------------------------------------- */

/* Breaks that using slot s adds for p, without other changes. */
static int breaks_added(const struct state *state, uint32_t p, uint32_t s)
{
    const uint16_t *busy = state->busy + (size_t)p * state->slots;
    uint32_t block = state->block[s];
    uint16_t runs = state->runs[(size_t)p * state->blocks + block];

    if (busy[s] || !runs)
        return 0;
    bool left = s > 0 && state->block[s - 1] == block && busy[s - 1];
    bool right = s + 1 < state->slots && state->block[s + 1] == block && busy[s + 1];
    return 1 - left - right;
}

static bool place_freely(struct state *state, uint32_t m)
{
    const struct ie_schedule_meeting *meeting = &state->input->meetings[m];
    const uint64_t *seated = state->seated + (size_t)m * state->words;
    int64_t best = INT64_MIN;
    uint32_t best_slot = 0;
    bool at_b;

    for (uint32_t w = 0; w < state->words; w++)
        for (uint64_t set = seated[w]; set; set &= set - 1) {
            uint32_t s = 64 * w + (uint32_t)__builtin_ctzll(set);
            state->ticks++;
            if (!ie_plan_fits(state, m, s))
                continue;
            int64_t worth = K_RANK * earns(state, m, s) -
                            breaks_added(state, meeting->a, s) -
                            breaks_added(state, meeting->b, s);
            if (worth > best) {
                best = worth;
                best_slot = s;
            }
        }
    if (best == INT64_MIN)
        return false;
    (void)ie_plan_seat_free(state, m, best_slot, &at_b);
    ie_plan_place(state, m, best_slot, at_b);
    return true;
}

struct order {
    int64_t gain;
    uint32_t slots, meeting;
};

static int by_need(const void *x, const void *y)
{
    const struct order *a = x, *b = y;

    if (a->gain != b->gain)
        return a->gain > b->gain ? -1 : 1;
    if (a->slots != b->slots)
        return a->slots < b->slots ? -1 : 1;
    return (a->meeting > b->meeting) - (a->meeting < b->meeting);
}

static uint32_t slots_open(const struct state *state, uint32_t m)
{
    uint32_t count = 0;

    for (uint32_t w = 0; w < state->words; w++)
        count +=
            (uint32_t)__builtin_popcountll(state->seated[(size_t)m * state->words + w]);
    return count;
}

/* Puts every meeting that could take place on the list of those left, then takes them in
 * order of worth and of how little room they have. Confirmed ones stay where they were
 * while they can. */
int ie_plan_greedy(struct state *state, struct ie_error *err)
{
    struct order *order = ie_calloc((size_t)state->meetings + 1, sizeof(*order));
    uint32_t count = 0;
    bool at_b;

    if (!order)
        return ie_fail_nomem(err);
    for (uint32_t m = 0; m < state->meetings; m++) {
        uint32_t open = fixed(state, m) ? 0 : slots_open(state, m);
        if (!open)
            continue;
        state->left_at[m] = state->left_count;
        state->left[state->left_count++] = m;
        order[count++] = (struct order){state->gain[m], open, m};
    }
    qsort(order, count, sizeof(*order), by_need);
    for (int round = 0; round < 2; round++)
        for (uint32_t i = 0; i < count; i++) {
            uint32_t m = order[i].meeting;
            int32_t was = state->input->meetings[m].was_slot;
            if (state->slot[m] != NONE || state->group_at[state->group[m]])
                continue;
            if (round == 1)
                (void)place_freely(state, m);
            else if (was >= 0 && ie_plan_fits(state, m, (uint32_t)was)) {
                (void)ie_plan_seat_free(state, m, (uint32_t)was, &at_b);
                ie_plan_place(state, m, (uint32_t)was, at_b);
            }
        }
    ie_free(order);
    return 0;
}

/* ---- Best so far ------------------------------------------------------------------------- */

static bool better(const struct search *search)
{
    const struct state *state = search->state;

    if (state->rank != search->rank)
        return state->rank > search->rank;
    if (state->unserved != search->unserved)
        return state->unserved < search->unserved;
    return state->breaks < search->breaks;
}

static void keep(struct search *search)
{
    struct state *state = search->state;

    for (uint32_t i = 0; i < state->changed_count; i++) {
        uint32_t m = state->changed[i];
        search->best[m] = state->slot[m];
        search->best_b[m] = state->at_b[m];
        state->is_changed[m] = 0;
    }
    state->changed_count = 0;
    search->rank = state->rank;
    search->unserved = state->unserved;
    search->breaks = state->breaks;
}

static bool accept(struct search *search, int64_t worse_by)
{
    return worse_by <= 0 ||
           ie_rng_unit(&search->rng) < exp(-(double)worse_by / search->heat);
}

/* ---- Insertion ----------------------------------------------------------------------------- */

struct eviction {
    uint32_t meetings[VICTIMS];
    uint32_t count;
    int64_t worth; /* rank that goes with them */
};

static bool evict(const struct state *state, struct eviction *out, uint32_t m)
{
    for (uint32_t i = 0; i < out->count; i++)
        if (out->meetings[i] == m)
            return true;
    if (fixed(state, m) || out->count == VICTIMS)
        return false;
    out->meetings[out->count++] = m;
    out->worth += earns(state, m, (uint32_t)state->slot[m]);
    return true;
}

/* Of p's meetings in slots [from, end) that stay, the least worthy one; UINT32_MAX if all
 * are fixed. */
static uint32_t least_worthy(struct state *state, const struct eviction *out, uint32_t p,
                             uint32_t from, uint32_t end)
{
    uint32_t least = UINT32_MAX;

    for (uint32_t s = from; s < end; s++) {
        for (uint32_t at = ie_plan_first_at(state, p, s); at;
             at = ie_plan_next_at(state, p, at - 1)) {
            bool gone = false;
            for (uint32_t i = 0; i < out->count; i++)
                gone |= out->meetings[i] == at - 1;
            if (!gone && !fixed(state, at - 1) &&
                (least == UINT32_MAX || state->gain[at - 1] < state->gain[least]))
                least = at - 1;
        }
        state->ticks++;
    }
    return least;
}

/* How many of p's meetings in slots [from, end) are being evicted. */
static uint32_t leaving(const struct state *state, const struct eviction *out, uint32_t p,
                        uint32_t from, uint32_t end)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < out->count; i++) {
        const struct ie_schedule_meeting *x = &state->input->meetings[out->meetings[i]];
        uint32_t s = (uint32_t)state->slot[out->meetings[i]];
        count += (x->a == p || x->b == p) && s >= from && s < end;
    }
    return count;
}

/* One more of p within slots [from, end), where `now` are and `cap` (0: any) may be. */
static bool evict_within(struct state *state, struct eviction *out, uint32_t p,
                         uint32_t now, uint32_t cap, uint32_t from, uint32_t end)
{
    if (!cap || now - leaving(state, out, p, from, end) < cap)
        return true;
    uint32_t least = least_worthy(state, out, p, from, end);
    return least != UINT32_MAX && evict(state, out, least);
}

/* Makes room for one more of p in slot s: in the slot, the day, in all. */
static bool evict_at(struct state *state, struct eviction *out, uint32_t p, uint32_t s)
{
    const struct ie_schedule_participation *who = &state->input->participations[p];
    uint32_t day = state->day[s], from = s, end = s + 1;

    if (!evict_within(state, out, p, state->busy[(size_t)p * state->slots + s],
                      state->reps[p], s, s + 1))
        return false;
    if (!who->day_cap && !who->cap)
        return true;
    while (from > 0 && state->day[from - 1] == day)
        from--;
    while (end < state->slots && state->day[end] == day)
        end++;
    return evict_within(state, out, p, state->today[(size_t)p * state->days + day],
                        who->day_cap, from, end) &&
           evict_within(state, out, p, state->has[p], who->cap, 0, state->slots);
}

/* Where a placed meeting sits; NONE: at some shared place. */
static int32_t home_of(const struct state *state, uint32_t m)
{
    const struct ie_schedule_meeting *meeting = &state->input->meetings[m];

    if (state->seat[m] == SEAT_SHARED || state->seat[m] == SEAT_NOWHERE)
        return NONE;
    return state->input->participations[state->at_b[m] ? meeting->b : meeting->a].place;
}

static bool frees_place(const struct state *state, const struct eviction *out,
                        int32_t place, uint32_t s)
{
    for (uint32_t i = 0; i < out->count; i++)
        if (state->slot[out->meetings[i]] == (int32_t)s &&
            home_of(state, out->meetings[i]) == place)
            return true;
    return false;
}

/* Meetings at an owned place in slot s: the least worthy one goes. */
static void least_at(const struct state *state, int32_t place, uint32_t s,
                     uint32_t *least)
{
    uint32_t o = (uint32_t)state->owner[place];

    for (uint32_t i = state->holders_first[o]; i < state->holders_first[o + 1]; i++)
        for (uint32_t at = ie_plan_first_at(state, state->holders[i], s); at;
             at = ie_plan_next_at(state, state->holders[i], at - 1))
            if (home_of(state, at - 1) == place && !fixed(state, at - 1) &&
                (*least == UINT32_MAX || state->gain[at - 1] < state->gain[*least]))
                *least = at - 1;
}

static bool evict_owned(struct state *state, struct eviction *out, uint32_t m, uint32_t s)
{
    const struct ie_schedule_meeting *meeting = &state->input->meetings[m];
    int32_t homes[2] = {state->input->participations[meeting->a].place,
                        state->input->participations[meeting->b].place};
    uint32_t least = UINT32_MAX;

    for (int i = 0; i < 2; i++) {
        if (homes[i] < 0 || !bit(state->input->places[homes[i]].available, s))
            continue;
        if (frees_place(state, out, homes[i], s))
            return true;
        least_at(state, homes[i], s, &least);
    }
    return least != UINT32_MAX && evict(state, out, least);
}

static bool evict_seat(struct search *search, struct eviction *out, uint32_t m,
                       uint32_t s)
{
    struct state *state = search->state;
    uint32_t least = UINT32_MAX;
    bool at_b;

    if (ie_plan_seat_free(state, m, s, &at_b))
        return true;
    if (state->seat[m] != SEAT_SHARED)
        return evict_owned(state, out, m, s);
    for (uint32_t i = 0; i < out->count; i++)
        if (state->slot[out->meetings[i]] == (int32_t)s &&
            state->seat[out->meetings[i]] == SEAT_SHARED)
            return true;
    const uint32_t *seats = state->seats + state->seats_at[s];
    for (int i = 0; i < LOOK && state->sharing[s]; i++) {
        uint32_t other = seats[ie_rng_below(&search->rng, state->sharing[s])];
        if (!fixed(state, other) &&
            (least == UINT32_MAX || state->gain[other] < state->gain[least]))
            least = other;
    }
    return least != UINT32_MAX && evict(state, out, least);
}

static bool plan_insertion(struct search *search, uint32_t m, uint32_t s,
                           struct eviction *out)
{
    struct state *state = search->state;
    const struct ie_schedule_meeting *meeting = &state->input->meetings[m];
    uint32_t twin = state->group_at[state->group[m]];

    out->count = 0;
    out->worth = 0;
    return (!twin || evict(state, out, twin - 1)) &&
           evict_at(state, out, meeting->a, s) && evict_at(state, out, meeting->b, s) &&
           evict_seat(search, out, m, s);
}

/* The slot where m gains most over what it ejects, now and then any slot it can get into;
 * false when there is none. */
static bool best_insertion(struct search *search, uint32_t m, uint32_t *slot,
                           struct eviction *out)
{
    struct state *state = search->state;
    const struct ie_schedule_meeting *meeting = &state->input->meetings[m];
    const uint64_t *seated = state->seated + (size_t)m * state->words;
    bool anywhere = ie_rng_below(&search->rng, 4) == 0;
    int64_t best = INT64_MIN;
    uint32_t ties = 0;
    struct eviction plan;

    for (uint32_t w = 0; w < state->words; w++)
        for (uint64_t set = seated[w]; set; set &= set - 1) {
            uint32_t s = 64 * w + (uint32_t)__builtin_ctzll(set);
            state->ticks++;
            if (!plan_insertion(search, m, s, &plan))
                continue;
            int64_t worth = K_RANK * (earns(state, m, s) - plan.worth) -
                            breaks_added(state, meeting->a, s) -
                            breaks_added(state, meeting->b, s);
            if (anywhere)
                worth = 0; /* all alike */
            ties = worth > best ? 1 : worth == best ? ties + 1 : ties;
            if (worth > best ||
                (worth == best && ie_rng_below(&search->rng, ties) == 0)) {
                best = worth;
                *slot = s;
                *out = plan;
            }
        }
    return best != INT64_MIN;
}

struct undo {
    uint32_t meeting;
    int32_t slot;
    int8_t at_b;
};

static void put_back(struct state *state, const struct undo *undo, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (state->slot[undo[i].meeting] != NONE)
            ie_plan_take_off(state, undo[i].meeting);
    for (uint32_t i = 0; i < count; i++)
        if (undo[i].slot != NONE)
            ie_plan_place(state, undo[i].meeting, (uint32_t)undo[i].slot, undo[i].at_b);
}

static void try_insertion(struct search *search)
{
    struct state *state = search->state;
    uint32_t m = state->left[ie_rng_below(&search->rng, state->left_count)], slot = 0;
    int64_t before = energy(state);
    struct undo undo[VICTIMS + 1];
    struct eviction out;

    if (!best_insertion(search, m, &slot, &out))
        return;
    undo[0] = (struct undo){m, NONE, 0};
    for (uint32_t i = 0; i < out.count; i++) {
        uint32_t gone = out.meetings[i];
        undo[i + 1] = (struct undo){gone, state->slot[gone], state->at_b[gone]};
        ie_plan_take_off(state, gone);
    }
    bool at_b, fit = ie_plan_fits(state, m, slot);
    if (fit) {
        (void)ie_plan_seat_free(state, m, slot, &at_b);
        ie_plan_place(state, m, slot, at_b);
        for (uint32_t i = 0; i < out.count; i++)
            if (!state->group_at[state->group[out.meetings[i]]])
                (void)place_freely(state, out.meetings[i]);
    }
    if (!fit || !accept(search, energy(state) - before))
        put_back(state, undo, out.count + 1);
}

/* ---- Exchange of two slots ------------------------------------------------------------------- */

struct chain {
    uint32_t meetings[CHAIN_MAX];
    uint32_t count;
};

static bool in_chain(const struct chain *chain, uint32_t m)
{
    for (uint32_t i = 0; i < chain->count; i++)
        if (chain->meetings[i] == m)
            return true;
    return false;
}

/* Adds the meetings of p that must leave slot `to` because a chain's meeting comes. */
static bool follow(const struct state *state, struct chain *chain, uint32_t p,
                   uint32_t to)
{
    uint32_t stay = 0, come = 0;

    for (uint32_t i = 0; i < chain->count; i++) {
        const struct ie_schedule_meeting *x = &state->input->meetings[chain->meetings[i]];
        come +=
            (x->a == p || x->b == p) && state->slot[chain->meetings[i]] != (int32_t)to;
    }
    for (uint32_t at = ie_plan_first_at(state, p, to); at;
         at = ie_plan_next_at(state, p, at - 1))
        stay += !in_chain(chain, at - 1);
    for (uint32_t at = ie_plan_first_at(state, p, to); at && stay + come > state->reps[p];
         at = ie_plan_next_at(state, p, at - 1)) {
        if (in_chain(chain, at - 1))
            continue;
        if (fixed(state, at - 1) || chain->count == CHAIN_MAX)
            return false;
        chain->meetings[chain->count++] = at - 1;
        stay--;
    }
    return stay + come <= state->reps[p];
}

/* The Kempe chain of m between its slot and `other`; false if something holds it. */
static bool grow_chain(struct state *state, struct chain *chain, uint32_t m,
                       uint32_t other)
{
    uint32_t here = (uint32_t)state->slot[m];

    chain->count = 1;
    chain->meetings[0] = m;
    for (uint32_t i = 0; i < chain->count; i++) {
        uint32_t x = chain->meetings[i];
        uint32_t to = state->slot[x] == (int32_t)here ? other : here;
        state->ticks++;
        if (!bit(state->seated + (size_t)x * state->words, to) ||
            !follow(state, chain, state->input->meetings[x].a, to) ||
            !follow(state, chain, state->input->meetings[x].b, to))
            return false;
    }
    return true;
}

static void exchange(struct search *search, uint32_t m, uint32_t other)
{
    struct state *state = search->state;
    uint32_t here = (uint32_t)state->slot[m];
    int64_t before = energy(state);
    struct undo undo[CHAIN_MAX];
    struct chain chain;
    bool ok, at_b;

    if (!grow_chain(state, &chain, m, other))
        return;
    for (uint32_t i = 0; i < chain.count; i++) {
        uint32_t x = chain.meetings[i];
        undo[i] = (struct undo){x, state->slot[x], state->at_b[x]};
    }
    for (uint32_t i = 0; i < chain.count; i++)
        ie_plan_take_off(state, chain.meetings[i]);
    ok = true;
    for (uint32_t i = 0; i < chain.count && ok; i++) {
        uint32_t to = undo[i].slot == (int32_t)here ? other : here;
        ok = ie_plan_fits(state, chain.meetings[i], to);
        if (ok) {
            (void)ie_plan_seat_free(state, chain.meetings[i], to, &at_b);
            ie_plan_place(state, chain.meetings[i], to, at_b);
        }
    }
    if (!ok || !accept(search, energy(state) - before))
        put_back(state, undo, chain.count);
}

/* Some slot of a set, each alike. */
static uint32_t random_slot(struct search *search, const uint64_t *set)
{
    const struct state *state = search->state;
    uint32_t start = (uint32_t)ie_rng_below(&search->rng, state->slots);

    for (uint32_t i = 0; i < state->slots; i++) {
        uint32_t s = start + i < state->slots ? start + i : start + i - state->slots;
        if (bit(set, s))
            return s;
    }
    return UINT32_MAX;
}

static void try_exchange(struct search *search)
{
    struct state *state = search->state;

    for (int tries = 0; tries < 8; tries++) {
        uint32_t m = (uint32_t)ie_rng_below(&search->rng, state->meetings);
        state->ticks++;
        if (state->slot[m] == NONE || fixed(state, m))
            continue;
        uint32_t other = random_slot(search, state->seated + (size_t)m * state->words);
        if (other != UINT32_MAX && other != (uint32_t)state->slot[m])
            exchange(search, m, other);
        return;
    }
}

/*
 * For a meeting left over: its a is free in some slot s, its b in some slot t. Exchanging
 * b's chain between s and t frees b in s (unless the chain reaches a), as in the proof of
 * Vizing's theorem; after that the meeting fits into s.
 */
static void try_opening(struct search *search)
{
    struct state *state = search->state;
    uint32_t m = state->left[ie_rng_below(&search->rng, state->left_count)];
    const struct ie_schedule_meeting *meeting = &state->input->meetings[m];
    bool turn = ie_rng_next(&search->rng) & 1;
    uint32_t a = turn ? meeting->b : meeting->a, b = turn ? meeting->a : meeting->b;
    uint32_t s = random_slot(search, state->seated + (size_t)m * state->words);

    state->ticks++;
    if (s == UINT32_MAX || state->group_at[state->group[m]] ||
        state->busy[(size_t)a * state->slots + s] >= state->reps[a])
        return;
    uint32_t held = ie_plan_first_at(state, b, s);
    if (held && !fixed(state, held - 1)) {
        uint32_t t =
            random_slot(search, state->seated + (size_t)(held - 1) * state->words);
        if (t != s && state->busy[(size_t)b * state->slots + t] < state->reps[b])
            exchange(search, held - 1, t);
    }
    bool at_b;
    if (ie_plan_fits(state, m, s)) {
        (void)ie_plan_seat_free(state, m, s, &at_b);
        ie_plan_place(state, m, s, at_b);
    }
}

/* ---- The search -------------------------------------------------------------------------------- */

static double average_gain(const struct state *state)
{
    double sum = 0;

    for (uint32_t m = 0; m < state->meetings; m++)
        sum += (double)state->gain[m];
    return state->meetings ? sum / state->meetings : 1;
}

static void step(struct search *search)
{
    const struct state *state = search->state;
    uint64_t kind = ie_rng_below(&search->rng, 8);

    if (state->left_count && kind < 3)
        try_insertion(search);
    else if (state->left_count && kind < 5)
        try_opening(search);
    else
        try_exchange(search);
}

void ie_plan_restore(struct state *state, const int32_t *slot, const int8_t *at_b)
{
    for (uint32_t m = 0; m < state->meetings; m++)
        if (state->slot[m] != NONE &&
            (state->slot[m] != slot[m] || state->at_b[m] != at_b[m]))
            ie_plan_take_off(state, m);
    for (uint32_t m = 0; m < state->meetings; m++)
        if (slot[m] != NONE && state->slot[m] == NONE)
            ie_plan_place(state, m, (uint32_t)slot[m], at_b[m]);
}

/* The annealing is done over again, from the best, as often as the ticks allow: small
 * timetables profit from many short runs, large ones from one long one. */
static unsigned rounds_of(const struct state *state, uint64_t ticks)
{
    uint64_t rounds = ticks / (20000 + 2000 * (uint64_t)state->meetings);

    return rounds < 1 ? 1 : rounds > ROUNDS ? ROUNDS : (unsigned)rounds;
}

void ie_plan_improve(struct state *state, const struct ie_solve_control *control,
                     uint64_t ticks, int64_t bound, int32_t *best, int8_t *best_b)
{
    struct search search = {.state = state, .best = best, .best_b = best_b};
    double hot = 0.4 * K_RANK * average_gain(state), cold = 0.2;
    uint64_t start = state->ticks, steps = 0;
    unsigned rounds = rounds_of(state, ticks), round = 0;

    ie_rng_init(&search.rng, control ? control->seed : 0);
    for (uint32_t m = 0; m < state->meetings; m++) {
        best[m] = state->slot[m];
        best_b[m] = state->at_b[m];
    }
    keep(&search);
    if (hot < cold)
        hot = cold;
    while (state->ticks - start < ticks && state->meetings && state->slots) {
        double done = (double)(state->ticks - start) / (double)ticks;
        if (steps++ % POLL == 0) {
            if (ie_solve_stopped(control) != IE_GO_ON)
                break;
            if (control && control->progress)
                control->progress(control->progress_data, (int)(1000 * done),
                                  (double)search.rank / 10, (double)bound / 10);
        }
        if (search.rank >= bound && !search.unserved && !search.breaks)
            break;
        if (steps % 64 == 1) {
            double turn = done * rounds;
            if ((unsigned)turn > round) {
                round = (unsigned)turn;
                ie_plan_restore(state, best, best_b);
            }
            search.heat = hot * pow(cold / hot, turn - floor(turn));
        }
        step(&search);
        state->ticks++;
        if (better(&search))
            keep(&search);
    }
}
