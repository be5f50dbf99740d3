/*
 * Why there is no timetable, against brute force: the constraints named cannot all hold;
 * without any one of them the others can; and nothing is blamed that is not in the instance.
 */
#include "engine/scheduling/exact/explain.h"
#include "exact_instance.h"

enum { KINDS = IE_EXACT_CONSTRAINT_COUNT, MOST = 8 };

struct rules {
    bool on[KINDS][MOST];
};

static bool together(const struct ie_exact_problem *in, const struct rules *rules,
                     const int32_t *slots)
{
    for (uint32_t p = 0; p < in->participant_count; p++)
        for (uint32_t m = 0; m < in->meeting_count; m++) {
            if (!tiny_attends(&in->meetings[m], p))
                continue;
            if (rules->on[IE_EXACT_AWAY][p] && in->forbidden[p] >> slots[m] & 1)
                return false;
            for (uint32_t o = 0; o < m; o++)
                if (rules->on[IE_EXACT_ONE_AT_A_TIME][p] && slots[o] == slots[m] &&
                    tiny_attends(&in->meetings[o], p))
                    return false;
        }
    return true;
}

static bool meetings_ok(const struct ie_exact_problem *in, const struct rules *rules,
                        const int32_t *slots)
{
    for (uint32_t m = 0; m < in->meeting_count; m++) {
        const struct ie_exact_meeting *meeting = &in->meetings[m];
        bool morning = slots[m] < (int32_t)in->morning_count;
        uint32_t here = 0;
        if (rules->on[IE_EXACT_IN_SESSION][m] && meeting->session != 3 &&
            morning != (meeting->session == 1))
            return false;
        if (rules->on[IE_EXACT_IN_SLOT][m] && meeting->fixed >= 0 &&
            meeting->fixed != slots[m])
            return false;
        for (uint32_t o = 0; o < in->meeting_count; o++)
            here += slots[o] == slots[m];
        if (rules->on[IE_EXACT_ENOUGH_PLACES][0] && here > in->place_count)
            return false;
    }
    for (uint32_t i = 0; i < in->precedence_count; i++)
        if (rules->on[IE_EXACT_IN_ORDER][i] &&
            slots[in->precedences[i].before] >= slots[in->precedences[i].after])
            return false;
    return true;
}

/* Runs of used slots, less one. */
static int breaks_by_slots(const struct ie_exact_problem *in, uint32_t p,
                           const int32_t *slots)
{
    int runs = 0;
    bool before = false;

    for (int32_t t = 0; t < (int32_t)in->slot_count; t++) {
        bool used = false;
        for (uint32_t m = 0; m < in->meeting_count; m++)
            used = used || (slots[m] == t && tiny_attends(&in->meetings[m], p));
        runs += used && !before;
        before = used;
    }
    return runs ? runs - 1 : 0;
}

static bool fair(const struct ie_exact_problem *in, const struct rules *rules,
                 const int32_t *slots)
{
    int least = IE_EXACT_SLOTS, most = 0;

    for (uint32_t p = 0; p < in->participant_count; p++) {
        int breaks = breaks_by_slots(in, p, slots);
        least = breaks < least ? breaks : least;
        most = breaks > most ? breaks : most;
    }
    return !rules->on[IE_EXACT_FAIR][0] || most - least <= (int)in->fairness;
}

static bool possible(const struct ie_exact_problem *in, const struct rules *rules)
{
    int32_t slots[TINY_MEETINGS] = {0};

    do
        if (together(in, rules, slots) && meetings_ok(in, rules, slots) &&
            fair(in, rules, slots))
            return true;
    while (tiny_next(in, slots));
    return false;
}

static bool in_range(const struct ie_exact_problem *in,
                     const struct ie_exact_clash *clash)
{
    uint32_t i = clash->index;

    switch ((enum ie_exact_constraint)clash->constraint) {
    case IE_EXACT_ONE_AT_A_TIME:
        return i < in->participant_count;
    case IE_EXACT_AWAY:
        return i < in->participant_count && in->forbidden[i];
    case IE_EXACT_IN_SESSION:
        return i < in->meeting_count && in->meetings[i].session != 3;
    case IE_EXACT_IN_SLOT:
        return i < in->meeting_count && in->meetings[i].fixed >= 0;
    case IE_EXACT_IN_ORDER:
        return i < in->precedence_count;
    case IE_EXACT_ENOUGH_PLACES:
    case IE_EXACT_FAIR:
        return i == 0;
    case IE_EXACT_CONSTRAINT_COUNT:
        break;
    }
    return false;
}

