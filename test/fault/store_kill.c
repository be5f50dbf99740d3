/*
 * A process is killed at each numbered point in turn, on a store in a real file: what it
 * had acknowledged through a pipe is there, nothing else by halves. (What a killed process
 * cannot lose, the page cache, is the business of store_power.c.)
 */
#include <sys/wait.h>
#include <unistd.h>

#include "../store/fixture.h"
#include "../store/single.h"
#include "base/fault.h"

enum { RECORDS = 5 };

static struct ie_id office(void)
{
    return (struct ie_id){"01hs0000000e00000000000000"};
}

static int write_one(struct ie_db *db, int number, struct ie_id *id, struct ie_error *err)
{
    struct ie_writer writer = {.office = office(), .by = IE_STR("system"), .now = number};
    struct fixture f = {.db = db};
    int64_t revision = 0;

    ie_arena_init(&f.arena, 0);
    int code = ie_db_begin_write(db, err);
    if (!code)
        code = ie_record_create(db, &writer, &ie_type_organisation,
                                fixture_values(&f, &ie_type_organisation, "name", "one",
                                               "type", "company", "country", "KR", NULL),
                                IE_STR_NONE, id, err);
    if (!code)
        code = ie_record_revise(db, &writer, &ie_type_organisation, ie_id_str(id), 1,
                                fixture_values(&f, &ie_type_organisation, "name", "two",
                                               "type", "company", "country", "KR", NULL),
                                &revision, err);
    if (!code)
        code = ie_db_commit(db, err);
    ie_arena_release(&f.arena);
    return code;
}

/* The child: tells the parent of each commit, and dies on the way. */
static void work(const char *url, int64_t point, int out)
{
    struct ie_error err = {0};
    struct ie_db *db = NULL;

    ie_fault_kill_after(point);
    int code = ie_db_open(url, IE_DB_CREATE, &db, &err);
    if (!code)
        code = ie_db_migrate(db, 0, 1, &err);
    for (int i = 0; !code && i < RECORDS; i++) {
        struct ie_id id = {""};
        code = write_one(db, i, &id, &err);
        if (!code && write(out, id.text, IE_ID_LEN) != IE_ID_LEN)
            code = 1;
    }
    _exit(code ? 1 : 0);
}

static void check(const char *url, const char *ids, size_t count)
{
    struct ie_reader all = {.office = office(), .staff = true};
    struct ie_error err = {0};
    struct ie_db *db = NULL;
    struct ie_arena arena;
    int64_t entries = 0, erased = 0;

    ie_arena_init(&arena, 0);
    IE_REQUIRE_OK(ie_db_open(url, IE_DB_CREATE, &db, &err), &err);
    IE_REQUIRE_OK(ie_db_migrate(db, 0, 1, &err), &err);
    for (size_t i = 0; i < count; i++) {
        struct ie_record *record = NULL;
        struct ie_str id = ie_str_n(ids + i * IE_ID_LEN, IE_ID_LEN);
        if (IE_CHECK_OK(ie_record_read(db, &all, &ie_type_organisation, id, &arena,
                                       &record, &err),
                        &err))
            IE_CHECK_INT(record->revision, 2);
    }
    int64_t rows = single(db, "SELECT count(*) FROM organisation");
    IE_CHECK(rows == (int64_t)count || rows == (int64_t)count + 1);
    IE_CHECK_INT(single(db, "SELECT count(*) FROM revision"), rows * 2);
    IE_CHECK_OK(ie_log_verify(db, &entries, &erased, &err), &err);
    IE_CHECK_INT(entries, rows * 2);
    ie_arena_release(&arena);
    ie_db_close(db);
}

/* False once the child got through without meeting the point. */
static bool kill_at(int64_t point)
{
    char ids[RECORDS * IE_ID_LEN], url[600], name[40];
    size_t got = 0;
    int pipes[2], status = 0;

    snprintf(name, sizeof(name), "kill-%lld.db", (long long)point);
    snprintf(url, sizeof(url), "sqlite:%s", ie_test_temp(name));
    if (!IE_CHECK(pipe(pipes) == 0))
        return false;
    pid_t child = fork();
    if (child == 0) {
        close(pipes[0]);
        work(url, point, pipes[1]);
    }
    close(pipes[1]);
    for (ssize_t n; (n = read(pipes[0], ids + got, sizeof(ids) - got)) > 0;)
        got += (size_t)n;
    close(pipes[0]);
    if (!IE_CHECK(child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status)))
        return false;
    check(url, ids, got / IE_ID_LEN);
    if (ie_test_failed())
        printf("  killed at point %lld\n", (long long)point);
    if (WEXITSTATUS(status) == IE_FAULT_STATUS)
        return true;
    IE_CHECK_INT(WEXITSTATUS(status), 0);
    IE_CHECK_INT(got / IE_ID_LEN, RECORDS);
    return false;
}

IE_TEST(a_kill_at_each_point_loses_nothing_acknowledged)
{
    int64_t point = 0;

    while (kill_at(point) && !ie_test_failed())
        point++;
    IE_CHECK(point >= RECORDS * 8);
}
