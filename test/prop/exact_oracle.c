/*
 * The exact timetables against brute force: the solver, the checker and the canonical
 * formula on every instance of two exhaustive families (a part of them in a usual run; all
 * with IEUM_TEST_EFFORT=7) and on random ones; and what must not change an answer.
 */
#include "base/solve.h"
#include "engine/scheduling/exact/canon.h"
#include "engine/scheduling/exact/sat.h"
#include "exact_instance.h"

enum { STRIDE = 7919, ALL = FAMILY_A + FAMILY_B };

static int emit(void *data, const int *literals, size_t count)
{
    ie_sat_clause(data, literals, count);
    return 0;
}

static bool canon_holds(const struct ie_exact_problem *in, int64_t breaks,
                        struct ie_arena *arena)
{
    struct ie_sat *sat = ie_sat_new(0);
    struct ie_error err;

    if (!IE_CHECK(sat != NULL))
        return false;
    bool made =
        IE_CHECK_OK(ie_exact_canon(in, breaks, emit, sat, arena, NULL, &err), &err);
    enum ie_sat_answer answer = made ? ie_sat_solve(sat, -1) : IE_SAT_UNKNOWN;
    ie_sat_free(sat);
    IE_CHECK(answer == IE_SAT_YES || answer == IE_SAT_NO);
    return answer == IE_SAT_YES;
}

static void check_canon(const struct ie_exact_problem *in, int best,
                        struct ie_arena *arena)
{
    IE_CHECK_INT(canon_holds(in, IE_EXACT_ANY_BREAKS, arena), best >= 0);
    if (best >= 0)
        IE_CHECK(canon_holds(in, best, arena));
    if (best != 0)
        IE_CHECK(!canon_holds(in, best > 0 ? best - 1 : 3, arena));
}

static int solved(const struct ie_exact_problem *in, struct ie_arena *arena)
{
    struct ie_exact_output out;
    struct ie_error err;

    if (!IE_CHECK_OK(ie_exact_solve(in, NULL, arena, &out, &err), &err))
        return -2;
    if (out.status == IE_EXACT_INFEASIBLE) {
        IE_CHECK(out.slots == NULL);
        return -1;
    }
    IE_CHECK_INT(out.status, IE_EXACT_OPTIMAL);
    IE_CHECK_INT(out.bound, out.breaks);
    IE_CHECK_INT(tiny_judge(in, out.slots), out.breaks);
    for (uint32_t m = 0; m < in->meeting_count; m++) {
        IE_CHECK(out.places[m] >= 0 && out.places[m] < (int32_t)in->place_count);
        for (uint32_t o = 0; o < m; o++)
            IE_CHECK(out.slots[o] != out.slots[m] || out.places[o] != out.places[m]);
    }
    return (int)out.breaks;
}

static void check_all(const struct ie_exact_problem *in)
{
    struct ie_arena arena;
    int best = tiny_best(in);

    ie_arena_init(&arena, 0);
    IE_CHECK_INT(solved(in, &arena), best);
    check_canon(in, best, &arena);
    ie_arena_release(&arena);
}

IE_TEST(every_tiny_instance_of_two_families)
{
    unsigned rounds = ie_test_rounds(30000);
    struct tiny it;

    for (uint64_t i = 0; i < ALL && i < rounds && !ie_test_failed(); i++) {
        uint32_t number = (uint32_t)(i * STRIDE % ALL); /* all of them, once each */
        IE_REQUIRE(tiny_numbered(&it, number));
        check_all(&it.problem);
        if (ie_test_failed())
            printf("    instance %u\n", number);
    }
    IE_CHECK(!tiny_numbered(&it, ALL));
}

IE_TEST(random_instances)
{
    struct tiny it;

    for (unsigned i = 0; i < ie_test_rounds(1500) && !ie_test_failed(); i++) {
        tiny_random(&it);
        check_all(&it.problem);
    }
}

IE_TEST(the_checker_finds_what_brute_force_finds)
{
    for (unsigned i = 0; i < ie_test_rounds(4000) && !ie_test_failed(); i++) {
        struct ie_exact_verdict verdict;
        struct ie_arena arena;
        struct ie_error err;
        struct tiny it;
        int32_t slots[TINY_MEETINGS];
        uint32_t breaks = 0;
        tiny_random(&it);
        for (uint32_t m = 0; m < it.problem.meeting_count; m++)
            slots[m] = (int32_t)tiny_below(it.problem.slot_count);
        ie_arena_init(&arena, 0);
        IE_REQUIRE_OK(ie_exact_check(&it.problem, slots, &arena, &verdict, &err), &err);
        int judged = tiny_judge(&it.problem, slots);
        IE_CHECK_INT(verdict.violation_count == 0, judged >= 0);
        for (uint32_t p = 0; p < it.problem.participant_count && judged >= 0; p++)
            breaks += tiny_breaks(&it.problem, p, slots);
        IE_CHECK(judged < 0 || verdict.break_total == breaks);
        if (it.problem.meeting_count) {
            slots[0] = (int32_t)it.problem.slot_count;
            IE_REQUIRE_OK(ie_exact_check(&it.problem, slots, &arena, &verdict, &err),
                          &err);
            IE_CHECK(verdict.violation_count > 0 &&
                     verdict.violations[0].rule == IE_EXACT_NO_SLOT);
        }
        ie_arena_release(&arena);
    }
}

