/* Why a meeting is out: judged on the final timetable, the first reason that holds in
 * every slot, from what nothing can change to what another plan might. */
#include "engine/scheduling/fair/seat.h"

static bool units_left(const struct fair_state *state, int kind, uint32_t meeting,
                       uint32_t s)
{
    const struct fair_model *m = state->m;
    uint32_t set = m->option[kind][meeting];

    for (uint32_t i = m->set_first[set]; i < m->set_first[set + 1]; i++) {
        size_t at = (size_t)m->set_items[i] * m->slots + s;
        if (state->used[at] < m->capacity[at])
            return true;
    }
    return set == 0;
}

static bool units_ever(const struct fair_model *m, int kind, uint32_t meeting, uint32_t s)
{
    uint32_t set = m->option[kind][meeting];

    for (uint32_t i = m->set_first[set]; i < m->set_first[set + 1]; i++)
        if (m->capacity[(size_t)m->set_items[i] * m->slots + s])
            return true;
    return set == 0;
}

/* Nobody's place or tongue fits: the option set is empty, and all slots were closed. */
static enum ie_fair_why never_open(const struct fair_model *m, uint32_t meeting)
{
    const struct ie_fair_meeting *one = &m->p->meetings[meeting];
    bool common = false, place = false;

    if (one->never)
        return IE_FAIR_NEVER;
    for (uint32_t s = 0; s < m->slots; s++) {
        bool open = fair_bit(one->allowed, s) && m->p->slots[s].start >= m->p->now;
        for (uint32_t i = 0; i < one->size && open; i++)
            open = fair_bit(m->p->participants[one->who[i]].available, s);
        common |= open;
        place |= open && (!m->p->place_count ||
                          (m->option[ROOM][meeting] && units_ever(m, ROOM, meeting, s)));
    }
    return !common  ? IE_FAIR_NO_COMMON_SLOT
           : !place ? IE_FAIR_NO_PLACE
                    : IE_FAIR_NO_INTERPRETER;
}

static bool free_at(const struct fair_state *state, uint32_t who, uint32_t s)
{
    const struct fair_model *m = state->m;
    const struct ie_fair_participant *one = &m->p->participants[who];
    uint32_t day = m->p->slots[s].day;

    return state->busy[(size_t)who * m->slots + s] < one->representatives &&
           state->has[who] < one->cap &&
           state->today[(size_t)who * m->days + day] < fair_day_cap(m, who, day);
}

static enum ie_fair_why judge(const struct fair_state *state, uint32_t meeting,
                              uint32_t *full)
{
    const struct fair_model *m = state->m;
    const struct ie_fair_meeting *one = &m->p->meetings[meeting];
    bool some = false, somebody[IE_FAIR_MEMBERS] = {false}, together = false;
    bool rooms = false, teams = false;

    for (uint32_t s = 0; s < m->slots; s++) {
        bool all = fair_bit(fair_can(m, meeting), s);
        if (!all)
            continue;
        some = true;
        for (uint32_t i = 0; i < one->size; i++) {
            bool is_free = free_at(state, one->who[i], s);
            somebody[i] |= is_free;
            all = all && is_free;
        }
        together |= all;
        rooms |= all && units_left(state, ROOM, meeting, s);
        teams |= all && units_left(state, ROOM, meeting, s) &&
                 units_left(state, TEAM, meeting, s);
    }
    if (!some)
        return never_open(m, meeting);
    for (uint32_t i = 0; i < one->size; i++)
        if (!somebody[i]) {
            *full = one->who[i];
            return IE_FAIR_SOMEBODY_FULL;
        }
    return !together ? IE_FAIR_NO_FREE_SLOT
           : !rooms  ? IE_FAIR_PLACES_FULL
           : !teams  ? IE_FAIR_INTERPRETERS_FULL
                     : IE_FAIR_NOT_FOUND;
}

void ie_fair_why_out(const struct fair_state *state, uint8_t *why, uint32_t *full)
{
    for (uint32_t i = 0; i < state->m->meetings; i++)
        why[i] = (uint8_t)(state->at[i].slot != NOWHERE ? IE_FAIR_HELD
                                                        : judge(state, i, &full[i]));
}
