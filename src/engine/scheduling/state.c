#include "engine/scheduling/state.h"

static uint32_t or_one(uint32_t number)
{
    return number ? number : 1;
}

void ie_plan_release(struct state *state)
{
    ie_free(state->can);
    ie_free(state->seated);
    ie_free(state->seat);
    ie_free(state->group);
    ie_free(state->block);
    ie_free(state->day);
    ie_free(state->reps);
    ie_free(state->most);
    ie_free(state->room);
    ie_free(state->shared);
    ie_free(state->owner);
    ie_free(state->owned);
    ie_free(state->holders);
    ie_free(state->holders_first);
    ie_free(state->gain);
    ie_free(state->slot);
    ie_free(state->at_b);
    ie_free(state->head);
    ie_free(state->link);
    ie_free(state->busy);
    ie_free(state->today);
    ie_free(state->has);
    ie_free(state->runs);
    ie_free(state->sharing);
    ie_free(state->owned_use);
    ie_free(state->group_at);
    ie_free(state->left);
    ie_free(state->left_at);
    ie_free(state->seats);
    ie_free(state->seats_at);
    ie_free(state->seat_at);
    ie_free(state->changed);
    ie_free(state->is_changed);
}

/* ---- From the input --------------------------------------------------------------------- */

static void number_slots(struct state *state)
{
    const struct ie_schedule_slot *slots = state->input->slots;

    for (uint32_t s = 0; s < state->slots; s++) {
        bool new_day = s && slots[s].day != slots[s - 1].day;
        bool new_block = new_day || (s && slots[s].session != slots[s - 1].session);
        state->days += s == 0 || new_day;
        state->blocks += s == 0 || new_block;
        state->day[s] = state->days - 1;
        state->block[s] = state->blocks - 1;
    }
}

/* Counting sort; counts stand two places on, so that filling leaves each begin right. */
static void list_holders(struct state *state)
{
    for (int fill = 0; fill < 2; fill++) {
        for (uint32_t p = 0; p < state->participations; p++) {
            int32_t home = state->input->participations[p].place;
            if (home < 0)
                continue;
            uint32_t o = (uint32_t)state->owner[home];
            if (!fill)
                state->holders_first[o + 2]++;
            else
                state->holders[state->holders_first[o + 1]++] = p;
        }
        for (uint32_t o = 0; !fill && o <= state->owned_count; o++)
            state->holders_first[o + 1] += state->holders_first[o];
    }
}

static void read_places(struct state *state)
{
    const struct ie_schedule_input *input = state->input;

    for (uint32_t p = 0; p < state->places; p++)
        state->owner[p] = NONE;
    for (uint32_t p = 0; p < state->participations; p++) {
        int32_t home = input->participations[p].place;
        if (home >= 0 && state->owner[home] == NONE) {
            state->owner[home] = (int32_t)state->owned_count;
            state->owned[state->owned_count++] = (uint32_t)home;
        }
    }
    for (uint32_t p = 0; p < state->places; p++)
        for (uint32_t s = 0; s < state->slots && state->owner[p] == NONE; s++)
            if (bit(input->places[p].available, s))
                state->shared[s] += or_one(input->places[p].capacity);
    list_holders(state);
}

static bool place_open(const struct state *state, int32_t place, uint32_t s)
{
    return bit(state->input->places[place].available, s);
}

