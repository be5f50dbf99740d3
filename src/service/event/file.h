/*
 * An event from a file (examples/week-2019/event.json): the event with its places,
 * interpreters, sessions and country strengths, for demonstrations and for offices that prepare a week
 * elsewhere. The format stands in docs/formats.md, "Event file".
 */
#ifndef IE_SERVICE_EVENT_FILE_H
#define IE_SERVICE_EVENT_FILE_H

#include "service/event/event.h"

/*
 * Makes all of it in the caller's write transaction, under a programme of kind "week" with
 * the event's code. Errors: IE_INPUT event_file.field {field} for what is missing or of
 * the wrong kind; those of ie_event_slots; IE_CONFLICT record.exists; IE_FORBIDDEN
 * event.officer_only. O(places + sessions + strengths).
 */
int ie_event_file_load(struct ie_call *call, const json_t *file, struct ie_id *event,
                       struct ie_error *err) IE_MUST_CHECK;

/*
 * Once the participations are there: places of the file that name an organisation by its
 * external id ("of") become its own. What does not take part is passed over. Errors: those
 * of ie_record_revise. O(places + participations).
 */
int ie_event_file_seat(struct ie_call *call, const json_t *file, struct ie_str event,
                       struct ie_error *err) IE_MUST_CHECK;

#endif
