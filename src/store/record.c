#include "store/record.h"

#include "store/record_body.h"
#include "store/record_sql.h"

const struct ie_value *ie_record_get(const struct ie_record *record, const char *field)
{
    for (size_t i = 0; record->type->fields[i].name; i++)
        if (strcmp(record->type->fields[i].name, field) == 0)
            return &record->values[i];
    IE_BUG("a field that the record type does not have");
}

/* One row of a finished text whose $2 is `key`. */
static int read_one(struct ie_db *db, const struct ie_reader *reader,
                    const struct ie_type *type, struct ie_buf *sql, struct ie_str key,
                    struct ie_arena *arena, struct ie_record **record,
                    struct ie_error *err)
{
    struct ie_query q;
    bool row;

    ie_buf_addc(sql, '\0');
    int code = ie_buf_check(sql, err);
    if (code)
        return code;
    ie_query_begin(db, sql->ptr, &q);
    ie_sql_bind_reader(&q, reader);
    ie_query_text(&q, 2, key.ptr ? key : IE_STR(""));
    code = ie_query_next(&q, &row, err);
    if (!code && !row)
        code = ie_fail_not_found(err, type, key);
    if (!code) {
        struct ie_record *found = ie_sql_record(&q, type, arena);
        if (found)
            *record = found;
        else
            code = ie_fail_nomem(err);
    }
    ie_query_end(&q);
    return code;
}

int ie_record_read(struct ie_db *db, const struct ie_reader *reader,
                   const struct ie_type *type, struct ie_str id, struct ie_arena *arena,
                   struct ie_record **record, struct ie_error *err)
{
    struct ie_buf sql = IE_BUF_INIT;

    ie_sql_select(&sql, type, reader);
    ie_sql_where(&sql, type, reader);
    ie_buf_addz(&sql, " AND r.id=$2");
    int code = read_one(db, reader, type, &sql, id, arena, record, err);
    ie_buf_release(&sql);
    return code;
}

int ie_record_by_external(struct ie_db *db, const struct ie_reader *reader,
                          const struct ie_type *type, struct ie_str external_id,
                          struct ie_arena *arena, struct ie_record **record,
                          struct ie_error *err)
{
    struct ie_buf sql = IE_BUF_INIT;

    ie_sql_select(&sql, type, reader);
    ie_sql_where(&sql, type, reader);
    ie_buf_addz(&sql, " AND r.external_id=$2");
    int code = read_one(db, reader, type, &sql, external_id, arena, record, err);
    ie_buf_release(&sql);
    return code;
}

int ie_record_revision(struct ie_db *db, const struct ie_reader *reader,
                       const struct ie_type *type, struct ie_str id, int64_t revision,
                       struct ie_arena *arena, struct ie_record **record,
                       struct ie_error *err)
{
    struct ie_record *found = NULL;
    struct ie_query q;
    bool row;
    int code = ie_record_read(db, reader, type, id, arena, &found, err);

    if (code)
        return code;
    ie_query_begin(db,
                   "SELECT at, by_, external_id, body FROM revision"
                   " WHERE office_id=$1 AND id=$2 AND revision=$3 AND deleted=0",
                   &q);
    ie_query_text(&q, 1, ie_id_str(&reader->office));
    ie_query_text(&q, 2, id);
    ie_query_int(&q, 3, revision);
    code = ie_query_next(&q, &row, err);
    if (!code && !row)
        code = ie_fail_not_found(err, type, id);
    if (!code) {
        found->revision = revision;
        found->updated_at = ie_query_get_int(&q, 0);
        found->updated_by = ie_arena_str(arena, ie_query_get_text(&q, 1));
        found->external_id = IE_STR_NONE;
        if (!ie_query_get_null(&q, 2))
            found->external_id = ie_arena_str(arena, ie_query_get_text(&q, 2));
        code = ie_body_read(ie_query_get_text(&q, 3), type, arena, &found->values, err);
    }
    ie_query_end(&q);
    if (!code)
        *record = found;
    return code;
}

int ie_record_history(struct ie_db *db, const struct ie_reader *reader,
                      const struct ie_type *type, struct ie_str id, int64_t before,
                      unsigned limit, struct ie_arena *arena,
                      struct ie_revision **history, size_t *count, struct ie_error *err)
{
    struct ie_record *visible = NULL;
    struct ie_revision *made = IE_NEW_ARRAY(arena, struct ie_revision, limit);
    struct ie_query q;
    size_t n = 0;
    bool row;
    int code = ie_record_read(db, reader, type, id, arena, &visible, err);

    if (!code && !made)
        code = ie_fail_nomem(err);
    if (code)
        return code;
    ie_query_begin(db,
                   "SELECT revision, at, by_, import_id, deleted FROM revision"
                   " WHERE office_id=$1 AND id=$2 AND revision<$3"
                   " ORDER BY revision DESC LIMIT $4",
                   &q);
    ie_query_text(&q, 1, ie_id_str(&reader->office));
    ie_query_text(&q, 2, id);
    ie_query_int(&q, 3, before > 0 ? before : INT64_MAX);
    ie_query_int(&q, 4, limit);
    while ((code = ie_query_next(&q, &row, err)) == 0 && row && n < limit) {
        made[n].revision = ie_query_get_int(&q, 0);
        made[n].at = ie_query_get_int(&q, 1);
        made[n].by = ie_arena_str(arena, ie_query_get_text(&q, 2));
        made[n].import_id = ie_query_get_null(&q, 3)
                                ? IE_STR_NONE
                                : ie_arena_str(arena, ie_query_get_text(&q, 3));
        made[n].deleted = ie_query_get_int(&q, 4) != 0;
        if (!made[n++].by.ptr) {
            code = ie_fail_nomem(err);
            break;
        }
    }
    ie_query_end(&q);
    if (!code) {
        *history = made;
        *count = n;
    }
    return code;
}

