/*
 * Jobs: what takes longer than a request may. Each runs in a process of its own, started
 * by exec (`ieum worker`), with limits on memory and CPU, and is spoken to in frames over
 * a pair of pipes. If it dies, that job fails and nothing else does.
 *
 *   ie_job_submit ──▶ row in the store: waiting ──▶ job thread ──▶ posix_spawn
 *                                                        │   fd 0: start{…}
 *   GET /jobs/{id} ◀── row: running, permille, … ◀───────┤   fd 1: progress{…}* result{…}
 *                                                        │          | problem{…}
 *   DELETE ──▶ row: cancel asked ───────────────────────▶│   SIGTERM, 5 s later SIGKILL
 *
 *   frame = length (4 bytes, little endian, ≤ 16 MB), then that many bytes of JSON
 *
 * State is in the store, so that any server can answer for a job. The worker opens the
 * store itself; its transactions are its own business.
 *
 * The same functions serve the command line: ie_job_run calls them in this process.
 */
#ifndef IE_SERVICE_JOB_H
#define IE_SERVICE_JOB_H

#include <jansson.h>

#include "base/solve.h"
#include "service/open.h"

struct ie_job_context {
    struct ie_service *service;   /* not started: ie_write_call has its own connection */
    struct ie_db *db;             /* read connection, no transaction open */
    const struct ie_actor *actor; /* who asked for it */
    struct ie_arena *arena;       /* for the whole job */
    struct ie_id job;             /* "" when run in place */
    json_t *result;               /* an object to be filled; becomes the job's result */
    bool keep_result;             /* also of a job that fails or is cancelled */
    /* seed, threads, stop flag, progress: hand it to an engine, or use the two below. */
    struct ie_solve_control control;
};

/* permille from 0, or -1: unknown; objective and bound NAN if there are none. At most a
 * few a second go out, so call it freely. */
void ie_job_progress(struct ie_job_context *job, int permille, double objective,
                     double bound);
/* IE_CANCELLED job.cancelled once somebody asked to stop; poll it between batches. */
int ie_job_stopped(const struct ie_job_context *job, struct ie_error *err) IE_MUST_CHECK;

typedef int (*ie_job_fn)(struct ie_job_context *job, const json_t *args,
                         struct ie_error *err);

struct ie_job_kind {
    const char *name; /* "import_check" */
    ie_job_fn run;
};
/* NULL-name-terminated (job_kinds.c): import_check, import_apply, import_undo, propose,
 * match, schedule, replan. */
extern const struct ie_job_kind ie_job_kinds[];

/*
 * Makes the job's row in the caller's write transaction; the job thread starts it after
 * the commit (call ie_job_wake in `done`, else it is found within a second). `args` is
 * borrowed. Rights are the caller's business. IE_INPUT job.kind {kind}; IE_LIMIT
 * job.too_many {limit} with 1,000 waiting.
 */
int ie_job_submit(struct ie_call *call, const char *kind, const json_t *args,
                  struct ie_id *job, struct ie_error *err) IE_MUST_CHECK;
void ie_job_wake(struct ie_service *service);

struct ie_job_state {
    struct ie_id id;
    struct ie_str kind;
    struct ie_str status;    /* waiting, running, done, failed, cancelled */
    struct ie_str by;        /* who asked for it */
    int permille;            /* -1: unknown */
    double objective, bound; /* NAN: none */
    struct ie_str result;    /* JSON, or IE_STR_NONE */
    struct ie_str problem;   /* JSON {code, id, args:{…}, file, line, column, field} */
    ie_moment created_at, started_at, ended_at;
};
/* The asker and staff of the office see a job; IE_NOT_FOUND job.not_found for others. */
int ie_job_read(struct ie_call *call, struct ie_str id, struct ie_job_state *state,
                struct ie_error *err) IE_MUST_CHECK;
/* The object of docs/api.md; `problem` worded in the language of the actor. */
void ie_job_json(const struct ie_job_state *state, struct ie_str language,
                 struct ie_json *json);
/* Asks a job to stop (write transaction): a waiting one is cancelled at once. No error for
 * one that has ended. IE_NOT_FOUND job.not_found. */
int ie_job_cancel(struct ie_call *call, struct ie_str id,
                  struct ie_error *err) IE_MUST_CHECK;

/*
 * Runs a job here and now, for the command line, without a row. `progress` may be NULL;
 * `stop` too. *result is the caller's to json_decref, also when the job failed with
 * IE_LIMIT (the best result so far) or keeps its result, else NULL on failure.
 */
int ie_job_run(struct ie_service *service, const struct ie_actor *actor, const char *kind,
               const json_t *args, const struct ie_solve_control *control,
               json_t **result, struct ie_error *err) IE_MUST_CHECK;

/* `ieum worker`: frames on the descriptors 0 and 1; returns the exit status. */
int ie_worker_main(void);

/* JSON of an error and back: how a problem crosses the pipe. */
json_t *ie_error_to_json(const struct ie_error *err);
void ie_error_from_json(const json_t *value, struct ie_error *err);

#endif