static void check(const struct ie_exact_problem *in, unsigned kinds[KINDS])
{
    struct ie_exact_explanation why;
    struct rules rules = {0};
    struct ie_arena arena;
    struct ie_error err;

    ie_arena_init(&arena, 0);
    if (IE_CHECK_OK(ie_exact_explain(in, NULL, &arena, &why, &err), &err) &&
        IE_CHECK(why.clashes && why.irreducible && !why.feasible && !why.stopped)) {
        for (uint32_t i = 0; i < why.clash_count; i++) {
            IE_CHECK(in_range(in, &why.clashes[i]));
            IE_CHECK(ie_exact_constraint_name(
                (enum ie_exact_constraint)why.clashes[i].constraint));
            rules.on[why.clashes[i].constraint][why.clashes[i].index] = true;
            kinds[why.clashes[i].constraint]++;
        }
        IE_CHECK(!possible(in, &rules));
        for (uint32_t i = 0; i < why.clash_count; i++) {
            bool *one = &rules.on[why.clashes[i].constraint][why.clashes[i].index];
            *one = false;
            IE_CHECK(possible(in, &rules));
            *one = true;
        }
    }
    ie_arena_release(&arena);
}

IE_TEST(each_set_of_clashing_constraints_is_irreducible)
{
    unsigned kinds[KINDS] = {0};

    for (unsigned i = 0; i < ie_test_rounds(3000) && !ie_test_failed(); i++) {
        struct tiny it;
        tiny_random(&it);
        if (it.problem.slot_count < 5 && tiny_best(&it.problem) < 0)
            check(&it.problem, kinds);
    }
    for (int kind = 0; kind < KINDS && ie_test_rounds(3000) >= 3000; kind++)
        IE_CHECK(kinds[kind] > 0);
    IE_CHECK(ie_exact_constraint_name(IE_EXACT_CONSTRAINT_COUNT) == NULL);
}

/* Forty meetings of eighty people and a place for thirty-nine, in a day or in its morning:
 * holes and pigeons, where a search by resolution alone does not end. */
IE_TEST(too_few_places_are_counted)
{
    for (int morning = 0; morning < 2; morning++) {
        struct ie_exact_meeting meetings[40];
        uint64_t forbidden[80] = {0};
        struct ie_exact_explanation why;
        struct ie_arena arena;
        struct ie_error err;
        for (uint32_t m = 0; m < 40; m++)
            meetings[m] = (struct ie_exact_meeting){.a = 2 * m,
                                                    .b = 2 * m + 1,
                                                    .session = morning ? IE_EXACT_MORNING
                                                                       : IE_EXACT_ANY,
                                                    .fixed = IE_EXACT_NONE};
        struct ie_exact_problem in = {.participant_count = 80,
                                      .meeting_count = 40,
                                      .place_count = 13,
                                      .slot_count = morning ? 9 : 3,
                                      .morning_count = 3,
                                      .fairness = 2,
                                      .meetings = meetings,
                                      .forbidden = forbidden};
        ie_arena_init(&arena, 0);
        if (IE_CHECK_OK(ie_exact_explain(&in, NULL, &arena, &why, &err), &err)) {
            IE_CHECK(why.irreducible && why.clash_count == (morning ? 41 : 1));
            IE_CHECK(why.clash_count && why.clashes[why.clash_count - 1].constraint ==
                                            IE_EXACT_ENOUGH_PLACES);
        }
        ie_arena_release(&arena);
    }
}

IE_TEST(what_is_possible_is_not_explained)
{
    for (unsigned i = 0; i < ie_test_rounds(200) && !ie_test_failed(); i++) {
        struct ie_exact_explanation why;
        struct ie_arena arena;
        struct ie_error err;
        struct tiny it;
        tiny_random(&it);
        if (tiny_best(&it.problem) < 0)
            continue;
        ie_arena_init(&arena, 0);
        if (IE_CHECK_OK(ie_exact_explain(&it.problem, NULL, &arena, &why, &err), &err))
            IE_CHECK(why.feasible && !why.clashes && why.clash_count == 0);
        ie_arena_release(&arena);
    }
}

/* Stopped at its n-th question whether to go on, for every n: what it says by then is a
 * contradiction all the same, and irreducible only if it came to the end. */
IE_TEST(an_explanation_is_stopped_at_each_numbered_point)
{
    unsigned stops = 0;

    for (unsigned i = 0; i < ie_test_rounds(150) && !ie_test_failed(); i++) {
        struct tiny it;
        tiny_random(&it);
        if (it.problem.slot_count >= 5 || tiny_best(&it.problem) >= 0)
            continue;
        for (uint64_t at = 1; at < 1000; at++, stops++) {
            struct ie_solve_points points = {.stop_at = at};
            struct ie_solve_control control = {.points = &points};
            struct ie_exact_explanation why;
            struct rules rules = {0};
            struct ie_arena arena;
            struct ie_error err;
            ie_arena_init(&arena, 0);
            IE_REQUIRE_OK(ie_exact_explain(&it.problem, &control, &arena, &why, &err),
                          &err);
            for (uint32_t c = 0; c < why.clash_count; c++)
                rules.on[why.clashes[c].constraint][why.clashes[c].index] = true;
            IE_CHECK(!why.clash_count || !possible(&it.problem, &rules));
            IE_CHECK(!why.feasible);
            bool ended = points.count < at;
            IE_CHECK(!ended || (why.clash_count && why.irreducible && !why.stopped));
            IE_CHECK(ended || why.stopped == IE_CANCELLED);
            ie_arena_release(&arena);
            if (ended)
                break;
        }
    }
    IE_CHECK(stops > 0);
}
