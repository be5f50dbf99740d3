/*
 * The thread that starts workers, listens to them and keeps their rows. It sleeps in poll
 * until a worker says something, somebody wakes it, or a second has passed (another server
 * or the command line may have left a job, or asked one to stop).
 */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "service/account/account.h"
#include "service/impl.h"
#include "service/import/import.h"
#include "service/work/impl.h"

enum {
    WORKERS_MAX = 16,
    TICK_MS = 1000,
    FLUSH_US = 500000,    /* progress goes to the store at most that often */
    GRACE_US = 5000000,   /* from SIGTERM to SIGKILL */
    SWEEP_US = 600000000, /* between sweeps of sessions */
};

struct running {
    pid_t pid; /* 0: free */
    int from;  /* frames of the worker */
    struct ie_id job;
    char kind[40];
    struct ie_frames frames;
    json_t *import; /* of import jobs, for recovery; else NULL */
    int permille;
    double objective, bound;
    bool moved; /* progress not in the store yet */
    int64_t flushed_us;
    json_t *result, *problem; /* what it said last */
    int64_t asked_us;         /* SIGTERM sent at; 0: not */
    bool killed;
};

struct ie_jobs {
    struct ie_service *service;
    pthread_t thread;
    int wake; /* eventfd */
    _Atomic bool stopping;
    struct ie_db *db; /* the thread's reader */
    struct running worker[WORKERS_MAX];
    unsigned workers;
    int64_t swept_us;
};

void ie_job_wake(struct ie_service *service)
{
    uint64_t one = 1;

    if (service && service->jobs && write(service->jobs->wake, &one, sizeof one) < 0)
        return; /* full: it is awake anyway */
}

/* ---- rows ---- */

struct claim { /* what of a waiting job the worker needs */
    struct ie_id id, office;
    char kind[40], by[100], language[40];
    char *args;
    bool found;
};

static void keep(char *to, size_t room, struct ie_str text)
{
    snprintf(to, room, "%.*s", IE_STR_ARG(text));
}

/* Write function: the oldest waiting job becomes running, in one statement, so that two
 * servers never take the same. */
static int claim_job(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct claim *claim = arg;
    struct ie_query q;
    bool row = false;
    int rc;

    ie_query_begin(
        call->db,
        "UPDATE job SET status='running', started_at=$1, server='here' WHERE id="
        "(SELECT id FROM job WHERE status='waiting' ORDER BY id LIMIT 1)"
        " AND status='waiting' RETURNING id, office_id, kind, by_, language, args",
        &q);
    ie_query_int(&q, 1, call->now);
    rc = ie_query_next(&q, &row, err);
    if (!rc && row) {
        struct ie_str args = ie_query_get_text(&q, 5);
        claim->found = ie_id_parse(ie_query_get_text(&q, 0), &claim->id) &&
                       ie_id_parse(ie_query_get_text(&q, 1), &claim->office);
        keep(claim->kind, sizeof claim->kind, ie_query_get_text(&q, 2));
        keep(claim->by, sizeof claim->by, ie_query_get_text(&q, 3));
        keep(claim->language, sizeof claim->language, ie_query_get_text(&q, 4));
        claim->args = ie_calloc(args.len + 1, 1);
        if (claim->args)
            memcpy(claim->args, args.ptr, args.len);
        else
            rc = ie_fail_nomem(err);
    }
    ie_query_end(&q);
    return rc;
}

static void real_or_null(struct ie_query *q, int n, double value)
{
    if (isfinite(value))
        ie_query_real(q, n, value);
    else
        ie_query_null(q, n);
}

static int write_progress(struct ie_call *call, void *arg, struct ie_error *err)
{
    const struct running *w = arg;
    struct ie_query q;

    ie_query_begin(call->db,
                   "UPDATE job SET permille=$2, objective=$3, bound=$4 WHERE id=$1", &q);
    ie_query_text(&q, 1, ie_id_str(&w->job));
    ie_query_int(&q, 2, w->permille);
    real_or_null(&q, 3, w->objective);
    real_or_null(&q, 4, w->bound);
    return ie_query_run(&q, err);
}

