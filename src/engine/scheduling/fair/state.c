#include "engine/scheduling/fair/state.h"

void ie_fair_state_release(struct fair_state *state)
{
    ie_free(state->at);
    ie_free(state->index[ROOM]);
    ie_free(state->index[TEAM]);
    ie_free(state->head);
    ie_free(state->link);
    ie_free(state->busy);
    ie_free(state->today);
    ie_free(state->has);
    ie_free(state->runs);
    ie_free(state->used);
    ie_free(state->holders_first);
    ie_free(state->holders);
    ie_free(state->left);
    ie_free(state->left_at);
    ie_free(state->touched);
    ie_free(state->is_touched);
}

static bool allocate(struct fair_state *state)
{
    const struct fair_model *m = state->m;
    size_t meetings = (size_t)m->meetings + 1, slots = m->slots;
    size_t units = (size_t)m->resources * slots;
    size_t people = (size_t)m->people + 1;

    state->at = ie_calloc(meetings, sizeof(*state->at));
    state->index[ROOM] = ie_calloc(meetings, sizeof(uint32_t));
    state->index[TEAM] = ie_calloc(meetings, sizeof(uint32_t));
    state->head = ie_calloc(people * slots + 1, sizeof(uint32_t));
    state->link = ie_calloc((size_t)m->nodes + 1, sizeof(uint32_t));
    state->busy = ie_calloc(people * slots + 1, sizeof(uint16_t));
    state->today = ie_calloc(people * m->days + 1, sizeof(uint16_t));
    state->has = ie_calloc(people, sizeof(uint32_t));
    state->runs = ie_calloc(people * m->sessions + 1, sizeof(uint16_t));
    state->used = ie_calloc(units + 1, sizeof(uint32_t));
    state->holders_first = ie_calloc(units + 1, sizeof(uint64_t));
    state->left = ie_calloc(meetings, sizeof(uint32_t));
    state->left_at = ie_calloc(meetings, sizeof(uint32_t));
    state->touched = ie_calloc(meetings, sizeof(uint32_t));
    state->is_touched = ie_calloc(meetings, 1);
    if (!state->at || !state->index[ROOM] || !state->index[TEAM] || !state->head ||
        !state->link || !state->busy || !state->today || !state->has || !state->runs ||
        !state->used || !state->holders_first || !state->left || !state->left_at ||
        !state->touched || !state->is_touched)
        return false;
    uint64_t all = 0;
    for (size_t u = 0; u < units; u++) {
        state->holders_first[u] = all;
        all += m->capacity[u] < m->meetings ? m->capacity[u] : m->meetings;
    }
    state->holders = ie_calloc((size_t)all + 1, sizeof(uint32_t));
    return state->holders != NULL;
}

static bool some_slot(const struct fair_model *m, uint32_t meeting)
{
    const uint64_t *can = fair_can(m, meeting);

    for (uint32_t w = 0; w < m->words; w++)
        if (can[w])
            return true;
    return false;
}

static void enter_left(struct fair_state *state, uint32_t meeting)
{
    state->left_at[meeting] = state->left_count;
    state->left[state->left_count++] = meeting;
}

int ie_fair_state_init(struct fair_state *state, const struct fair_model *m,
                       struct ie_error *err)
{
    memset(state, 0, sizeof(*state));
    state->m = m;
    if (!allocate(state)) {
        ie_fair_state_release(state);
        return ie_fail_nomem(err);
    }
    for (uint32_t i = 0; i < m->meetings; i++) {
        const struct ie_fair_meeting *one = &m->p->meetings[i];
        state->at[i] = (struct fair_spot){NOWHERE, {UNITLESS, UNITLESS}};
        if (one->was_slot >= 0 && !one->never) /* a cancelled one is not lost */
            state->term[IE_FAIR_LOST] += m->value[i];
        state->musts_out += one->must && !one->never;
        state->left_at[i] = UINT32_MAX;
        if (some_slot(m, i))
            enter_left(state, i);
    }
    for (uint32_t who = 0; who < m->people; who++)
        state->term[IE_FAIR_UNSERVED] += (int64_t)m->most[who] * m->most[who];
    return 0;
}

