/* Killed at every numbered point of an apply and of an undo: the next start finishes what
 * was begun, and nothing is done twice or by half. */
#include <sys/wait.h>

#include "../unit/service_fixture.h"
#include "base/fault.h"
#include "service/work/job.h"
#include "store/log.h"

enum { ROWS = 9, POINTS_MAX = 300 };

static const char *sheet(void)
{
    static char text[ROWS * 60 + 40];
    size_t len = (size_t)snprintf(text, sizeof text, "id,name,country,employees\n");

    for (int i = 0; i < ROWS; i++)
        len += (size_t)snprintf(text + len, sizeof text - len,
                                "K-%d,Firm number %d,KR,%d\n", i, i, 10 + i);
    return text;
}

/* In a child: the job, killed at the n-th point. True if it lived to the end. */
static bool run_and_die(const char *url, const char *kind, const struct ie_id *id,
                        int point)
{
    pid_t child;
    int status = 0;

    fflush(NULL);
    child = fork();
    if (child == 0) {
        struct ie_service_config config = {.db_url = url};
        struct ie_service *service;
        const struct ie_actor *actor;
        struct ie_arena arena;
        struct ie_error err;
        struct ie_db *db;
        json_t *result,
            *args = json_pack("{s:s, s:b}", "import", id->text, "keep_going", 0);

        ie_arena_init(&arena, 0);
        if (ie_service_new(&config, &service, &err) != 0 ||
            ie_service_reader(service, &db, &err) != 0 ||
            ie_actor_operator(db, IE_STR(""), IE_STR("tester"), IE_STR("en"), &arena,
                              &actor, &err) != 0)
            _exit(99);
        ie_fault_kill_after(point);
        _exit(ie_job_run(service, actor, kind, args, NULL, &result, &err) == 0 ? 0 : 98);
    }
    if (!IE_CHECK(child > 0) || !IE_CHECK(waitpid(child, &status, 0) == child))
        return true;
    IE_CHECK(WIFEXITED(status) &&
             (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == IE_FAULT_STATUS));
    return WEXITSTATUS(status) == 0;
}

static int verify_log(struct ie_call *call, void *arg, struct ie_error *err)
{
    int64_t entries, erased;

    (void)arg;
    return ie_log_verify(call->db, &entries, &erased, err);
}

/* Either the job had not begun (`before`, with that many records) or it is done. */
static void check_end(struct world *w, const char *before, int64_t live_before,
                      const char *status, int64_t live)
{
    char sql[120];

    snprintf(sql, sizeof sql, "SELECT count(*) FROM import WHERE status='%s'", before);
    if (world_count(w, sql) == 1) {
        status = before;
        live = live_before;
    }

    IE_CHECK_OK(ie_import_recover(w->service, &w->err), &w->err);
    snprintf(sql, sizeof sql, "SELECT count(*) FROM import WHERE status='%s'", status);
    IE_CHECK_INT(world_count(w, sql), 1);
    IE_CHECK_INT(
        world_count(w, "SELECT count(*) FROM organisation WHERE deleted_at IS NULL"),
        live);
    IE_CHECK_INT(world_count(w,
                             "SELECT count(*) FROM (SELECT external_id FROM organisation"
                             " GROUP BY external_id HAVING count(*)>1)"),
                 0);
    IE_CHECK_OK(ie_read_call(w->service, w->operator_, verify_log, NULL, &w->err),
                &w->err);
}

static bool prepare(struct world *w, int point, bool applied, struct ie_id *id)
{
    char name[40];
    json_t *result = NULL;

    snprintf(name, sizeof name, "%s-%d.db", applied ? "undo" : "apply", point);
    bool ready = world_open(w, name) &&
                 IE_CHECK_OK(world_import(w, IE_IMPORT_ORGANISATIONS, "", "k.csv",
                                          sheet(), !applied, false, id, &result),
                             &w->err);
    json_decref(result);
    return ready;
}

IE_TEST(an_apply_killed_anywhere_is_finished_at_start)
{
    bool lived = false;
    int point = 0;

    for (; !lived && point < POINTS_MAX && !ie_test_failed(); point++) {
        struct world w;
        struct ie_id id;

        IE_REQUIRE(prepare(&w, point, false, &id));
        lived = run_and_die(w.url, "import_apply", &id, point);
        check_end(&w, "checked", 0, "applied", ROWS);
        world_close(&w);
    }
    IE_CHECK(lived);
    IE_CHECK(point > ROWS); /* it was killed at each row at least */
}

IE_TEST(an_undo_killed_anywhere_is_finished_at_start)
{
    bool lived = false;
    int point = 0;

    for (; !lived && point < POINTS_MAX && !ie_test_failed(); point++) {
        struct world w;
        struct ie_id id;

        IE_REQUIRE(prepare(&w, point, true, &id));
        lived = run_and_die(w.url, "import_undo", &id, point);
        check_end(&w, "applied", ROWS, "undone", 0);
        world_close(&w);
    }
    IE_CHECK(lived);
    IE_CHECK(point > ROWS);
}
