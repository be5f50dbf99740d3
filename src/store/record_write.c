/* New records and revisions: the row, its immutable state, the log, in one transaction. */
#include <sodium.h>

#include "base/fault.h"
#include "store/log.h"
#include "store/record_body.h"
#include "store/record_sql.h"
#include "store/records/organisation.h"
#include "store/records/profile.h"
#include "store/schema_types.h"

/* Columns of every insert before the fields: $1 … $8. */
enum { COMMON_WRITTEN = 8 };

/* The store's view of a write: sees everything of the office. */
static struct ie_reader all_of(const struct ie_writer *writer)
{
    return (struct ie_reader){
        .office = writer->office, .now = writer->now, .staff = true};
}

/* "uq_wish_to" -> record.exists {type: wish, field: to} */
static int say_conflict(struct ie_error *err, const struct ie_type *type, int code)
{
    struct ie_str name, table = ie_str_z(ie_table_name(type));
    char constraint[104];

    if (!err || code != IE_CONFLICT)
        return code;
    if (strcmp(err->id, "db.reference") == 0) {
        ie_fail(err, IE_CONFLICT, "record.reference");
        ie_error_arg(err, "type", type->name);
        return code;
    }
    if (strcmp(err->id, "db.unique") != 0)
        return code;
    memcpy(constraint, err->arg[0].value, sizeof(constraint));
    name = ie_str_z(constraint);
    if (ie_str_starts(name, IE_STR("uq_")))
        name = ie_str_sub(name, 3, name.len);
    if (ie_str_starts(name, table))
        name = ie_str_sub(name, table.len + 1, name.len);
    if (ie_str_ends(name, IE_STR("_")))
        name.len--;
    ie_fail(err, IE_CONFLICT, "record.exists");
    ie_error_arg(err, "type", type->name);
    ie_error_argn(err, "field", name.ptr, name.len);
    ie_error_at(err, NULL, 0, 0, err->arg[1].value);
    return code;
}

/* ---- history and log ---- */

static int insert_revision(struct ie_db *db, const struct ie_writer *writer,
                           const struct ie_type *type, struct ie_str id, int64_t revision,
                           bool deleted, struct ie_str external_id, struct ie_str body,
                           struct ie_error *err)
{
    struct ie_query q;

    ie_query_begin(
        db,
        "INSERT INTO revision (office_id, type, id, revision, at, by_, import_id,"
        " deleted, external_id, body)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &q);
    ie_query_text(&q, 1, ie_id_str(&writer->office));
    ie_query_textz(&q, 2, type->name);
    ie_query_text(&q, 3, id);
    ie_query_int(&q, 4, revision);
    ie_query_int(&q, 5, writer->now);
    ie_query_text(&q, 6, writer->by);
    ie_query_text(&q, 7, writer->import_id);
    ie_query_int(&q, 8, deleted);
    ie_query_text(&q, 9, external_id);
    ie_query_text(&q, 10, body);
    return ie_query_run(&q, err);
}

/*
 * The log says which fields changed and the digest of the whole state, not the state: so
 * that the log proves what the revision was, and erasing personal data need not touch it.
 */
static int log_write(struct ie_db *db, const struct ie_writer *writer, const char *action,
                     const struct ie_type *type, struct ie_str id, int64_t revision,
                     struct ie_str body, const struct ie_value *before,
                     const struct ie_value *after, struct ie_error *err)
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    char hex[2 * sizeof(digest) + 1];
    struct ie_buf payload = IE_BUF_INIT;
    struct ie_json json = ie_json_into(&payload);

    crypto_hash_sha256(digest, (const unsigned char *)body.ptr, body.len);
    sodium_bin2hex(hex, sizeof(hex), digest, sizeof(digest));
    ie_json_object(&json);
    ie_json_key(&json, "sha256");
    ie_json_strz(&json, hex);
    if (before && after) {
        ie_json_key(&json, "fields");
        ie_json_array(&json);
        for (size_t i = 0; type->fields[i].name; i++)
            if (!ie_body_value_same(&type->fields[i], &before[i], &after[i]))
                ie_json_strz(&json, type->fields[i].name);
        ie_json_end(&json);
    }
    if (writer->import_id.len)
        ie_json_kstr(&json, "import", writer->import_id);
    ie_json_end(&json);
    struct ie_log_entry entry = {.at = writer->now,
                                 .office = ie_id_str(&writer->office),
                                 .actor = writer->by,
                                 .action = ie_str_z(action),
                                 .type = ie_str_z(type->name),
                                 .record = id,
                                 .revision = revision,
                                 .payload = ie_buf_str(&payload)};
    int code = ie_buf_check(&payload, err);
    if (!code)
        code = ie_log_append(db, &entry, err);
    ie_buf_release(&payload);
    return code;
}

