/*
 * An upper bound of objective 1: the Lagrangean dual of choosing pairs under the capacity
 * of each participation (Σ over days, caps), of each owned place and of all shared places
 * together. For prices y >= 0 a capacity unit,
 *
 *     Σ capacity · y  +  Σ over pairs of max(0, best of its meetings (worth − Σ y it uses))
 *
 * is no less than the rank of any timetable. Prices are whole 1/FINE of a rank unit and the
 * sum is taken in integers, so rounding cannot make the bound too small.
 */
#include <math.h>

#include "engine/scheduling/state.h"

enum { FINE = 64, ROUNDS = 400, USES = 3 };

struct edge {
    int64_t worth; /* in 1/FINE */
    uint32_t use[USES];
    uint32_t uses;
};

struct dual {
    struct edge *edges; /* by pair */
    uint32_t *first;    /* [pairs + 1] */
    uint32_t pairs;
    int64_t *capacity; /* [resources] */
    int64_t *price;
    int64_t *used;
    uint32_t resources;
};

/* The most that a meeting can earn in any slot open to it; 0 if there is none. */
static int64_t worth_of(const struct state *state, uint32_t m)
{
    const struct ie_schedule_meeting *meeting = &state->input->meetings[m];
    const uint64_t *seated = state->seated + (size_t)m * state->words;
    bool any = false;

    if (fixed(state, m))
        return earns(state, m, (uint32_t)meeting->slot);
    for (uint32_t w = 0; w < state->words; w++)
        any |= seated[w] != 0;
    if (!any)
        return 0;
    return meeting->was_slot >= 0 && bit(seated, (uint32_t)meeting->was_slot)
               ? earns(state, m, (uint32_t)meeting->was_slot)
               : state->gain[m];
}

static struct edge edge_of(const struct state *state, uint32_t m)
{
    const struct ie_schedule_meeting *meeting = &state->input->meetings[m];
    const struct ie_schedule_participation *all = state->input->participations;
    uint32_t people = state->participations;
    struct edge edge = {.worth = worth_of(state, m) * FINE,
                        .use = {meeting->a, meeting->b, 0},
                        .uses = 2};

    if (state->seat[m] == SEAT_SHARED)
        edge.use[edge.uses++] = people + state->owned_count;
    else if (state->seat[m] == SEAT_A)
        edge.use[edge.uses++] = people + (uint32_t)state->owner[all[meeting->a].place];
    else if (state->seat[m] == SEAT_B)
        edge.use[edge.uses++] = people + (uint32_t)state->owner[all[meeting->b].place];
    return edge;
}

static void read_capacities(const struct state *state, struct dual *dual)
{
    const struct ie_schedule_input *input = state->input;
    uint32_t people = state->participations;

    for (uint32_t p = 0; p < people; p++)
        dual->capacity[p] = state->room[p];
    for (uint32_t o = 0; o < state->owned_count; o++) {
        const struct ie_schedule_place *place = &input->places[state->owned[o]];
        for (uint32_t s = 0; s < state->slots; s++)
            if (bit(place->available, s))
                dual->capacity[people + o] += place->capacity ? place->capacity : 1;
    }
    for (uint32_t s = 0; s < state->slots; s++)
        dual->capacity[people + state->owned_count] += state->shared[s];
}

static void read_edges(const struct state *state, struct dual *dual)
{
    for (uint32_t m = 0; m < state->meetings; m++)
        dual->first[state->group[m] + 1]++;
    for (uint32_t g = 0; g < dual->pairs; g++)
        dual->first[g + 1] += dual->first[g];
    for (uint32_t m = state->meetings; m-- > 0;) /* from the back: first[g] stays right */
        dual->edges[--dual->first[state->group[m] + 1]] = edge_of(state, m);
    for (uint32_t g = 0; g < dual->pairs; g++)
        dual->first[g] = dual->first[g + 1];
    dual->first[dual->pairs] = state->meetings;
}

/* Value at the prices; `used` counts what the chosen pairs take of each resource. */
static int64_t evaluate(const struct dual *dual)
{
    int64_t sum = 0;

    for (uint32_t r = 0; r < dual->resources; r++) {
        dual->used[r] = 0;
        sum += dual->capacity[r] * dual->price[r];
    }
    for (uint32_t g = 0; g < dual->pairs; g++) {
        const struct edge *best = NULL;
        int64_t most = 0;
        for (uint32_t i = dual->first[g]; i < dual->first[g + 1]; i++) {
            const struct edge *edge = &dual->edges[i];
            int64_t left = edge->worth;
            for (uint32_t u = 0; u < edge->uses; u++)
                left -= dual->price[edge->use[u]];
            if (left > most) {
                most = left;
                best = edge;
            }
        }
        sum += most;
        for (uint32_t u = 0; best && u < best->uses; u++)
            dual->used[best->use[u]]++;
    }
    return sum;
}

/* One subgradient step with Polyak's length towards `aim`. */
static void step(struct dual *dual, double length, double gap)
{
    double square = 0;

    for (uint32_t r = 0; r < dual->resources; r++) {
        double over = (double)(dual->used[r] - dual->capacity[r]);
        if (over > 0 || dual->price[r] > 0)
            square += over * over;
    }
    if (square <= 0)
        return;
    for (uint32_t r = 0; r < dual->resources; r++) {
        double over = (double)(dual->used[r] - dual->capacity[r]);
        double price = (double)dual->price[r] + length * gap / square * over;
        dual->price[r] = price > 0 ? (int64_t)llround(price) : 0;
    }
}

static int64_t descend(struct dual *dual, int64_t reached)
{
    int64_t best = INT64_MAX;
    double length = 1.5;
    int idle = 0;

    for (int round = 0; round < ROUNDS; round++) {
        int64_t value = evaluate(dual);
        if (value < best) {
            best = value;
            idle = 0;
        } else if (++idle == 12) {
            length *= 0.6;
            idle = 0;
        }
        if (best / FINE <= reached)
            break;
        step(dual, length, (double)(value - reached * FINE) + FINE);
    }
    return best;
}

int ie_plan_rank_bound(const struct state *state, int64_t reached, int64_t *bound,
                       struct ie_error *err)
{
    struct dual dual = {.pairs = state->groups,
                        .resources = state->participations + state->owned_count + 1};
    int code = 0;

    dual.edges = ie_calloc((size_t)state->meetings + 1, sizeof(*dual.edges));
    dual.first = ie_calloc((size_t)dual.pairs + 2, sizeof(*dual.first));
    dual.capacity = ie_calloc(dual.resources, sizeof(int64_t));
    dual.price = ie_calloc(dual.resources, sizeof(int64_t));
    dual.used = ie_calloc(dual.resources, sizeof(int64_t));
    if (!dual.edges || !dual.first || !dual.capacity || !dual.price || !dual.used) {
        code = ie_fail_nomem(err);
        goto out;
    }
    read_capacities(state, &dual);
    read_edges(state, &dual);
    *bound = descend(&dual, reached) / FINE;
out:
    ie_free(dual.edges);
    ie_free(dual.first);
    ie_free(dual.capacity);
    ie_free(dual.price);
    ie_free(dual.used);
    return code;
}
