/* Jobs in processes: this program is its own worker when it is called with "worker". */
#include <signal.h>
#include <sys/stat.h>

#include "service/work/job.h"
#include "service_fixture.h"

__attribute__((constructor)) static void be_worker(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "worker") == 0)
        exit(ie_worker_main());
}

struct submission {
    const char *kind;
    json_t *args;
    struct ie_id id;
};

static int submit(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct submission *s = arg;

    return ie_job_submit(call, s->kind, s->args, &s->id, err);
}

struct waiting {
    struct ie_id id;
    struct ie_job_state state;
    char status[16], problem[600];
};

static int read_state(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct waiting *waiting = arg;
    int rc = ie_job_read(call, ie_id_str(&waiting->id), &waiting->state, err);

    if (!rc) {
        snprintf(waiting->status, sizeof waiting->status, "%.*s",
                 IE_STR_ARG(waiting->state.status));
        snprintf(waiting->problem, sizeof waiting->problem, "%.*s",
                 IE_STR_ARG(waiting->state.problem));
    }
    return rc;
}

static bool wait_for_end(struct world *w, struct waiting *waiting)
{
    for (int i = 0; i < 600; i++) {
        if (!IE_CHECK_OK(
                ie_read_call(w->service, w->operator_, read_state, waiting, &w->err),
                &w->err))
            return false;
        if (strcmp(waiting->status, "waiting") != 0 &&
            strcmp(waiting->status, "running") != 0)
            return true;
        usleep(50000);
    }
    bool ended_in_time = false;
    return IE_CHECK(ended_in_time);
}

static void run_one(const char *name, const char *program, const char *status,
                    const char *problem)
{
    struct world w;
    struct ie_service_config config = {.program = program};
    struct submission s = {.kind = "import_check",
                           .args = json_pack("{s:s}", "import", "nothing")};
    struct waiting waiting = {0};

    if (world_open_with(&w, ie_test_temp(name), &config) &&
        IE_CHECK_OK(ie_service_start(w.service, &w.err), &w.err) &&
        IE_CHECK_OK(ie_write_call(w.service, w.operator_, submit, &s, &w.err), &w.err)) {
        ie_job_wake(w.service);
        waiting.id = s.id;
        if (wait_for_end(&w, &waiting)) {
            IE_CHECK_STR(waiting.status, status);
            IE_CHECK(strstr(waiting.problem, problem) != NULL);
        }
    }
    json_decref(s.args);
    world_close(&w);
}

IE_TEST(a_worker_tells_what_went_wrong)
{
    run_one("job.db", "/proc/self/exe", "failed", "import.not_found");
}

static const char *script(const char *name, const char *text)
{
    const char *path = ie_test_temp(name);
    FILE *file = fopen(path, "wb");

    if (IE_CHECK(file != NULL)) {
        fputs(text, file);
        fclose(file);
        chmod(path, 0700);
    }
    return path;
}

IE_TEST(a_worker_that_dies_fails_its_job_alone)
{
    run_one("dies.db", script("dies.sh", "#!/bin/sh\nkill -SEGV $$\n"), "failed",
            "job.died");
}

IE_TEST(a_worker_that_talks_nonsense_is_ended)
{
    run_one(
        "nonsense.db",
        script("nonsense.sh", "#!/bin/sh\nprintf 'HTTP/1.1 200 OK\\n'; exec sleep 30\n"),
        "failed", "job.died");
}

IE_TEST(a_missing_program_is_said_so)
{
    run_one("missing.db", "/nonexistent/ieum", "failed", "job.spawn");
}

IE_TEST(jobs_that_a_dead_server_left_are_failed)
{
    struct world w;
    struct submission s = {.kind = "import_check", .args = json_object()};
    struct waiting waiting = {0};
    struct world_number mark = {"UPDATE job SET status='running' RETURNING 1", 0};

    if (world_open(&w, "orphan.db") &&
        IE_CHECK_OK(ie_write_call(w.service, w.operator_, submit, &s, &w.err), &w.err) &&
        IE_CHECK_OK(ie_write_call(w.service, w.operator_, world_number, &mark, &w.err),
                    &w.err) &&
        IE_CHECK_OK(ie_service_start(w.service, &w.err), &w.err)) {
        waiting.id = s.id;
        IE_CHECK(wait_for_end(&w, &waiting));
        IE_CHECK_STR(waiting.status, "failed");
        IE_CHECK(strstr(waiting.problem, "job.server_gone") != NULL);
    }
    json_decref(s.args);
    world_close(&w);
}
