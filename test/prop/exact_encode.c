/*
 * The solver's clauses against brute force, assignment by assignment: each timetable of a
 * tiny instance satisfies them with exactly its breaks, and nothing else does. What is
 * implied (Hall's condition, rows, counts twice over) so cuts off no timetable.
 */
#include <stdio.h>

#include "engine/scheduling/exact/encode.h"
#include "engine/scheduling/exact/hall.h"
#include "exact_instance.h"

enum { STRIDE = 7919, ALL = FAMILY_A + FAMILY_B };

struct encoded {
    struct ie_exact_model model;
    struct ie_exact_encoding encoding;
    struct ie_formula formula;
};

static int meets(const struct encoded *it, uint32_t m, const int32_t *slots)
{
    return it->encoding.meets[m * it->model.problem->slot_count + (uint32_t)slots[m]];
}

/* Assumes the slots and, of `breaks`, no more than there are; whether that can be. */
static bool holds(struct encoded *it, const int32_t *slots, bool breaks)
{
    const struct ie_exact_problem *in = it->model.problem;

    for (uint32_t m = 0; m < in->meeting_count; m++)
        if (meets(it, m, slots) == IE_FALSE)
            return false;
    for (uint32_t m = 0; m < in->meeting_count; m++)
        ie_sat_assume(it->formula.sat, meets(it, m, slots));
    for (uint32_t p = 0; p < in->participant_count && breaks; p++)
        for (uint32_t k = tiny_breaks(in, p, slots) + 1; k <= it->encoding.break_most[p];
             k++)
            ie_sat_assume(it->formula.sat, -it->encoding.breaks[p][k]);
    enum ie_sat_answer answer = ie_sat_solve(it->formula.sat, -1);
    IE_CHECK(answer == IE_SAT_YES || answer == IE_SAT_NO);
    return answer == IE_SAT_YES;
}

static void check_breaks(const struct encoded *it, const int32_t *slots)
{
    for (uint32_t p = 0; p < it->model.problem->participant_count; p++) {
        uint32_t breaks = tiny_breaks(it->model.problem, p, slots);
        IE_CHECK(breaks <= it->encoding.break_most[p]);
        for (uint32_t k = 1; k <= breaks && k <= it->encoding.break_most[p]; k++)
            IE_CHECK(ie_sat_value(it->formula.sat, it->encoding.breaks[p][k]));
    }
}

static void check_each(const struct ie_exact_problem *in)
{
    int32_t slots[TINY_MEETINGS] = {0};
    struct ie_arena arena;
    struct ie_error err;
    struct encoded it = {.formula = {.arena = &arena}};

    ie_arena_init(&arena, 0);
    if (!IE_CHECK_OK(ie_exact_model_make(in, &arena, &it.model, &err), &err))
        return;
    if (it.model.hopeless) {
        IE_CHECK_INT(tiny_best(in), -1);
        ie_arena_release(&arena);
        return;
    }
    it.formula.sat = ie_sat_new(0);
    IE_REQUIRE(it.formula.sat != NULL);
    ie_exact_encode(&it.formula, &it.model, &it.encoding);
    IE_CHECK(!it.formula.failed);
    do {
        if (tiny_judge(in, slots) < 0) {
            IE_CHECK(!holds(&it, slots, false));
        } else if (IE_CHECK(holds(&it, slots, true))) {
            check_breaks(&it, slots);
        }
    } while (in->slot_count && tiny_next(in, slots) && !ie_test_failed());
    ie_sat_free(it.formula.sat);
    ie_arena_release(&arena);
}

IE_TEST(each_timetable_of_two_families)
{
    unsigned rounds = ie_test_rounds(10000);
    struct tiny it;

    for (uint64_t i = 0; i < ALL && i < rounds && !ie_test_failed(); i++) {
        uint32_t number = (uint32_t)(i * STRIDE % ALL); /* all of them, once each */
        IE_REQUIRE(tiny_numbered(&it, number));
        check_each(&it.problem);
        if (ie_test_failed())
            printf("    instance %u\n", number);
    }
}

IE_TEST(each_timetable_of_random_instances)
{
    struct tiny it;

    for (unsigned i = 0; i < ie_test_rounds(300) && !ie_test_failed(); i++) {
        tiny_random(&it);
        check_each(&it.problem);
    }
}

/* ---- one participant's slots ---- */

