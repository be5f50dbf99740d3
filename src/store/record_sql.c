#include "store/record_sql.h"

void ie_sql_parameter(struct ie_buf *sql, int n)
{
    ie_buf_addc(sql, '$');
    ie_buf_addi(sql, n);
}

/* " OR " between terms. */
static void term(struct ie_buf *sql, bool *any)
{
    ie_buf_addz(sql, *any ? " OR " : " AND (");
    *any = true;
}

/* The predicate by roles: nothing for those who see all rows, else a disjunction. */
static void add_role_predicate(struct ie_buf *sql, const struct ie_type *type,
                               const struct ie_reader *reader)
{
    bool any = false;

    if (reader->staff || (reader->analyst && type->analyst))
        return;
    if (reader->reviewer && type->review) {
        term(sql, &any);
        ie_buf_addz(sql, type->review);
    }
    if (reader->event_officer && type->event) {
        term(sql, &any);
        ie_buf_addz(sql, type->event);
        ie_buf_addz(sql, " IN " IE_SQL_OFFICER_EVENTS);
    }
    if (reader->event_officer && type->officer) {
        term(sql, &any);
        ie_buf_addz(sql, type->officer);
    }
    if (reader->member && type->owner) {
        term(sql, &any);
        ie_buf_addz(sql, type->owner);
        ie_buf_addz(sql, " IN " IE_SQL_MY_ORGANISATIONS);
    }
    if ((reader->member || reader->event_officer) && type->visible) {
        term(sql, &any);
        ie_buf_addz(sql, type->visible);
    }
    ie_buf_addz(sql, any ? ")" : " AND 1=0");
}

/* Rows of one account alone are shown to it and to the office itself, which has no account
 * (the operator, the server's own work); all others by role. */
static void add_predicate(struct ie_buf *sql, const struct ie_type *type,
                          const struct ie_reader *reader)
{
    if (!type->own || !reader->account.text[0]) {
        add_role_predicate(sql, type, reader);
        return;
    }
    if (!type->own_when) {
        ie_buf_addz(sql, " AND ");
        ie_buf_addz(sql, type->own);
        ie_buf_addz(sql, "=$3");
        return;
    }
    ie_buf_addz(sql, " AND ((");
    ie_buf_addz(sql, type->own_when);
    ie_buf_addz(sql, " AND ");
    ie_buf_addz(sql, type->own);
    ie_buf_addz(sql, "=$3) OR (NOT (");
    ie_buf_addz(sql, type->own_when);
    ie_buf_addc(sql, ')');
    add_role_predicate(sql, type, reader);
    ie_buf_addz(sql, "))");
}

void ie_sql_where(struct ie_buf *sql, const struct ie_type *type,
                  const struct ie_reader *reader)
{
    ie_buf_addz(sql, " WHERE r.office_id=$1 AND r.deleted_at IS NULL");
    add_predicate(sql, type, reader);
}

/* 1 or 0: the row is the reader's alone, or he is a member of its owner. */
static void add_owned(struct ie_buf *sql, const struct ie_type *type,
                      const struct ie_reader *reader)
{
    bool own = type->own && reader->account.text[0];
    bool member = reader->member && type->owner;

    if (!own && !member) {
        ie_buf_addz(sql, "0");
        return;
    }
    ie_buf_addz(sql, "CASE");
    if (own) {
        ie_buf_addz(sql, " WHEN ");
        ie_buf_addz(sql, type->own);
        ie_buf_addz(sql, "=$3");
        if (type->own_when) {
            ie_buf_addz(sql, " AND ");
            ie_buf_addz(sql, type->own_when);
        }
        ie_buf_addz(sql, " THEN 1");
    }
    if (member) {
        ie_buf_addz(sql, " WHEN ");
        ie_buf_addz(sql, type->owner);
        ie_buf_addz(sql, " IN " IE_SQL_MY_ORGANISATIONS " THEN 1");
    }
    ie_buf_addz(sql, " ELSE 0 END");
}

/* 1 or 0: the row is in the scope of an officer of single events. */
static void add_scoped(struct ie_buf *sql, const struct ie_type *type,
                       const struct ie_reader *reader)
{
    if (!reader->event_officer || (!type->event && !type->officer)) {
        ie_buf_addz(sql, "0");
        return;
    }
    ie_buf_addz(sql, "CASE");
    if (type->event) {
        ie_buf_addz(sql, " WHEN ");
        ie_buf_addz(sql, type->event);
        ie_buf_addz(sql, " IN " IE_SQL_OFFICER_EVENTS " THEN 1");
    }
    if (type->officer) {
        ie_buf_addz(sql, " WHEN ");
        ie_buf_addz(sql, type->officer);
        ie_buf_addz(sql, " THEN 1");
    }
    ie_buf_addz(sql, " ELSE 0 END");
}

void ie_sql_select(struct ie_buf *sql, const struct ie_type *type,
                   const struct ie_reader *reader)
{
    ie_buf_addz(sql, "SELECT r.id, r.revision, r.external_id, r.created_at, r.updated_at,"
                     " r.updated_by, ");
    add_owned(sql, type, reader);
    ie_buf_addz(sql, ", ");
    add_scoped(sql, type, reader);
    for (const struct ie_field *f = type->fields; f->name; f++) {
        ie_buf_addz(sql, ", r.");
        ie_buf_addz(sql, ie_column_name(f));
    }
    ie_buf_addz(sql, " FROM ");
    ie_buf_addz(sql, ie_table_name(type));
    ie_buf_addz(sql, " r");
}

