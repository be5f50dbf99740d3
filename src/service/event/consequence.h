/*
 * What the change of one record means for another, written in the same transaction by the
 * same writer (so that the undo of an import takes it back too). One rule so far:
 *
 *   outcome, at once: held, no_show, cancelled  ->  the meeting's status
 */
#ifndef IE_SERVICE_CONSEQUENCE_H
#define IE_SERVICE_CONSEQUENCE_H

#include "service/service.h"

/* To be called after a record of `type` got these values. The meeting's own rights do not
 * matter: who may report an outcome says with it whether they met. Errors: those of
 * ie_record_revise. O(1) queries. */
int ie_consequence(struct ie_call *call, const struct ie_writer *writer,
                   const struct ie_type *type, struct ie_value *values,
                   struct ie_error *err) IE_MUST_CHECK;

#endif
