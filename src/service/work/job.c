/* Jobs as rows in the store, and jobs run in this process. */
#include "service/work/job.h"

#include <math.h>

#include "base/alloc.h"
#include "base/message.h"
#include "service/impl.h"
#include "service/work/impl.h"

enum { WAITING_MAX = 1000 };

/* ---- errors across the pipe ---- */

json_t *ie_error_to_json(const struct ie_error *err)
{
    json_t *args = json_object();

    for (unsigned i = 0; args && i < err->args; i++)
        (void)json_object_set_new_nocheck(args, err->arg[i].name,
                                          json_string_nocheck(err->arg[i].value));
    return json_pack("{s:s, s:s, s:o, s:s, s:i, s:i, s:s}", "code",
                     ie_code_name(err->code), "id", err->id, "args", args, "file",
                     err->file, "line", (int)err->line, "column", (int)err->column,
                     "field", err->field);
}

void ie_error_from_json(const json_t *value, struct ie_error *err)
{
    struct ie_str code = ie_json_get_str(value, "code");
    enum ie_code found = IE_INTERNAL;
    const char *name;
    json_t *arg;

    for (int i = 1; i < IE_CODE_COUNT; i++)
        if (ie_str_eqz(code, ie_code_name((enum ie_code)i)))
            found = (enum ie_code)i;
    name = json_string_value(json_object_get(value, "id"));
    (void)!ie_fail(err, found, name ? name : "job.failed");
    json_object_foreach(json_object_get(value, "args"), name, arg)
        ie_error_arg(err, name, json_string_value(arg));
    ie_error_at(err, json_string_value(json_object_get(value, "file")),
                (uint32_t)json_integer_value(json_object_get(value, "line")),
                (uint32_t)json_integer_value(json_object_get(value, "column")),
                json_string_value(json_object_get(value, "field")));
}

/* ---- inside a job ---- */

void ie_job_progress(struct ie_job_context *job, int permille, double objective,
                     double bound)
{
    if (job->control.progress)
        job->control.progress(job->control.progress_data, permille, objective, bound);
}

int ie_job_stopped(const struct ie_job_context *job, struct ie_error *err)
{
    return ie_solve_stopped(&job->control) == IE_STOP_CANCEL
               ? ie_fail(err, IE_CANCELLED, "job.cancelled")
               : 0;
}

const struct ie_job_kind *ie_job_kind(const char *name)
{
    for (const struct ie_job_kind *kind = ie_job_kinds; kind->name; kind++)
        if (strcmp(kind->name, name) == 0)
            return kind;
    return NULL;
}

static int unknown_kind(const char *kind, struct ie_error *err)
{
    ie_fail(err, IE_INPUT, "job.kind");
    ie_error_arg(err, "kind", kind);
    return IE_INPUT;
}

int ie_job_run(struct ie_service *service, const struct ie_actor *actor, const char *kind,
               const json_t *args, const struct ie_solve_control *control,
               json_t **result, struct ie_error *err)
{
    const struct ie_job_kind *found = ie_job_kind(kind);
    struct ie_arena arena;
    struct ie_job_context job = {.service = service, .actor = actor, .arena = &arena};
    int rc;

    *result = NULL;
    if (!found)
        return unknown_kind(kind, err);
    if (control)
        job.control = *control;
    ie_arena_init(&arena, 0);
    job.result = json_object();
    /* A writer's connection though it only reads: it maps no part of the store, so what a
     * worker needs does not grow with it. */
    rc = job.result ? ie_db_open(service->db_url, IE_DB_WRITE, &job.db, err)
                    : ie_fail_nomem(err);
    if (!rc)
        rc = found->run(&job, args, err);
    ie_db_close(job.db);
    ie_arena_release(&arena);
    if (rc && rc != IE_LIMIT && !job.keep_result) {
        json_decref(job.result);
        job.result = NULL;
    }
    *result = job.result;
    return rc;
}

/* ---- rows ---- */

int ie_job_submit(struct ie_call *call, const char *kind, const json_t *args,
                  struct ie_id *job, struct ie_error *err)
{
    struct ie_buf text = IE_BUF_INIT;
    struct ie_json json = ie_json_into(&text);
    struct ie_query q;
    bool row = false;
    int64_t waiting = 0;
    int rc;