/* What stands for an absent value in a sort: the end of time for days and moments (a task
 * without a day, an offer valid for ever, a meeting not placed yet come last), the least
 * value for all others. */
static const char *absent(enum ie_kind kind)
{
    switch (kind) {
    case IE_K_DAY:
        return "'9999-12-31'";
    case IE_K_MOMENT:
        return "9223372036854775807";
    case IE_K_INT:
    case IE_K_BOOL:
        return "0";
    case IE_K_REAL:
        return "0.0";
    case IE_K_TEXT:
    case IE_K_CHOICE:
    case IE_K_REF:
    case IE_K_SET:
    case IE_K_WORDS:
    case IE_K_LIST:
    case IE_K_OBJECT:
        break;
    }
    return "''";
}

void ie_sql_sort(struct ie_buf *sql, const struct ie_field *field)
{
    if (field->flags & IE_F_REQUIRED) {
        ie_buf_addz(sql, "r.");
        ie_buf_addz(sql, ie_column_name(field));
        return;
    }
    ie_buf_addz(sql, "COALESCE(r.");
    ie_buf_addz(sql, ie_column_name(field));
    ie_buf_addz(sql, ", ");
    ie_buf_addz(sql, absent(field->kind));
    ie_buf_addc(sql, ')');
}

void ie_sql_bind_reader(struct ie_query *query, const struct ie_reader *reader)
{
    ie_query_text(query, 1, ie_id_str(&reader->office));
    ie_query_text(query, 3, ie_id_str(&reader->account));
    ie_query_int(query, 4, reader->now);
}

void ie_sql_bind_value(struct ie_query *query, int n, const struct ie_field *field,
                       const struct ie_value *value)
{
    if (value->null) {
        ie_query_null(query, n);
        return;
    }
    switch (ie_kind_storage(field->kind)) {
    case IE_STORED_INTEGER:
        ie_query_int(query, n, value->integer);
        return;
    case IE_STORED_REAL:
        ie_query_real(query, n, value->real);
        return;
    case IE_STORED_TEXT:
        ie_query_text(query, n, value->text.ptr ? value->text : IE_STR(""));
        return;
    }
    IE_BUG("a kind of field that is none");
}

/* ---- rows ---- */

static bool copy_text(struct ie_query *query, int column, struct ie_arena *arena,
                      struct ie_str *out)
{
    struct ie_str text = ie_query_get_text(query, column);

    *out = IE_STR_NONE;
    if (!text.ptr)
        return true;
    *out = ie_arena_str(arena, text);
    return out->ptr != NULL;
}

static bool read_value(struct ie_query *query, int column, const struct ie_field *field,
                       struct ie_arena *arena, struct ie_value *value)
{
    value->null = ie_query_get_null(query, column);
    if (value->null)
        return true;
    switch (ie_kind_storage(field->kind)) {
    case IE_STORED_INTEGER:
        value->integer = ie_query_get_int(query, column);
        return true;
    case IE_STORED_REAL:
        value->real = ie_query_get_real(query, column);
        return true;
    case IE_STORED_TEXT:
        return copy_text(query, column, arena, &value->text);
    }
    IE_BUG("a kind of field that is none");
}

bool ie_sql_fill(struct ie_query *query, const struct ie_type *type,
                 struct ie_arena *arena, struct ie_record *record)
{
    struct ie_str id = ie_query_get_text(query, 0);

    memset(record, 0, sizeof(*record));
    record->type = type;
    memcpy(record->id.text, id.ptr, id.len < IE_ID_LEN ? id.len : IE_ID_LEN);
    record->revision = ie_query_get_int(query, 1);
    record->created_at = ie_query_get_int(query, 3);
    record->updated_at = ie_query_get_int(query, 4);
    record->owned = ie_query_get_int(query, 6) != 0;
    record->scoped = ie_query_get_int(query, 7) != 0;
    record->values = IE_NEW_ARRAY(arena, struct ie_value, ie_field_count(type));
    if (!record->values || !copy_text(query, 2, arena, &record->external_id) ||
        !copy_text(query, 5, arena, &record->updated_by))
        return false;
    for (int i = 0; type->fields[i].name; i++)
        if (!read_value(query, IE_SQL_COMMON + i, &type->fields[i], arena,
                        &record->values[i]))
            return false;
    return true;
}

struct ie_record *ie_sql_record(struct ie_query *query, const struct ie_type *type,
                                struct ie_arena *arena)
{
    struct ie_record *record = IE_NEW(arena, struct ie_record);

    return record && ie_sql_fill(query, type, arena, record) ? record : NULL;
}

int ie_fail_not_found(struct ie_error *err, const struct ie_type *type, struct ie_str id)
{
    ie_fail(err, IE_NOT_FOUND, "record.not_found");
    ie_error_arg(err, "type", type->name);
    ie_error_argn(err, "id", id.ptr ? id.ptr : "", id.len);
    return IE_NOT_FOUND;
}
