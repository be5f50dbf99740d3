/*
 * The statements of record.h, assembled from the schema: private to record*.c.
 *
 * Every reading statement has the shape
 *
 *   SELECT id … fields FROM t r WHERE r.office_id=$1 AND r.deleted_at IS NULL
 *      AND (predicate of the reader) …
 *
 * with $1 office, $2 id or external id, $3 account, $4 now; what a list adds counts from
 * $5. A text depends on the type, the kind of reader and the shape of the query alone, so
 * a connection prepares each once.
 */
#ifndef IE_STORE_RECORD_SQL_H
#define IE_STORE_RECORD_SQL_H

#include "base/buf.h"
#include "store/column.h"
#include "store/record.h"

enum {
    IE_SQL_FIRST_FREE = 5, /* parameter */
    IE_SQL_COMMON = 8,     /* columns before the fields */
};

/* "SELECT r.id, …" up to and with the FROM clause. */
void ie_sql_select(struct ie_buf *sql, const struct ie_type *type,
                   const struct ie_reader *reader);
/* " WHERE r.office_id=$1 AND r.deleted_at IS NULL AND (…)" */
void ie_sql_where(struct ie_buf *sql, const struct ie_type *type,
                  const struct ie_reader *reader);
/* The expression a field is sorted by; the same as that of its index. */
void ie_sql_sort(struct ie_buf *sql, const struct ie_field *field);
/* "$n" */
void ie_sql_parameter(struct ie_buf *sql, int n);

/* Binds $1, $3, $4. */
void ie_sql_bind_reader(struct ie_query *query, const struct ie_reader *reader);
/* Binds a value by the kind of its field. */
void ie_sql_bind_value(struct ie_query *query, int n, const struct ie_field *field,
                       const struct ie_value *value);

/* The row under the query as a record in the arena; NULL when memory is out. */
struct ie_record *ie_sql_record(struct ie_query *query, const struct ie_type *type,
                                struct ie_arena *arena);
bool ie_sql_fill(struct ie_query *query, const struct ie_type *type,
                 struct ie_arena *arena, struct ie_record *record);

/* IE_NOT_FOUND record.not_found {type, id} */
int ie_fail_not_found(struct ie_error *err, const struct ie_type *type, struct ie_str id);

#endif
