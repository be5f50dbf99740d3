/*
 * Who may see what, and who may change what.
 *
 * Seeing is decided in the store: an actor becomes a reader, and every statement carries
 * the reader's predicate (store/record.h). Which fields of a row he sees follows from the
 * row (record/use.h).
 *
 *   role, scope                 sees                              changes
 *   admin, office               all                               all
 *   officer, office             all                               all but accounts, grants
 *   officer, programme/event    rows of these events; their       the same rows; may add
 *                               participants' organisations,      organisations
 *                               people, profiles; what a member
 *                               of no organisation sees
 *   member, organisation        own rows; what `visible` opens    own rows of types with
 *                                                                 IE_W_ORGANISATION
 *   analyst, office             types with `analyst`, without     nothing
 *                               private and guarded fields
 *   reviewer, any               what is published                 nothing
 *   auditor, office             all, and the log                  nothing
 *   operator of the command line: all, logged under his name
 *   any account: besides, the rows that are its own alone (`own` in the schema: saved
 *   searches and what they tell), which no role opens to others
 *
 * A write is checked on the row itself: may_write asks whether the row that stands in the
 * transaction, before and after, is the actor's (owned) or in his scope (scoped), which
 * the reader's statement has said. So writing and seeing cannot drift apart.
 */
#ifndef IE_SERVICE_AUTHORISE_H
#define IE_SERVICE_AUTHORISE_H

#include "service/service.h"

/* The reader that the actor is. O(grants). */
void ie_reader_for(const struct ie_call *call, struct ie_reader *reader);

/* May the actor make records of this type at all? What he made is to be checked by
 * ie_may_write before the transaction is kept. IE_FORBIDDEN record.write_forbidden {type}.
 * O(grants). */
int ie_may_create(const struct ie_call *call, const struct ie_type *type,
                  struct ie_error *err) IE_MUST_CHECK;
/* May the actor change this record, which was read with his reader? Same error. O(grants). */
int ie_may_write(const struct ie_call *call, const struct ie_record *record,
                 struct ie_error *err) IE_MUST_CHECK;
/* The same as an answer, for "can" in JSON. */
bool ie_can_write(const struct ie_call *call, const struct ie_record *record);

/* Sees all fields of the record, private and guarded ones too: staff, its owner, an
 * officer of its event. */
bool ie_sees_private(const struct ie_reader *reader, const struct ie_record *record);

#endif
