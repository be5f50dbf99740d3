/*
 * Planning an event: in three steps, so that the solver holds no transaction.
 *
 *   prepare (read snapshot)   records -> engine input, copied into the plan's arena
 *   solve   (none)            engine/scheduling with control, progress, stop
 *   store   (write)           the result checked once more against the records as they
 *                             are now, then written: meetings, event.timetable, log
 *
 * If somebody locked or moved a meeting meanwhile, store reports IE_CONFLICT
 * schedule.changed_meanwhile and writes nothing.
 */
#ifndef IE_SERVICE_SCHEDULE_USE_H
#define IE_SERVICE_SCHEDULE_USE_H

#include "service/timetable.h"

struct ie_schedule_plan {
    struct ie_timetable *timetable;
    struct ie_schedule_output *result;
    bool replan;
    uint64_t seed;
};

/* `replan` lets confirmed meetings move (each at a cost); otherwise they stay. Errors:
 * IE_FORBIDDEN event.officer_only; those of ie_timetable_load. */
int ie_schedule_prepare(struct ie_call *call, struct ie_str event, bool replan,
                        struct ie_schedule_plan **plan,
                        struct ie_error *err) IE_MUST_CHECK;
/* Errors: those of ie_schedule_solve; IE_INFEASIBLE schedule.locked_clash {one} {other}
 * with the names of who clashes. */
int ie_schedule_run(struct ie_schedule_plan *plan, const struct ie_solve_control *control,
                    struct ie_arena *arena, struct ie_error *err) IE_MUST_CHECK;
/* Writes the result: makes, moves and takes off meetings; those taken off keep their
 * history. Tells in `json` the summary as it goes into event.timetable. */
int ie_schedule_store(struct ie_call *call, struct ie_schedule_plan *plan,
                      struct ie_json *json, struct ie_error *err) IE_MUST_CHECK;

#endif