struct ending {
    const struct running *worker;
    const char *status;
};

static void bind_json(struct ie_query *q, int n, const json_t *value, struct ie_buf *buf)
{
    struct ie_json json = ie_json_into(buf);

    if (value && !json_is_null(value))
        ie_json_value(&json, value);
    ie_query_text(q, n, buf->len && !buf->failed ? ie_buf_str(buf) : IE_STR_NONE);
}

static int write_ending(struct ie_call *call, void *arg, struct ie_error *err)
{
    const struct ending *ending = arg;
    const struct running *w = ending->worker;
    struct ie_buf result = IE_BUF_INIT, problem = IE_BUF_INIT;
    struct ie_query q;
    int rc;

    ie_query_begin(
        call->db,
        "UPDATE job SET status=$2, permille=CASE WHEN $2='done' THEN 1000 ELSE"
        " permille END, result=$3, problem=$4, ended_at=$5, objective=$6, bound=$7"
        " WHERE id=$1",
        &q);
    ie_query_text(&q, 1, ie_id_str(&w->job));
    ie_query_textz(&q, 2, ending->status);
    bind_json(&q, 3, w->result, &result);
    bind_json(&q, 4, w->problem, &problem);
    ie_query_int(&q, 5, call->now);
    real_or_null(&q, 6, w->objective);
    real_or_null(&q, 7, w->bound);
    rc = ie_query_run(&q, err);
    ie_buf_release(&result);
    ie_buf_release(&problem);
    return rc;
}

/* Write function, at start: what a dead server left. */
static int fail_orphans(struct ie_call *call, void *unused, struct ie_error *err)
{
    struct ie_query q;

    (void)unused;
    ie_query_begin(
        call->db,
        "UPDATE job SET status='failed', ended_at=$1, problem="
        "'{\"code\":\"internal\",\"id\":\"job.server_gone\"}' WHERE status='running'",
        &q);
    ie_query_int(&q, 1, call->now);
    return ie_query_run(&q, err);
}

/* Write function: the import of a dead worker is put right by another. */
static int submit_recovery(struct ie_call *call, void *arg, struct ie_error *err)
{
    const struct running *w = arg;
    struct ie_actor actor = *ie_actor_nobody();
    struct ie_call as_office = *call;
    json_t *args = json_pack("{s:O}", "import", w->import);
    struct ie_query q;
    struct ie_id id;
    bool row = false;
    int rc = args ? 0 : ie_fail_nomem(err);

    if (!rc) {
        ie_query_begin(call->db, "SELECT office_id FROM job WHERE id=$1", &q);
        ie_query_text(&q, 1, ie_id_str(&w->job));
        rc = ie_query_next(&q, &row, err);
        if (!rc && row)
            (void)ie_id_parse(ie_query_get_text(&q, 0), &actor.office);
        ie_query_end(&q);
    }
    as_office.actor = &actor;
    if (!rc)
        rc = ie_job_submit(&as_office, "import_recover", args, &id, err);
    json_decref(args);
    return rc;
}

static void say(const struct ie_error *err)
{
    fprintf(stderr, "ieum: jobs: %s %s\n", err->id, err->args ? err->arg[0].value : "");
}

static void write_row(struct ie_jobs *jobs, ie_write_fn fn, void *arg)
{
    struct ie_error err;

    if (ie_write_call(jobs->service, ie_actor_nobody(), fn, arg, &err) != 0)
        say(&err);
}

/* ---- starting one ---- */

static void limit_worker(const struct ie_service *service, pid_t pid)
{
    struct rlimit cpu = {service->config.worker_seconds,
                         service->config.worker_seconds + 5};
    struct rlimit core = {0, 0};

    (void)prlimit(pid, RLIMIT_CPU, &cpu, NULL);
    (void)prlimit(pid, RLIMIT_CORE, &core, NULL);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    /* Sanitizers reserve more address space than any limit allows. */
    struct rlimit space = {service->config.worker_bytes, service->config.worker_bytes};
    (void)prlimit(pid, RLIMIT_AS, &space, NULL);
#endif
}