/* A star: person 0 meets everybody else, who are away at random. */
static void star(struct tiny *it)
{
    struct ie_exact_problem *in = tiny_begin(it);

    in->slot_count = in->morning_count = 1 + tiny_below(TINY_SLOTS);
    in->meeting_count = 1 + tiny_below(TINY_PEOPLE - 1);
    in->participant_count = in->meeting_count + 1;
    in->place_count = 1;
    in->fairness = IE_EXACT_SLOTS;
    for (uint32_t m = 0; m < in->meeting_count; m++) {
        it->meetings[m] = (struct ie_exact_meeting){0, m + 1, 3, IE_EXACT_NONE};
        it->forbidden[m + 1] = tiny_below(64) & tiny_below(64);
    }
}

static uint64_t used(const struct ie_exact_problem *in, const int32_t *slots)
{
    uint64_t all = 0;

    for (uint32_t m = 0; m < in->meeting_count; m++)
        all |= UINT64_C(1) << slots[m];
    return all;
}

IE_TEST(what_is_left_of_a_participants_slots)
{
    for (unsigned i = 0; i < ie_test_rounds(400) && !ie_test_failed(); i++) {
        uint64_t domain[TINY_MEETINGS] = {0}, rows = 0;
        int32_t slots[TINY_MEETINGS] = {0};
        struct ie_exact_model model;
        struct ie_arena arena;
        struct ie_error err;
        struct tiny it;
        star(&it);
        const struct ie_exact_problem *in = &it.problem;
        do {
            uint64_t all = tiny_judge(in, slots) < 0 ? 0 : used(in, slots);
            if (!all)
                continue;
            for (uint32_t m = 0; m < in->meeting_count; m++)
                domain[m] |= UINT64_C(1) << slots[m];
            uint32_t first = (uint32_t)__builtin_ctzll(all);
            if (all >> first == (UINT64_C(1) << in->meeting_count) - 1)
                rows |= UINT64_C(1) << first;
        } while (tiny_next(in, slots));
        ie_arena_init(&arena, 0);
        IE_REQUIRE_OK(ie_exact_model_make(in, &arena, &model, &err), &err);
        IE_CHECK_INT(model.hopeless, domain[0] == 0);
        for (uint32_t m = 0; m < in->meeting_count && !model.hopeless; m++)
            IE_CHECK_INT(model.domain[m], domain[m]);
        for (uint32_t t = 0; t + in->meeting_count <= in->slot_count; t++)
            IE_CHECK_INT(ie_exact_hall_row(&model, 0, t), rows >> t & 1);
        ie_arena_release(&arena);
    }
}

/* Whether the meetings from `m` on have slots with room; brute force. */
static bool seated(const struct ie_exact_problem *in, uint32_t m, uint32_t *load)
{
    bool found = m == in->meeting_count;

    for (uint32_t t = 0; t < in->slot_count && !found; t++) {
        if (in->forbidden[in->meetings[m].a] >> t & 1 || load[t] == in->place_count)
            continue;
        load[t]++;
        found = seated(in, m + 1, load);
        load[t]--;
    }
    return found;
}

/* People in pairs that never share a participant: only the places can be too few. */
IE_TEST(places_enough_for_all_meetings)
{
    for (unsigned i = 0; i < ie_test_rounds(400) && !ie_test_failed(); i++) {
        struct ie_exact_meeting meetings[TINY_MEETINGS];
        uint64_t forbidden[2 * TINY_MEETINGS] = {0};
        struct ie_exact_problem in = {.meetings = meetings,
                                      .forbidden = forbidden,
                                      .participant_count = 2 * TINY_MEETINGS,
                                      .meeting_count = TINY_MEETINGS,
                                      .fairness = IE_EXACT_SLOTS};
        struct ie_exact_model model;
        struct ie_arena arena;
        struct ie_error err;
        uint32_t load[TINY_SLOTS] = {0};
        in.slot_count = in.morning_count = 2 + tiny_below(4);
        in.place_count = 1 + tiny_below(3);
        for (uint32_t m = 0; m < TINY_MEETINGS; m++) {
            meetings[m] = (struct ie_exact_meeting){2 * m, 2 * m + 1, 3, IE_EXACT_NONE};
            forbidden[2 * m] = tiny_below(1U << in.slot_count) | tiny_below(8);
        }
        ie_arena_init(&arena, 0);
        IE_REQUIRE_OK(ie_exact_model_make(&in, &arena, &model, &err), &err);
        IE_CHECK_INT(!model.hopeless, seated(&in, 0, load));
        ie_arena_release(&arena);
    }
}
