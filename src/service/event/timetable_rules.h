/*
 * What an event's records say beside people, places and wishes, laid over the problem:
 *
 *   sessions that take time   whoever is in one meets nobody in the slots that it touches,
 *                             and nobody meets at its place
 *   screening                 a meeting that is pending may not be before its ruling: the
 *                             latest of those of the people in it (ruling_at, else the
 *                             first slot and the event's screening_minutes; with neither,
 *                             not before it is cleared). What its own record says counts
 *                             before what is said of them. Refused: not at all
 *   precedences               of two meetings that both take place the first is earlier;
 *                             once the second has begun there is nothing to keep
 */
#ifndef IE_SERVICE_TIMETABLE_RULES_H
#define IE_SERVICE_TIMETABLE_RULES_H

#include "service/event/timetable.h"

/* Fills timetable->hours and ->taken and takes the slots out of what people and places are
 * open. IE_NOMEM. O(sessions × (slots + people named)). */
int ie_rules_sessions(struct ie_call *call, struct ie_timetable *timetable,
                      struct ie_fair_participant *people, struct ie_fair_place *places,
                      struct ie_error *err) IE_MUST_CHECK;

/* What is said of a meeting of `who`, with its record or NULL. O(size). */
struct ie_screen ie_rules_screen(const struct ie_timetable *timetable,
                                 const struct ie_record *meeting, const uint32_t *who,
                                 uint32_t size);
/* The slots that a screening leaves, out of *allowed (NULL: all). IE_NOMEM. O(slots). */
int ie_rules_screened(struct ie_call *call, const struct ie_timetable *timetable,
                      const struct ie_screen *screen, const uint64_t **allowed,
                      struct ie_error *err) IE_MUST_CHECK;

/* The problem's precedences, once its meetings are there. IE_NOMEM. O(meetings + precedences
 * × log). */
int ie_rules_order(struct ie_call *call, struct ie_timetable *timetable,
                   struct ie_fair_problem *problem, struct ie_error *err) IE_MUST_CHECK;
/* Does a precedence name the meeting with this id? O(precedences). */
bool ie_rules_orders(const struct ie_timetable *timetable, struct ie_str meeting);

#endif