static int spawn(const char *program, int in, int out, pid_t *pid)
{
    char name[] = "ieum", verb[] = "worker";
    char *const argv[] = {name, verb, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    int rc;

    sigemptyset(&none);
    sigfillset(&all);
    sigdelset(&all, SIGKILL);
    sigdelset(&all, SIGSTOP);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in, 0);
    posix_spawn_file_actions_adddup2(&actions, out, 1);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    rc = posix_spawn(pid, program, &actions, &attributes, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return rc;
}

static json_t *start_frame(const struct ie_service *service, const struct claim *claim,
                           const json_t *args)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:O}", "frame", "start",
                     "job", claim->id.text, "kind", claim->kind, "db",
                     service->config.db_url, "data_dir", service->config.data_dir,
                     "office", claim->office.text, "by", claim->by, "language",
                     claim->language, "args", args);
}

static int start_worker(struct ie_jobs *jobs, struct running *w,
                        const struct claim *claim, struct ie_error *err)
{
    int in[2] = {-1, -1}, out[2] = {-1, -1};
    json_t *args = NULL, *frame = NULL;
    int rc, spawned;

    rc = ie_json_parse(ie_str_z(claim->args), &args, err);
    if (!rc) {
        w->import = json_incref(json_object_get(args, "import"));
        frame = start_frame(jobs->service, claim, args);
        if (!frame)
            rc = ie_fail_nomem(err);
    }
    if (!rc && (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0))
        rc = ie_fail_errno(err, "job.spawn", "pipe", errno);
    if (!rc) {
        spawned = spawn(jobs->service->config.program, in[0], out[1], &w->pid);
        if (spawned != 0) {
            w->pid = 0;
            rc = ie_fail_errno(err, "job.spawn", jobs->service->config.program, spawned);
        }
    }
    if (!rc) {
        limit_worker(jobs->service, w->pid);
        w->from = out[0];
        out[0] = -1;
        (void)fcntl(w->from, F_SETFL, O_NONBLOCK);
        /* A worker that died at once is found by waitpid, not here. */
        (void)!ie_frame_write(in[1], frame, NULL);
    }
    for (int i = 0; i < 2; i++) {
        if (in[i] >= 0)
            close(in[i]);
        if (out[i] >= 0)
            close(out[i]);
    }
    json_decref(frame);
    json_decref(args);
    return rc;
}

static void free_worker(struct running *w)
{
    if (w->pid && w->from >= 0)
        close(w->from);
    ie_frames_release(&w->frames);
    json_decref(w->result);
    json_decref(w->problem);
    json_decref(w->import);
    *w = (struct running){0};
}

static void end_worker(struct ie_jobs *jobs, struct running *w, const char *status)
{
    struct ending ending = {w, status};
    bool died = w->problem && ie_str_eqz(ie_json_get_str(w->problem, "id"), "job.died");

    write_row(jobs, write_ending, &ending);
    if (died && w->import && strcmp(w->kind, "import_recover") != 0) {
        write_row(jobs, submit_recovery, w);
        ie_job_wake(jobs->service);
    }
    free_worker(w);
}

/* Starts waiting jobs while there is room for them. */
static void start_waiting(struct ie_jobs *jobs)
{
    for (unsigned i = 0; i < jobs->workers; i++) {
        struct running *w = &jobs->worker[i];
        struct claim claim = {0};
        struct ie_error err;

        if (w->pid)
            continue;
        if (ie_write_call(jobs->service, ie_actor_nobody(), claim_job, &claim, &err) != 0)
            say(&err);
        if (!claim.found) {
            ie_free(claim.args);
            return;
        }
        *w = (struct running){.job = claim.id,
                              .from = -1,
                              .permille = -1,
                              .objective = (double)NAN,
                              .bound = (double)NAN};
        memcpy(w->kind, claim.kind, sizeof w->kind);
        if (start_worker(jobs, w, &claim, &err) != 0) {
            w->problem = ie_error_to_json(&err);
            end_worker(jobs, w, "failed");
        }
        ie_free(claim.args);
    }
}

