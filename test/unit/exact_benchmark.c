/*
 * The benchmark's own instances, where they are at hand: status and optimum as published,
 * for those that take a moment; and a larger made-up event, stopped midway.
 */
#include <stdio.h>

#include "base/buf.h"
#include "engine/scheduling/exact/exact.h"
#include "engine/scheduling/exact/explain.h"
#include "harness.h"

static bool read_file(const char *path, struct ie_buf *out)
{
    char block[8192];
    size_t n;
    FILE *file = path ? fopen(path, "re") : NULL;

    if (!file)
        return false;
    while ((n = fread(block, 1, sizeof(block), file)) > 0)
        ie_buf_add(out, ie_str_n(block, n));
    fclose(file);
    return !out->failed;
}

/* Why not is asked without a limit: it has to end by itself, with or without an answer
 * (of tic-13crafc nobody has seen it end). */
static void explain(const struct ie_exact_problem *problem, bool impossible,
                    struct ie_arena *arena)
{
    struct ie_exact_explanation why;
    struct ie_error err;

    if (impossible &&
        IE_CHECK_OK(ie_exact_explain(problem, NULL, arena, &why, &err), &err))
        IE_CHECK(!why.feasible && why.stopped == IE_OK);
}

static void solve_like(const char *name, uint32_t fairness, int published)
{
    struct ie_buf text = IE_BUF_INIT;
    struct ie_exact_problem problem;
    struct ie_exact_output out;
    struct ie_arena arena;
    struct ie_error err;
    char path[256];

    snprintf(path, sizeof(path), "scheduling/b2b/%s.dzn", name);
    ie_arena_init(&arena, 0);
    if (IE_CHECK(read_file(ie_test_shared(path), &text)) &&
        IE_CHECK_OK(ie_exact_read(ie_buf_str(&text), name, &arena, &problem, &err),
                    &err)) {
        problem.fairness = fairness;
        if (IE_CHECK_OK(ie_exact_solve(&problem, NULL, &arena, &out, &err), &err)) {
            IE_CHECK_INT(out.status,
                         published < 0 ? IE_EXACT_INFEASIBLE : IE_EXACT_OPTIMAL);
            IE_CHECK_INT(out.slots ? (int)out.breaks : -1, published);
        }
        explain(&problem, published < 0, &arena);
    }
    ie_buf_release(&text);
    ie_arena_release(&arena);
}

IE_TEST(published_optima)
{
    if (!ie_test_shared("scheduling/b2b/tic-12.original.dzn"))
        IE_SKIP("the benchmark's instances are not here");
    solve_like("tic-12.original", 2, 0);
    solve_like("tic-12.fixed020-Forb", 2, 1);
    solve_like("tic-12.forb0003", 2, -1);
    solve_like("tic-13crafc.fixed020-Forb", 2, 6);
    solve_like("forumt-14crafd.original", 2, 4);
    solve_like("forum-13crafc.original", 2, 1);
    solve_like("forum-13crafc.original", 0, -1);
    solve_like("tic-13crafc.original", 0, -1);
    solve_like("ticf-13crafc.fixed020-Forb", 2, 20);
}

/* 60 people, 220 meetings in 16 slots of 15 places: no matter of a moment. */
enum { PEOPLE = 60, MEETINGS = 220 };

static void make(struct ie_exact_problem *problem, struct ie_exact_meeting *meetings,
                 uint64_t *forbidden)
{
    uint32_t degree[PEOPLE] = {0};

    for (uint32_t m = 0; m < MEETINGS;) {
        uint32_t a = (uint32_t)ie_rng_below(ie_test_rng(), PEOPLE);
        uint32_t b = (uint32_t)ie_rng_below(ie_test_rng(), PEOPLE);
        if (a == b || degree[a] >= 11 || degree[b] >= 11)
            continue;
        degree[a]++;
        degree[b]++;
        meetings[m++] = (struct ie_exact_meeting){
            .a = a, .b = b, .session = IE_EXACT_ANY, .fixed = IE_EXACT_NONE};
    }
    for (uint32_t p = 0; p < PEOPLE; p++)
        forbidden[p] = ie_rng_below(ie_test_rng(), 3)
                           ? 0
                           : UINT64_C(1) << ie_rng_below(ie_test_rng(), 16);
    *problem = (struct ie_exact_problem){.participant_count = PEOPLE,
                                         .meeting_count = MEETINGS,
                                         .slot_count = 16,
                                         .morning_count = 8,
                                         .place_count = 15,
                                         .meetings = meetings,
                                         .forbidden = forbidden,
                                         .fairness = 2};
}

IE_TEST(stopped_midway_is_the_same_each_time)
{
    struct ie_exact_meeting meetings[MEETINGS];
    uint64_t forbidden[PEOPLE];
    struct ie_exact_problem problem;
    struct ie_solve_control control = {.ticks = 20000, .seed = 7};
    struct ie_exact_output out[2];
    struct ie_exact_verdict verdict;
    struct ie_arena arena;
    struct ie_error err;

    make(&problem, meetings, forbidden);
    ie_arena_init(&arena, 0);
    for (int i = 0; i < 2; i++)
        IE_REQUIRE_OK(ie_exact_solve(&problem, &control, &arena, &out[i], &err), &err);
    IE_CHECK_INT(out[0].status, IE_EXACT_FEASIBLE);
    IE_CHECK_INT(out[0].stopped, IE_LIMIT);
    IE_CHECK_INT(out[0].ticks, 20000);
    IE_CHECK(out[0].bound < out[0].breaks);
    IE_REQUIRE_OK(ie_exact_check(&problem, out[0].slots, &arena, &verdict, &err), &err);
    IE_CHECK_INT(verdict.violation_count, 0);
    IE_CHECK_INT(verdict.break_total, out[0].breaks);
    IE_CHECK(out[0].slots && out[1].slots &&
             memcmp(out[0].slots, out[1].slots, MEETINGS * sizeof(*out[0].slots)) == 0);
    IE_CHECK_INT(out[1].bound, out[0].bound);
    control.ticks = 3000; /* more effort, no worse */
    IE_REQUIRE_OK(ie_exact_solve(&problem, &control, &arena, &out[1], &err), &err);
    IE_CHECK(!out[1].slots || out[1].breaks >= out[0].breaks);
    ie_arena_release(&arena);
}
