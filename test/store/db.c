/* The connection, its statements and transactions. */
#include "store/db.h"

#include <stdio.h>
#include <unistd.h>

#include "single.h"
#include "store/migrate.h"

static struct ie_db *open_new(const char *url)
{
    struct ie_db *db = NULL;
    struct ie_error err = {0};

    IE_CHECK_OK(ie_db_open(url, IE_DB_CREATE, &db, &err), &err);
    return db;
}

static const char *url_of(const char *path)
{
    static char url[512];

    snprintf(url, sizeof(url), "sqlite:%s", path);
    return url;
}

IE_TEST(parameters_go_by_their_number)
{
    struct ie_db *db = open_new("sqlite::memory:");
    struct ie_error err = {0};
    struct ie_query q;
    bool row;

    ie_query_begin(db, "SELECT $3, $1, '$1', $2, $3", &q);
    ie_query_textz(&q, 1, "one");
    ie_query_int(&q, 2, 2);
    ie_query_real(&q, 3, 3.5);
    ie_query_textz(&q, 9, "not used by the text");
    IE_REQUIRE_OK(ie_query_next(&q, &row, &err), &err);
    IE_REQUIRE(row);
    IE_CHECK_DOUBLE(ie_query_get_real(&q, 0), 3.5, 0);
    IE_CHECK_STR(ie_query_get_text(&q, 1), "one");
    IE_CHECK_STR(ie_query_get_text(&q, 2), "$1");
    IE_CHECK_INT(ie_query_get_int(&q, 3), 2);
    IE_CHECK_OK(ie_query_next(&q, &row, &err), &err);
    IE_CHECK(!row);
    ie_query_end(&q);
    ie_db_close(db);
}

IE_TEST(one_text_can_be_used_within_itself)
{
    static const char sql[] = "SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3";
    struct ie_db *db = open_new("sqlite::memory:");
    struct ie_error err = {0};
    struct ie_query outer, inner;
    bool row;
    int rows = 0;

    ie_query_begin(db, sql, &outer);
    while (ie_query_next(&outer, &row, &err) == 0 && row) {
        ie_query_begin(db, sql, &inner);
        while (ie_query_next(&inner, &row, &err) == 0 && row)
            rows++;
        ie_query_end(&inner);
    }
    ie_query_end(&outer);
    IE_CHECK_INT(rows, 9);
    ie_db_close(db);
}

IE_TEST(more_texts_than_are_kept)
{
    struct ie_db *db = open_new("sqlite::memory:");

    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 1000; i++) {
            char sql[40];
            snprintf(sql, sizeof(sql), "SELECT %d", i);
            const char *kept = ie_db_intern(db, ie_str_z(sql));
            IE_REQUIRE(kept != NULL && kept != sql);
            IE_REQUIRE(kept == ie_db_intern(db, ie_str_z(sql)));
            IE_CHECK_INT(single(db, kept), i);
        }
    ie_db_close(db);
}

IE_TEST(null_is_not_empty)
{
    struct ie_db *db = open_new("sqlite::memory:");
    struct ie_error err = {0};
    struct ie_query q;
    bool row;

    ie_query_begin(db, "SELECT $1, $2, $3, $4", &q);
    ie_query_text(&q, 1, IE_STR_NONE);
    ie_query_text(&q, 2, IE_STR(""));
    ie_query_blob(&q, 3, ie_str_n("\0x", 2));
    IE_REQUIRE_OK(ie_query_next(&q, &row, &err), &err);
    IE_CHECK(ie_query_get_null(&q, 0));
    IE_CHECK(ie_query_get_text(&q, 0).ptr == NULL);
    IE_CHECK(!ie_query_get_null(&q, 1));
    IE_CHECK(ie_query_get_text(&q, 1).ptr != NULL);
    IE_CHECK_STR(ie_query_get_text(&q, 2), ie_str_n("\0x", 2));
    IE_CHECK(ie_query_get_null(&q, 3));
    ie_query_end(&q);
    ie_db_close(db);
}

IE_TEST(a_wrong_text_is_reported_by_next)
{
    struct ie_db *db = open_new("sqlite::memory:");
    struct ie_error err = {0};
    struct ie_query q;
    bool row;

    ie_query_begin(db, "SELEKT 1", &q);
    ie_query_int(&q, 1, 1);
    IE_CHECK_FAIL(ie_query_next(&q, &row, &err), &err, IE_IO, "db.failed");
    ie_query_end(&q);
    IE_CHECK_INT(single(db, "SELECT 7"), 7);
    ie_db_close(db);
}

IE_TEST(constraints_have_names)
{
    struct ie_db *db = open_new("sqlite::memory:");
    struct ie_error err = {0};

    IE_REQUIRE_OK(
        ie_db_exec(db,
                   "CREATE TABLE event (office_id TEXT, code TEXT);"
                   "CREATE UNIQUE INDEX uq_event_code ON event (office_id, code);"
                   "CREATE TABLE account (login TEXT);"
                   "CREATE UNIQUE INDEX uq_account_login ON account (lower(login));"
                   "INSERT INTO event VALUES ('o', 'c');"
                   "INSERT INTO account VALUES ('Kim')",
                   &err),
        &err);
    IE_CHECK_FAIL(ie_db_exec(db, "INSERT INTO event VALUES ('o', 'c')", &err), &err,
                  IE_CONFLICT, "db.unique");
    IE_CHECK_STR(err.arg[0].value, "uq_event_code");
    IE_CHECK_FAIL(ie_db_exec(db, "INSERT INTO account VALUES ('kIM')", &err), &err,
                  IE_CONFLICT, "db.unique");
    IE_CHECK_STR(err.arg[0].value, "uq_account_login");
    ie_db_close(db);
}

