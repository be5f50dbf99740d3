/* Places for meetings whose slots are decided. */
#include "base/vec.h"
#include "engine/scheduling/state.h"

/* ---- One slot, exactly --------------------------------------------------------------------- */

struct matching { /* meetings of one slot to places, Kuhn's augmenting paths */
    const struct ie_schedule_input *input;
    const uint32_t *meetings;
    uint32_t count;
    int32_t slot;
    int32_t *at;    /* [count] place or NONE */
    bool *pinned;   /* [count] */
    bool *owned;    /* [places] */
    bool *visited;  /* [places] */
    uint32_t *used; /* [places] */
};

static bool may_sit(const struct matching *matching, uint32_t i, int32_t place)
{
    const struct ie_schedule_input *input = matching->input;
    const struct ie_schedule_meeting *meeting = &input->meetings[matching->meetings[i]];
    int32_t a = input->participations[meeting->a].place;
    int32_t b = input->participations[meeting->b].place;

    if (a >= 0 || b >= 0 ? place != a && place != b : matching->owned[place])
        return false;
    return bit(input->places[place].available, (uint32_t)matching->slot);
}

static bool augment(struct matching *matching, uint32_t i)
{
    for (uint32_t p = 0; p < matching->input->place_count; p++) {
        uint32_t capacity = matching->input->places[p].capacity;
        if (matching->visited[p] || !may_sit(matching, i, (int32_t)p))
            continue;
        matching->visited[p] = true;
        bool room = matching->used[p] < (capacity ? capacity : 1);
        for (uint32_t k = 0; k < matching->count && !room; k++)
            if (matching->at[k] == (int32_t)p && !matching->pinned[k] &&
                augment(matching, k)) {
                matching->used[p]--;
                room = true;
            }
        if (room) {
            matching->at[i] = (int32_t)p;
            matching->used[p]++;
            return true;
        }
    }
    return false;
}

int ie_plan_seat_slot(const struct ie_schedule_input *input, const uint32_t *meetings,
                      uint32_t count, int32_t slot,
                      struct ie_schedule_placement *placements, bool *all,
                      struct ie_error *err)
{
    size_t places = (size_t)input->place_count + 1;
    struct matching matching = {.input = input,
                                .meetings = meetings,
                                .count = count,
                                .slot = slot,
                                .at = ie_calloc((size_t)count + 1, sizeof(int32_t)),
                                .pinned = ie_calloc((size_t)count + 1, sizeof(bool)),
                                .owned = ie_calloc(places, sizeof(bool)),
                                .visited = ie_calloc(places, sizeof(bool)),
                                .used = ie_calloc(places, sizeof(uint32_t))};
    int code = 0;

    if (!matching.at || !matching.pinned || !matching.owned || !matching.visited ||
        !matching.used) {
        code = ie_fail_nomem(err);
        goto out;
    }
    for (uint32_t p = 0; p < input->participation_count; p++)
        if (input->participations[p].place >= 0)
            matching.owned[input->participations[p].place] = true;
    for (uint32_t i = 0; i < count; i++) {
        matching.at[i] = placements[meetings[i]].place;
        matching.pinned[i] = matching.at[i] >= 0;
        if (matching.at[i] >= 0)
            matching.used[matching.at[i]]++;
    }
    *all = true;
    for (uint32_t i = 0; i < count; i++) {
        if (matching.at[i] >= 0)
            continue;
        memset(matching.visited, 0, places * sizeof(bool));
        *all &= augment(&matching, i);
    }
    for (uint32_t i = 0; i < count; i++)
        placements[meetings[i]].place = matching.at[i];
out:
    ie_free(matching.at);
    ie_free(matching.pinned);
    ie_free(matching.owned);
    ie_free(matching.visited);
    ie_free(matching.used);
    return code;
}

/* ---- All slots, few changes ------------------------------------------------------------------ */

struct seating {
    const struct state *state;
    struct ie_schedule_placement *put;
    uint32_t *used;   /* [places] meetings in the running slot */
    uint32_t *holder; /* [places] one of them + 1 */
};

enum {
    PASSES = 3,
    STAY = 8
}; /* STAY: staying at the confirmed place outweighs changes */

static uint32_t capacity_of(const struct state *state, int32_t place)
{
    uint32_t capacity = state->input->places[place].capacity;

    return capacity ? capacity : 1;
}

/* Is the place of this meeting beyond choice? */
static bool pinned(const struct state *state, uint32_t m)
{
    return fixed(state, m) && state->input->meetings[m].place >= 0;
}

/* Where p meets just before (step -1) or after (1) slot s on its day; NONE if nowhere. */
static int32_t beside(const struct seating *seating, uint32_t p, uint32_t s, int by)
{
    const struct state *state = seating->state;

    for (int64_t t = (int64_t)s + by;
         t >= 0 && t < state->slots && state->day[t] == state->day[s]; t += by) {
        uint32_t at = ie_plan_first_at(state, p, (uint32_t)t);
        if (at)
            return seating->put[at - 1].place;
    }
    return NONE;
}

static int cost_of(const struct seating *seating, uint32_t m, uint32_t s, int32_t place)
{
    const struct ie_schedule_meeting *meeting = &seating->state->input->meetings[m];
    uint32_t who[2] = {meeting->a, meeting->b};
    int cost = 0;

    for (int i = 0; i < 2; i++)
        for (int by = -1; by <= 1; by += 2) {
            int32_t other = beside(seating, who[i], s, by);
            cost += other != NONE && other != place;
        }
    if (meeting->was_slot == (int32_t)s && meeting->was_place >= 0)
        cost += meeting->was_place != place ? STAY : 0;
    return cost;
}

