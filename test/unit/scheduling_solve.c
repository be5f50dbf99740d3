/* The scheduling contract on cases a person can see, and what must not matter. */
#include <stdlib.h>

#include "base/alloc.h"
#include "engine/scheduling/scheduling.h"
#include "harness.h"

enum { MOST_SLOTS = 12, MOST = 24, MEETINGS = 90 };

struct fair {
    struct ie_schedule_slot slots[MOST_SLOTS];
    struct ie_schedule_participation people[MOST + 1];
    struct ie_schedule_place places[MOST];
    struct ie_schedule_meeting meetings[MEETINGS];
    uint64_t open[MOST + 1];
    struct ie_schedule_input input;
};

static void start(struct fair *fair, uint32_t slots, uint32_t people, uint32_t places)
{
    memset(fair, 0, sizeof(*fair));
    for (uint32_t s = 0; s < slots; s++)
        fair->slots[s] =
            (struct ie_schedule_slot){s * IE_HOUR, (s + 1) * IE_HOUR, s / 6, 0};
    for (uint32_t p = 0; p <= people; p++)
        fair->people[p].place = IE_SCHEDULE_NONE;
    fair->input = (struct ie_schedule_input){.slots = fair->slots,
                                             .slot_count = slots,
                                             .participations = fair->people,
                                             .participation_count = people,
                                             .places = fair->places,
                                             .place_count = places,
                                             .meetings = fair->meetings};
}

static struct ie_schedule_meeting *meet(struct fair *fair, uint32_t a, uint32_t b,
                                        uint32_t weight)
{
    struct ie_schedule_meeting *m = &fair->meetings[fair->input.meeting_count++];

    *m = (struct ie_schedule_meeting){.a = a,
                                      .b = b,
                                      .weight = weight,
                                      .slot = IE_SCHEDULE_NONE,
                                      .place = IE_SCHEDULE_NONE,
                                      .was_slot = IE_SCHEDULE_NONE,
                                      .was_place = IE_SCHEDULE_NONE};
    return m;
}

static struct ie_schedule_output *solve(const struct fair *fair, struct ie_arena *arena)
{
    struct ie_solve_control control = {.ticks = 1000000};
    struct ie_schedule_output *out = NULL;
    struct ie_error err;

    IE_CHECK_OK(ie_schedule_solve(&fair->input, &control, arena, &out, &err), &err);
    return out;
}

IE_TEST(schedule_of_nothing)
{
    struct ie_arena arena;
    struct fair fair;

    ie_arena_init(&arena, 0);
    start(&fair, 0, 0, 0);
    struct ie_schedule_output *out = solve(&fair, &arena);
    IE_REQUIRE(out != NULL);
    IE_CHECK_INT(out->status, IE_SCHEDULE_OPTIMAL);
    IE_CHECK_INT(out->bound, 0);
    start(&fair, 0, 2, 1);
    meet(&fair, 0, 1, 1);
    out = solve(&fair, &arena);
    IE_REQUIRE(out != NULL);
    IE_CHECK_INT(out->reasons[0], IE_SCHEDULE_NO_COMMON_SLOT);
    ie_arena_release(&arena);
}

IE_TEST(schedule_round_robin_is_complete_and_proved)
{
    struct ie_arena arena;
    struct fair fair;

    /* 8 play each other in 7 rounds on 4 tables: only a perfect plan fits */
    ie_arena_init(&arena, 0);
    start(&fair, 7, 8, 4);
    for (uint32_t a = 0; a < 8; a++)
        for (uint32_t b = a + 1; b < 8; b++)
            meet(&fair, a, b, 1);
    struct ie_schedule_output *out = solve(&fair, &arena);
    IE_REQUIRE(out != NULL);
    IE_CHECK_INT(out->objective.placed, 28);
    IE_CHECK_INT(out->bound, 28);
    IE_CHECK_INT(out->status, IE_SCHEDULE_OPTIMAL);
    IE_CHECK_INT(out->objective.unserved, 0);
    IE_CHECK_INT(out->objective.breaks, 0);
    ie_arena_release(&arena);
}