/* What follows every change of a row. */
static int note(struct ie_db *db, const struct ie_writer *writer, const char *action,
                const struct ie_type *type, struct ie_str id, int64_t revision,
                bool deleted, struct ie_str external_id, const struct ie_value *before,
                const struct ie_value *after, struct ie_error *err)
{
    struct ie_buf body = IE_BUF_INIT;
    int code;

    ie_fault_point("store.row");
    ie_body_write(&body, type, after);
    code = ie_buf_check(&body, err);
    if (!code)
        code = insert_revision(db, writer, type, id, revision, deleted, external_id,
                               ie_buf_str(&body), err);
    ie_fault_point("store.revision");
    if (!code)
        code = log_write(db, writer, action, type, id, revision, ie_buf_str(&body),
                         before, after, err);
    if (!code && type == &ie_type_organisation)
        code = ie_organisation_index(db, writer, id, deleted ? NULL : after, err);
    if (!code && type == &ie_type_profile)
        code = ie_profile_tag_due(db, ie_id_str(&writer->office), id, err);
    ie_buf_release(&body);
    ie_fault_point("store.noted");
    return code;
}

/* ---- create ---- */

static void insert_text(struct ie_buf *sql, const struct ie_type *type)
{
    int n = COMMON_WRITTEN;

    ie_buf_addz(sql, "INSERT INTO ");
    ie_buf_addz(sql, ie_table_name(type));
    ie_buf_addz(sql, " (office_id, id, revision, external_id, created_at, updated_at,"
                     " updated_by, search");
    for (const struct ie_field *f = type->fields; f->name; f++, n++) {
        ie_buf_addz(sql, ", ");
        ie_buf_addz(sql, ie_column_name(f));
    }
    ie_buf_addz(sql, ") VALUES (");
    for (int i = 1; i <= n; i++) {
        ie_buf_addz(sql, i > 1 ? ", " : "");
        ie_sql_parameter(sql, i);
    }
    ie_buf_add(sql, ie_str_n(")", 2));
}

/* The last of the common columns and the type's own: the same places in both statements. */
static void bind_written(struct ie_query *q, const struct ie_writer *writer,
                         const struct ie_type *type, const struct ie_value *values,
                         const struct ie_buf *search)
{
    ie_query_int(q, 6, writer->now);
    ie_query_text(q, 7, writer->by);
    ie_query_text(q, 8, search->len ? ie_buf_str(search) : IE_STR(""));
    for (int i = 0; type->fields[i].name; i++)
        ie_sql_bind_value(q, COMMON_WRITTEN + 1 + i, &type->fields[i], &values[i]);
}

static int insert_row(struct ie_db *db, const struct ie_writer *writer,
                      const struct ie_type *type, const struct ie_value *values,
                      struct ie_str external_id, struct ie_str id, struct ie_error *err)
{
    struct ie_buf sql = IE_BUF_INIT, search = IE_BUF_INIT;
    struct ie_query q;
    int code = ie_body_search(&search, type, values, writer->fold, err);

    insert_text(&sql, type);
    if (!code)
        code = ie_buf_check(&sql, err);
    if (code)
        goto out;
    ie_query_begin(db, sql.ptr, &q);
    ie_query_text(&q, 1, ie_id_str(&writer->office));
    ie_query_text(&q, 2, id);
    ie_query_int(&q, 3, 1);
    ie_query_text(&q, 4, external_id.len ? external_id : IE_STR_NONE);
    ie_query_int(&q, 5, writer->now);
    bind_written(&q, writer, type, values, &search);
    code = ie_query_run(&q, err);
out:
    ie_buf_release(&sql);
    ie_buf_release(&search);
    return code;
}

int ie_record_create(struct ie_db *db, const struct ie_writer *writer,
                     const struct ie_type *type, const struct ie_value *values,
                     struct ie_str external_id, struct ie_id *id, struct ie_error *err)
{
    struct ie_id made = id->text[0] ? *id : ie_id_new(writer->now);
    struct ie_str text = ie_id_str(&made);
    struct ie_str external = external_id.len ? external_id : IE_STR_NONE;