static void read_meeting(struct state *state, uint32_t m)
{
    const struct ie_schedule_input *input = state->input;
    const struct ie_schedule_meeting *meeting = &input->meetings[m];
    const struct ie_schedule_participation *a = &input->participations[meeting->a];
    const struct ie_schedule_participation *b = &input->participations[meeting->b];
    int64_t factor = input->mutual_factor ? input->mutual_factor : 3;
    enum seat_kind seat = !state->places                         ? SEAT_NOWHERE
                          : a->place < 0 && b->place < 0         ? SEAT_SHARED
                          : b->place < 0 || a->place == b->place ? SEAT_A
                          : a->place < 0                         ? SEAT_B
                                                                 : SEAT_EITHER;

    state->seat[m] = (uint8_t)seat;
    state->gain[m] = 10 * (int64_t)meeting->weight * (meeting->mutual ? factor : 1);
    for (uint32_t s = 0; s < state->slots; s++) {
        if (!bit(a->available, s) || !bit(b->available, s) || !bit(meeting->allowed, s))
            continue;
        uint64_t one = UINT64_C(1) << (s % 64);
        bool open =
            seat == SEAT_NOWHERE || (seat == SEAT_SHARED && state->shared[s]) ||
            ((seat == SEAT_A || seat == SEAT_EITHER) && place_open(state, a->place, s)) ||
            ((seat == SEAT_B || seat == SEAT_EITHER) && place_open(state, b->place, s));
        state->can[(size_t)m * state->words + s / 64] |= one;
        if (open)
            state->seated[(size_t)m * state->words + s / 64] |= one;
    }
}

struct pair {
    uint32_t low, high, meeting;
};

static int by_pair(const void *x, const void *y)
{
    const struct pair *a = x, *b = y;

    if (a->low != b->low)
        return a->low < b->low ? -1 : 1;
    if (a->high != b->high)
        return a->high < b->high ? -1 : 1;
    return (a->meeting > b->meeting) - (a->meeting < b->meeting);
}

static int number_pairs(struct state *state, struct ie_error *err)
{
    struct pair *pairs = ie_calloc((size_t)state->meetings + 1, sizeof(*pairs));

    if (!pairs)
        return ie_fail_nomem(err);
    for (uint32_t m = 0; m < state->meetings; m++) {
        uint32_t a = state->input->meetings[m].a, b = state->input->meetings[m].b;
        pairs[m] = (struct pair){a < b ? a : b, a < b ? b : a, m};
    }
    qsort(pairs, state->meetings, sizeof(*pairs), by_pair);
    for (uint32_t i = 0; i < state->meetings; i++) {
        if (!i || pairs[i].low != pairs[i - 1].low ||
            pairs[i].high != pairs[i - 1].high) {
            state->groups++;
            state->most[pairs[i].low]++;
            state->most[pairs[i].high]++;
        }
        state->group[pairs[i].meeting] = state->groups - 1;
    }
    ie_free(pairs);
    return 0;
}

static void read_participation(struct state *state, uint32_t p)
{
    const struct ie_schedule_participation *who = &state->input->participations[p];
    uint64_t room = 0, today = 0;

    state->reps[p] = or_one(who->representatives);
    for (uint32_t s = 0; s < state->slots; s++) {
        if (bit(who->available, s))
            today += state->reps[p];
        if (s + 1 == state->slots || state->day[s + 1] != state->day[s]) {
            room += who->day_cap && today > who->day_cap ? who->day_cap : today;
            today = 0;
        }
    }
    if (who->cap && room > who->cap)
        room = who->cap;
    state->room[p] = room > UINT32_MAX ? UINT32_MAX : (uint32_t)room;
    if (state->most[p] > state->room[p])
        state->most[p] = state->room[p];
    state->unserved += (int64_t)state->most[p] * state->most[p];
}

