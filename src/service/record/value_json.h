/* Beside store/values.h: values that are JSON, and whether two values say the same. */
#ifndef IE_SERVICE_VALUE_JSON_H
#define IE_SERVICE_VALUE_JSON_H

#include "base/arena.h"
#include "store/values.h"

/* {"LANGUAGE": TEXT} for a WORDS field. IE_NOMEM. */
int ie_values_words(const struct ie_type *type, struct ie_value *values,
                    const char *field, struct ie_str language, struct ie_str text,
                    struct ie_arena *arena, struct ie_error *err) IE_MUST_CHECK;
/* JSON of a SET, LIST, WORDS or OBJECT field, compact. IE_NOMEM. */
int ie_values_json(const struct ie_type *type, struct ie_value *values, const char *field,
                   const json_t *json, struct ie_arena *arena,
                   struct ie_error *err) IE_MUST_CHECK;

/* Equal in meaning: JSON kinds are compared as JSON when their texts differ. IE_NOMEM. */
int ie_value_same(const struct ie_field *field, const struct ie_value *a,
                  const struct ie_value *b, bool *same,
                  struct ie_error *err) IE_MUST_CHECK;

#endif
