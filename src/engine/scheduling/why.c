/* Why a meeting does not take place, judged on the final timetable. */
#include "engine/scheduling/state.h"

static bool free_at(const struct state *state, uint32_t p, uint32_t s)
{
    return state->busy[(size_t)p * state->slots + s] < state->reps[p] &&
           !ie_plan_capped(state, p, s);
}

static enum ie_schedule_reason reason_of(const struct state *state, uint32_t m)
{
    const struct ie_schedule_meeting *meeting = &state->input->meetings[m];
    const uint64_t *can = state->can + (size_t)m * state->words;
    const uint64_t *seated = state->seated + (size_t)m * state->words;
    bool common = false, open = false, a_free = false, b_free = false, both = false;
    bool seat = false, at_b;

    if (state->group_at[state->group[m]])
        return IE_SCHEDULE_REPEATED;
    for (uint32_t s = 0; s < state->slots; s++) {
        common |= bit(can, s);
        if (!bit(seated, s))
            continue;
        bool a = free_at(state, meeting->a, s), b = free_at(state, meeting->b, s);
        open = true;
        a_free |= a;
        b_free |= b;
        both |= a && b;
        seat |= a && b && ie_plan_seat_free(state, m, s, &at_b);
    }
    return !common   ? IE_SCHEDULE_NO_COMMON_SLOT
           : !open   ? IE_SCHEDULE_PLACE_CLOSED
           : !a_free ? IE_SCHEDULE_A_FULL
           : !b_free ? IE_SCHEDULE_B_FULL
           : !both   ? IE_SCHEDULE_NO_FREE_SLOT
           : !seat   ? IE_SCHEDULE_PLACES_FULL
                     : IE_SCHEDULE_NOT_FOUND;
}

void ie_plan_explain(const struct state *state, uint8_t *reasons)
{
    for (uint32_t m = 0; m < state->meetings; m++)
        reasons[m] =
            (uint8_t)(state->slot[m] != NONE ? IE_SCHEDULE_PLACED : reason_of(state, m));
}