/* ---- labels ---- */

enum { LABELS_AT_ONCE = 64 };

/* Room in the statement for so many ids: few texts, whatever the page's length. */
static size_t rounded(size_t n)
{
    return n <= 1 ? 1 : n <= 8 ? 8 : LABELS_AT_ONCE;
}

static int label_part(struct ie_db *db, const struct ie_reader *reader,
                      const struct ie_type *type, const struct ie_str *ids, size_t count,
                      struct ie_arena *arena, struct ie_str *labels, struct ie_error *err)
{
    struct ie_buf sql = IE_BUF_INIT;
    struct ie_query q;
    size_t room = rounded(count);
    bool row;

    ie_buf_addz(&sql, "SELECT r.id, ");
    ie_buf_addz(&sql, type->label);
    ie_buf_addz(&sql, " FROM ");
    ie_buf_addz(&sql, ie_table_name(type));
    ie_buf_addz(&sql, " r");
    ie_sql_where(&sql, type, reader);
    ie_buf_addz(&sql, " AND r.id IN (");
    for (size_t i = 0; i < room; i++) {
        ie_buf_addz(&sql, i ? ", " : "");
        ie_sql_parameter(&sql, IE_SQL_FIRST_FREE + (int)i);
    }
    ie_buf_add(&sql, ie_str_n(")", 2));
    int code = ie_buf_check(&sql, err);
    if (code)
        goto out;
    ie_query_begin(db, sql.ptr, &q);
    ie_sql_bind_reader(&q, reader);
    for (size_t i = 0; i < room; i++)
        ie_query_text(&q, IE_SQL_FIRST_FREE + (int)i, ids[i < count ? i : count - 1]);
    while ((code = ie_query_next(&q, &row, err)) == 0 && row) {
        struct ie_str id = ie_query_get_text(&q, 0), label = ie_query_get_text(&q, 1),
                      copy;
        if (!label.ptr)
            continue;
        copy = ie_arena_str(arena, label);
        if (!copy.ptr) {
            code = ie_fail_nomem(err);
            break;
        }
        for (size_t i = 0; i < count; i++)
            if (ie_str_eq(ids[i], id))
                labels[i] = copy;
    }
    ie_query_end(&q);
out:
    ie_buf_release(&sql);
    return code;
}

int ie_record_labels(struct ie_db *db, const struct ie_reader *reader,
                     const struct ie_type *type, const struct ie_str *ids, size_t count,
                     struct ie_arena *arena, struct ie_str *labels, struct ie_error *err)
{
    int code = 0;

    for (size_t i = 0; i < count; i++)
        labels[i] = IE_STR_NONE;
    if (!type->label)
        return 0;
    for (size_t at = 0; !code && at < count; at += LABELS_AT_ONCE) {
        size_t n = count - at < LABELS_AT_ONCE ? count - at : LABELS_AT_ONCE;
        code = label_part(db, reader, type, ids + at, n, arena, labels + at, err);
    }
    return code;
}

/* ---- who refers to a record ---- */

static int count_refs(struct ie_db *db, struct ie_str office, const struct ie_type *from,
                      const struct ie_field *field, struct ie_str id, int64_t *count,
                      struct ie_error *err)
{
    struct ie_buf sql = IE_BUF_INIT;
    struct ie_query q;
    bool row;

    ie_buf_addz(&sql, "SELECT count(*) FROM ");
    ie_buf_addz(&sql, ie_table_name(from));
    ie_buf_addz(&sql, " WHERE office_id=$1 AND deleted_at IS NULL AND ");
    ie_buf_addz(&sql, ie_column_name(field));
    ie_buf_add(&sql, ie_str_n("=$2", 4));
    int code = ie_buf_check(&sql, err);
    if (!code) {
        ie_query_begin(db, sql.ptr, &q);
        ie_query_text(&q, 1, office);
        ie_query_text(&q, 2, id);
        code = ie_query_next(&q, &row, err);
        if (!code && row)
            *count += ie_query_get_int(&q, 0);
        ie_query_end(&q);
    }
    ie_buf_release(&sql);
    return code;
}

int ie_record_referrers(struct ie_db *db, struct ie_str office,
                        const struct ie_type *type, struct ie_str id,
                        const struct ie_type **referrer, int64_t *count,
                        struct ie_error *err)
{
    const struct ie_type *first = NULL;
    int64_t total = 0;

    for (size_t t = 0; ie_types[t]; t++)
        for (const struct ie_field *f = ie_types[t]->fields; f->name; f++) {
            int64_t before = total;
            if (!f->refers || strcmp(f->refers, type->name) != 0)
                continue;
            int code = count_refs(db, office, ie_types[t], f, id, &total, err);
            if (code)
                return code;
            if (total > before && !first)
                first = ie_types[t];
        }
    *referrer = first;
    *count = total;
    return 0;
}
