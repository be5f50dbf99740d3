/*
 * Plans: timetables made by the fair engine, in three steps, so that the solver holds no
 * transaction.
 *
 *   prepare (read snapshot)   records, changed in memory as asked -> engine problem
 *   solve   (none)            engine/scheduling/fair with control, progress, stop
 *   store   (write)           a plan record: summary, meetings, and the basis, which is
 *                             the timetable that it was made from
 *
 * and then, at once or when somebody has looked at it,
 *
 *   publish (write)           409 unless the timetable is still the basis and the checker
 *                             accepts the plan against the records as they are now; then
 *                             changes, meetings and event.timetable are written together
 *
 * A plan record: event, kind (schedule: whole; replan: the published timetable after
 * changes, moved as little as can be; fill: what waits comes in), status, summary. Its
 * meetings stand in plan_body, as JSON: {"meetings":[{meeting,a,b,starts_at,place,
 * interpreter}],"moves":[{meeting,a,b,change,from,to}],"changes":[…],"same":n,"use","now"}.
 * A body of 8,000 meetings is about 2 MB, so that only those that may still be wanted are
 * kept (ie_plan_sweep, whenever a plan is made or published).
 */
#ifndef IE_SERVICE_PLAN_USE_H
#define IE_SERVICE_PLAN_USE_H

#include <jansson.h>

#include "service/event/timetable.h"

struct ie_plan_order {
    struct ie_str event;
    const char *kind;      /* "schedule", "replan", "fill" */
    bool move_confirmed;   /* schedule: confirmed ones may move, at a cost */
    const json_t *changes; /* of a re-plan (changes.h); may be NULL */
    ie_moment now; /* 0: the call's. While an event runs nothing before it moves */
};

struct ie_plan {
    struct ie_timetable *timetable;
    struct ie_fair_output *result;
    const char *kind;
    const json_t *changes; /* borrowed */
    uint64_t seed;
    ie_moment since;  /* when the plan in force was published; 0: there is none */
    json_t *conflict; /* after IE_INFEASIBLE: sentences (fair_words.h); the caller's */
};

/* Errors: IE_FORBIDDEN event.officer_only; those of ie_timetable_build and of
 * ie_changes_apply. */
int ie_plan_prepare(struct ie_call *call, const struct ie_plan_order *order,
                    struct ie_plan **plan, struct ie_error *err) IE_MUST_CHECK;
/* Ticks that are enough for what is asked, 0: the engine's own default. */
uint64_t ie_plan_ticks(const struct ie_plan *plan);
/* Errors: IE_INFEASIBLE schedule.conflict with plan->conflict when must-meetings and locks
 * provably cannot all be held, fair.infeasible when nobody can say why; IE_NOMEM. */
int ie_plan_run(struct ie_plan *plan, const struct ie_solve_control *control,
                struct ie_arena *arena, struct ie_error *err) IE_MUST_CHECK;

/* Makes the plan record, and with `publish` puts it in force: *id. `json` gets the summary
 * with "plan" and "published". Errors: IE_CONFLICT schedule.changed_meanwhile. */
int ie_plan_store(struct ie_call *call, struct ie_plan *plan, bool publish,
                  struct ie_json *json, struct ie_error *err) IE_MUST_CHECK;

/* ---- Plans that are there ---- */

/* A plan that the actor may act on. Errors: IE_NOT_FOUND; IE_FORBIDDEN. */
int ie_plan_publish(struct ie_call *call, struct ie_str plan, struct ie_json *json,
                    struct ie_error *err) IE_MUST_CHECK;
int ie_plan_discard(struct ie_call *call, struct ie_str plan, struct ie_json *json,
                    struct ie_error *err) IE_MUST_CHECK;
/* What it changes and who is to be told, in `language` (docs/api.md). */
int ie_plan_preview(struct ie_call *call, struct ie_str plan, const char *language,
                    struct ie_json *json, struct ie_error *err) IE_MUST_CHECK;
/* Two plans, or one and "current", side by side. */
int ie_plan_compare(struct ie_call *call, struct ie_str event, struct ie_str a,
                    struct ie_str b, struct ie_json *json,
                    struct ie_error *err) IE_MUST_CHECK;

/* ---- For the files of plan_*.c ---- */

/* Digest of the meetings that stand: who, when, where, how firmly. */
int ie_plan_basis(struct ie_call *call, const struct ie_timetable *timetable,
                  struct ie_str *basis, struct ie_error *err) IE_MUST_CHECK;
int ie_plan_keep_body(struct ie_call *call, struct ie_str plan, struct ie_str basis,
                      struct ie_str body, struct ie_error *err) IE_MUST_CHECK;
/* Body and basis of a plan; *body is the caller's to json_decref. Errors: IE_CONFLICT
 * plan.body_gone when it was let go. */
int ie_plan_body(struct ie_call *call, struct ie_str plan, json_t **body,
                 struct ie_str *basis, struct ie_error *err) IE_MUST_CHECK;
/* When the plan in force was published; 0: there is none. */
int ie_plan_published(struct ie_call *call, struct ie_str event, ie_moment *at,
                      struct ie_error *err) IE_MUST_CHECK;
/* Keeps the digest of the timetable that a plan put in force (ie_timetable_digest); is it
 * that of the plan in force now? */
int ie_plan_mark(struct ie_call *call, struct ie_str plan, struct ie_str state,
                 struct ie_error *err) IE_MUST_CHECK;
int ie_plan_is_of(struct ie_call *call, struct ie_str event, const char *state, bool *is,
                  struct ie_error *err) IE_MUST_CHECK;
/* Lets the bodies of an event's plans go but that of the one in force and those of the last
 * IE_PLAN_BODIES proposed ones; their records and summaries stay. O(plans of the event). */
enum { IE_PLAN_BODIES = 20 };
int ie_plan_sweep(struct ie_call *call, struct ie_str event,
                  struct ie_error *err) IE_MUST_CHECK;
/* The summary as it goes into plan.summary and event.timetable. */
void ie_plan_summary(const struct ie_call *call, const struct ie_plan *plan,
                     bool with_unplaced, struct ie_json *json);
/* Writes the body's meetings: made, moved, taken off; *at is where they are then. `t` is
 * built as the plan was and its changes are applied. IE_CONFLICT `message` when the checker
 * does not accept them. */
int ie_plan_write(struct ie_call *call, const struct ie_timetable *t, const json_t *body,
                  const char *message, struct ie_fair_place_at **at,
                  struct ie_error *err) IE_MUST_CHECK;

#endif
