/* Values of a record, set by field name. A name that the type does not have is a BUG: it
 * comes from our code, never from input. */
#ifndef IE_STORE_VALUES_H
#define IE_STORE_VALUES_H

#include "store/record.h"

/* All null, one a field in the schema's order; NULL when memory is out. */
struct ie_value *ie_values_new(struct ie_arena *arena, const struct ie_type *type);
/* Copy of a record's values, to be changed and revised; texts are shared. */
struct ie_value *ie_values_of(struct ie_arena *arena, const struct ie_record *record);

/* Borrow `text`; IE_STR_NONE makes the value null. */
void ie_values_text(const struct ie_type *type, struct ie_value *values,
                    const char *field, struct ie_str text);
/* INT, BOOL, MOMENT. */
void ie_values_int(const struct ie_type *type, struct ie_value *values, const char *field,
                   int64_t integer);
void ie_values_real(const struct ie_type *type, struct ie_value *values,
                    const char *field, double real);
void ie_values_null(const struct ie_type *type, struct ie_value *values,
                    const char *field);

#endif
