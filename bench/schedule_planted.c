/*
 * Fairs with a known good timetable: meetings are planted slot by slot until a bottleneck
 * is filled to 95 %, then wishes that the plan does not hold are strewn over it. The
 * planted value is a lower bound of the best: how near an engine comes to it says more
 * than its own bound does.
 *
 *   bench-schedule_planted PEOPLE places|busy SEED TICKS
 *
 * prints: meetings wished, planted value, greedy value, our value, bound, seconds, placed.
 * The greedy peer takes the wishes by weight and gives each the first slot that is free.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/id.h"
#include "engine/scheduling/scheduling.h"

enum planted_kind {
    PLANTED_PLACES, /* places are scarce: one for ten participants */
    PLANTED_BUSY,   /* one participant in ten is wanted by all the others */
};

struct planted {
    struct ie_schedule_input input;
    int64_t value; /* of the planted timetable */
    struct ie_schedule_slot *slots;
    struct ie_schedule_participation *people;
    struct ie_schedule_place *places;
    struct ie_schedule_meeting *meetings;
    uint64_t *available;
};

static const double FILL = 0.95;

enum { DAYS = 4, SLOTS_A_DAY = 16, SLOTS = DAYS * SLOTS_A_DAY };

static void planted_release(struct planted *planted)
{
    ie_free(planted->slots);
    ie_free(planted->people);
    ie_free(planted->places);
    ie_free(planted->meetings);
    ie_free(planted->available);
}

static void make_slots(struct planted *planted)
{
    for (uint32_t s = 0; s < SLOTS; s++) {
        ie_moment start =
            (s / SLOTS_A_DAY) * IE_DAY + (9 * 60 + 30 * (s % SLOTS_A_DAY)) * IE_MINUTE;
        planted->slots[s] = (struct ie_schedule_slot){
            start, start + 30 * IE_MINUTE, s / SLOTS_A_DAY, (s % SLOTS_A_DAY) / 8};
    }
}

static void add_meeting(struct planted *planted, uint32_t a, uint32_t b, uint32_t weight,
                        bool mutual, bool counts)
{
    planted->meetings[planted->input.meeting_count++] =
        (struct ie_schedule_meeting){.a = a,
                                     .b = b,
                                     .weight = weight,
                                     .mutual = mutual,
                                     .slot = -1,
                                     .place = -1,
                                     .was_slot = -1,
                                     .was_place = -1};
    if (counts)
        planted->value += (int64_t)weight * (mutual ? 3 : 1);
}

static uint32_t pick(struct ie_rng *rng, uint32_t from, uint32_t end)
{
    return from + (uint32_t)ie_rng_below(rng, end - from);
}

static bool planted_make(struct planted *planted, uint32_t people, enum planted_kind kind,
                         uint64_t seed)
{
    uint32_t in_slot[SLOTS] = {0};
    uint32_t few = people / 10, places = kind == PLANTED_PLACES ? few : people / 5;
    uint32_t most = SLOTS * (kind == PLANTED_PLACES ? places : few) * 2 + 16;
    uint8_t *met = ie_calloc((size_t)people * people / 8 + 1, 1);
    uint8_t *busy = ie_calloc((size_t)people * SLOTS, 1);
    struct ie_rng rng;

    memset(planted, 0, sizeof(*planted));
    ie_rng_init(&rng, seed);
    planted->slots = ie_calloc(SLOTS, sizeof(*planted->slots));
    planted->people = ie_calloc(people, sizeof(*planted->people));
    planted->places = ie_calloc(places, sizeof(*planted->places));
    planted->meetings = ie_calloc(most, sizeof(*planted->meetings));
    planted->available = ie_calloc(people, sizeof(uint64_t));
    if (!met || !busy || !planted->slots || !planted->people || !planted->places ||
        !planted->meetings || !planted->available) {
        ie_free(met);
        ie_free(busy);
        return false;
    }
    make_slots(planted);
    for (uint32_t p = 0; p < people; p++) {
        planted->people[p].available = &planted->available[p];
        planted->people[p].place = -1;
    }
    uint32_t target = (uint32_t)(FILL * SLOTS * (kind == PLANTED_PLACES ? places : few));
    for (uint32_t tries = 0;
         planted->input.meeting_count < target && tries < 400 * target; tries++) {
        uint32_t s = planted->input.meeting_count % SLOTS;
        uint32_t a = pick(&rng, 0, kind == PLANTED_BUSY ? few : people);
        uint32_t b = pick(&rng, kind == PLANTED_BUSY ? few : 0, people);
        size_t at = (size_t)a * people + b, back = (size_t)b * people + a;
        if (tries % 7 == 6)
            s = pick(&rng, 0, SLOTS);
        if (a == b || in_slot[s] == places || busy[(size_t)a * SLOTS + s] ||
            busy[(size_t)b * SLOTS + s] || (met[at / 8] >> (at % 8) & 1))
            continue;
        in_slot[s]++;
        busy[(size_t)a * SLOTS + s] = busy[(size_t)b * SLOTS + s] = 1;
        met[at / 8] |= (uint8_t)(1 << (at % 8));
        met[back / 8] |= (uint8_t)(1 << (back % 8));
        add_meeting(planted, a, b, 1 + (uint32_t)ie_rng_below(&rng, 5),
                    ie_rng_unit(&rng) < 0.4, true);
    }
    for (uint32_t extra = target / 2; extra > 0; extra--) {
        uint32_t a = pick(&rng, 0, kind == PLANTED_BUSY ? few : people);
        uint32_t b = pick(&rng, kind == PLANTED_BUSY ? few : 0, people);
        if (a != b)
            add_meeting(planted, a, b, 1, ie_rng_unit(&rng) < 0.4, false);
    }
    /* present when the plan needs it, and at one other time in five */
    for (uint32_t p = 0; p < people; p++)
        for (uint32_t s = 0; s < SLOTS; s++)
            planted->available[p] |=
                (uint64_t)(busy[(size_t)p * SLOTS + s] || ie_rng_unit(&rng) < 0.2) << s;
    ie_free(met);
    ie_free(busy);
    planted->input.slots = planted->slots;
    planted->input.slot_count = SLOTS;
    planted->input.participations = planted->people;
    planted->input.participation_count = people;
    planted->input.places = planted->places;
    planted->input.place_count = places;
    planted->input.meetings = planted->meetings;
    return true;
}

