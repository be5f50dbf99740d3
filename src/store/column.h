/* Names in SQL. A record type or field whose name is a word of SQL (from, to, match, case,
 * by) carries a trailing underscore there, and only there: JSON, filters and messages keep
 * the plain name. */
#ifndef IE_STORE_COLUMN_H
#define IE_STORE_COLUMN_H

#include "store/schema.h"

/* Table of a type, column of a field; static text. O(1). */
const char *ie_table_name(const struct ie_type *type);
const char *ie_column_name(const struct ie_field *field);
/* How many fields a type has. O(fields). */
size_t ie_field_count(const struct ie_type *type);
/* Stands in the type's list of fields at that index; BUG if it is not one of them. */
size_t ie_field_index(const struct ie_type *type, const struct ie_field *field);

/* How a value of a kind is held: which member of struct ie_value, which column. */
enum ie_storage { IE_STORED_TEXT, IE_STORED_INTEGER, IE_STORED_REAL };

enum ie_storage ie_kind_storage(enum ie_kind kind);
/* Column types of the kinds: "TEXT", "BIGINT", "DOUBLE PRECISION". */
const char *ie_column_type(enum ie_kind kind);

#endif
