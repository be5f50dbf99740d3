/*
 * What happened since a timetable was published, as records: who does not come, comes late
 * or leaves early; meetings called off; places and interpreters lost; wishes made on the
 * spot. A re-plan applies the changes to the records in memory and plans from these; when
 * it is published they are written, so that the next plan knows of them.
 *
 *   {"kind":"no_show","participation":ID}                  status becomes absent
 *   {"kind":"late","participation":ID,"until_slot":S}      not there that day before S
 *   {"kind":"leaves","participation":ID,"from_slot":S}     not there that day from S on
 *   {"kind":"cancelled","meeting":ID}
 *   {"kind":"place_lost","place":ID,"from_slot":S?,"until_slot":S?}   S to before S
 *   {"kind":"interpreter_ill","interpreter":ID,"from_slot":S?,"until_slot":S?}
 *   {"kind":"new_wish","a":ID,"b":ID,"weight":1…5?,"mutual":bool?,"must":bool?}
 */
#ifndef IE_SERVICE_CHANGES_H
#define IE_SERVICE_CHANGES_H

#include <jansson.h>

#include "service/event/timetable.h"

enum { IE_CHANGES_MOST = 1000 };

/* `changes` NULL: none. With `write`, in the caller's transaction, the records too. Errors:
 * IE_INPUT changes.kind {value}, changes.who {kind, field}, changes.slot {kind, field},
 * with the field "changes[i]…"; IE_LIMIT changes.too_many {most}. O(changes × records). */
int ie_changes_apply(struct ie_call *call, struct ie_timetable *timetable,
                     const json_t *changes, bool write,
                     struct ie_error *err) IE_MUST_CHECK;

/* Takes [from, until) out of a record's `available`, in memory and, with `write`, in the
 * store. `record` is of a type with that field. */
int ie_available_without(struct ie_call *call, const struct ie_timetable *timetable,
                         struct ie_record *record, ie_moment from, ie_moment until,
                         bool write, struct ie_error *err) IE_MUST_CHECK;

#endif
