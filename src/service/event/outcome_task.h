/* Asking for outcomes: who met and has not said what came of it gets a task. */
#ifndef IE_SERVICE_OUTCOME_TASK_H
#define IE_SERVICE_OUTCOME_TASK_H

#include "service/service.h"

/*
 * One open task ("report_outcome", due in two weeks) for each organisation with a meeting
 * of the event that is over and that it has not reported; asking again makes no second
 * one. `*made` is the number of new tasks. Errors: IE_FORBIDDEN event.officer_only;
 * IE_NOT_FOUND. O(meetings · log + outcomes).
 */
int ie_outcome_ask(struct ie_call *call, struct ie_str event, int64_t *made,
                   struct ie_error *err) IE_MUST_CHECK;

#endif
