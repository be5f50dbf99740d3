/*
 * Agendas: who meets whom, when and where; and the sessions that everybody may go to.
 * As JSON for pages, as CSV for a spreadsheet, as iCalendar (RFC 5545) for a calendar.
 *
 * In the calendar a meeting keeps its UID for life (meeting id @ event code), SEQUENCE is
 * its revision and a cancelled meeting stays with STATUS:CANCELLED, so that a subscribed
 * calendar moves and strikes entries in place of doubling them. Times are in UTC; the zone
 * of the event is told in X-WR-TIMEZONE.
 */
#ifndef IE_SERVICE_AGENDA_H
#define IE_SERVICE_AGENDA_H

#include "service/event/event.h"

enum ie_agenda_format { IE_AGENDA_JSON, IE_AGENDA_ICS, IE_AGENDA_CSV };

/* "json", "ics", "csv"; IE_USAGE agenda.format {value}. */
int ie_agenda_format_parse(struct ie_str text, enum ie_agenda_format *format,
                           struct ie_error *err) IE_MUST_CHECK;

/*
 * The agenda of one participation, or with "" of everything the actor may see. Members see
 * their own. Into `out`, whole or (on failure) not at all. Errors: IE_NOT_FOUND for a
 * participation that is not of this event or not visible; IE_NOMEM. `language` picks
 * headings and session titles. O(meetings + participations).
 */
int ie_agenda_write(struct ie_call *call, struct ie_str event,
                    struct ie_str participation, enum ie_agenda_format format,
                    struct ie_str language, struct ie_buf *out,
                    struct ie_error *err) IE_MUST_CHECK;

#endif