IE_TEST(schedule_says_why_a_meeting_does_not_take_place)
{
    struct ie_schedule_output *out;
    struct ie_arena arena;
    struct fair fair;

    ie_arena_init(&arena, 0);
    start(&fair, 2, 6, 1);
    fair.open[0] = 1;
    fair.open[1] = 2;
    fair.people[0].available = &fair.open[0];
    fair.people[1].available = &fair.open[1];
    meet(&fair, 0, 1, 1); /* never together */
    meet(&fair, 2, 3, 9);
    meet(&fair, 3, 2, 1); /* the same pair */
    meet(&fair, 4, 5, 9);
    meet(&fair, 2, 4, 1); /* one place, both slots taken */
    out = solve(&fair, &arena);
    IE_REQUIRE(out != NULL);
    IE_CHECK_INT(out->reasons[0], IE_SCHEDULE_NO_COMMON_SLOT);
    IE_CHECK_INT(out->reasons[1], IE_SCHEDULE_PLACED);
    IE_CHECK_INT(out->reasons[2], IE_SCHEDULE_REPEATED);
    IE_CHECK_INT(out->reasons[3], IE_SCHEDULE_PLACED);
    IE_CHECK(out->reasons[4] == IE_SCHEDULE_NO_FREE_SLOT ||
             out->reasons[4] == IE_SCHEDULE_PLACES_FULL);

    start(&fair, 1, 4, 1);
    meet(&fair, 0, 1, 9);
    meet(&fair, 2, 3, 1);
    out = solve(&fair, &arena);
    IE_REQUIRE(out != NULL);
    IE_CHECK_INT(out->reasons[1], IE_SCHEDULE_PLACES_FULL);

    start(&fair, 2, 4, 2);
    fair.people[0].cap = 1;
    meet(&fair, 0, 1, 9);
    meet(&fair, 0, 2, 1);
    meet(&fair, 3, 0, 1);
    out = solve(&fair, &arena);
    IE_REQUIRE(out != NULL);
    IE_CHECK_INT(out->reasons[1], IE_SCHEDULE_A_FULL);
    IE_CHECK_INT(out->reasons[2], IE_SCHEDULE_B_FULL);

    start(&fair, 2, 2, 1);
    fair.open[5] = 0;
    fair.places[0].available = &fair.open[5];
    meet(&fair, 0, 1, 1);
    out = solve(&fair, &arena);
    IE_REQUIRE(out != NULL);
    IE_CHECK_INT(out->reasons[0], IE_SCHEDULE_PLACE_CLOSED);
    ie_arena_release(&arena);
}

IE_TEST(schedule_names_the_clash_of_locked_meetings)
{
    struct ie_schedule_conflict conflict;
    struct ie_schedule_output *out = NULL;
    struct ie_arena arena;
    struct ie_error err;
    struct fair fair;
    bool found;

    ie_arena_init(&arena, 0);
    start(&fair, 3, 4, 2);
    for (uint32_t b = 1; b < 3; b++) {
        struct ie_schedule_meeting *m = meet(&fair, 0, b, 1);
        m->hold = IE_SCHEDULE_LOCKED;
        m->slot = 1;
    }
    IE_CHECK_FAIL(ie_schedule_solve(&fair.input, NULL, &arena, &out, &err), &err,
                  IE_INFEASIBLE, "schedule.locked_conflict");
    IE_CHECK(out == NULL);
    IE_CHECK_STR(err.arg[0].value, "a_busy");
    IE_REQUIRE_OK(
        ie_schedule_locked_conflict(&fair.input, &arena, &conflict, &found, &err), &err);
    IE_CHECK(found);
    IE_CHECK_INT(conflict.rule, IE_SCHEDULE_RULE_A_BUSY);
    IE_CHECK_INT(conflict.meeting, 1);
    IE_CHECK_INT(conflict.other, 0);
    IE_CHECK_INT(conflict.slot, 1);
    /* two places for three locked ones in a slot */
    start(&fair, 3, 6, 2);
    for (uint32_t i = 0; i < 3; i++) {
        struct ie_schedule_meeting *m = meet(&fair, 2 * i, 2 * i + 1, 1);
        m->hold = IE_SCHEDULE_BEGUN;
        m->slot = 0;
    }
    IE_REQUIRE_OK(
        ie_schedule_locked_conflict(&fair.input, &arena, &conflict, &found, &err), &err);
    IE_CHECK(found);
    IE_CHECK_INT(conflict.rule, IE_SCHEDULE_RULE_PLACE_TAKEN);
    fair.input.place_count = 0; /* without places they fit */
    IE_REQUIRE_OK(
        ie_schedule_locked_conflict(&fair.input, &arena, &conflict, &found, &err), &err);
    IE_CHECK(!found);
    ie_arena_release(&arena);
}

