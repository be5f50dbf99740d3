/* A record's values as one JSON object (the body of a revision) and back; and the folded
 * text by which it is found. Private to record*.c and import code of service. */
#ifndef IE_STORE_RECORD_BODY_H
#define IE_STORE_RECORD_BODY_H

#include "store/record.h"

/* {"name":"…","trl":6,…}, fields in the schema's order, absent ones left out. */
void ie_body_write(struct ie_buf *out, const struct ie_type *type,
                   const struct ie_value *values);
/* Back. Fields that the type no longer has are passed over, so that old revisions stay
 * readable. Errors: IE_INTERNAL record.body for a text that is none of ours; IE_NOMEM. */
int ie_body_read(struct ie_str body, const struct ie_type *type, struct ie_arena *arena,
                 struct ie_value **values, struct ie_error *err) IE_MUST_CHECK;

/* Whether two values of a field are the same. */
bool ie_body_value_same(const struct ie_field *field, const struct ie_value *a,
                        const struct ie_value *b);

/* Appends " word word …" of all fields with IE_F_SEARCH. */
int ie_body_search(struct ie_buf *out, const struct ie_type *type,
                   const struct ie_value *values, ie_fold_fn fold,
                   struct ie_error *err) IE_MUST_CHECK;

#endif