/* The day seen from its end: sessions, precedences and slots turn round. */
static void mirror(const struct tiny *it, struct tiny *other)
{
    struct ie_exact_problem *in = tiny_begin(other);
    uint32_t slots = it->problem.slot_count;

    *other = *it;
    in->meetings = other->meetings;
    in->forbidden = other->forbidden;
    in->precedences = other->orders;
    in->morning_count = slots - it->problem.morning_count;
    for (uint32_t m = 0; m < in->meeting_count; m++) {
        struct ie_exact_meeting *meeting = &other->meetings[m];
        if (meeting->session != IE_EXACT_ANY)
            meeting->session = (uint8_t)(3 - meeting->session);
        if (meeting->fixed >= 0)
            meeting->fixed = (int16_t)((int)slots - 1 - meeting->fixed);
    }
    for (uint32_t p = 0; p < in->participant_count; p++)
        for (uint32_t t = 0; t < slots; t++) {
            uint64_t bit = UINT64_C(1) << (slots - 1 - t);
            other->forbidden[p] = it->forbidden[p] >> t & 1 ? other->forbidden[p] | bit
                                                            : other->forbidden[p] & ~bit;
        }
    for (uint32_t i = 0; i < in->precedence_count; i++)
        other->orders[i] =
            (struct ie_exact_precedence){it->orders[i].after, it->orders[i].before};
}

/* Participants renumbered, each meeting's two exchanged, meetings in reverse. */
static void renumber(const struct tiny *it, struct tiny *other)
{
    uint32_t people = it->problem.participant_count, count = it->problem.meeting_count;
    struct ie_exact_problem *in = tiny_begin(other);

    *other = *it;
    in->meetings = other->meetings;
    in->forbidden = other->forbidden;
    in->precedences = other->orders;
    for (uint32_t m = 0; m < count; m++) {
        other->meetings[m] = it->meetings[count - 1 - m];
        other->meetings[m].a = (it->meetings[count - 1 - m].b + 1) % people;
        other->meetings[m].b = (it->meetings[count - 1 - m].a + 1) % people;
    }
    for (uint32_t p = 0; p < people; p++)
        other->forbidden[(p + 1) % people] = it->forbidden[p];
    for (uint32_t i = 0; i < in->precedence_count; i++)
        other->orders[i] = (struct ie_exact_precedence){count - 1 - it->orders[i].before,
                                                        count - 1 - it->orders[i].after};
}

IE_TEST(what_does_not_matter_changes_nothing)
{
    for (unsigned i = 0; i < ie_test_rounds(300) && !ie_test_failed(); i++) {
        struct tiny it, other;
        struct ie_arena arena;
        ie_arena_init(&arena, 0);
        tiny_random(&it);
        int breaks = solved(&it.problem, &arena);
        mirror(&it, &other);
        IE_CHECK_INT(solved(&other.problem, &arena), breaks);
        renumber(&it, &other);
        IE_CHECK_INT(solved(&other.problem, &arena), breaks);
        it.problem.fairness =
            IE_EXACT_SLOTS; /* so that an idle one takes no part in it */
        if (it.problem.participant_count < TINY_PEOPLE) {
            breaks = solved(&it.problem, &arena);
            it.forbidden[it.problem.participant_count++] = tiny_below(64);
            IE_CHECK_INT(solved(&it.problem, &arena), breaks);
        }
        ie_arena_release(&arena);
    }
}

/* The slots of each session in another order: breaks are others then, but whether there is a
 * timetable at all is not, as long as nothing speaks of order. */