IE_TEST(schedule_refuses_bad_input)
{
    struct ie_schedule_output *out = NULL;
    struct ie_arena arena;
    struct ie_error err;
    struct fair fair;

    ie_arena_init(&arena, 0);
#define REFUSED(change)                                                                  \
    start(&fair, 3, 4, 2);                                                               \
    meet(&fair, 0, 1, 1);                                                                \
    change;                                                                              \
    IE_CHECK_FAIL(ie_schedule_solve(&fair.input, NULL, &arena, &out, &err), &err,        \
                  IE_INPUT, "schedule.bad_input")
    REFUSED(fair.meetings[0].b = 0);
    REFUSED(fair.meetings[0].b = 4);
    REFUSED(fair.meetings[0].weight = 0);
    REFUSED(fair.meetings[0].weight = IE_SCHEDULE_WEIGHT + 1);
    REFUSED(fair.meetings[0].hold = 3);
    REFUSED(fair.meetings[0].hold = IE_SCHEDULE_LOCKED); /* without a slot */
    REFUSED(fair.meetings[0].was_slot = 3);
    REFUSED(fair.meetings[0].place = -2);
    REFUSED(fair.people[2].place = 2);
    REFUSED(fair.slots[1].start = -1);
    REFUSED(fair.slots[1].day = 9);
    REFUSED(fair.slots[0].end = -5);
    IE_CHECK(out == NULL);
    ie_arena_release(&arena);
}

/* A fair of chance: enough wishes that some are left over. */
static void random_fair(struct fair *fair, struct ie_rng *rng)
{
    start(fair, 4 + (uint32_t)ie_rng_below(rng, 9), 6 + (uint32_t)ie_rng_below(rng, 18),
          1 + (uint32_t)ie_rng_below(rng, 6));
    uint32_t people = fair->input.participation_count;
    for (uint32_t p = 0; p < people; p++) {
        fair->open[p] = ie_rng_next(rng) | ie_rng_next(rng);
        fair->people[p].available = &fair->open[p];
    }
    for (uint32_t m = 20 + (uint32_t)ie_rng_below(rng, MEETINGS - 20); m > 0; m--) {
        uint32_t a = (uint32_t)ie_rng_below(rng, people);
        uint32_t b = (a + 1 + (uint32_t)ie_rng_below(rng, people - 1)) % people;
        meet(fair, a, b, 1 + (uint32_t)ie_rng_below(rng, 5))->mutual =
            ie_rng_below(rng, 2);
    }
}