/* ---- Asking ------------------------------------------------------------------------- */

static bool window_full(const struct fair_state *state, uint32_t who, uint32_t s)
{
    const struct fair_model *m = state->m;
    const uint16_t *busy = state->busy + (size_t)who * m->slots;
    uint32_t reach = m->reach_of[who];
    uint32_t most = m->p->participants[who].representatives;

    return busy[s] >= most || (reach && fair_window_full(m, busy, reach, most, s));
}

static bool capped(const struct fair_state *state, uint32_t who, uint32_t s)
{
    const struct fair_model *m = state->m;
    uint32_t day = m->p->slots[s].day;

    return state->has[who] >= m->p->participants[who].cap ||
           state->today[(size_t)who * m->days + day] >= fair_day_cap(m, who, day);
}

static bool in_order(const struct fair_state *state, uint32_t meeting, uint32_t s)
{
    const struct fair_model *m = state->m;

    for (uint32_t i = m->before_first[meeting]; i < m->before_first[meeting + 1]; i++)
        if (state->at[m->before[i]].slot >= (int32_t)s)
            return false;
    for (uint32_t i = m->after_first[meeting]; i < m->after_first[meeting + 1]; i++)
        if (state->at[m->after[i]].slot != NOWHERE &&
            state->at[m->after[i]].slot <= (int32_t)s)
            return false;
    return true;
}

bool ie_fair_people_free(const struct fair_state *state, uint32_t meeting, uint32_t s)
{
    const struct ie_fair_meeting *one = &state->m->p->meetings[meeting];

    if (!fair_bit(fair_can(state->m, meeting), s))
        return false;
    for (uint32_t i = 0; i < one->size; i++)
        if (window_full(state, one->who[i], s) || capped(state, one->who[i], s))
            return false;
    return in_order(state, meeting, s);
}

static bool walks_of(const struct fair_state *state, uint32_t who, uint32_t s,
                     uint32_t zone)
{
    const struct fair_model *m = state->m;
    const struct ie_fair_slot *slots = m->p->slots;
    const uint16_t *walks = m->p->walks + (size_t)zone * m->p->zone_count;
    uint32_t row = m->reaches - 1;

    for (uint32_t i = fair_near(m, row, s);
         i < m->slots && fair_near(m, row, i) <= s && slots[i].day == slots[s].day; i++) {
        uint32_t node = fair_first_at(state, who, i);
        if (!node || i == s)
            continue;
        uint32_t there = m->zone[state->at[m->node_meeting[node - 1]].unit[ROOM]];
        int32_t gap =
            i < s ? slots[s].start - slots[i].end : slots[i].start - slots[s].end;
        if (gap < walks[there])
            return false;
    }
    return true;
}

bool ie_fair_walks(const struct fair_state *state, uint32_t meeting, uint32_t s,
                   uint32_t room)
{
    const struct fair_model *m = state->m;
    const struct ie_fair_meeting *one = &m->p->meetings[meeting];

    if (!m->walking || room == UNITLESS)
        return true;
    for (uint32_t i = 0; i < one->size; i++)
        if (m->p->participants[one->who[i]].representatives == 1 &&
            !walks_of(state, one->who[i], s, m->zone[room]))
            return false;
    return true;
}

