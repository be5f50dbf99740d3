/*
 * Alerts: a saved search that finds something new becomes a task on its owner's home.
 *
 *   log ──▶ what became published behind the entry told last
 *             └──▶ each search that wants alerts, run as its owner, over what is new
 *                    └──▶ found: the search's one task is made, or opened again   (write)
 *                         and the entry up to which that was told is noted        (same)
 *
 * "at_once" goes on a second or two after the write, which lets the changes of an import
 * gather and the search index follow; "daily" at the first round of each day of the office.
 * How far it is stands in the store: a server that starts again goes on from there, and of
 * two servers on one store only one tells. A search has one task, so nothing is told twice;
 * looking at the search ends the task (search/saved.h).
 *
 * An owner's search runs with his reader: what he may not see makes no alert.
 */
#ifndef IE_SERVICE_ALERT_H
#define IE_SERVICE_ALERT_H

#include "service/service.h"

struct ie_service;

struct ie_alert_round {
    int64_t until;      /* over the log up to this entry, which was there … */
    ie_moment known_at; /* … at this moment; both 0: over all of it now */
    uint64_t told;      /* tasks made or opened */
    bool behind;        /* the search index is not that far yet: to be tried again */
};
/*
 * One round now. Not from a write function. Errors: those of the store; a search whose
 * query can't be run tells nothing. O(new log entries + searches · cost of a search).
 */
int ie_alert_make_round(struct ie_service *service, struct ie_alert_round *round,
                        struct ie_error *err) IE_MUST_CHECK;

#endif