static bool allocate(struct state *state)
{
    size_t m = (size_t)state->meetings + 1, p = (size_t)state->participations + 1;
    size_t s = (size_t)state->slots + 1, places = (size_t)state->places + 1;

    state->can = ie_calloc(m * (state->words + 1), sizeof(uint64_t));
    state->seated = ie_calloc(m * (state->words + 1), sizeof(uint64_t));
    state->seat = ie_calloc(m, 1);
    state->group = ie_calloc(m, sizeof(uint32_t));
    state->gain = ie_calloc(m, sizeof(int64_t));
    state->slot = ie_calloc(m, sizeof(int32_t));
    state->at_b = ie_calloc(m, 1);
    state->link = ie_calloc(2 * m, sizeof(uint32_t));
    state->group_at = ie_calloc(m, sizeof(uint32_t));
    state->left = ie_calloc(m, sizeof(uint32_t));
    state->left_at = ie_calloc(m, sizeof(uint32_t));
    state->seat_at = ie_calloc(m, sizeof(uint32_t));
    state->changed = ie_calloc(m, sizeof(uint32_t));
    state->is_changed = ie_calloc(m, 1);
    state->seats_at = ie_calloc(s, sizeof(uint64_t));
    state->block = ie_calloc(s, sizeof(uint32_t));
    state->day = ie_calloc(s, sizeof(uint32_t));
    state->shared = ie_calloc(s, sizeof(uint32_t));
    state->sharing = ie_calloc(s, sizeof(uint32_t));
    state->reps = ie_calloc(p, sizeof(uint32_t));
    state->most = ie_calloc(p, sizeof(uint32_t));
    state->room = ie_calloc(p, sizeof(uint32_t));
    state->has = ie_calloc(p, sizeof(uint32_t));
    state->owner = ie_calloc(places, sizeof(int32_t));
    state->owned = ie_calloc(places, sizeof(uint32_t));
    state->holders = ie_calloc(p, sizeof(uint32_t));
    state->holders_first = ie_calloc(places + 2, sizeof(uint32_t));
    return state->can && state->seated && state->seat && state->group && state->gain &&
           state->slot && state->at_b && state->link && state->group_at && state->left &&
           state->left_at && state->block && state->day && state->shared &&
           state->sharing && state->reps && state->most && state->room && state->has &&
           state->owner && state->owned && state->seat_at && state->changed &&
           state->is_changed && state->seats_at && state->holders && state->holders_first;
}

/* What depends on days, blocks and owned places being counted. */
static bool allocate_tables(struct state *state)
{
    size_t p = (size_t)state->participations + 1, s = (size_t)state->slots + 1;

    state->head = ie_calloc(p * s, sizeof(uint32_t));
    state->busy = ie_calloc(p * s, sizeof(uint16_t));
    state->today = ie_calloc(p * ((size_t)state->days + 1), sizeof(uint32_t));
    state->runs = ie_calloc(p * ((size_t)state->blocks + 1), sizeof(uint16_t));
    state->owned_use = ie_calloc(((size_t)state->owned_count + 1) * s, sizeof(uint16_t));
    /* a slot never seats more at shared places than there are meetings */
    uint64_t seats = 0;
    for (uint32_t i = 0; i < state->slots; i++) {
        state->seats_at[i] = seats;
        seats += state->shared[i] < state->meetings ? state->shared[i] : state->meetings;
    }
    state->seats = ie_calloc((size_t)seats + 1, sizeof(uint32_t));
    return state->head && state->busy && state->today && state->runs &&
           state->owned_use && state->seats;
}

int ie_plan_init(struct state *state, const struct ie_schedule_input *input,
                 struct ie_error *err)
{
    int code = 0;

    memset(state, 0, sizeof(*state));
    state->input = input;
    state->meetings = input->meeting_count;
    state->participations = input->participation_count;
    state->slots = input->slot_count;
    state->places = input->place_count;
    state->words = (uint32_t)IE_SCHEDULE_WORDS(input->slot_count);
    state->stay = 10 * (int64_t)input->move_cost;
    if (!allocate(state)) {
        code = ie_fail_nomem(err);
        goto out;
    }
    number_slots(state);
    read_places(state);
    if (!allocate_tables(state)) {
        code = ie_fail_nomem(err);
        goto out;
    }
    if ((code = number_pairs(state, err)))
        goto out;
    for (uint32_t p = 0; p < state->participations; p++)
        read_participation(state, p);
    for (uint32_t m = 0; m < state->meetings; m++) {
        state->slot[m] = NONE;
        state->left_at[m] = UINT32_MAX;
        read_meeting(state, m);
    }
out:
    if (code)
        ie_plan_release(state);
    return code;
}

