/* Private to scheduling/: where locked and begun meetings are, places chosen for those
 * without one. `*found`: they break a rule, `*conflict` names the first. */
#ifndef IE_ENGINE_SCHEDULING_LOCK_H
#define IE_ENGINE_SCHEDULING_LOCK_H

#include "engine/scheduling/scheduling.h"

int ie_plan_lock_placements(const struct ie_schedule_input *input, struct ie_arena *arena,
                            struct ie_schedule_placement **placements,
                            struct ie_schedule_conflict *conflict, bool *found,
                            struct ie_error *err) IE_MUST_CHECK;

#endif
