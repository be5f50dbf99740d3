/* Migrations: from every earlier version, and the tables against the schema. */
#include "store/migrate.h"

#include <stdio.h>

#include "base/buf.h"
#include "harness.h"
#include "store/column.h"

static struct ie_db *open_new(void)
{
    struct ie_db *db = NULL;
    struct ie_error err = {0};

    IE_CHECK_OK(ie_db_open("sqlite::memory:", IE_DB_CREATE, &db, &err), &err);
    return db;
}

/* Every object of the store, as one text. */
static void describe(struct ie_db *db, struct ie_buf *out)
{
    struct ie_query q;
    struct ie_error err = {0};
    bool row;

    ie_query_begin(db, "SELECT type, name, sql FROM sqlite_master ORDER BY type, name",
                   &q);
    while (IE_CHECK_OK(ie_query_next(&q, &row, &err), &err) && row) {
        ie_buf_add(out, ie_query_get_text(&q, 0));
        ie_buf_add(out, ie_query_get_text(&q, 1));
        ie_buf_add(out, ie_query_get_text(&q, 2));
    }
    ie_query_end(&q);
}

IE_TEST(from_every_earlier_version)
{
    struct ie_buf direct = IE_BUF_INIT;
    struct ie_error err = {0};
    struct ie_db *db = open_new();

    IE_REQUIRE_OK(ie_db_migrate(db, 0, 1, &err), &err);
    describe(db, &direct);
    ie_db_close(db);
    IE_CHECK(direct.len > 10000);
    for (int from = 1; from <= ie_migration_latest(); from++) {
        struct ie_buf stepped = IE_BUF_INIT;
        int64_t version = -1;
        db = open_new();
        IE_CHECK_OK(ie_db_version(db, &version, &err), &err);
        IE_CHECK_INT(version, 0);
        IE_CHECK_OK(ie_db_migrate(db, from, 1, &err), &err);
        IE_CHECK_OK(ie_db_version(db, &version, &err), &err);
        IE_CHECK_INT(version, from);
        if (from < ie_migration_latest())
            IE_CHECK_FAIL(ie_db_check_version(db, &err), &err, IE_CONFLICT,
                          "store.older");
        IE_CHECK_OK(ie_db_migrate(db, 0, 2, &err), &err);
        IE_CHECK_OK(ie_db_migrate(db, 0, 3, &err), &err);
        IE_CHECK_OK(ie_db_check_version(db, &err), &err);
        describe(db, &stepped);
        IE_CHECK_STR(ie_buf_str(&stepped), ie_buf_str(&direct));
        ie_buf_release(&stepped);
        ie_db_close(db);
    }
    ie_buf_release(&direct);
}

IE_TEST(a_newer_store_is_refused)
{
    struct ie_db *db = open_new();
    struct ie_error err = {0};

    IE_REQUIRE_OK(ie_db_migrate(db, 0, 1, &err), &err);
    IE_REQUIRE_OK(
        ie_db_exec(db, "INSERT INTO schema_version VALUES (9999, 'later', 'x', 1)", &err),
        &err);
    IE_CHECK_FAIL(ie_db_migrate(db, 0, 1, &err), &err, IE_CONFLICT, "store.newer");
    IE_CHECK_STR(err.arg[0].value, "9999");
    IE_CHECK_FAIL(ie_db_check_version(db, &err), &err, IE_CONFLICT, "store.newer");
    ie_db_close(db);
}

IE_TEST(a_changed_migration_is_noticed)
{
    struct ie_db *db = open_new();
    struct ie_error err = {0};

    IE_REQUIRE_OK(ie_db_migrate(db, 2, 1, &err), &err);
    IE_REQUIRE_OK(
        ie_db_exec(db, "UPDATE schema_version SET checksum='0' WHERE version=1", &err),
        &err);
    IE_CHECK_FAIL(ie_db_migrate(db, 0, 1, &err), &err, IE_INTERNAL,
                  "store.migration_changed");
    IE_CHECK(!ie_db_in_transaction(db));
    ie_db_close(db);
}

static const char *const common[][2] = {
    {"office_id", "TEXT"},   {"id", "TEXT"},           {"revision", "BIGINT"},
    {"external_id", "TEXT"}, {"created_at", "BIGINT"}, {"updated_at", "BIGINT"},
    {"updated_by", "TEXT"},  {"deleted_at", "BIGINT"}, {"search", "TEXT"}};

/* The tables have the schema's columns, in its order, with its types, and no others. */
IE_TEST(tables_are_the_schema)
{
    struct ie_db *db = open_new();
    struct ie_error err = {0};

    IE_REQUIRE_OK(ie_db_migrate(db, 0, 1, &err), &err);
    for (size_t t = 0; ie_types[t]; t++) {
        const struct ie_type *type = ie_types[t];
        struct ie_query q;
        bool row = true;
        size_t n = 0;
        ie_query_begin(db,
                       "SELECT name, type, \"notnull\" FROM pragma_table_info($1)"
                       " ORDER BY cid",
                       &q);
        ie_query_textz(&q, 1, ie_table_name(type));
        while (IE_CHECK_OK(ie_query_next(&q, &row, &err), &err) && row) {
            bool of_type = n >= IE_COUNT(common);
            const struct ie_field *f =
                of_type ? &type->fields[n - IE_COUNT(common)] : NULL;
            IE_REQUIRE(!of_type || f->name);
            IE_CHECK_STR(ie_query_get_text(&q, 0),
                         of_type ? ie_column_name(f) : common[n][0]);
            IE_CHECK_STR(ie_query_get_text(&q, 1),
                         of_type ? ie_column_type(f->kind) : common[n][1]);
            if (of_type)
                IE_CHECK_INT(ie_query_get_int(&q, 2), (f->flags & IE_F_REQUIRED) != 0);
            n++;
        }
        ie_query_end(&q);
        IE_CHECK_INT(n, IE_COUNT(common) + ie_field_count(type));
    }
    ie_db_close(db);
}
