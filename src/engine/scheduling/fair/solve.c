#include "engine/scheduling/fair/bound.h"
#include "engine/scheduling/fair/search.h"
#include "engine/scheduling/fair/seat.h"

enum { FLAT_STEPS = 160, FINE_STEPS = 60, LATE_STEPS = 600, LEVEL_STEPS = 120 };

enum { AGAIN_LATE_STEPS = 300 /* of a re-plan, which is to be there at once */ };

struct solving {
    struct fair_model m;
    struct fair_state state;
    struct fair_bound *bound;
    const struct ie_solve_control *control;
};

static uint64_t default_ticks(const struct ie_fair_problem *p)
{
    uint64_t n = p->meeting_count;

    return (n < 200 ? 20000 * n : 4000000) + 2000 * n;
}

static int64_t first_level(const struct solving *s)
{
    return -fair_cost(&s->state, &s->m.p->levels[0]);
}

static bool all_locks_in(const struct solving *s)
{
    for (uint32_t i = 0; i < s->m.meetings; i++)
        if (fair_fixed(&s->m, i) && s->state.at[i].slot == NOWHERE)
            return false;
    return true;
}

static bool has_squares(const struct ie_fair_level *level)
{
    return level->weight[IE_FAIR_UNSERVED] || level->weight[IE_FAIR_BALANCE];
}

static bool is_again(const struct ie_fair_problem *p)
{
    for (uint32_t i = 0; i < p->meeting_count; i++)
        if (p->meetings[i].was_slot >= 0)
            return true;
    return false;
}

/* Start, a bound to steer by, search, and the bound once more towards what was found. */
static int search(struct solving *s, struct ie_error *err)
{
    const struct ie_fair_problem *p = s->m.p;
    const struct ie_solve_control *control = s->control;
    uint64_t ticks = control && control->ticks ? control->ticks : default_ticks(p);
    int code = ie_fair_start(&s->state, control, err);

    if (code)
        return code;
    if (!all_locks_in(s))
        return ie_fail(err, IE_INFEASIBLE, "fair.infeasible");
    if (has_squares(&p->levels[0])) {
        if ((code = ie_fair_bound_turn(s->bound, 0, NULL, &s->state, err)))
            return code;
    } else {
        ie_fair_bound_run(s->bound, FLAT_STEPS, first_level(s), control);
        ie_fair_bound_refine(s->bound);
    }
    ie_fair_bound_run(s->bound, FINE_STEPS, first_level(s), control);
    int64_t bound = ie_fair_bound_value(s->bound);
    int32_t *promise = ie_calloc((size_t)s->m.meetings + 1, sizeof(*promise));
    if (!promise)
        return ie_fail_nomem(err);
    ie_fair_bound_left(s->bound, promise);
    code =
        ie_fair_improve(&s->state, control, ticks, -bound, (double)bound, promise, err);
    ie_free(promise);
    if (!code && first_level(s) < bound && ie_solve_stopped(control) == IE_GO_ON) {
        ie_fair_bound_refine(s->bound);
        ie_fair_bound_run(s->bound, is_again(p) ? AGAIN_LATE_STEPS : LATE_STEPS,
                          first_level(s), control);
    }
    return code;
}

/* Nothing leaves that the checker does not accept; its figures are the ones that count. */
static int judge(const struct solving *s, struct ie_arena *arena,
                 struct ie_fair_output *out, struct ie_error *err)
{
    struct ie_fair_verdict *verdict;
    int code = ie_fair_check(s->m.p, out->at, arena, &verdict, err);

    if (code)
        return code;
    for (uint32_t i = 0; i < verdict->fault_count; i++)
        if (verdict->faults[i].rule != IE_FAIR_RULE_MUST) {
            ie_fail(err, IE_INTERNAL, "fair.check_failed");
            ie_error_arg(err, "rule",
                         ie_fair_rule_name((enum ie_fair_rule)verdict->faults[i].rule));
            ie_error_argi(err, "meeting", verdict->faults[i].meeting + 1);
            return IE_INTERNAL;
        }
    out->objective = verdict->objective;
    return 0;
}

/* Can prices say more of the level than that nothing in it is negative? */
static bool worth_a_bound(const struct solving *s, uint32_t level, int64_t value)
{
    const uint32_t *weight = s->m.p->levels[level].weight;

    return (weight[IE_FAIR_VALUE] || value < 0) &&
           (weight[IE_FAIR_VALUE] || weight[IE_FAIR_LOST] || weight[IE_FAIR_MOVES] ||
            has_squares(&s->m.p->levels[level]));
}

