/* What is in the way of a meeting: the least worthy of what is there, rule by rule. */
#include "engine/scheduling/fair/search.h"

enum { LOOK = 4 }; /* holders of a full resource that are looked at */

static bool among(const struct fair_victims *out, uint32_t meeting)
{
    for (uint32_t i = 0; i < out->count; i++)
        if (out->at[i] == meeting)
            return true;
    return false;
}

static bool evict(struct fair_search *search, struct fair_victims *out, uint32_t meeting)
{
    if (among(out, meeting))
        return true;
    if (out->count == VICTIMS || fair_fixed(search->state->m, meeting))
        return false;
    out->at[out->count++] = meeting;
    out->worth += search->worth[meeting];
    return true;
}

/* Meetings of who in slots from..to that are no victims yet: how many, and the least
 * worthy that may go (UINT32_MAX: none). */
static uint32_t survey(const struct fair_search *search, const struct fair_victims *out,
                       uint32_t who, uint32_t from, uint32_t to, uint32_t *least)
{
    const struct fair_state *state = search->state;
    uint32_t n = 0;

    *least = UINT32_MAX;
    for (uint32_t s = from; s <= to; s++)
        for (uint32_t node = fair_first_at(state, who, s); node;
             node = state->link[node - 1]) {
            uint32_t x = state->m->node_meeting[node - 1];
            if (out->count && among(out, x))
                continue;
            n++;
            if (!fair_fixed(state->m, x) &&
                (*least == UINT32_MAX || search->worth[x] < search->worth[*least]))
                *least = x;
        }
    return n;
}

/* At most `most` - 1 of who's meetings may stay in from..to. */
static bool thin(struct fair_search *search, struct fair_victims *out, uint32_t who,
                 uint32_t from, uint32_t to, uint32_t most)
{
    uint32_t least;

    if (most == 0)
        return false;
    while (survey(search, out, who, from, to, &least) >= most)
        if (least == UINT32_MAX || !evict(search, out, least))
            return false;
    return true;
}

static bool thin_windows(struct fair_search *search, struct fair_victims *out,
                         uint32_t who, uint32_t s)
{
    const struct fair_model *m = search->state->m;
    uint32_t reach = m->reach_of[who];
    uint32_t most = m->p->participants[who].representatives;

    if (reach == 0)
        return search->state->busy[(size_t)who * m->slots + s] < most ||
               thin(search, out, who, s, s, most);
    for (uint32_t e = s; e < m->slots && fair_near(m, reach, e) <= s &&
                         m->p->slots[e].day == m->p->slots[s].day;
         e++)
        if (!thin(search, out, who, fair_near(m, reach, e), e, most))
            return false;
    return true;
}

static bool thin_caps(struct fair_search *search, struct fair_victims *out, uint32_t who,
                      uint32_t s)
{
    const struct fair_model *m = search->state->m;
    uint32_t day = m->p->slots[s].day, from = s, to = s;
    uint32_t cap = fair_day_cap(m, who, day);

    if (search->state->today[(size_t)who * m->days + day] >= cap) {
        while (from > 0 && m->p->slots[from - 1].day == day)
            from--;
        while (to + 1 < m->slots && m->p->slots[to + 1].day == day)
            to++;
        if (!thin(search, out, who, from, to, cap))
            return false;
    }
    return search->state->has[who] < m->p->participants[who].cap ||
           thin(search, out, who, 0, m->slots - 1, m->p->participants[who].cap);
}

static bool clear_order(struct fair_search *search, struct fair_victims *out,
                        uint32_t meeting, uint32_t s)
{
    const struct fair_state *state = search->state;
    const struct fair_model *m = state->m;

    for (uint32_t i = m->before_first[meeting]; i < m->before_first[meeting + 1]; i++)
        if (state->at[m->before[i]].slot >= (int32_t)s &&
            !evict(search, out, m->before[i]))
            return false;
    for (uint32_t i = m->after_first[meeting]; i < m->after_first[meeting + 1]; i++)
        if (state->at[m->after[i]].slot != NOWHERE &&
            state->at[m->after[i]].slot <= (int32_t)s && !evict(search, out, m->after[i]))
            return false;
    return true;
}

static bool frees_unit(const struct fair_state *state, const struct fair_victims *out,
                       int kind, uint32_t unit, uint32_t s)
{
    for (uint32_t i = 0; i < out->count; i++)
        if (state->at[out->at[i]].slot == (int32_t)s &&
            state->at[out->at[i]].unit[kind] == unit)
            return true;
    return false;
}