struct wish {
    uint32_t meeting;
    int64_t value;
};

static int by_value(const void *x, const void *y)
{
    const struct wish *a = x, *b = y;

    if (a->value != b->value)
        return a->value > b->value ? -1 : 1;
    return (a->meeting > b->meeting) - (a->meeting < b->meeting);
}

/* First fit by weight; pairs that meet are remembered. */
static int64_t greedy_value(const struct planted *planted)
{
    const struct ie_schedule_input *input = &planted->input;
    uint32_t people = input->participation_count;
    struct wish *wishes = ie_calloc(input->meeting_count + 1, sizeof(*wishes));
    uint64_t *busy = ie_calloc(people, sizeof(*busy));
    uint8_t *met = ie_calloc((size_t)people * people / 8 + 1, 1);
    uint32_t in_slot[SLOTS] = {0};
    int64_t value = 0;

    for (uint32_t m = 0; wishes && busy && met && m < input->meeting_count; m++)
        wishes[m] = (struct wish){m, (int64_t)input->meetings[m].weight *
                                         (input->meetings[m].mutual ? 3 : 1)};
    if (wishes && busy && met) {
        qsort(wishes, input->meeting_count, sizeof(*wishes), by_value);
        for (uint32_t i = 0; i < input->meeting_count; i++) {
            const struct ie_schedule_meeting *m = &input->meetings[wishes[i].meeting];
            uint32_t low = m->a < m->b ? m->a : m->b, high = m->a < m->b ? m->b : m->a;
            size_t at = (size_t)low * people + high;
            uint64_t free = planted->available[m->a] & planted->available[m->b] &
                            ~busy[m->a] & ~busy[m->b];
            for (uint32_t s = 0; s < SLOTS && !(met[at / 8] >> (at % 8) & 1); s++)
                if ((free >> s & 1) && in_slot[s] < input->place_count) {
                    in_slot[s]++;
                    busy[m->a] |= UINT64_C(1) << s;
                    busy[m->b] |= UINT64_C(1) << s;
                    met[at / 8] |= (uint8_t)(1 << (at % 8));
                    value += wishes[i].value;
                }
        }
    }
    ie_free(wishes);
    ie_free(busy);
    ie_free(met);
    return value;
}

int main(int argc, char **argv)
{
    struct ie_solve_control control = {0};
    struct ie_schedule_output *out = NULL;
    struct planted planted;
    struct ie_arena arena;
    struct ie_error err;
    int64_t people, seed, ticks;

    if (argc != 5 || !ie_str_int64(ie_str_z(argv[1]), &people) ||
        !ie_str_int64(ie_str_z(argv[3]), &seed) ||
        !ie_str_int64(ie_str_z(argv[4]), &ticks) || people < 20 || people > 20000) {
        fprintf(stderr, "usage: %s PEOPLE places|busy SEED TICKS\n", argv[0]);
        return 2;
    }
    enum planted_kind kind =
        ie_str_eqz(ie_str_z(argv[2]), "busy") ? PLANTED_BUSY : PLANTED_PLACES;
    if (!planted_make(&planted, (uint32_t)people, kind, (uint64_t)seed))
        return 1;
    control.seed = (uint64_t)seed;
    control.ticks = (uint64_t)ticks;
    ie_arena_init(&arena, 0);
    int64_t begun = ie_monotonic_us();
    int code = ie_schedule_solve(&planted.input, &control, &arena, &out, &err);
    double seconds = (double)(ie_monotonic_us() - begun) / 1e6;
    if (code)
        fprintf(stderr, "%s\n", err.id);
    else
        printf("%u %lld %lld %lld %lld %.2f %u\n", planted.input.meeting_count,
               (long long)planted.value, (long long)greedy_value(&planted),
               (long long)out->objective.value, (long long)out->bound, seconds,
               out->objective.placed);
    ie_arena_release(&arena);
    planted_release(&planted);
    return code != 0;
}