/* Nearness of a room to what members do in the slots around: fewer changes of place. */
static int room_worth(const struct fair_state *state, uint32_t meeting, uint32_t s,
                      uint32_t room)
{
    const struct fair_model *m = state->m;
    const struct ie_fair_meeting *one = &m->p->meetings[meeting];
    int worth = 0;

    if (one->was_place >= 0 && one->was_slot == (int32_t)s &&
        m->room_of[one->was_place] == room)
        worth += 100;
    for (uint32_t i = 0; i < one->size; i++)
        for (int step = -1; step <= 1; step += 2) {
            uint32_t t = s + (uint32_t)step;
            if (t >= m->slots || m->p->slots[t].day != m->p->slots[s].day)
                continue;
            uint32_t node = fair_first_at(state, one->who[i], t);
            worth +=
                node && state->at[m->node_meeting[node - 1]].unit[ROOM] == room ? 4 : 0;
        }
    return worth;
}

static bool pick_unit(const struct fair_state *state, int kind, uint32_t meeting,
                      uint32_t s, uint32_t *unit)
{
    const struct fair_model *m = state->m;
    uint32_t set = m->option[kind][meeting];
    int64_t best = INT64_MIN;

    *unit = UNITLESS;
    if (!set)
        return true;
    bool choice = m->set_first[set + 1] - m->set_first[set] > 1;
    for (uint32_t i = m->set_first[set]; i < m->set_first[set + 1]; i++) {
        uint32_t r = m->set_items[i];
        size_t at = (size_t)r * m->slots + s;
        if (state->used[at] >= m->capacity[at] ||
            (kind == ROOM && !ie_fair_walks(state, meeting, s, r)))
            continue;
        int64_t worth = m->capacity[at] - state->used[at];
        if (choice && kind == ROOM)
            worth += 1000000 * (int64_t)room_worth(state, meeting, s, r);
        if (worth > best) {
            best = worth;
            *unit = r;
        }
    }
    return *unit != UNITLESS;
}

bool ie_fair_fits(const struct fair_state *state, uint32_t meeting, uint32_t s,
                  struct fair_spot *spot)
{
    spot->slot = (int32_t)s;
    return ie_fair_people_free(state, meeting, s) &&
           pick_unit(state, ROOM, meeting, s, &spot->unit[ROOM]) &&
           pick_unit(state, TEAM, meeting, s, &spot->unit[TEAM]);
}

int ie_fair_breaks_added(const struct fair_state *state, uint32_t who, uint32_t s)
{
    const struct fair_model *m = state->m;
    const struct ie_fair_slot *slots = m->p->slots;
    const uint16_t *busy = state->busy + (size_t)who * m->slots;
    uint32_t runs = state->runs[(size_t)who * m->sessions + slots[s].session];
    bool left = s > 0 && slots[s - 1].session == slots[s].session && busy[s - 1];
    bool right =
        s + 1 < m->slots && slots[s + 1].session == slots[s].session && busy[s + 1];

    if (busy[s] || runs == 0)
        return 0;
    return 1 - left - right;
}

/* ---- Changing ------------------------------------------------------------------------- */

static void touch(struct fair_state *state, uint32_t meeting)
{
    if (!state->is_touched[meeting]) {
        state->is_touched[meeting] = 1;
        state->touched[state->touched_count++] = meeting;
    }
}

static void change_runs(struct fair_state *state, uint32_t who, uint32_t s, bool used)
{
    const struct fair_model *m = state->m;
    const struct ie_fair_slot *slots = m->p->slots;
    const uint16_t *busy = state->busy + (size_t)who * m->slots;
    uint16_t *runs = state->runs + (size_t)who * m->sessions + slots[s].session;
    bool left = s > 0 && slots[s - 1].session == slots[s].session && busy[s - 1];
    bool right =
        s + 1 < m->slots && slots[s + 1].session == slots[s].session && busy[s + 1];
    int more = 1 - left - right;
    int now = *runs + (used ? more : -more);

    state->term[IE_FAIR_BREAKS] += (now > 1 ? now - 1 : 0) - (*runs > 1 ? *runs - 1 : 0);
    *runs = (uint16_t)now;
}

