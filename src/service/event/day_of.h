/*
 * The days themselves: who came, who did not, who comes later; who waits for a meeting
 * and where there is room; what each table and each interpreter has to do.
 */
#ifndef IE_SERVICE_DAY_OF_H
#define IE_SERVICE_DAY_OF_H

#include "service/event/timetable.h"

/*
 * arrive: status attended; no_show: absent (re-planning then drops what is left); late:
 * not there that day before `slot`; undo: status and availability as they were before the
 * last act. A participant may tell these of themselves, no_show apart.
 * {"id","revision","status","available"}. Errors: IE_INPUT participation.action
 * {action}, timetable.slot; IE_CONFLICT participation.nothing_to_undo; IE_STALE;
 * IE_FORBIDDEN event.officer_only; IE_NOT_FOUND.
 */
int ie_participation_act(struct ie_call *call, struct ie_str participation,
                         const char *action, int64_t slot, int64_t expected,
                         struct ie_json *json, struct ie_error *err) IE_MUST_CHECK;

/* Pairs that were wished for and have no meeting, the worthiest first, each with why and
 * with up to IE_COULD_MOST places where it could go while all others stay. For those who
 * see the whole event. O(waiting × slots × places). */
enum { IE_COULD_MOST = 8 };
int ie_waiting_json(struct ie_call *call, struct ie_str event, struct ie_json *json,
                    struct ie_error *err) IE_MUST_CHECK;

/* The meetings of each place ("tables") or of each interpreter, in order of time, as JSON
 * or, with `csv`, as a sheet with headings in `language`. For those who see the whole
 * event. O(meetings × log). */
int ie_paper_write(struct ie_call *call, struct ie_str event, bool interpreters, bool csv,
                   struct ie_str language, struct ie_buf *out,
                   struct ie_error *err) IE_MUST_CHECK;

#endif
