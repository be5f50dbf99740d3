/* The contract: locked meetings, greedy, bound, search, seats, checker. */
#include "engine/scheduling/lock.h"
#include "engine/scheduling/state.h"

#define TABLE_MAX (UINT64_C(1) << 28) /* entries of participation × slot and the like */

static int check_size(const struct ie_schedule_input *input, struct ie_error *err)
{
    uint64_t words = IE_SCHEDULE_WORDS(input->slot_count);

    if ((uint64_t)input->participation_count * input->slot_count > TABLE_MAX ||
        (uint64_t)input->meeting_count * words > TABLE_MAX)
        return ie_fail(err, IE_LIMIT, "schedule.too_large");
    return 0;
}

static void place_held(struct state *state,
                       const struct ie_schedule_placement *placements)
{
    for (uint32_t m = 0; m < state->meetings; m++) {
        if (!fixed(state, m))
            continue;
        int32_t home_b = state->input->participations[state->input->meetings[m].b].place;
        bool at_b = state->seat[m] == SEAT_B ||
                    (state->seat[m] == SEAT_EITHER && placements[m].place == home_b);
        ie_plan_place(state, m, (uint32_t)placements[m].slot, at_b);
    }
}

/* Slots: from what is held to the best found, with the bound of the rank. */
static int search(struct state *state, const struct ie_solve_control *control,
                  int64_t *bound, struct ie_error *err)
{
    uint64_t ticks = control && control->ticks
                         ? control->ticks
                         : 2000000 + 2000 * (uint64_t)state->meetings;
    int32_t *slot = ie_calloc((size_t)state->meetings + 1, sizeof(*slot));
    int8_t *at_b = ie_calloc((size_t)state->meetings + 1, sizeof(*at_b));
    int64_t again;
    int code = 0;

    if (!slot || !at_b) {
        code = ie_fail_nomem(err);
        goto out;
    }
    if ((code = ie_plan_greedy(state, err)) ||
        (code = ie_plan_rank_bound(state, state->rank, bound, err)))
        goto out;
    ie_plan_improve(state, control, ticks, *bound, slot, at_b);
    ie_plan_restore(state, slot, at_b);
    if (state->rank < *bound && ie_solve_stopped(control) == IE_GO_ON) {
        /* with a better timetable known, the steps aim better */
        if ((code = ie_plan_rank_bound(state, state->rank, &again, err)))
            goto out;
        if (again < *bound)
            *bound = again;
    }
out:
    ie_free(slot);
    ie_free(at_b);
    return code;
}

static int check_failed(const struct ie_schedule_conflict *conflict, struct ie_error *err)
{
    ie_fail(err, IE_INTERNAL, "schedule.check_failed");
    ie_error_arg(err, "rule",
                 ie_schedule_rule_name((enum ie_schedule_rule)conflict->rule));
    ie_error_argi(err, "meeting", conflict->meeting);
    return IE_INTERNAL;
}

/* Rank of a timetable without any confirmed meeting, from which state->rank counts. */
static int64_t rank_of_none(const struct ie_schedule_input *input)
{
    int64_t rank = 0;

    for (uint32_t m = 0; m < input->meeting_count; m++)
        if (input->meetings[m].was_slot >= 0)
            rank -= 10 * (int64_t)input->move_cost;
    return rank;
}

static int64_t floor_div(int64_t x, int64_t y)
{
    return x / y - (x % y < 0);
}

static int finish(const struct state *state, int64_t bound, struct ie_arena *arena,
                  struct ie_schedule_output *output, struct ie_error *err)
{
    const struct ie_schedule_input *input = state->input;
    struct ie_schedule_verdict *verdict = NULL;
    int code;

    output->placements =
        IE_NEW_ARRAY(arena, struct ie_schedule_placement, (size_t)state->meetings + 1);
    output->reasons = IE_NEW_ARRAY(arena, uint8_t, (size_t)state->meetings + 1);
    if (!output->placements || !output->reasons)
        return ie_fail_nomem(err);
    if ((code = ie_plan_seat_all(state, output->placements, err)))
        return code;
    ie_plan_explain(state, output->reasons);
    struct ie_arena_mark mark = ie_arena_mark(arena);
    if ((code = ie_schedule_check(input, output->placements, arena, &verdict, err)))
        return code;
    if (verdict->conflict_count)
        return check_failed(&verdict->conflicts[0], err);
    output->objective = verdict->objective;
    ie_arena_rewind(arena, mark);
    bound += rank_of_none(input);
    output->bound = floor_div(bound, 10);
    output->status = ie_schedule_rank(input, &output->objective) >= bound
                         ? IE_SCHEDULE_OPTIMAL
                         : IE_SCHEDULE_FEASIBLE;
    output->ticks = state->ticks;
    return 0;
}

int ie_schedule_solve(const struct ie_schedule_input *input,
                      const struct ie_solve_control *control, struct ie_arena *arena,
                      struct ie_schedule_output **output, struct ie_error *err)
{
    struct ie_schedule_placement *held = NULL;
    struct ie_schedule_conflict conflict;
    struct state state;
    int64_t bound = 0;
    bool found = false;
    int code;

    if ((code = check_size(input, err)) ||
        (code = ie_plan_lock_placements(input, arena, &held, &conflict, &found, err)))
        return code;
    if (found)
        return ie_schedule_conflict_fail(&conflict, err);
    struct ie_schedule_output *made = IE_NEW(arena, struct ie_schedule_output);
    if (!made)
        return ie_fail_nomem(err);
    if ((code = ie_plan_init(&state, input, err)))
        return code;
    place_held(&state, held);
    code = search(&state, control, &bound, err);
    enum ie_stop stop = ie_solve_stopped(control);
    if (!code)
        code = finish(&state, bound, arena, made, err);
    made->stopped = stop == IE_STOP_CANCEL  ? IE_CANCELLED
                    : stop == IE_STOP_LIMIT ? IE_LIMIT
                                            : IE_OK;
    ie_plan_release(&state);
    if (!code)
        *output = made;
    return code;
}
