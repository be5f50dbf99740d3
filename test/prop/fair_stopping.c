/* Planning, re-planning and explaining a fair, stopped wherever they ask to go on. */
#include "fair_tiny.h"

struct stopping {
    _Atomic int stop;
    unsigned calls, stop_at;
    double objective;
};

static void on_progress(void *data, int permille, double objective, double bound)
{
    struct stopping *s = data;

    IE_CHECK(permille <= 1001);
    IE_CHECK(objective <= bound);
    IE_CHECK(s->calls == 0 || objective >= s->objective);
    s->objective = objective;
    if (s->calls++ == s->stop_at)
        atomic_store(&s->stop, IE_STOP_CANCEL);
}

IE_TEST(fair_can_be_stopped_at_every_point)
{
    struct ie_buf text = IE_BUF_INIT;
    unsigned points = 1;

    make_middle(&text, 0, 0);
    for (unsigned at = 0; at < points && !ie_test_failed(); at++) {
        struct stopping stopping = {.stop_at = at};
        struct ie_solve_control control = {.ticks = 60000,
                                           .stop = &stopping.stop,
                                           .progress = on_progress,
                                           .progress_data = &stopping};
        struct ie_fair_verdict *v = NULL;
        struct ie_fair_problem *p = NULL;
        struct ie_fair_output *out = NULL;
        struct ie_arena arena;
        struct ie_error err;
        ie_arena_init(&arena, 0);
        IE_CHECK_OK(ie_fair_read(ie_buf_str(&text), "m.json", &arena, &p, &err), &err);
        if (p)
            IE_CHECK_OK(ie_fair_solve(p, &control, &arena, &out, &err), &err);
        if (out)
            IE_CHECK_OK(ie_fair_check(p, out->at, &arena, &v, &err), &err);
        if (v) {
            IE_CHECK_INT(v->fault_count, 0);
            IE_CHECK_INT(out->stopped, stopping.calls > at ? IE_CANCELLED : IE_OK);
            IE_CHECK((double)out->first >= stopping.objective);
            points = stopping.calls > at ? at + 2 : at;
        }
        ie_arena_release(&arena);
    }
    IE_CHECK(points > 3);
    ie_buf_release(&text);
}

/* ---- Every numbered point ------------------------------------------------------------------ */

/* Stopped where the engine asks for the `at`-th time: the timetable holds all rules (musts
 * may be out), bounds are above it, and it asks no more than once a phase after that, so
 * that a limit of time is kept to. False: it asks less often. */
static bool stop_at(const struct ie_fair_problem *p, uint64_t ticks, uint64_t at,
                    uint64_t *spent)
{
    struct ie_solve_points points = {.stop_at = at};
    struct ie_solve_control control = {.ticks = ticks, .points = &points};
    struct ie_fair_verdict *v = NULL;
    struct ie_fair_output *out = NULL;
    struct ie_arena arena;
    struct ie_error err;

    ie_arena_init(&arena, 0);
    int code = ie_fair_solve(p, &control, &arena, &out, &err);
    if (code != IE_INFEASIBLE)
        IE_CHECK_OK(code, &err);
    if (out)
        IE_CHECK_OK(ie_fair_check(p, out->at, &arena, &v, &err), &err);
    for (uint32_t i = 0; v && i < v->fault_count; i++)
        IE_CHECK_INT(v->faults[i].rule, IE_FAIR_RULE_MUST);
    if (v) {
        *spent = out->ticks;
        IE_CHECK(points.count < at + 8 + p->level_count || points.stop_at > points.count);
        IE_CHECK_INT(out->stopped, points.count >= at ? IE_CANCELLED : IE_OK);
        for (uint32_t l = 0; l < p->level_count && !out->objective.musts_out; l++) {
            int64_t again = 0;
            IE_CHECK(out->reach[l].bound >= out->reach[l].value);
            if (l == 0)
                IE_CHECK_OK(
                    ie_fair_check_bound(p, &out->reach[l].prices, NULL, &again, &err),
                    &err);
            IE_CHECK(l > 0 || again == out->bound);
        }
    }
    ie_arena_release(&arena);
    return points.count >= at;
}