/* ---- One change ------------------------------------------------------------------------- */

uint32_t ie_plan_first_at(const struct state *state, uint32_t p, uint32_t s)
{
    return state->head[(size_t)p * state->slots + s];
}

uint32_t ie_plan_next_at(const struct state *state, uint32_t p, uint32_t m)
{
    return state->link[2 * (size_t)m + (state->input->meetings[m].b == p)];
}

bool ie_plan_capped(const struct state *state, uint32_t p, uint32_t s)
{
    const struct ie_schedule_participation *who = &state->input->participations[p];

    return (who->cap && state->has[p] >= who->cap) ||
           (who->day_cap &&
            state->today[(size_t)p * state->days + state->day[s]] >= who->day_cap);
}

static bool owned_free(const struct state *state, int32_t place, uint32_t s)
{
    size_t at = (size_t)state->owner[place] * state->slots + s;

    return place_open(state, place, s) &&
           state->owned_use[at] < or_one(state->input->places[place].capacity);
}

bool ie_plan_seat_free(const struct state *state, uint32_t m, uint32_t s, bool *at_b)
{
    const struct ie_schedule_meeting *meeting = &state->input->meetings[m];
    int32_t home_a = state->input->participations[meeting->a].place;
    int32_t home_b = state->input->participations[meeting->b].place;

    *at_b = state->seat[m] == SEAT_B;
    switch ((enum seat_kind)state->seat[m]) {
    case SEAT_NOWHERE:
        return true;
    case SEAT_SHARED:
        return state->sharing[s] < state->shared[s];
    case SEAT_A:
        return owned_free(state, home_a, s);
    case SEAT_B:
        return owned_free(state, home_b, s);
    case SEAT_EITHER:
        if (owned_free(state, home_a, s))
            return true;
        *at_b = true;
        return owned_free(state, home_b, s);
    }
    return false;
}

bool ie_plan_fits(const struct state *state, uint32_t m, uint32_t s)
{
    const struct ie_schedule_meeting *meeting = &state->input->meetings[m];
    size_t a = (size_t)meeting->a * state->slots + s;
    size_t b = (size_t)meeting->b * state->slots + s;
    bool at_b;

    return bit(state->seated + (size_t)m * state->words, s) &&
           state->busy[a] < state->reps[meeting->a] &&
           state->busy[b] < state->reps[meeting->b] &&
           !ie_plan_capped(state, meeting->a, s) &&
           !ie_plan_capped(state, meeting->b, s) && ie_plan_seat_free(state, m, s, &at_b);
}

/* Breaks of p change when slot s becomes used or unused. */
static void change_runs(struct state *state, uint32_t p, uint32_t s, bool used)
{
    const uint16_t *busy = state->busy + (size_t)p * state->slots;
    uint16_t *runs = state->runs + (size_t)p * state->blocks + state->block[s];
    bool left = s > 0 && state->block[s - 1] == state->block[s] && busy[s - 1];
    bool right =
        s + 1 < state->slots && state->block[s + 1] == state->block[s] && busy[s + 1];
    int more = 1 - left - right;
    int now = *runs + (used ? more : -more);

    state->breaks += (now > 1 ? now - 1 : 0) - (*runs > 1 ? *runs - 1 : 0);
    *runs = (uint16_t)now;
}

static void count(struct state *state, uint32_t p, uint32_t s, int by)
{
    size_t at = (size_t)p * state->slots + s;
    int64_t lack = (int64_t)state->most[p] - state->has[p];

    state->unserved -= lack * lack;
    state->has[p] = (uint32_t)((int64_t)state->has[p] + by);
    lack -= by;
    state->unserved += lack * lack;
    uint32_t *today = &state->today[(size_t)p * state->days + state->day[s]];
    *today = (uint32_t)((int64_t)*today + by);
    state->busy[at] = (uint16_t)(state->busy[at] + by);
    if (by > 0 ? state->busy[at] == 1 : state->busy[at] == 0)
        change_runs(state, p, s, by > 0);
}

