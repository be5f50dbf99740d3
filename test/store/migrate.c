/* Migrations: from every earlier version, and the tables against the schema. */
#include "store/migrate.h"

#include <stdio.h>

#include "base/buf.h"
#include "harness.h"
#include "store/column.h"
#include "store/log.h"

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

/* Entries as the first four versions kept them, of two offices, the second one erased; the
 * digests were computed apart from this program, as log.h says. */
static const char old_log[] =
    "INSERT INTO log_entry VALUES (1, 'office-a', 1571000000000001, 'operator:kim', "
    "'create', 'programme',"
    " 'rec1', 1, 'd3866ce1c2272528650fd4a9d7a5b81bbb543032a894243c5cb1bea89aae0ffe',"
    " '8002b10049b966f295f4adf8c760f46f8c56fc7b5a61a44d7a05567b258b0450');"
    "INSERT INTO log_payload VALUES (1,"
    " 'dc90cf07de907ccc64636ceddb38e552a1a0d984743b1f36a447b73877012c39', "
    "'{\"sha256\":\"00\"}');"
    "INSERT INTO log_entry VALUES (2, 'office-b', 1571000000000002, 'system', 'sign_in', "
    "'',"
    " '', 0, 'ff01a8b5e18eb547196e68cded5d84fb3edc413d397db35e047d1f81ec3ea8ce',"
    " '9825f3932efabb725fceca575346f14e71f82a2e1995b38e28f9319fe7abc2dc');"
    "INSERT INTO log_entry VALUES (3, 'office-a', 1571000000000003, 'operator:kim', "
    "'revise', 'programme',"
    " 'rec1', 2, 'a057a210e4a60f157d4873848c6e1812b186684fd8994b72d4a29ed3e2e56b36',"
    " 'd4dbfc83fc1e4049894dc7300af1c84179a5bd6f43ba31ae726eda04980c7e88');"
    "INSERT INTO log_payload VALUES (3,"
    " 'ba76992a6079074311285334177ddda598e8d8f9bae4df70875886d5229c26ac', '');"
    "UPDATE log_head SET seq=3,"
    " hash='d4dbfc83fc1e4049894dc7300af1c84179a5bd6f43ba31ae726eda04980c7e88'";

IE_TEST(an_old_log_still_verifies)
{
    struct ie_db *db = open_new();
    struct ie_error err = {0};
    struct ie_log_entry *entries = NULL;
    struct ie_arena arena;
    int64_t n = 0, erased = 0;
    size_t count = 0;

    ie_arena_init(&arena, 0);
    IE_REQUIRE_OK(ie_db_migrate(db, 4, 1, &err), &err);
    IE_REQUIRE_OK(ie_db_exec(db, old_log, &err), &err);
    IE_REQUIRE_OK(ie_db_migrate(db, 0, 2, &err), &err);
    IE_CHECK_OK(ie_log_verify(db, &n, &erased, &err), &err);
    IE_CHECK_INT(n, 3);
    IE_CHECK_INT(erased, 1);
    IE_CHECK_OK(
        ie_log_read(db, IE_STR("office-a"), false, 0, 9, &arena, &entries, &count, &err),
        &err);
    IE_REQUIRE(count == 2);
    IE_CHECK_STR(entries[0].payload, "{\"sha256\":\"00\"}");
    IE_CHECK_INT(entries[1].seq, 3);
    IE_CHECK_STR(entries[1].payload, "");
    IE_CHECK(entries[1].payload.ptr);
    ie_arena_release(&arena);
    ie_db_close(db);
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