static bool shared_open(const struct state *state, int32_t place, uint32_t s)
{
    return place >= 0 && state->owner[place] == NONE &&
           bit(state->input->places[place].available, s);
}

static void sit(struct seating *seating, uint32_t m, int32_t place)
{
    seating->put[m].place = place;
    seating->used[place]++;
    seating->holder[place] = m + 1;
}

static void count_slot(struct seating *seating, uint32_t s)
{
    const struct state *state = seating->state;
    const uint32_t *seats = state->seats + state->seats_at[s];

    memset(seating->used, 0, state->places * sizeof(uint32_t));
    for (uint32_t i = 0; i < state->sharing[s]; i++)
        if (seating->put[seats[i]].place >= 0)
            sit(seating, seats[i], seating->put[seats[i]].place);
}

/* First where a meeting likes best, as long as there is room; the others anywhere. */
static void seat_first(struct seating *seating, uint32_t s)
{
    const struct state *state = seating->state;
    const uint32_t *seats = state->seats + state->seats_at[s];
    int32_t next = 0;

    count_slot(seating, s);
    for (uint32_t i = 0; i < state->sharing[s]; i++) {
        uint32_t m = seats[i];
        const struct ie_schedule_meeting *meeting = &state->input->meetings[m];
        int32_t likes[3] = {meeting->was_slot == (int32_t)s ? meeting->was_place : NONE,
                            beside(seating, meeting->a, s, -1),
                            beside(seating, meeting->b, s, -1)};
        for (int k = 0; k < 3 && seating->put[m].place < 0; k++)
            if (shared_open(state, likes[k], s) &&
                seating->used[likes[k]] < capacity_of(state, likes[k]))
                sit(seating, m, likes[k]);
    }
    for (uint32_t i = 0; i < state->sharing[s]; i++) {
        if (seating->put[seats[i]].place >= 0)
            continue;
        while (!shared_open(state, next, s) ||
               seating->used[next] >= capacity_of(state, next))
            next++; /* ends: no more meetings share the slot than it has room for */
        sit(seating, seats[i], next);
    }
}

/* Moves m to a place it would rather have, if it is free or its holder agrees. */
static void improve_seat(struct seating *seating, uint32_t m, uint32_t s)
{
    const struct state *state = seating->state;
    const struct ie_schedule_meeting *meeting = &state->input->meetings[m];
    int32_t from = seating->put[m].place;
    int32_t likes[5] = {
        meeting->was_slot == (int32_t)s ? meeting->was_place : NONE,
        beside(seating, meeting->a, s, -1), beside(seating, meeting->a, s, 1),
        beside(seating, meeting->b, s, -1), beside(seating, meeting->b, s, 1)};
    int now = cost_of(seating, m, s, from);

    for (int k = 0; k < 5 && now; k++) {
        int32_t to = likes[k];
        if (to == from || !shared_open(state, to, s))
            continue;
        int gain = now - cost_of(seating, m, s, to);
        if (seating->used[to] < capacity_of(state, to)) {
            if (gain <= 0)
                continue;
        } else {
            uint32_t other = seating->holder[to] - 1;
            if (pinned(state, other) || seating->put[other].place != to ||
                gain + cost_of(seating, other, s, to) -
                        cost_of(seating, other, s, from) <=
                    0)
                continue;
            seating->put[other].place = from;
            seating->holder[from] = other + 1;
            seating->used[from]++;
            seating->used[to]--;
        }
        seating->used[from]--;
        sit(seating, m, to);
        return;
    }
}

int ie_plan_seat_all(const struct state *state, struct ie_schedule_placement *placements,
                     struct ie_error *err)
{
    const struct ie_schedule_input *input = state->input;
    size_t places = (size_t)state->places + 1;
    struct seating seating = {.state = state,
                              .put = placements,
                              .used = ie_calloc(places, sizeof(uint32_t)),
                              .holder = ie_calloc(places, sizeof(uint32_t))};
    int code = 0;

    if (!seating.used || !seating.holder) {
        code = ie_fail_nomem(err);
        goto out;
    }
    for (uint32_t m = 0; m < state->meetings; m++) {
        const struct ie_schedule_meeting *meeting = &input->meetings[m];
        placements[m] = (struct ie_schedule_placement){state->slot[m], NONE};
        if (state->slot[m] == NONE || state->seat[m] == SEAT_NOWHERE)
            continue;
        if (state->seat[m] != SEAT_SHARED)
            placements[m].place =
                input->participations[state->at_b[m] ? meeting->b : meeting->a].place;
        else if (pinned(state, m))
            placements[m].place = meeting->place;
    }
    for (uint32_t s = 0; s < state->slots; s++)
        seat_first(&seating, s);
    for (int pass = 0; pass < PASSES; pass++)
        for (uint32_t s = 0; s < state->slots; s++) {
            const uint32_t *seats = state->seats + state->seats_at[s];
            count_slot(&seating, s);
            for (uint32_t i = 0; i < state->sharing[s]; i++)
                if (!pinned(state, seats[i]))
                    improve_seat(&seating, seats[i], s);
        }
out:
    ie_free(seating.used);
    ie_free(seating.holder);
    return code;
}