    if (!ie_job_kind(kind))
        return unknown_kind(kind, err);
    ie_query_begin(call->db, "SELECT count(*) FROM job WHERE status='waiting'", &q);
    rc = ie_query_next(&q, &row, err);
    waiting = !rc && row ? ie_query_get_int(&q, 0) : 0;
    ie_query_end(&q);
    if (rc)
        return rc;
    if (waiting >= WAITING_MAX) {
        ie_fail(err, IE_LIMIT, "job.too_many");
        ie_error_argi(err, "limit", WAITING_MAX);
        return IE_LIMIT;
    }
    ie_json_value(&json, args);
    rc = ie_buf_check(&text, err);
    if (!rc) {
        *job = ie_id_new(call->now);
        ie_query_begin(
            call->db,
            "INSERT INTO job (id, office_id, kind, args, status, by_, language,"
            " cancel_asked, permille, created_at)"
            " VALUES ($1,$2,$3,$4,'waiting',$5,$6,0,-1,$7)",
            &q);
        ie_query_text(&q, 1, ie_id_str(job));
        ie_query_text(&q, 2, ie_id_str(&call->actor->office));
        ie_query_textz(&q, 3, kind);
        ie_query_text(&q, 4, ie_buf_str(&text));
        ie_query_text(&q, 5, call->actor->by);
        ie_query_text(&q, 6, call->actor->language);
        ie_query_int(&q, 7, call->now);
        rc = ie_query_run(&q, err);
    }
    ie_buf_release(&text);
    return rc;
}

static int not_found(struct ie_str id, struct ie_error *err)
{
    ie_fail(err, IE_NOT_FOUND, "job.not_found");
    ie_error_argn(err, "id", id.ptr, id.len);
    return IE_NOT_FOUND;
}

int ie_job_read(struct ie_call *call, struct ie_str id, struct ie_job_state *state,
                struct ie_error *err)
{
    bool staff =
        ie_actor_has(call->actor, IE_ROLE_ADMIN | IE_ROLE_OFFICER | IE_ROLE_AUDITOR);
    struct ie_arena *arena = call->arena;
    struct ie_query q;
    bool row = false;
    int rc;

    ie_query_begin(
        call->db,
        "SELECT id, kind, status, by_, permille, objective, bound, result, problem,"
        " created_at, coalesce(started_at,0), coalesce(ended_at,0) FROM job"
        " WHERE office_id=$1 AND id=$2 AND ($3=1 OR by_=$4)",
        &q);
    ie_query_text(&q, 1, ie_id_str(&call->actor->office));
    ie_query_text(&q, 2, id.ptr ? id : IE_STR(""));
    ie_query_int(&q, 3, staff);
    ie_query_text(&q, 4, call->actor->by);
    rc = ie_query_next(&q, &row, err);
    if (!rc && row && ie_id_parse(ie_query_get_text(&q, 0), &state->id)) {
        state->kind = ie_arena_str(arena, ie_query_get_text(&q, 1));
        state->status = ie_arena_str(arena, ie_query_get_text(&q, 2));
        state->by = ie_arena_str(arena, ie_query_get_text(&q, 3));
        state->permille = (int)ie_query_get_int(&q, 4);
        state->objective =
            ie_query_get_null(&q, 5) ? (double)NAN : ie_query_get_real(&q, 5);
        state->bound = ie_query_get_null(&q, 6) ? (double)NAN : ie_query_get_real(&q, 6);
        state->result = ie_query_get_null(&q, 7)
                            ? IE_STR_NONE
                            : ie_arena_str(arena, ie_query_get_text(&q, 7));
        state->problem = ie_query_get_null(&q, 8)
                             ? IE_STR_NONE
                             : ie_arena_str(arena, ie_query_get_text(&q, 8));
        state->created_at = ie_query_get_int(&q, 9);
        state->started_at = ie_query_get_int(&q, 10);
        state->ended_at = ie_query_get_int(&q, 11);
    } else if (!rc) {
        rc = not_found(id, err);
    }
    ie_query_end(&q);
    return rc;
}

static void moment_or_null(struct ie_json *json, const char *key, ie_moment moment)
{
    char text[40];

    ie_json_key(json, key);
    if (!moment) {
        ie_json_null(json);
        return;
    }
    ie_moment_format(moment, text);
    ie_json_strz(json, text);
}