    if (!writer->office.text[0])
        IE_BUG("a record is made outside any office");
    int code = insert_row(db, writer, type, values, external, text, err);
    if (!code)
        code =
            note(db, writer, "create", type, text, 1, false, external, NULL, values, err);
    if (code)
        return say_conflict(err, type, code);
    *id = made;
    return 0;
}

/* ---- the state that is there ---- */

/* As ie_record_read for everything, deleted rows too. */
static int read_current(struct ie_db *db, const struct ie_writer *writer,
                        const struct ie_type *type, struct ie_str id,
                        struct ie_arena *arena, struct ie_record **record, bool *deleted,
                        struct ie_error *err)
{
    struct ie_reader all = all_of(writer);
    struct ie_buf sql = IE_BUF_INIT;
    struct ie_query q;
    bool row;

    ie_sql_select(&sql, type, &all);
    /* The column behind the fields is ours: whether the row is deleted. */
    struct ie_str from = IE_STR(" FROM ");
    int64_t at = ie_str_find(ie_buf_str(&sql), from);
    struct ie_buf text = IE_BUF_INIT;
    ie_buf_add(&text, ie_str_sub(ie_buf_str(&sql), 0, at < 0 ? 0 : (size_t)at));
    ie_buf_addz(&text, ", r.deleted_at FROM ");
    ie_buf_addz(&text, ie_table_name(type));
    ie_buf_addz(&text, " r WHERE r.office_id=$1 AND r.id=$2");
    ie_buf_addc(&text, '\0');
    int code = sql.failed ? ie_fail_nomem(err) : ie_buf_check(&text, err);
    if (code)
        goto out;
    ie_query_begin(db, text.ptr, &q);
    ie_sql_bind_reader(&q, &all);
    ie_query_text(&q, 2, id.ptr ? id : IE_STR(""));
    code = ie_query_next(&q, &row, err);
    if (!code && !row)
        code = ie_fail_not_found(err, type, id);
    if (!code) {
        *record = ie_sql_record(&q, type, arena);
        *deleted = !ie_query_get_null(&q, IE_SQL_COMMON + (int)ie_field_count(type));
        if (!*record)
            code = ie_fail_nomem(err);
    }
    ie_query_end(&q);
out:
    ie_buf_release(&sql);
    ie_buf_release(&text);
    return code;
}

static int check_revision(const struct ie_type *type, const struct ie_record *record,
                          int64_t expected, struct ie_error *err)
{
    if (!expected || expected == record->revision)
        return 0;
    ie_fail(err, IE_STALE, "record.stale");
    ie_error_arg(err, "type", type->name);
    ie_error_arg(err, "id", record->id.text);
    return IE_STALE;
}

/* ---- revise, delete, restore ---- */

static void update_text(struct ie_buf *sql, const struct ie_type *type)
{
    int n = COMMON_WRITTEN + 1;

    ie_buf_addz(sql, "UPDATE ");
    ie_buf_addz(sql, ie_table_name(type));
    ie_buf_addz(sql, " SET revision=$3, deleted_at=$5, updated_at=$6, updated_by=$7,"
                     " search=$8");
    for (const struct ie_field *f = type->fields; f->name; f++) {
        ie_buf_addz(sql, ", ");
        ie_buf_addz(sql, ie_column_name(f));
        ie_buf_addc(sql, '=');
        ie_sql_parameter(sql, n++);
    }
    ie_buf_addz(sql, " WHERE office_id=$1 AND id=$2");
    ie_buf_addc(sql, '\0');
}

static int update_row(struct ie_db *db, const struct ie_writer *writer,
                      const struct ie_type *type, const struct ie_value *values,
                      struct ie_str id, int64_t revision, bool deleted,
                      struct ie_error *err)
{
    struct ie_buf sql = IE_BUF_INIT, search = IE_BUF_INIT;
    struct ie_query q;
    int code = ie_body_search(&search, type, values, writer->fold, err);