static void count(struct fair_state *state, uint32_t who, uint32_t s, int by)
{
    const struct fair_model *m = state->m;
    size_t at = (size_t)who * m->slots + s;
    int64_t lack = (int64_t)m->most[who] - state->has[who];
    uint16_t *today = &state->today[(size_t)who * m->days + m->p->slots[s].day];
    int64_t was = *today;

    state->term[IE_FAIR_UNSERVED] += (lack - by) * (lack - by) - lack * lack;
    state->has[who] = (uint32_t)((int64_t)state->has[who] + by);
    *today = (uint16_t)(was + by);
    state->term[IE_FAIR_BALANCE] += (was + by) * (was + by) - was * was;
    state->busy[at] = (uint16_t)(state->busy[at] + by);
    if (by > 0 ? state->busy[at] == 1 : state->busy[at] == 0)
        change_runs(state, who, s, by > 0);
}

static void count_meeting(struct fair_state *state, uint32_t meeting,
                          const struct fair_spot *spot, int by)
{
    const struct fair_model *m = state->m;
    const struct ie_fair_meeting *one = &m->p->meetings[meeting];

    for (uint32_t i = 0; i < one->size; i++)
        count(state, one->who[i], (uint32_t)spot->slot, by);
    state->term[IE_FAIR_VALUE] += by * m->value[meeting];
    state->musts_out -= one->must ? by : 0;
    if (one->was_slot < 0)
        return;
    state->term[IE_FAIR_LOST] -= by * m->value[meeting];
    if (one->was_slot != spot->slot)
        state->term[IE_FAIR_MOVES] += 10 * by;
    else if (one->was_place >= 0 && m->room_of[one->was_place] != spot->unit[ROOM])
        state->term[IE_FAIR_MOVES] += by;
}

void ie_fair_put(struct fair_state *state, uint32_t meeting, const struct fair_spot *spot)
{
    const struct fair_model *m = state->m;
    const struct ie_fair_meeting *one = &m->p->meetings[meeting];
    uint32_t s = (uint32_t)spot->slot;

    touch(state, meeting);
    for (uint32_t i = 0; i < one->size; i++) {
        uint32_t *head = &state->head[(size_t)one->who[i] * m->slots + s];
        uint32_t node = m->node[meeting] + i;
        state->link[node] = *head;
        *head = node + 1;
    }
    for (int k = 0; k < KINDS; k++) {
        if (spot->unit[k] == UNITLESS)
            continue;
        size_t at = (size_t)spot->unit[k] * m->slots + s;
        state->index[k][meeting] = state->used[at];
        state->holders[state->holders_first[at] + state->used[at]++] = meeting;
    }
    state->at[meeting] = *spot;
    count_meeting(state, meeting, spot, 1);
    uint32_t last = state->left[--state->left_count], hole = state->left_at[meeting];
    state->left[hole] = last;
    state->left_at[last] = hole;
    state->left_at[meeting] = UINT32_MAX;
}

void ie_fair_take(struct fair_state *state, uint32_t meeting)
{
    const struct fair_model *m = state->m;
    const struct ie_fair_meeting *one = &m->p->meetings[meeting];
    struct fair_spot spot = state->at[meeting];
    uint32_t s = (uint32_t)spot.slot;

    touch(state, meeting);
    for (uint32_t i = 0; i < one->size; i++) {
        uint32_t *at = &state->head[(size_t)one->who[i] * m->slots + s];
        uint32_t node = m->node[meeting] + i;
        while (*at != node + 1)
            at = &state->link[*at - 1];
        *at = state->link[node];
    }
    for (int k = 0; k < KINDS; k++) {
        if (spot.unit[k] == UNITLESS)
            continue;
        size_t at = (size_t)spot.unit[k] * m->slots + s;
        uint32_t *row = state->holders + state->holders_first[at];
        uint32_t last = row[--state->used[at]];
        row[state->index[k][meeting]] = last;
        state->index[k][last] = state->index[k][meeting];
    }
    state->at[meeting].slot = NOWHERE;
    count_meeting(state, meeting, &spot, -1);
    enter_left(state, meeting);
}