/* ---- listening ---- */

static void take_frame(struct running *w, json_t *frame)
{
    struct ie_str what = ie_json_get_str(frame, "frame");
    json_t *objective = json_object_get(frame, "objective");
    json_t *bound = json_object_get(frame, "bound");

    if (ie_str_eqz(what, "progress")) {
        w->permille = (int)json_integer_value(json_object_get(frame, "permille"));
        w->objective =
            json_is_number(objective) ? json_number_value(objective) : (double)NAN;
        w->bound = json_is_number(bound) ? json_number_value(bound) : (double)NAN;
        w->moved = true;
        return;
    }
    json_decref(w->result);
    json_decref(w->problem);
    w->result = json_incref(json_object_get(frame, "result"));
    w->problem = json_incref(json_object_get(frame, "problem"));
}

/* Everything the worker has sent so far; false once its side is closed. */
static bool listen_to(struct running *w)
{
    struct ie_error err;
    json_t *frame = NULL;
    bool end = false;
    int rc;

    do {
        size_t before = w->frames.len;
        rc = ie_frames_read(&w->frames, w->from, &end, &err);
        if (!rc && w->frames.len == before)
            break;
        while (!rc && (rc = ie_frames_next(&w->frames, &frame, &err)) == 0 && frame) {
            take_frame(w, frame);
            json_decref(frame);
        }
    } while (!rc && !end);
    if (rc) { /* it talks nonsense */
        (void)kill(w->pid, SIGKILL);
        w->killed = true;
    }
    return !rc && !end;
}

/* The worker's process is over: what became of the job. */
static void reap(struct ie_jobs *jobs, struct running *w, int status)
{
    struct ie_error err;
    const char *end = "done";

    (void)listen_to(w);
    if (!w->result && !w->problem) {
        int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;

        if (signal == SIGXCPU || (signal == SIGKILL && !w->killed && !w->asked_us))
            (void)!ie_fail(&err, IE_LIMIT, "job.died");
        else
            (void)!ie_fail(&err, IE_INTERNAL, "job.died");
        ie_error_argi(&err, "signal", signal);
        ie_error_argi(&err, "status", WIFEXITED(status) ? WEXITSTATUS(status) : 0);
        w->problem = ie_error_to_json(&err);
    }
    /* A result beside a problem: stopped by a limit it is one all the same. */
    if (!w->result ||
        (json_is_object(w->problem) &&
         !ie_str_eqz(ie_json_get_str(w->problem, "code"), ie_code_name(IE_LIMIT))))
        end = "failed";
    if (w->problem && ie_str_eqz(ie_json_get_str(w->problem, "code"), "cancelled"))
        end = "cancelled";
    end_worker(jobs, w, end);
}

static void flush_progress(struct ie_jobs *jobs, struct running *w)
{
    int64_t now = ie_monotonic_us();

    if (!w->moved || now - w->flushed_us < FLUSH_US)
        return;
    w->moved = false;
    w->flushed_us = now;
    write_row(jobs, write_progress, w);
}

static bool cancel_asked(struct ie_jobs *jobs, const struct running *w)
{
    struct ie_query q;
    bool row = false, asked;
    int rc;

    ie_query_begin(jobs->db, "SELECT 1 FROM job WHERE id=$1 AND cancel_asked=1", &q);
    ie_query_text(&q, 1, ie_id_str(&w->job));
    rc = ie_query_next(&q, &row, NULL);
    asked = !rc && row;
    ie_query_end(&q);
    return asked;
}

static void press(struct ie_jobs *jobs, struct running *w)
{
    int64_t now = ie_monotonic_us();

    if (!w->asked_us && (atomic_load(&jobs->stopping) || cancel_asked(jobs, w))) {
        (void)kill(w->pid, SIGTERM);
        w->asked_us = now;
    }
    if (w->asked_us && !w->killed && now - w->asked_us > GRACE_US) {
        (void)kill(w->pid, SIGKILL);
        w->killed = true;
    }
}