/* The prices of a level, and the bound that they prove. */
static int bound_level(struct solving *s, uint32_t level, const int64_t *reached,
                       struct ie_arena *arena, struct ie_fair_reach *reach,
                       struct ie_error *err)
{
    bool own = level == 0;
    int code = 0;

    if (level && worth_a_bound(s, level, reached[level]) &&
        ie_solve_stopped(s->control) == IE_GO_ON) {
        if ((code = ie_fair_bound_turn(s->bound, level, reached, &s->state, err)))
            return code;
        ie_fair_bound_run(s->bound, LEVEL_STEPS, reached[level], s->control);
        own = true;
    }
    code = own ? ie_fair_bound_prices(s->bound, arena, &reach->prices, err)
               : ie_fair_bound_nothing(s->bound, level, arena, &reach->prices, err);
    return code
               ? code
               : ie_fair_check_bound(s->m.p, &reach->prices, reached, &reach->bound, err);
}

static int bound_levels(struct solving *s, struct ie_arena *arena,
                        struct ie_fair_output *out, struct ie_error *err)
{
    const struct ie_fair_problem *p = s->m.p;
    int64_t reached[IE_FAIR_LEVELS];
    bool proved = out->objective.musts_out == 0;

    out->reach = IE_NEW_ARRAY(arena, struct ie_fair_reach, p->level_count);
    if (!out->reach)
        return ie_fail_nomem(err);
    for (uint32_t k = 0; k < p->level_count; k++)
        reached[k] = out->reach[k].value =
            ie_fair_level_of(&p->levels[k], &out->objective);
    for (uint32_t k = 0; k < p->level_count; k++) {
        int code = bound_level(s, k, reached, arena, &out->reach[k], err);
        if (code)
            return code;
        proved = proved && out->reach[k].value == out->reach[k].bound;
        out->reach[k].proved = proved;
    }
    out->first = out->reach[0].value;
    out->bound = out->reach[0].bound;
    out->status = out->objective.musts_out ? IE_FAIR_UNKNOWN
                  : out->reach[0].proved   ? IE_FAIR_OPTIMAL
                                           : IE_FAIR_FEASIBLE;
    return 0;
}

static int deliver(struct solving *s, struct ie_arena *arena, struct ie_fair_output **out,
                   struct ie_error *err)
{
    uint32_t n = s->m.meetings;
    struct ie_fair_output *result = IE_NEW(arena, struct ie_fair_output);
    int code;

    if (!result)
        return ie_fail_nomem(err);
    result->at = IE_NEW_ARRAY(arena, struct ie_fair_place_at, n);
    result->why = IE_NEW_ARRAY(arena, uint8_t, n);
    result->full = IE_NEW_ARRAY(arena, uint32_t, n);
    if (!result->at || !result->why || !result->full)
        return ie_fail_nomem(err);
    result->ticks = s->state.ticks;
    ie_fair_why_out(&s->state, result->why, result->full);
    if ((code = ie_fair_seat(&s->state, result->at, err)) ||
        (code = judge(s, arena, result, err)) ||
        (code = bound_levels(s, arena, result, err)))
        return code;
    enum ie_stop stop = ie_solve_stopped(s->control);
    result->stopped = stop == IE_GO_ON        ? IE_OK
                      : stop == IE_STOP_LIMIT ? IE_LIMIT
                                              : IE_CANCELLED;
    *out = result;
    return 0;
}

int ie_fair_solve(const struct ie_fair_problem *problem,
                  const struct ie_solve_control *control, struct ie_arena *arena,
                  struct ie_fair_output **output, struct ie_error *err)
{
    struct solving s = {.control = control};
    int code = ie_fair_model_init(&s.m, problem, err);

    if (code)
        return code;
    code = ie_fair_state_init(&s.state, &s.m, err);
    if (!code) {
        code = ie_fair_bound_new(&s.m, &s.bound, err);
        if (!code && !(code = search(&s, err)))
            code = deliver(&s, arena, output, err);
        ie_fair_bound_free(s.bound);
        ie_fair_state_release(&s.state);
    }
    ie_fair_model_release(&s.m);
    return code;
}
