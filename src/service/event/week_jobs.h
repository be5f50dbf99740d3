/* The heavy steps of a week as jobs (job.h): each reads in one snapshot, solves without a
 * transaction, and writes in short ones. */
#ifndef IE_SERVICE_WEEK_JOBS_H
#define IE_SERVICE_WEEK_JOBS_H

#include "service/work/job.h"

/* args {"event": id or code, "top"?: n}; result {matches, created, changed, unchanged,
 * removed, needs}. */
int ie_job_propose(struct ie_job_context *job, const json_t *args,
                   struct ie_error *err) IE_MUST_CHECK;
/* args {"profile": id, "top"?: n}; result as above. */
int ie_job_match(struct ie_job_context *job, const json_t *args,
                 struct ie_error *err) IE_MUST_CHECK;
/* args {"event": id or code, "replan"?: bool, "publish"?: bool, "seed"?, "ticks"?}; result:
 * the summary that goes into event.timetable, with "plan" and "published". Stopped by a
 * limit, the best timetable so far is published all the same and told as such; cancelled,
 * or with a must-meeting left out, it is kept as a proposed plan. IE_INFEASIBLE: result
 * {"conflict": sentences}. */
int ie_job_schedule(struct ie_job_context *job, const json_t *args,
                    struct ie_error *err) IE_MUST_CHECK;
/* args {"event", "changes"?: [...] (changes.h), "now"?: moment, "fill"?: bool, "publish"?:
 * bool, "seed"?, "ticks"?}: the published timetable after changes, or what waits brought
 * in; result as above. */
int ie_job_replan(struct ie_job_context *job, const json_t *args,
                  struct ie_error *err) IE_MUST_CHECK;

#endif