enum { MOST_BETWEEN = 60000 }; /* ticks; the contract is a million */

static void stop_everywhere(const struct ie_fair_problem *p, uint64_t ticks,
                            uint64_t stride, uint64_t *stops)
{
    uint64_t spent = 0, before = 0;

    for (uint64_t at = 1; stop_at(p, ticks, at, &spent) && !ie_test_failed();
         at += stride) {
        IE_CHECK(spent < before + stride * MOST_BETWEEN); /* work between two points */
        before = spent;
        ++*stops;
    }
}

IE_TEST(fair_is_stopped_at_each_numbered_point)
{
    struct making m = {.text = IE_BUF_INIT, .rng = ie_test_rng()};
    struct ie_buf changes = IE_BUF_INIT;
    uint64_t stops = 0, before;

    for (unsigned i = ie_test_rounds(40); i > 0 && !ie_test_failed(); i--) {
        struct ie_solve_control control = {.ticks = 3000};
        struct ie_fair_problem *p, *new = NULL;
        struct ie_fair_output *out = NULL;
        struct ie_arena arena;
        struct ie_error err;
        ie_arena_init(&arena, 0);
        p = make_tiny(&arena, &m, i % 2);
        if (p)
            stop_everywhere(p, 3000, 1, &stops);
        if (p && ie_fair_solve(p, &control, &arena, &out, &err) == 0) {
            make_changes(&m, &changes);
            IE_CHECK_OK(ie_fair_replan(ie_buf_str(&changes), "c.json", p, out->at, &arena,
                                       &new, &err),
                        &err);
        }
        if (new)
            stop_everywhere(new, 3000, 1, &stops);
        ie_arena_release(&arena);
    }
    IE_CHECK(stops > 100);
    before = stops;
    ie_buf_clear(&m.text);
    make_middle(&m.text, 0, 0);
    struct ie_fair_problem *p = NULL;
    struct ie_arena arena;
    struct ie_error err;
    ie_arena_init(&arena, 0);
    IE_CHECK_OK(ie_fair_read(ie_buf_str(&m.text), "m.json", &arena, &p, &err), &err);
    if (p)
        stop_everywhere(p, 20000, 1 + 40 / ie_test_rounds(20), &stops);
    IE_CHECK(stops > before + 20);
    ie_arena_release(&arena);
    ie_buf_release(&changes);
    ie_buf_release(&m.text);
}

/* An explanation stopped anywhere is either none, or a proof. */
IE_TEST(fair_explanations_are_stopped_at_each_numbered_point)
{
    struct making m = {.text = IE_BUF_INIT, .rng = ie_test_rng()};
    unsigned stops = 0, proofs = 0;

    for (unsigned i = ie_test_rounds(60); i > 0 && !ie_test_failed(); i--) {
        struct ie_arena arena;
        struct ie_error err;
        ie_arena_init(&arena, 0);
        struct ie_fair_problem *p = make_tiny(&arena, &m, true);
        bool possible = !p || can_be(p);
        for (uint64_t at = 1; p && !possible; at++, stops++) {
            struct ie_solve_points points = {.stop_at = at};
            struct ie_solve_control control = {.points = &points};
            struct ie_fair_conflict *c = NULL;
            IE_REQUIRE_OK(ie_fair_explain(p, 100000, &control, &arena, &c, &err), &err);
            IE_CHECK(c != NULL);
            struct relaxed r;
            if (c && c->proved) {
                copy_set(p, c, &r);
                IE_CHECK(!can_be(&r.p));
                proofs++;
            }
            if (points.count < at) {
                IE_CHECK(c && c->irreducible);
                break;
            }
        }
        ie_arena_release(&arena);
    }
    IE_CHECK(stops > 0 && proofs > 0);
    ie_buf_release(&m.text);
}
