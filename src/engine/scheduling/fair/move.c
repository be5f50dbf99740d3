/* Moves of the search: insertion with ejection, Kempe exchange, opening. */
#include "engine/scheduling/fair/search.h"

enum { LOOKS = 6 };

/* ---- Remembering ------------------------------------------------------------------------ */

static void remember(struct fair_search *search, uint32_t meeting)
{
    struct fair_undo *undo = &search->undo;

    for (uint32_t i = 0; i < undo->count; i++)
        if (undo->meeting[i] == meeting)
            return;
    if (undo->count == STEP)
        IE_BUG("a move touches more meetings than it may");
    undo->meeting[undo->count] = meeting;
    undo->was[undo->count++] = search->state->at[meeting];
}

void ie_fair_do_put(struct fair_search *search, uint32_t meeting,
                    const struct fair_spot *spot)
{
    remember(search, meeting);
    ie_fair_put(search->state, meeting, spot);
}

void ie_fair_do_take(struct fair_search *search, uint32_t meeting)
{
    remember(search, meeting);
    ie_fair_take(search->state, meeting);
}

void ie_fair_take_back(struct fair_search *search)
{
    struct fair_undo *undo = &search->undo;

    for (uint32_t i = 0; i < undo->count; i++)
        if (search->state->at[undo->meeting[i]].slot != NOWHERE)
            ie_fair_take(search->state, undo->meeting[i]);
    for (uint32_t i = 0; i < undo->count; i++)
        if (undo->was[i].slot != NOWHERE)
            ie_fair_put(search->state, undo->meeting[i], &undo->was[i]);
    undo->count = 0;
}

/* ---- Putting ------------------------------------------------------------------------------ */

/* What the slot itself costs: breaks, and being elsewhere than it was confirmed. */
static int64_t slot_cost(const struct fair_state *state, uint32_t meeting, uint32_t s)
{
    const struct ie_fair_meeting *one = &state->m->p->meetings[meeting];
    int64_t cost = one->was_slot >= 0 && one->was_slot != (int32_t)s ? 1000 : 0;

    for (uint32_t i = 0; i < one->size; i++)
        cost += ie_fair_breaks_added(state, one->who[i], s);
    return cost;
}

bool ie_fair_put_freely(struct fair_search *search, uint32_t meeting)
{
    struct fair_state *state = search->state;
    const uint64_t *can = fair_can(state->m, meeting);
    int64_t best = INT64_MAX;
    struct fair_spot spot, chosen = {NOWHERE, {UNITLESS, UNITLESS}};
    uint32_t ties = 0;

    for (uint32_t w = 0; w < state->m->words; w++)
        for (uint64_t set = can[w]; set; set &= set - 1) {
            uint32_t s = 64 * w + (uint32_t)__builtin_ctzll(set);
            state->ticks++;
            if (!ie_fair_fits(state, meeting, s, &spot))
                continue;
            int64_t cost = slot_cost(state, meeting, s);
            ties = cost < best ? 1 : cost == best ? ties + 1 : ties;
            if (cost < best || (cost == best && ie_rng_below(&search->rng, ties) == 0)) {
                best = cost;
                chosen = spot;
            }
        }
    if (chosen.slot == NOWHERE)
        return false;
    ie_fair_do_put(search, meeting, &chosen);
    return true;
}

/* ---- Insertion ---------------------------------------------------------------------------- */

static bool best_insertion(struct fair_search *search, uint32_t meeting, uint32_t *slot,
                           struct fair_victims *out)
{
    struct fair_state *state = search->state;
    const uint64_t *can = fair_can(state->m, meeting);
    bool anywhere = ie_rng_below(&search->rng, 4) == 0;
    int64_t best = INT64_MIN;
    struct fair_victims plan;
    uint32_t ties = 0;

