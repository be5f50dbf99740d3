/* `ieum worker`: one job in a process of its own. */
#include <math.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "service/impl.h"
#include "service/work/impl.h"

enum { PROGRESS_EVERY_US = 250000 };

/* The one thing that a signal handler can reach. */
static _Atomic int asked_to_stop;

static void on_terminate(int signal)
{
    (void)signal;
    atomic_store_explicit(&asked_to_stop, IE_STOP_CANCEL, memory_order_relaxed);
}

static void on_alarm(int signal)
{
    int go_on = IE_GO_ON;

    (void)signal;
    atomic_compare_exchange_strong(&asked_to_stop, &go_on, IE_STOP_LIMIT);
}

struct reporter {
    int fd;
    int64_t last_us;
};

static json_t *number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static void report(void *data, int permille, double objective, double bound)
{
    struct reporter *reporter = data;
    int64_t now = ie_monotonic_us();
    struct ie_error ignored;
    json_t *frame;

    if (now - reporter->last_us < PROGRESS_EVERY_US)
        return;
    reporter->last_us = now;
    frame = json_pack("{s:s, s:i, s:o, s:o}", "frame", "progress", "permille", permille,
                      "objective", number(objective), "bound", number(bound));
    if (frame) /* a server that is gone will not miss it */
        (void)!ie_frame_write(reporter->fd, frame, &ignored);
    json_decref(frame);
}

static int read_start(json_t **start, struct ie_error *err)
{
    struct ie_frames frames = {0};
    bool end = false;
    int rc = 0;

    *start = NULL;
    while (!rc && !*start && !end) {
        rc = ie_frames_read(&frames, 0, &end, err);
        if (!rc)
            rc = ie_frames_next(&frames, start, err);
    }
    ie_frames_release(&frames);
    if (!rc && !*start)
        rc = ie_fail(err, IE_INPUT, "job.frame");
    return rc;
}

static int make_actor(struct ie_service *service, const json_t *start,
                      struct ie_arena *arena, const struct ie_actor **actor,
                      struct ie_error *err)
{
    struct ie_str by = ie_json_get_str(start, "by");
    struct ie_actor *made;
    struct ie_db *db = NULL;
    int rc;

    if (!ie_str_starts(by, IE_STR("operator:"))) {
        rc = ie_service_reader(service, &db, err);
        if (!rc)
            rc = ie_actor_load(db, ie_json_get_str(start, "office"), by, ie_now(), arena,
                               actor, err);
        ie_db_close(db);
        return rc;
    }
    made = IE_NEW(arena, struct ie_actor);
    if (!made)
        return ie_fail_nomem(err);
    made->operator_ = true;
    made->by = made->name = ie_arena_str(arena, by);
    made->language = ie_arena_str(arena, ie_json_get_str(start, "language"));
    if (!ie_id_parse(ie_json_get_str(start, "office"), &made->office))
        return ie_fail(err, IE_INPUT, "job.frame");
    *actor = made;
    return 0;
}

static int run(const json_t *start, struct reporter *reporter, json_t **result,
               struct ie_error *err)
{
    struct ie_service_config config = {
        .db_url = json_string_value(json_object_get(start, "db")),
        .data_dir = json_string_value(json_object_get(start, "data_dir"))};
    struct ie_solve_control control = {
        .seed = (uint64_t)json_integer_value(json_object_get(start, "seed")),
        .threads = (unsigned)json_integer_value(json_object_get(start, "threads")),
        .stop = &asked_to_stop,
        .progress = report,
        .progress_data = reporter};
    const char *kind = json_string_value(json_object_get(start, "kind"));
    json_int_t seconds =
        json_integer_value(json_object_get(json_object_get(start, "args"), "seconds"));
    struct ie_service *service = NULL;
    const struct ie_actor *actor = NULL;
    struct ie_arena arena;
    int rc = ie_service_new(&config, &service, err);

    ie_arena_init(&arena, 0);
    if (seconds > 0)
        alarm((unsigned)seconds);
    if (!rc)
        rc = make_actor(service, start, &arena, &actor, err);
    if (!rc)
        rc = ie_job_run(service, actor, kind ? kind : "", json_object_get(start, "args"),
                        &control, result, err);
    ie_service_free(service);
    ie_arena_release(&arena);
    return rc;
}

int ie_worker_main(void)
{
    struct sigaction terminate = {.sa_handler = on_terminate};
    struct reporter reporter = {0};
    struct ie_error err = {0};
    json_t *start = NULL, *result = NULL, *frame;
    int rc;

    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    sigaction(SIGTERM, &terminate, NULL);
    signal(SIGALRM, on_alarm);
    signal(SIGPIPE, SIG_IGN);
    /* Frames have the pipe to themselves: whatever prints goes to standard error. */
    reporter.fd = dup(1);
    if (reporter.fd < 0 || dup2(2, 1) < 0)
        return ie_exit_status(IE_IO);
    rc = read_start(&start, &err);
    if (!rc)
        rc = run(start, &reporter, &result, &err);
    if (rc && !result)
        frame = json_pack("{s:s, s:o}", "frame", "problem", "problem",
                          ie_error_to_json(&err));
    else
        frame = json_pack("{s:s, s:O, s:o}", "frame", "result", "result", result,
                          "problem", rc ? ie_error_to_json(&err) : json_null());
    if (!frame || ie_frame_write(reporter.fd, frame, &err) != 0)
        rc = rc ? rc : IE_IO;
    json_decref(frame);
    json_decref(result);
    json_decref(start);
    close(reporter.fd);
    return ie_exit_status((enum ie_code)rc);
}