/* Why there is no timetable, a sentence each, kept in all languages by the job. */
static void put_reasons(const struct ie_job_state *state, const char *language,
                        struct ie_json *json)
{
    json_t *result = NULL, *row;
    size_t i;

    if (state->result.len && ie_json_parse(state->result, &result, NULL) == IE_NOMEM)
        json->out->failed = true;
    const json_t *conflict = json_object_get(result, "conflict");
    if (conflict) {
        ie_json_key(json, "reasons");
        ie_json_array(json);
        json_array_foreach(conflict, i, row)
            ie_json_str(json, ie_json_get_str(row, language));
        ie_json_end(json);
    }
    json_decref(result);
}

static void problem_json(const struct ie_job_state *state, struct ie_str language,
                         struct ie_json *json)
{
    struct ie_buf words = IE_BUF_INIT;
    struct ie_error err;
    json_t *problem = NULL;
    char tag[40];
    int code =
        state->problem.len ? ie_json_parse(state->problem, &problem, NULL) : IE_NOT_FOUND;

    snprintf(tag, sizeof tag, "%.*s", IE_STR_ARG(language));
    if (code) {
        json->out->failed = json->out->failed || code == IE_NOMEM;
        ie_json_null(json);
        return;
    }
    ie_error_from_json(problem, &err);
    ie_message(ie_message_language(tag), &err, &words);
    json->out->failed = json->out->failed || words.failed;
    ie_json_object(json);
    ie_json_key(json, "code");
    ie_json_strz(json, ie_code_name(err.code));
    ie_json_key(json, "id");
    ie_json_strz(json, err.id);
    ie_json_kstr(json, "detail", ie_buf_str(&words));
    if (err.field[0]) {
        ie_json_key(json, "field");
        ie_json_strz(json, err.field);
    }
    if (err.line)
        ie_json_kint(json, "line", err.line);
    if (err.column)
        ie_json_kint(json, "column", err.column);
    put_reasons(state, ie_message_language(tag), json);
    ie_json_end(json);
    ie_buf_release(&words);
    json_decref(problem);
}

/* Of the bound, in per cent, rounded down. */
static double percent_of(const struct ie_job_state *state)
{
    if (!isfinite(state->objective) || !isfinite(state->bound) || state->bound <= 0 ||
        state->objective < 0)
        return (double)NAN;
    return floor(1000 * state->objective / state->bound) / 10;
}

void ie_job_json(const struct ie_job_state *state, struct ie_str language,
                 struct ie_json *json)
{
    ie_json_object(json);
    ie_json_kstr(json, "id", ie_id_str(&state->id));
    ie_json_kstr(json, "kind", state->kind);
    ie_json_kstr(json, "status", state->status);
    ie_json_kint(json, "permille", state->permille);
    ie_json_key(json, "objective");
    ie_json_double(json, state->objective); /* null when there is none */
    ie_json_key(json, "bound");
    ie_json_double(json, state->bound);
    ie_json_key(json, "percent");
    ie_json_double(json, percent_of(state));
    moment_or_null(json, "created_at", state->created_at);
    moment_or_null(json, "started_at", state->started_at);
    moment_or_null(json, "ended_at", state->ended_at);
    ie_json_key(json, "result");
    if (state->result.ptr)
        ie_json_raw(json, state->result);
    else
        ie_json_null(json);
    ie_json_key(json, "problem");
    problem_json(state, language, json);
    ie_json_end(json);
}

int ie_job_cancel(struct ie_call *call, struct ie_str id, struct ie_error *err)
{
    struct ie_job_state state = {0};
    struct ie_query q;
    int rc = ie_job_read(call, id, &state, err);

    if (rc)
        return rc;
    ie_query_begin(
        call->db,
        "UPDATE job SET cancel_asked=1, ended_at=CASE WHEN status='waiting' THEN $3"
        " ELSE ended_at END,"
        " status=CASE WHEN status='waiting' THEN 'cancelled' ELSE status END"
        " WHERE office_id=$1 AND id=$2 AND status IN ('waiting','running')",
        &q);
    ie_query_text(&q, 1, ie_id_str(&call->actor->office));
    ie_query_text(&q, 2, id);
    ie_query_int(&q, 3, call->now);
    rc = ie_query_run(&q, err);
    if (!rc)
        ie_job_wake(call->service);
    return rc;
}