static void shuffle(const struct tiny *it, struct tiny *other)
{
    struct ie_exact_problem *in = tiny_begin(other);
    uint32_t slots = it->problem.slot_count, morning = it->problem.morning_count;
    uint32_t to[TINY_SLOTS];

    *other = *it;
    in->meetings = other->meetings;
    in->forbidden = other->forbidden;
    in->precedences = other->orders;
    for (uint32_t t = 0; t < slots; t++) {
        uint32_t from = t < morning ? 0 : morning;
        uint32_t k = from + (uint32_t)tiny_below(t - from + 1);
        to[t] = t; /* Fisher and Yates, within the session */
        uint32_t was = to[k];
        to[k] = to[t];
        to[t] = was;
    }
    for (uint32_t m = 0; m < in->meeting_count; m++)
        if (other->meetings[m].fixed >= 0)
            other->meetings[m].fixed = (int16_t)to[other->meetings[m].fixed];
    for (uint32_t p = 0; p < in->participant_count; p++) {
        other->forbidden[p] = 0;
        for (uint32_t t = 0; t < slots; t++)
            other->forbidden[p] |= (it->forbidden[p] >> t & 1) << to[t];
    }
}

IE_TEST(order_within_a_session_does_not_make_or_break_a_timetable)
{
    unsigned none = 0, some = 0;

    for (unsigned i = 0; i < ie_test_rounds(300) && !ie_test_failed(); i++) {
        struct tiny it, other;
        struct ie_arena arena;
        ie_arena_init(&arena, 0);
        tiny_random(&it);
        it.problem.precedence_count = 0;
        it.problem.fairness = IE_EXACT_SLOTS;
        shuffle(&it, &other);
        bool can = solved(&it.problem, &arena) >= 0;
        IE_CHECK_INT(solved(&other.problem, &arena) >= 0, can);
        none += !can;
        some += can;
        ie_arena_release(&arena);
    }
    IE_CHECK(ie_test_rounds(300) < 300 || (none && some));
}

/* ---- stopping ---- */

static void middling(struct tiny *it)
{
    do
        tiny_random(it);
    while (it->problem.meeting_count < 3 || it->problem.slot_count < 4);
}

IE_TEST(stopped_at_each_numbered_point)
{
    unsigned stops = 0;

    for (unsigned i = 0; i < ie_test_rounds(60) && !ie_test_failed(); i++) {
        struct tiny it;
        struct ie_arena arena;
        struct ie_exact_output out = {.stopped = IE_LIMIT};
        struct ie_error err;
        middling(&it);
        int best = tiny_best(&it.problem);
        ie_arena_init(&arena, 0);
        for (uint64_t ticks = 1; out.stopped && ticks < 10000; ticks++, stops++) {
            struct ie_solve_control control = {.ticks = ticks};
            IE_REQUIRE_OK(ie_exact_solve(&it.problem, &control, &arena, &out, &err),
                          &err);
            if (out.status == IE_EXACT_FEASIBLE || out.status == IE_EXACT_UNKNOWN) {
                IE_CHECK_INT(out.stopped, IE_LIMIT);
                IE_CHECK(best < 0 || (int)out.bound <= best);
            }
            if (out.slots)
                IE_CHECK_INT(tiny_judge(&it.problem, out.slots), out.breaks);
        }
        IE_CHECK_INT(out.status, best < 0 ? IE_EXACT_INFEASIBLE : IE_EXACT_OPTIMAL);
        ie_arena_release(&arena);
    }
    IE_CHECK(stops > 0);
}

struct told {
    _Atomic int stop;
    int calls, at;
    double objective, bound;
};

static void on_progress(void *data, int permille, double objective, double bound)
{
    struct told *told = data;

    IE_CHECK_INT(permille, -1);
    IE_CHECK(bound >= told->bound);
    IE_CHECK(objective >= 0 && (told->objective < 0 || objective <= told->objective));
    told->objective = objective;
    told->bound = bound;
    if (++told->calls == told->at)
        atomic_store(&told->stop, IE_STOP_CANCEL);
}

IE_TEST(cancelled_from_the_progress_callback)
{
    for (unsigned i = 0; i < ie_test_rounds(60) && !ie_test_failed(); i++) {
        struct told told = {.objective = -1, .at = 1 + (int)tiny_below(3)};
        struct ie_solve_control control = {
            .stop = &told.stop, .progress = on_progress, .progress_data = &told};
        struct ie_exact_output out;
        struct ie_arena arena;
        struct ie_error err;
        struct tiny it;
        middling(&it);
        ie_arena_init(&arena, 0);
        IE_REQUIRE_OK(ie_exact_solve(&it.problem, &control, &arena, &out, &err), &err);
        IE_CHECK(out.stopped == IE_OK || out.stopped == IE_CANCELLED);
        if (out.slots)
            IE_CHECK_INT(tiny_judge(&it.problem, out.slots), out.breaks);
        IE_CHECK(out.status == IE_EXACT_INFEASIBLE || out.slots);
        ie_arena_release(&arena);
    }
}