    for (uint32_t w = 0; w < state->m->words; w++)
        for (uint64_t set = can[w]; set; set &= set - 1) {
            uint32_t s = 64 * w + (uint32_t)__builtin_ctzll(set);
            state->ticks++;
            if (!ie_fair_plan_eviction(search, meeting, s, &plan))
                continue;
            int64_t worth = anywhere ? 0
                                     : 16 * (search->worth[meeting] - plan.worth) -
                                           slot_cost(state, meeting, s);
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

static bool touched(const struct fair_undo *undo, uint32_t meeting)
{
    for (uint32_t i = 0; i < undo->count; i++)
        if (undo->meeting[i] == meeting)
            return true;
    return false;
}

/* Puts `meeting` in, what is in its way out; they are appended to `out`. */
static bool eject(struct fair_search *search, uint32_t meeting, struct fair_victims *out)
{
    struct fair_victims gone;
    struct fair_spot spot;
    uint32_t slot = 0;

    if (!best_insertion(search, meeting, &slot, &gone) ||
        out->count + gone.count > VICTIMS ||
        search->undo.count + gone.count + out->count + VICTIMS > STEP)
        return false;
    for (uint32_t i = 0; i < gone.count; i++)
        if (out->count && touched(&search->undo, gone.at[i]))
            return false; /* a chain never comes back to where it was */
    for (uint32_t i = 0; i < gone.count; i++) {
        ie_fair_do_take(search, gone.at[i]);
        out->at[out->count++] = gone.at[i];
    }
    if (!ie_fair_fits(search->state, meeting, slot, &spot))
        return false;
    ie_fair_do_put(search, meeting, &spot);
    return true;
}

/* One of those that are out: of a few at random the one that the bound's prices leave most
 * of, since few others are in any of the best timetables. */
static uint32_t pick_left(struct fair_search *search)
{
    const struct fair_state *state = search->state;
    uint32_t best = state->left[ie_rng_below(&search->rng, state->left_count)];

    if (!search->promise || search->phase > 1 || ie_rng_below(&search->rng, 4) == 0)
        return best;
    for (int look = 1; look < LOOKS; look++) {
        uint32_t x = state->left[ie_rng_below(&search->rng, state->left_count)];
        if (search->promise[x] > search->promise[best])
            best = x;
    }
    return best;
}

/* Inserts a meeting that is out; what it ejects goes elsewhere, now and then by ejecting
 * others in turn (Glover's ejection chains, 1996), three deep at most. */
bool ie_fair_insert(struct fair_search *search)
{
    struct fair_state *state = search->state;
    struct fair_victims out = {.count = 0};

    if (!state->left_count)
        return false;
    uint32_t meeting = pick_left(search);
    if (state->musts_out > 0)
        for (int look = 0; look < 32 && !state->m->p->meetings[meeting].must; look++)
            meeting = state->left[ie_rng_below(&search->rng, state->left_count)];
    if (!eject(search, meeting, &out))
        return false;
    uint64_t depth = ie_rng_below(&search->rng, 6);
    for (uint32_t i = 0; i < out.count; i++)
        if (!ie_fair_put_freely(search, out.at[i]) && depth > 0 && depth < 4) {
            depth--;
            if (!eject(search, out.at[i], &out) &&
                search->state->at[out.at[i]].slot == NOWHERE)
                continue; /* it stays out, and the judgement will say so */
        }
    return true;
}

/* ---- Exchange of two slots ------------------------------------------------------------------ */

struct chain {
    uint32_t at[CHAIN];
    uint32_t count;
};

static bool chain_add(struct fair_search *search, struct chain *chain, uint32_t meeting)
{
    if (fair_fixed(search->state->m, meeting) || chain->count == CHAIN)
        return false;
    search->mark[meeting] = search->epoch;
    chain->at[chain->count++] = meeting;
    return true;
}

/* Adds the meetings of who that must leave slot `to` because a chain's meeting comes. */
static bool follow(struct fair_search *search, struct chain *chain, uint32_t who,
                   uint32_t here, uint32_t to)
{
    const struct fair_state *state = search->state;
    uint32_t most = state->m->p->participants[who].representatives;
    uint32_t stay = 0, come = 0;

    for (uint32_t node = fair_first_at(state, who, here); node;
         node = state->link[node - 1])
        come += search->mark[state->m->node_meeting[node - 1]] == search->epoch;
    for (uint32_t node = fair_first_at(state, who, to); node;
         node = state->link[node - 1])
        stay += search->mark[state->m->node_meeting[node - 1]] != search->epoch;
    for (uint32_t node = fair_first_at(state, who, to); node && stay + come > most;
         node = state->link[node - 1]) {
        uint32_t x = state->m->node_meeting[node - 1];
        if (search->mark[x] == search->epoch)
            continue;
        if (!chain_add(search, chain, x))
            return false;
        stay--;
    }
    return stay + come <= most;
}

static bool grow_chain(struct fair_search *search, struct chain *chain, uint32_t meeting,
                       uint32_t other)
{
    struct fair_state *state = search->state;
    uint32_t here = (uint32_t)state->at[meeting].slot;

    chain->count = 0;
    search->epoch++;
    if (!chain_add(search, chain, meeting))
        return false;
    for (uint32_t i = 0; i < chain->count; i++) {
        uint32_t x = chain->at[i], from = (uint32_t)state->at[x].slot;
        uint32_t to = from == here ? other : here;
        const struct ie_fair_meeting *one = &state->m->p->meetings[x];
        state->ticks++;
        if (!fair_bit(fair_can(state->m, x), to))
            return false;
        for (uint32_t k = 0; k < one->size; k++)
            if (!follow(search, chain, one->who[k], from, to))
                return false;
    }
    return true;
}

/* The Kempe chain of `meeting` between its slot and `other`, exchanged. */
static bool exchange(struct fair_search *search, uint32_t meeting, uint32_t other)
{
    struct fair_state *state = search->state;
    int32_t here = state->at[meeting].slot, was[CHAIN];
    struct fair_spot spot;
    struct chain chain;

    if (!grow_chain(search, &chain, meeting, other) ||
        search->undo.count + chain.count + IE_FAIR_MEMBERS > STEP)
        return false;
    for (uint32_t i = 0; i < chain.count; i++) {
        was[i] = state->at[chain.at[i]].slot;
        ie_fair_do_take(search, chain.at[i]);
    }
    for (uint32_t i = 0; i < chain.count; i++) {
        state->ticks++;
        if (!ie_fair_fits(state, chain.at[i], was[i] == here ? other : (uint32_t)here,
                          &spot))
            return false;
        ie_fair_do_put(search, chain.at[i], &spot);
    }
    return true;
}

/* Some slot of a set, each alike; UINT32_MAX: it is empty. */
static uint32_t random_slot(struct fair_search *search, const uint64_t *set)
{
    const struct fair_model *m = search->state->m;
    uint32_t start = (uint32_t)ie_rng_below(&search->rng, m->slots);

    for (uint32_t i = 0; i < m->slots; i++) {
        uint32_t s = start + i < m->slots ? start + i : start + i - m->slots;
        if (fair_bit(set, s))
            return s;
    }
    return UINT32_MAX;
}

bool ie_fair_exchange(struct fair_search *search)
{
    struct fair_state *state = search->state;

    for (int tries = 0; tries < 8; tries++) {
        uint32_t x = (uint32_t)ie_rng_below(&search->rng, state->m->meetings);
        state->ticks++;
        if (state->at[x].slot == NOWHERE || fair_fixed(state->m, x))
            continue;
        uint32_t other = random_slot(search, fair_can(state->m, x));
        return other != UINT32_MAX && other != (uint32_t)state->at[x].slot &&
               exchange(search, x, other);
    }
    return false;
}

/*
 * For a meeting left over: its a is free in some slot s, its b in some slot t. Exchanging
 * b's chain between s and t frees b in s (unless the chain reaches a), as in the proof of
 * Vizing's theorem; after that the meeting fits into s.
 */
bool ie_fair_open(struct fair_search *search)
{
    struct fair_state *state = search->state;
    const struct fair_model *m = state->m;
    struct fair_spot spot;

    if (!state->left_count)
        return false;
    uint32_t meeting = pick_left(search);
    const struct ie_fair_meeting *one = &m->p->meetings[meeting];
    uint32_t s = random_slot(search, fair_can(m, meeting));
    uint32_t first = (uint32_t)ie_rng_below(&search->rng, one->size);
    bool changed = false;

    state->ticks++;
    if (s == UINT32_MAX)
        return false;
    for (uint32_t i = 0; i < one->size; i++) {
        uint32_t who = one->who[(first + i) % one->size];
        uint32_t most = m->p->participants[who].representatives;
        if (state->busy[(size_t)who * m->slots + s] < most)
            continue;
        uint32_t node = fair_first_at(state, who, s);
        uint32_t held = m->node_meeting[node - 1];
        uint32_t t = random_slot(search, fair_can(m, held));
        if (fair_fixed(m, held) || t == s || t == UINT32_MAX ||
            state->busy[(size_t)who * m->slots + t] >= most || !exchange(search, held, t))
            return false;
        changed = true;
    }
    if (ie_fair_fits(state, meeting, s, &spot)) {
        ie_fair_do_put(search, meeting, &spot);
        changed = true;
    }
    return changed;
}
