/*
 * The timetable of an event: the records as the scheduling engine sees them, and what a
 * person does with the result.
 *
 *   records ── ie_timetable_load ──► model { slots, participants, places, meetings }
 *                                      │ candidates from wishes (for planning) or the
 *                                      │ meetings as they stand (for checking a move)
 *                                      ▼
 *                                engine/scheduling
 *
 * Participations that withdrew take no part. A pair's weight is the larger of its wishes;
 * it is mutual when both wished. Held, absent and begun meetings are facts: the engine
 * gets them as begun. Locked ones stay, confirmed ones too unless planning is told
 * otherwise. A cancelled pair is not planned again.
 */
#ifndef IE_SERVICE_TIMETABLE_H
#define IE_SERVICE_TIMETABLE_H

#include "engine/scheduling/scheduling.h"
#include "service/event.h"

struct ie_timetable_participant {
    const struct ie_record *participation;
    const struct ie_record *organisation; /* NULL when the actor may not see it */
};

struct ie_timetable {
    struct ie_record *event;
    struct ie_slots slots;
    struct ie_timetable_participant *participants;
    uint32_t participant_count;
    struct ie_list places;   /* only those that hold meetings, in the order shown */
    struct ie_list wishes;   /* of the event */
    struct ie_list meetings; /* of the event, cancelled ones included */
    /* What the engine gets; meeting i of the input is meetings.at[record[i]] or, when
     * record[i] is -1, a candidate that has no record yet. */
    struct ie_schedule_input input;
    int64_t *record;
    struct ie_schedule_placement *placements; /* as they stand */
};

enum ie_timetable_for {
    IE_TIMETABLE_AS_IT_STANDS, /* the meetings that are there: to look at, to check */
    IE_TIMETABLE_TO_PLAN,      /* and every pair that was wished for */
    IE_TIMETABLE_TO_REPLAN,    /* as PLAN, but confirmed meetings may move too */
};

/* Loads what the actor may see (planning loads with the office's eyes; the caller has
 * checked that the actor runs the event). Errors: those of ie_event_slots; IE_NOT_FOUND.
 * O(participations + wishes + meetings + availability spans × slots). */
int ie_timetable_load(struct ie_call *call, struct ie_str event,
                      enum ie_timetable_for use, struct ie_timetable **timetable,
                      struct ie_error *err) IE_MUST_CHECK;

/* Index of the participation or place with this id, or -1. O(log n). */
int64_t ie_timetable_participant(const struct ie_timetable *timetable, struct ie_str id);
int64_t ie_timetable_place(const struct ie_timetable *timetable, struct ie_str id);

/* The whole timetable (docs/api.md, GET …/timetable). */
int ie_timetable_json(struct ie_call *call, struct ie_str event, struct ie_json *json,
                      struct ie_error *err) IE_MUST_CHECK;

/* What a move would do: {"conflicts":[…],"effect":{…},"place":id}. `slot` is an index,
 * -1: off the timetable; `place` empty: any that is free. Errors: IE_INPUT
 * timetable.slot {value}; IE_NOT_FOUND. */
int ie_timetable_check_json(struct ie_call *call, struct ie_str event,
                            struct ie_str meeting, int64_t slot, struct ie_str place,
                            struct ie_json *json, struct ie_error *err) IE_MUST_CHECK;

/* Does it, if nothing stands against it: *moved true. Otherwise *moved is false and
 * nothing changed. The JSON is that of ie_timetable_check_json, with "revision" of the
 * meeting when moved. Errors also: IE_STALE, IE_FORBIDDEN. */
int ie_timetable_move(struct ie_call *call, struct ie_str event, struct ie_str meeting,
                      int64_t expected, int64_t slot, struct ie_str place,
                      struct ie_json *json, bool *moved,
                      struct ie_error *err) IE_MUST_CHECK;

/* lock, unlock, cancel, confirm. Errors: IE_INPUT meeting.action {action}; IE_CONFLICT
 * meeting.over (held or missed already); IE_FORBIDDEN: members may confirm and cancel
 * meetings of their own organisation, the rest is the officer's. */
int ie_meeting_act(struct ie_call *call, struct ie_str meeting, const char *action,
                   int64_t expected, struct ie_json *json,
                   struct ie_error *err) IE_MUST_CHECK;

#endif