static void count_seat(struct state *state, uint32_t m, uint32_t s, int by)
{
    const struct ie_schedule_meeting *meeting = &state->input->meetings[m];

    if (state->seat[m] == SEAT_NOWHERE)
        return;
    if (state->seat[m] == SEAT_SHARED) {
        uint32_t *seats = state->seats + state->seats_at[s];
        if (by > 0) {
            state->seat_at[m] = state->sharing[s];
            seats[state->sharing[s]++] = m;
        } else {
            uint32_t last = seats[--state->sharing[s]];
            seats[state->seat_at[m]] = last;
            state->seat_at[last] = state->seat_at[m];
        }
        return;
    }
    int32_t home =
        state->input->participations[state->at_b[m] ? meeting->b : meeting->a].place;
    uint16_t *use = &state->owned_use[(size_t)state->owner[home] * state->slots + s];
    *use = (uint16_t)(*use + by);
}

static void list_in(struct state *state, uint32_t p, uint32_t m, uint32_t s)
{
    uint32_t *head = &state->head[(size_t)p * state->slots + s];

    state->link[2 * (size_t)m + (state->input->meetings[m].b == p)] = *head;
    *head = m + 1;
}

static void list_out(struct state *state, uint32_t p, uint32_t m, uint32_t s)
{
    uint32_t *at = &state->head[(size_t)p * state->slots + s];

    while (*at != m + 1)
        at =
            &state
                 ->link[2 * (size_t)(*at - 1) + (state->input->meetings[*at - 1].b == p)];
    *at = ie_plan_next_at(state, p, m);
}

static void leave_out(struct state *state, uint32_t m)
{
    if (state->left_at[m] != UINT32_MAX)
        return;
    state->left_at[m] = state->left_count;
    state->left[state->left_count++] = m;
}

static void no_longer_left(struct state *state, uint32_t m)
{
    uint32_t at = state->left_at[m];

    if (at == UINT32_MAX)
        return;
    uint32_t last = state->left[--state->left_count];
    state->left[at] = last;
    state->left_at[last] = at;
    state->left_at[m] = UINT32_MAX;
}

static void note_change(struct state *state, uint32_t m)
{
    if (!state->is_changed[m]) {
        state->is_changed[m] = 1;
        state->changed[state->changed_count++] = m;
    }
    state->ticks++;
}

void ie_plan_place(struct state *state, uint32_t m, uint32_t s, bool at_b)
{
    const struct ie_schedule_meeting *meeting = &state->input->meetings[m];

    state->slot[m] = (int32_t)s;
    state->at_b[m] = (int8_t)at_b;
    list_in(state, meeting->a, m, s);
    list_in(state, meeting->b, m, s);
    count(state, meeting->a, s, 1);
    count(state, meeting->b, s, 1);
    count_seat(state, m, s, 1);
    state->group_at[state->group[m]] = m + 1;
    state->rank += earns(state, m, s);
    no_longer_left(state, m);
    note_change(state, m);
}

void ie_plan_take_off(struct state *state, uint32_t m)
{
    const struct ie_schedule_meeting *meeting = &state->input->meetings[m];
    uint32_t s = (uint32_t)state->slot[m];

    list_out(state, meeting->a, m, s);
    list_out(state, meeting->b, m, s);
    count(state, meeting->a, s, -1);
    count(state, meeting->b, s, -1);
    count_seat(state, m, s, -1);
    state->group_at[state->group[m]] = 0;
    state->rank -= earns(state, m, s);
    state->slot[m] = NONE;
    leave_out(state, m);
    note_change(state, m);
}
