/* Locked and begun meetings by themselves: do they hold together? */
#include "engine/scheduling/state.h"

#include "engine/scheduling/lock.h"

struct held {
    int32_t slot;
    uint32_t meeting;
};

static int by_slot(const void *x, const void *y)
{
    const struct held *a = x, *b = y;

    if (a->slot != b->slot)
        return a->slot < b->slot ? -1 : 1;
    return (a->meeting > b->meeting) - (a->meeting < b->meeting);
}

/* Seats those without a given place, slot by slot. */
static int seat_held(const struct ie_schedule_input *input, struct held *held,
                     uint32_t count, struct ie_arena *arena,
                     struct ie_schedule_placement *placements, struct ie_error *err)
{
    uint32_t *meetings = IE_NEW_ARRAY(arena, uint32_t, (size_t)count + 1);
    int code = 0;
    bool all;

    if (!meetings)
        return ie_fail_nomem(err);
    if (count)
        qsort(held, count, sizeof(*held), by_slot);
    for (uint32_t i = 0, end; i < count && !code; i = end) {
        uint32_t in = 0;
        for (end = i; end < count && held[end].slot == held[i].slot; end++)
            meetings[in++] = held[end].meeting;
        code =
            ie_plan_seat_slot(input, meetings, in, held[i].slot, placements, &all, err);
    }
    return code;
}

int ie_plan_lock_placements(const struct ie_schedule_input *input, struct ie_arena *arena,
                            struct ie_schedule_placement **placements,
                            struct ie_schedule_conflict *conflict, bool *found,
                            struct ie_error *err)
{
    size_t count = (size_t)input->meeting_count + 1;
    struct ie_schedule_placement *put =
        IE_NEW_ARRAY(arena, struct ie_schedule_placement, count);
    struct held *held = IE_NEW_ARRAY(arena, struct held, count);
    struct ie_schedule_verdict *verdict = NULL;
    uint32_t held_count = 0;

    if (!put || !held)
        return ie_fail_nomem(err);
    for (uint32_t m = 0; m < input->meeting_count; m++)
        put[m] = (struct ie_schedule_placement){NONE, NONE};
    int code = ie_schedule_check(input, put, arena, &verdict, err); /* is it sound? */
    if (code)
        return code;
    for (uint32_t m = 0; m < input->meeting_count; m++) {
        const struct ie_schedule_meeting *meeting = &input->meetings[m];
        if (meeting->hold == IE_SCHEDULE_FREE)
            continue;
        put[m] = (struct ie_schedule_placement){meeting->slot, meeting->place};
        held[held_count++] = (struct held){meeting->slot, m};
    }
    if (input->place_count &&
        (code = seat_held(input, held, held_count, arena, put, err)))
        return code;
    if ((code = ie_schedule_check(input, put, arena, &verdict, err)))
        return code;
    *found = verdict->conflict_count > 0;
    if (*found) {
        *conflict = verdict->conflicts[0];
        if (conflict->rule == IE_SCHEDULE_RULE_PLACE_NONE) /* none was left for it */
            conflict->rule = IE_SCHEDULE_RULE_PLACE_TAKEN;
    }
    *placements = put;
    return 0;
}

int ie_schedule_locked_conflict(const struct ie_schedule_input *input,
                                struct ie_arena *arena,
                                struct ie_schedule_conflict *conflict, bool *found,
                                struct ie_error *err)
{
    struct ie_schedule_placement *placements = NULL;

    return ie_plan_lock_placements(input, arena, &placements, conflict, found, err);
}
