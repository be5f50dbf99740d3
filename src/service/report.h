/*
 * The report of an event: figures, each with the ids of the records behind it, so that
 * every number leads to its evidence (docs/api.md, GET …/report).
 *
 *   participants      participations that did not withdraw
 *   wishes            all;  mutual_wishes: one id of each pair that wished each other (the
 *                     older wish)
 *   meetings_planned  meetings that had or have a slot and were not cancelled
 *   meetings_held     those with status held, or with an outcome that says so
 *   outcomes          all reports, at once and after six months
 */
#ifndef IE_SERVICE_REPORT_H
#define IE_SERVICE_REPORT_H

#include "service/event/event.h"

/* For who runs the event, analysts and auditors. Errors: IE_FORBIDDEN event.officer_only;
 * IE_NOT_FOUND. O((wishes + meetings) · log + meetings · outcomes). */
int ie_report_json(struct ie_call *call, struct ie_str event, struct ie_json *json,
                   struct ie_error *err) IE_MUST_CHECK;
/* The same as rows: figure, key, count, id. */
int ie_report_csv(struct ie_call *call, struct ie_str event, struct ie_buf *out,
                  struct ie_error *err) IE_MUST_CHECK;

#endif