IE_TEST(schedule_is_the_same_every_time_and_on_any_threads)
{
    struct fair *fair = ie_calloc(1, sizeof(*fair));
    struct ie_arena arena;
    struct ie_error err;

    IE_REQUIRE(fair != NULL);
    ie_arena_init(&arena, 0);
    for (unsigned round = 0; round < 10 && !ie_test_failed(); round++) {
        struct ie_schedule_output *x = NULL, *y = NULL;
        struct ie_solve_control one = {.seed = round, .ticks = 50000, .threads = 1};
        struct ie_solve_control four = {.seed = round, .ticks = 50000, .threads = 4};
        random_fair(fair, ie_test_rng());
        IE_REQUIRE_OK(ie_schedule_solve(&fair->input, &one, &arena, &x, &err), &err);
        IE_REQUIRE_OK(ie_schedule_solve(&fair->input, &four, &arena, &y, &err), &err);
        for (uint32_t m = 0; m < fair->input.meeting_count; m++) {
            IE_CHECK_INT(x->placements[m].slot, y->placements[m].slot);
            IE_CHECK_INT(x->placements[m].place, y->placements[m].place);
        }
        IE_CHECK_INT(x->bound, y->bound);
        ie_arena_clear(&arena);
    }
    ie_arena_release(&arena);
    ie_free(fair);
}

IE_TEST(schedule_value_does_not_depend_on_names)
{
    struct fair *fair = ie_calloc(1, sizeof(*fair)),
                *other = ie_calloc(1, sizeof(*other));
    struct ie_arena arena;

    IE_REQUIRE(fair && other);
    ie_arena_init(&arena, 0);
    for (unsigned round = 0; round < 10 && !ie_test_failed(); round++) {
        random_fair(fair, ie_test_rng());
        *other = *fair;
        uint32_t people = fair->input.participation_count;
        /* everybody gets another number, meetings and their sides are turned round, and
         * somebody comes who wants nothing */
        for (uint32_t p = 0; p < people; p++) {
            other->open[people - 1 - p] = fair->open[p];
            other->people[p].available = &other->open[p];
        }
        uint32_t count = fair->input.meeting_count;
        for (uint32_t m = 0; m < count; m++) {
            other->meetings[count - 1 - m] = fair->meetings[m];
            other->meetings[count - 1 - m].a = people - 1 - fair->meetings[m].b;
            other->meetings[count - 1 - m].b = people - 1 - fair->meetings[m].a;
        }
        other->input.slots = other->slots;
        other->input.participations = other->people;
        other->input.participation_count++;
        other->input.places = other->places;
        other->input.meetings = other->meetings;
        struct ie_schedule_output *x = solve(fair, &arena), *y = solve(other, &arena);
        IE_REQUIRE(x && y);
        /* a search that meets the meetings in another order may end elsewhere, but near */
        IE_CHECK(llabs(x->objective.value - y->objective.value) * 33 <=
                 x->objective.value);
        IE_CHECK(x->objective.value <= y->bound && y->objective.value <= x->bound);
        IE_CHECK(llabs(x->bound - y->bound) * 100 <= x->bound);
        ie_arena_clear(&arena);
    }
    ie_arena_release(&arena);
    ie_free(fair);
    ie_free(other);
}

struct watch {
    _Atomic int stop;
    int calls, stop_at;
};

static void count_calls(void *data, int permille, double objective, double bound)
{
    struct watch *watch = data;

    IE_CHECK(permille >= 0 && permille <= 1000);
    IE_CHECK(objective <= bound + 1e-9);
    if (watch->calls++ == watch->stop_at)
        atomic_store(&watch->stop, IE_STOP_CANCEL);
}