IE_TEST(a_part_can_be_undone_alone)
{
    struct ie_db *db = open_new("sqlite::memory:");
    struct ie_error err = {0};

    IE_REQUIRE_OK(ie_db_exec(db, "CREATE TABLE t (n BIGINT)", &err), &err);
    IE_REQUIRE_OK(ie_db_begin_write(db, &err), &err);
    IE_REQUIRE_OK(ie_db_savepoint(db, &err), &err);
    IE_REQUIRE_OK(ie_db_exec(db, "INSERT INTO t VALUES (1)", &err), &err);
    IE_REQUIRE_OK(ie_db_savepoint_keep(db, &err), &err);
    IE_REQUIRE_OK(ie_db_savepoint(db, &err), &err);
    IE_REQUIRE_OK(ie_db_exec(db, "INSERT INTO t VALUES (2)", &err), &err);
    IE_REQUIRE_OK(ie_db_savepoint_undo(db, &err), &err);
    IE_REQUIRE_OK(ie_db_savepoint(db, &err), &err);
    IE_REQUIRE_OK(ie_db_exec(db, "INSERT INTO t VALUES (4)", &err), &err);
    IE_REQUIRE_OK(ie_db_savepoint_keep(db, &err), &err);
    IE_REQUIRE_OK(ie_db_commit(db, &err), &err);
    IE_CHECK_INT(single(db, "SELECT sum(n) FROM t"), 5);
    IE_REQUIRE_OK(ie_db_begin_write(db, &err), &err);
    IE_REQUIRE_OK(ie_db_exec(db, "DELETE FROM t", &err), &err);
    ie_db_rollback(db);
    ie_db_rollback(db);
    IE_CHECK_INT(single(db, "SELECT sum(n) FROM t"), 5);
    ie_db_close(db);
}

IE_TEST(a_reader_has_a_snapshot_and_cannot_write)
{
    const char *url = url_of(ie_test_temp("reader.db"));
    struct ie_db *writer = open_new(url), *reader = NULL;
    struct ie_error err = {0};
    int64_t before = 0, after = 0;

    IE_REQUIRE_OK(ie_db_exec(writer, "CREATE TABLE t (n BIGINT)", &err), &err);
    IE_REQUIRE_OK(ie_db_open(url, IE_DB_READ, &reader, &err), &err);
    IE_CHECK_FAIL(ie_db_exec(reader, "INSERT INTO t VALUES (1)", &err), &err, IE_IO,
                  "db.read_only");
    IE_CHECK_OK(ie_db_data_version(reader, &before, &err), &err);
    IE_REQUIRE_OK(ie_db_begin_read(reader, &err), &err);
    IE_CHECK_INT(single(reader, "SELECT count(*) FROM t"), 0);
    IE_CHECK_OK(ie_db_exec(writer, "INSERT INTO t VALUES (1)", &err), &err);
    IE_CHECK_INT(single(reader, "SELECT count(*) FROM t"), 0);
    IE_CHECK_OK(ie_db_commit(reader, &err), &err);
    IE_CHECK_INT(single(reader, "SELECT count(*) FROM t"), 1);
    IE_CHECK_OK(ie_db_data_version(reader, &after, &err), &err);
    IE_CHECK(before != after);
    ie_db_close(reader);
    ie_db_close(writer);
}

IE_TEST(a_store_that_may_not_grow_says_so)
{
    struct ie_db *db = open_new(url_of(ie_test_temp("full.db")));
    struct ie_error err = {0};

    IE_REQUIRE_OK(ie_db_exec(db, "CREATE TABLE t (b BLOB)", &err), &err);
    IE_CHECK_INT(single(db, "PRAGMA max_page_count=8") <= 8, 1);
    IE_CHECK_FAIL(ie_db_exec(db, "INSERT INTO t VALUES (zeroblob(1000000))", &err), &err,
                  IE_IO, "db.full");
    IE_CHECK_INT(single(db, "SELECT count(*) FROM t"), 0);
    ie_db_close(db);
}

IE_TEST(what_is_not_ours_is_left_alone)
{
    struct ie_db *db = NULL;
    struct ie_error err = {0};
    char path[300];

    snprintf(path, sizeof(path), "%s", ie_test_temp("letter.txt"));
    FILE *f = fopen(path, "w");
    IE_REQUIRE(f != NULL);
    for (int i = 0; i < 200; i++)
        fputs("Dear office, this is a letter and no store.\n", f);
    fclose(f);
    IE_CHECK_FAIL(ie_db_open(url_of(path), IE_DB_CREATE, &db, &err), &err, IE_INPUT,
                  "db.not_ours");
    IE_CHECK_FAIL(ie_db_open("mysql:x", IE_DB_CREATE, &db, &err), &err, IE_USAGE,
                  "db.url_unknown");
    IE_CHECK_FAIL(ie_db_open("sqlite:/no/such/directory/x.db", IE_DB_CREATE, &db, &err),
                  &err, IE_IO, "db.open");
    IE_CHECK_FAIL(ie_db_open(url_of(ie_test_temp("absent.db")), IE_DB_READ, &db, &err),
                  &err, IE_NOT_FOUND, "db.absent");
    IE_CHECK(db == NULL);
}