static bool look_after(struct ie_jobs *jobs)
{
    bool any = false;

    for (unsigned i = 0; i < jobs->workers; i++) {
        struct running *w = &jobs->worker[i];
        int status;

        if (!w->pid)
            continue;
        (void)listen_to(w);
        if (waitpid(w->pid, &status, WNOHANG) == w->pid) {
            reap(jobs, w, status);
            continue;
        }
        any = true;
        flush_progress(jobs, w);
        press(jobs, w);
    }
    return any;
}

static bool something_waits(struct ie_jobs *jobs)
{
    struct ie_query q;
    bool row = false;
    int rc;

    ie_query_begin(jobs->db, "SELECT 1 FROM job WHERE status='waiting' LIMIT 1", &q);
    rc = ie_query_next(&q, &row, NULL);
    ie_query_end(&q);
    return !rc && row;
}

static void sleep_until_something(struct ie_jobs *jobs)
{
    struct pollfd polled[WORKERS_MAX + 1];
    nfds_t count = 1;
    uint64_t drained;
    int timeout = TICK_MS;

    polled[0] = (struct pollfd){.fd = jobs->wake, .events = POLLIN};
    for (unsigned i = 0; i < jobs->workers; i++)
        if (jobs->worker[i].pid) {
            polled[count++] =
                (struct pollfd){.fd = jobs->worker[i].from, .events = POLLIN};
            if (jobs->worker[i].moved || jobs->worker[i].asked_us)
                timeout = 100;
        }
    (void)poll(polled, count, timeout);
    for (nfds_t i = 1; i < count; i++)
        if (polled[i].revents & POLLHUP)
            usleep(2000); /* closed its end: it is on its way out */
    if (polled[0].revents & POLLIN)
        (void)!read(jobs->wake, &drained, sizeof drained);
}

static void *jobs_main(void *data)
{
    struct ie_jobs *jobs = data;
    uint64_t removed;

    for (;;) {
        bool stopping = atomic_load(&jobs->stopping);
        bool any = look_after(jobs);
        int64_t now = ie_monotonic_us();

        if (stopping && !any)
            return NULL;
        if (!stopping && something_waits(jobs))
            start_waiting(jobs);
        if (!stopping && now - jobs->swept_us > SWEEP_US) {
            jobs->swept_us = now;
            write_row(jobs, ie_session_sweep, NULL);
            (void)!ie_import_clean(jobs->service, jobs->db, ie_now(), &removed, NULL);
        }
        sleep_until_something(jobs);
    }
}

int ie_jobs_start(struct ie_service *service, struct ie_error *err)
{
    struct ie_jobs *jobs = ie_calloc(1, sizeof *jobs);
    int rc;

    if (!jobs)
        return ie_fail_nomem(err);
    jobs->service = service;
    jobs->workers = service->config.job_workers < WORKERS_MAX
                        ? service->config.job_workers
                        : WORKERS_MAX;
    jobs->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    rc = jobs->wake < 0 ? ie_fail_errno(err, "job.spawn", "eventfd", errno) : 0;
    if (!rc)
        rc = ie_write_call(service, ie_actor_nobody(), fail_orphans, NULL, err);
    if (!rc)
        rc = ie_service_scanner(service, &jobs->db, err);
    if (!rc)
        rc = ie_thread_start(&jobs->thread, jobs_main, jobs, err);
    if (!rc) {
        service->jobs = jobs;
        return 0;
    }
    ie_db_close(jobs->db);
    if (jobs->wake >= 0)
        close(jobs->wake);
    ie_free(jobs);
    return rc;
}

void ie_jobs_stop(struct ie_service *service)
{
    struct ie_jobs *jobs = service->jobs;
    uint64_t one = 1;

    if (!jobs)
        return;
    atomic_store(&jobs->stopping, true);
    (void)!write(jobs->wake, &one, sizeof one);
    pthread_join(jobs->thread, NULL);
    service->jobs = NULL;
    ie_db_close(jobs->db);
    close(jobs->wake);
    ie_free(jobs);
}