/* Those from whom, or to whom, a single member could not walk in time from `room` in s. */
static bool clear_walks(struct fair_search *search, struct fair_victims *out,
                        uint32_t meeting, uint32_t s, uint32_t room)
{
    const struct fair_state *state = search->state;
    const struct fair_model *m = state->m;
    const struct ie_fair_slot *slots = m->p->slots;
    const struct ie_fair_meeting *one = &m->p->meetings[meeting];
    const uint16_t *walk = m->p->walks + (size_t)m->zone[room] * m->p->zone_count;
    uint32_t row = m->reaches - 1;

    for (uint32_t k = 0; k < one->size; k++) {
        if (m->p->participants[one->who[k]].representatives != 1)
            continue;
        for (uint32_t t = fair_near(m, row, s);
             t < m->slots && fair_near(m, row, t) <= s && slots[t].day == slots[s].day;
             t++) {
            uint32_t node = fair_first_at(state, one->who[k], t);
            if (!node || t == s)
                continue;
            uint32_t x = m->node_meeting[node - 1];
            int32_t gap =
                t < s ? slots[s].start - slots[t].end : slots[t].start - slots[s].end;
            if (gap < walk[m->zone[state->at[x].unit[ROOM]]] && !evict(search, out, x))
                return false;
        }
    }
    return true;
}

/* The free room from which the least must go because of walks. */
static bool clear_room(struct fair_search *search, struct fair_victims *out,
                       uint32_t meeting, uint32_t s)
{
    struct fair_state *state = search->state;
    const struct fair_model *m = state->m;
    uint32_t set = m->option[ROOM][meeting];
    struct fair_victims best = {.worth = INT64_MAX};
    bool some = false;

    for (uint32_t i = m->set_first[set]; i < m->set_first[set + 1]; i++) {
        uint32_t r = m->set_items[i];
        size_t at = (size_t)r * m->slots + s;
        struct fair_victims trial = *out;
        if ((state->used[at] < m->capacity[at] || frees_unit(state, out, ROOM, r, s)) &&
            clear_walks(search, &trial, meeting, s, r) && trial.worth < best.worth) {
            best = trial;
            some = true;
        }
    }
    if (some)
        *out = best;
    return some;
}

/* A unit of an option free, freed by a victim, or freed by one victim more. */
static bool clear_unit(struct fair_search *search, struct fair_victims *out, int kind,
                       uint32_t meeting, uint32_t s)
{
    struct fair_state *state = search->state;
    const struct fair_model *m = state->m;
    uint32_t set = m->option[kind][meeting], least = UINT32_MAX;
    uint32_t first = m->set_first[set], n = set ? m->set_first[set + 1] - first : 0;

    if (!set)
        return true;
    for (uint32_t i = 0; i < n; i++) {
        size_t at = (size_t)m->set_items[first + i] * m->slots + s;
        if (state->used[at] < m->capacity[at] ||
            (out->count && frees_unit(state, out, kind, m->set_items[first + i], s)))
            return true;
    }
    for (int look = 0; look < LOOK; look++) {
        uint32_t r =
            m->set_items[first + (n > 1 ? (uint32_t)ie_rng_below(&search->rng, n) : 0)];
        size_t at = (size_t)r * m->slots + s;
        if (!state->used[at])
            continue;
        uint32_t x = state->holders[state->holders_first[at] +
                                    ie_rng_below(&search->rng, state->used[at])];
        if (!fair_fixed(m, x) &&
            (least == UINT32_MAX || search->worth[x] < search->worth[least]))
            least = x;
    }
    return least != UINT32_MAX && evict(search, out, least);
}

bool ie_fair_plan_eviction(struct fair_search *search, uint32_t meeting, uint32_t s,
                           struct fair_victims *out)
{
    const struct ie_fair_meeting *one = &search->state->m->p->meetings[meeting];

    out->count = 0;
    out->worth = 0;
    for (uint32_t i = 0; i < one->size; i++)
        if (!thin_windows(search, out, one->who[i], s) ||
            !thin_caps(search, out, one->who[i], s))
            return false;
    if (!clear_order(search, out, meeting, s) ||
        !clear_unit(search, out, ROOM, meeting, s) ||
        !clear_unit(search, out, TEAM, meeting, s))
        return false;
    return !search->state->m->walking || !search->state->m->option[ROOM][meeting] ||
           clear_room(search, out, meeting, s);
}