IE_TEST(schedule_cancelled_anywhere_gives_the_best_so_far)
{
    struct fair *fair = ie_calloc(1, sizeof(*fair));
    struct ie_arena arena;
    struct ie_error err;
    int64_t last = 0;

    IE_REQUIRE(fair != NULL);
    ie_arena_init(&arena, 0);
    random_fair(fair, ie_test_rng());
    for (int point = -1; point < 12; point++) {
        struct watch watch = {.stop_at = point};
        struct ie_solve_control control = {.ticks = 2000000,
                                           .stop = &watch.stop,
                                           .progress = count_calls,
                                           .progress_data = &watch};
        struct ie_schedule_output *out = NULL;
        struct ie_schedule_verdict *verdict = NULL;
        if (point < 0)
            atomic_store(&watch.stop, IE_STOP_LIMIT);
        IE_REQUIRE_OK(ie_schedule_solve(&fair->input, &control, &arena, &out, &err),
                      &err);
        IE_CHECK_INT(out->stopped, point < 0             ? IE_LIMIT
                                   : watch.calls > point ? IE_CANCELLED
                                                         : IE_OK);
        IE_REQUIRE_OK(
            ie_schedule_check(&fair->input, out->placements, &arena, &verdict, &err),
            &err);
        IE_CHECK_INT(verdict->conflict_count, 0);
        IE_CHECK(out->objective.value >= last);
        last = out->objective.value;
        ie_arena_clear(&arena);
    }
    ie_arena_release(&arena);
    ie_free(fair);
}

IE_TEST(schedule_replan_moves_as_little_as_it_can)
{
    struct ie_arena arena;
    struct fair fair;

    ie_arena_init(&arena, 0);
    start(&fair, 6, 6, 3);
    for (uint32_t a = 0; a < 6; a++)
        for (uint32_t b = a + 1; b < 6; b++)
            meet(&fair, a, b, 2);
    struct ie_schedule_output *out = solve(&fair, &arena);
    IE_REQUIRE(out != NULL);
    IE_CHECK_INT(out->objective.placed, 15);
    for (uint32_t m = 0; m < 15; m++) {
        fair.meetings[m].was_slot = out->placements[m].slot;
        fair.meetings[m].was_place = out->placements[m].place;
    }
    fair.input.move_cost = 1;
    out = solve(&fair, &arena);
    IE_REQUIRE(out != NULL);
    IE_CHECK_INT(out->objective.move_tenths, 0); /* nothing has changed */
    IE_CHECK_INT(out->status, IE_SCHEDULE_OPTIMAL);
    /* 0 is away in the slot of its first meeting; there is one spare slot */
    fair.open[0] = ~(UINT64_C(1) << fair.meetings[0].was_slot);
    fair.people[0].available = &fair.open[0];
    out = solve(&fair, &arena);
    IE_REQUIRE(out != NULL);
    IE_CHECK_INT(out->objective.placed, 15);
    IE_CHECK(out->objective.move_tenths >= 10 && out->objective.move_tenths <= 20);
    /* what has begun is not asked */
    fair.meetings[1].hold = IE_SCHEDULE_BEGUN;
    fair.meetings[1].slot = fair.meetings[1].was_slot;
    fair.meetings[1].place = fair.meetings[1].was_place;
    out = solve(&fair, &arena);
    IE_REQUIRE(out != NULL);
    IE_CHECK_INT(out->placements[1].slot, fair.meetings[1].slot);
    IE_CHECK_INT(out->placements[1].place, fair.meetings[1].place);
    ie_arena_release(&arena);
}