    update_text(&sql, type);
    if (!code)
        code = ie_buf_check(&sql, err);
    if (code)
        goto out;
    ie_query_begin(db, sql.ptr, &q);
    ie_query_text(&q, 1, ie_id_str(&writer->office));
    ie_query_text(&q, 2, id);
    ie_query_int(&q, 3, revision);
    if (deleted)
        ie_query_int(&q, 5, writer->now);
    else
        ie_query_null(&q, 5);
    bind_written(&q, writer, type, values, &search);
    code = ie_query_run(&q, err);
out:
    ie_buf_release(&sql);
    ie_buf_release(&search);
    return code;
}

static bool all_same(const struct ie_type *type, const struct ie_value *a,
                     const struct ie_value *b)
{
    for (size_t i = 0; type->fields[i].name; i++)
        if (!ie_body_value_same(&type->fields[i], &a[i], &b[i]))
            return false;
    return true;
}

/* Row, revision and log entry of a change to a record that is there. */
static int change(struct ie_db *db, const struct ie_writer *writer, const char *action,
                  const struct ie_record *current, const struct ie_value *values,
                  bool deleted, int64_t *revision, struct ie_error *err)
{
    const struct ie_type *type = current->type;
    struct ie_str id = ie_id_str(&current->id);
    int64_t next = current->revision + 1;
    int code = update_row(db, writer, type, values, id, next, deleted, err);

    if (!code)
        code = note(db, writer, action, type, id, next, deleted, current->external_id,
                    current->values, values, err);
    if (code)
        return say_conflict(err, type, code);
    if (revision)
        *revision = next;
    return 0;
}

int ie_record_revise(struct ie_db *db, const struct ie_writer *writer,
                     const struct ie_type *type, struct ie_str id, int64_t expected,
                     const struct ie_value *values, int64_t *revision,
                     struct ie_error *err)
{
    struct ie_record *current = NULL;
    struct ie_arena arena;
    bool deleted = false;

    ie_arena_init(&arena, 0);
    int code = read_current(db, writer, type, id, &arena, &current, &deleted, err);
    if (!code && deleted)
        code = ie_fail_not_found(err, type, id);
    if (!code)
        code = check_revision(type, current, expected, err);
    if (!code) {
        *revision = current->revision;
        if (!all_same(type, current->values, values))
            code = change(db, writer, "revise", current, values, false, revision, err);
    }
    ie_arena_release(&arena);
    return code;
}

int ie_record_delete(struct ie_db *db, const struct ie_writer *writer,
                     const struct ie_type *type, struct ie_str id, int64_t expected,
                     struct ie_error *err)
{
    struct ie_record *current = NULL;
    struct ie_arena arena;
    bool deleted = false;

    ie_arena_init(&arena, 0);
    int code = read_current(db, writer, type, id, &arena, &current, &deleted, err);
    if (!code && deleted)
        code = ie_fail_not_found(err, type, id);
    if (!code)
        code = check_revision(type, current, expected, err);
    if (!code)
        code = change(db, writer, "delete", current, current->values, true, NULL, err);
    ie_arena_release(&arena);
    return code;
}

static int read_body(struct ie_db *db, const struct ie_writer *writer,
                     const struct ie_type *type, struct ie_str id, int64_t revision,
                     struct ie_arena *arena, struct ie_value **values,
                     struct ie_error *err)
{
    struct ie_query q;
    bool row;

    ie_query_begin(
        db, "SELECT body FROM revision WHERE office_id=$1 AND id=$2 AND revision=$3", &q);
    ie_query_text(&q, 1, ie_id_str(&writer->office));
    ie_query_text(&q, 2, id);
    ie_query_int(&q, 3, revision);
    int code = ie_query_next(&q, &row, err);
    if (!code && !row)
        code = ie_fail_not_found(err, type, id);
    if (!code)
        code = ie_body_read(ie_query_get_text(&q, 0), type, arena, values, err);
    ie_query_end(&q);
    return code;
}

int ie_record_restore(struct ie_db *db, const struct ie_writer *writer,
                      const struct ie_type *type, struct ie_str id, int64_t revision,
                      struct ie_error *err)
{
    struct ie_record *current = NULL;
    struct ie_value *values = NULL;
    struct ie_arena arena;
    bool deleted = false;

    ie_arena_init(&arena, 0);
    int code = read_current(db, writer, type, id, &arena, &current, &deleted, err);
    if (!code)
        code = read_body(db, writer, type, id, revision, &arena, &values, err);
    if (!code && (deleted || !all_same(type, current->values, values)))
        code = change(db, writer, "restore", current, values, false, NULL, err);
    ie_arena_release(&arena);
    return code;
}