IE_TEST(schedule_try_says_what_a_move_would_bring)
{
    struct ie_schedule_placement put[4] = {{0, 0}, {0, 1}, {1, 0}, {-1, -1}};
    struct ie_schedule_move *move = NULL;
    struct ie_arena arena;
    struct ie_error err;
    struct fair fair;
    int32_t place;

    ie_arena_init(&arena, 0);
    start(&fair, 3, 6, 2);
    meet(&fair, 0, 1, 2);
    meet(&fair, 2, 3, 2);
    meet(&fair, 0, 2, 2);
    meet(&fair, 4, 5, 1);
    /* to a free slot, place chosen */
    place = IE_SCHEDULE_NONE;
    IE_REQUIRE_OK(ie_schedule_try(&fair.input, put, 0, 2, &place, &arena, &move, &err),
                  &err);
    IE_CHECK_INT(move->conflict_count, 0);
    IE_CHECK_INT(place, 0);
    IE_CHECK_INT(move->after.value, move->before.value);
    IE_CHECK_INT(move->before.breaks, 0);
    /* onto slot 1, where its participant 0 meets */
    place = IE_SCHEDULE_NONE;
    IE_REQUIRE_OK(ie_schedule_try(&fair.input, put, 0, 1, &place, &arena, &move, &err),
                  &err);
    IE_CHECK_INT(place, 1);
    IE_REQUIRE(move->conflict_count == 1);
    IE_CHECK_INT(move->conflicts[0].rule, IE_SCHEDULE_RULE_A_BUSY);
    IE_CHECK_INT(move->conflicts[0].other, 2);
    /* onto a full slot */
    place = IE_SCHEDULE_NONE;
    IE_REQUIRE_OK(ie_schedule_try(&fair.input, put, 3, 0, &place, &arena, &move, &err),
                  &err);
    IE_REQUIRE(move->conflict_count == 1);
    IE_CHECK_INT(move->conflicts[0].rule, IE_SCHEDULE_RULE_PLACE_TAKEN);
    IE_CHECK(move->conflicts[0].other >= 0);
    /* off */
    place = IE_SCHEDULE_NONE;
    IE_REQUIRE_OK(ie_schedule_try(&fair.input, put, 2, -1, &place, &arena, &move, &err),
                  &err);
    IE_CHECK_INT(move->conflict_count, 0);
    IE_CHECK_INT(move->after.value, move->before.value - 2);
    /* a day's cap blames the meeting that comes, though it stands first in the day */
    fair.people[0].day_cap = 1;
    place = IE_SCHEDULE_NONE;
    put[0].slot = put[0].place = IE_SCHEDULE_NONE;
    IE_REQUIRE_OK(ie_schedule_try(&fair.input, put, 0, 0, &place, &arena, &move, &err),
                  &err);
    IE_REQUIRE(move->conflict_count == 1);
    IE_CHECK_INT(move->conflicts[0].rule, IE_SCHEDULE_RULE_A_DAY_CAP);
    IE_CHECK_INT(move->conflicts[0].meeting, 0);
    fair.people[0].day_cap = 0;
    fair.meetings[2].hold = IE_SCHEDULE_LOCKED;
    fair.meetings[2].slot = 1;
    place = IE_SCHEDULE_NONE;
    IE_REQUIRE_OK(ie_schedule_try(&fair.input, put, 2, 2, &place, &arena, &move, &err),
                  &err);
    IE_REQUIRE(move->conflict_count == 1);
    IE_CHECK_INT(move->conflicts[0].rule, IE_SCHEDULE_RULE_LOCKED);
    IE_CHECK_FAIL(ie_schedule_try(&fair.input, put, 9, 2, &place, &arena, &move, &err),
                  &err, IE_INPUT, "schedule.bad_input");
    ie_arena_release(&arena);
}

IE_TEST(schedule_respects_several_representatives_and_fixed_places)
{
    struct ie_arena arena;
    struct fair fair;

    ie_arena_init(&arena, 0);
    start(&fair, 2, 5, 3);
    fair.people[0].representatives = 2;
    fair.people[0].place = 2;
    fair.places[2].capacity = 2;
    for (uint32_t b = 1; b < 5; b++)
        meet(&fair, 0, b, 1);
    struct ie_schedule_output *out = solve(&fair, &arena);
    IE_REQUIRE(out != NULL);
    IE_CHECK_INT(out->objective.placed, 4);
    for (uint32_t m = 0; m < 4; m++)
        IE_CHECK_INT(out->placements[m].place, 2);
    ie_arena_release(&arena);
}

IE_TEST(schedule_names)
{
    for (int i = 0; i < IE_SCHEDULE_RULE_COUNT; i++)
        IE_CHECK(ie_schedule_rule_name((enum ie_schedule_rule)i) != NULL);
    IE_CHECK(ie_schedule_rule_name(IE_SCHEDULE_RULE_COUNT) == NULL);
}
