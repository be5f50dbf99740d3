#include <math.h>

#include "api/inside.h"
#include "service/work/job.h"

enum { LOOK_EVERY_MS = 300, ALIVE_EVERY = 50 /* looks */ };

static int read_job(struct ie_call *call, const struct ie_request *request,
                    struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);
    struct ie_job_state state;

    int code = ie_job_read(call, request->id, &state, err);
    if (!code)
        ie_job_json(&state, ie_str_z(ie_request_language(request->exchange, call->actor)),
                    &j);
    return code;
}

static int cancel_job(struct ie_call *call, const struct ie_request *request,
                      struct ie_response *response, struct ie_error *err)
{
    return ie_job_cancel(call, request->id, err);
}

/* ---- events: the job is looked at a few times a second, and sent when it changed ---- */

struct watching {
    struct ie_http_exchange *exchange;
    struct ie_api_loop *loop;
    const struct ie_actor *actor;
    struct ie_str id;
    struct ie_buf last;
    unsigned quiet; /* looks since something was sent */
};

static void stop_watching(struct watching *w)
{
    ie_buf_release(&w->last);
    ie_http_end(w->exchange);
}

static bool is_over(struct ie_str status)
{
    return ie_str_eqz(status, "done") || ie_str_eqz(status, "failed") ||
           ie_str_eqz(status, "cancelled");
}

/* One look, in a snapshot of its own. False when there is no more to come. */
static bool look(struct watching *w)
{
    struct ie_arena *arena = ie_http_arena(w->exchange);
    struct ie_arena_mark mark = ie_arena_mark(arena);
    struct ie_call call = {.db = w->loop->db,
                           .arena = arena,
                           .actor = w->actor,
                           .now = ie_now(),
                           .service = w->loop->api->service};
    struct ie_buf event = IE_BUF_INIT;
    struct ie_job_state state;
    struct ie_error err;
    bool on = false;

    ie_buf_addz(&event, "data: ");
    struct ie_json j = ie_json_into(&event);
    if (ie_job_read(&call, w->id, &state, &err) == 0) {
        const char *language = ie_request_language(w->exchange, w->actor);
        ie_job_json(&state, ie_str_z(language), &j);
        ie_buf_addz(&event, "\n\n");
        on = !event.failed && !is_over(state.status);
    }
    if (!event.failed && !ie_str_eq(ie_buf_str(&event), ie_buf_str(&w->last))) {
        on = ie_http_send(w->exchange, ie_buf_str(&event)) && on;
        w->quiet = 0;
        ie_buf_release(&w->last);
        w->last = event;
        event = IE_BUF_INIT;
    } else if (++w->quiet % ALIVE_EVERY == 0) {
        on = ie_http_send(w->exchange, IE_STR(": alive\n\n")) && on;
    }
    ie_buf_release(&event);
    ie_arena_rewind(arena, mark);
    return on && !ie_http_gone(w->exchange);
}

static void look_again(void *arg)
{
    struct watching *w = arg;
    struct ie_error err;

    bool on = !ie_http_gone(w->exchange) && ie_db_begin_read(w->loop->db, &err) == 0;
    if (on)
        on = look(w);
    ie_db_rollback(w->loop->db);
    if (!on || !ie_http_later(w->exchange, LOOK_EVERY_MS, look_again, w))
        stop_watching(w);
}

static int watch_job(struct ie_call *call, const struct ie_request *request,
                     struct ie_response *response, struct ie_error *err)
{
    struct watching *w = IE_NEW(call->arena, struct watching);
    struct ie_job_state state;

    int code = ie_job_read(call, request->id, &state, err);
    if (code)
        return code;
    if (!w)
        return ie_fail_nomem(err);
    code = ie_actor_copy(call->actor, call->arena, &w->actor, err);
    if (code)
        return code;
    w->exchange = request->exchange;
    w->loop = ie_http_loop_state(request->exchange);
    w->id = request->id;
    response->taken = true;
    ie_http_set(w->exchange, "Cache-Control", IE_STR("no-store"));
    ie_http_set(w->exchange, "X-Accel-Buffering", IE_STR("no"));
    ie_http_stream(w->exchange, 200, "text/event-stream");
    if (!look(w) || !ie_http_later(w->exchange, LOOK_EVERY_MS, look_again, w))
        stop_watching(w);
    return 0;
}

const struct ie_route ie_job_routes[] = {
    {.method = IE_GET,
     .path = "/api/v1/jobs/{id}",
     .mode = IE_ROUTE_READ,
     .roles = IE_ROLES_ANY,
     .handle = read_job,
     .name = "getJob",
     .about = "How far a job is, or what came of it",
     .response_schema = "Job"},
    {.method = IE_GET,
     .path = "/api/v1/jobs/{id}/events",
     .mode = IE_ROUTE_READ,
     .roles = IE_ROLES_ANY,
     .handle = watch_job,
     .name = "watchJob",
     .about = "The same as server-sent events, one for each change, until it ends",
     .content_type = "text/event-stream"},
    {.method = IE_DELETE,
     .path = "/api/v1/jobs/{id}",
     .mode = IE_ROUTE_WRITE,
     .roles = IE_ROLES_ANY,
     .handle = cancel_job,
     .name = "cancelJob",
     .about = "Ask a job to stop",
     .status = 204},
    {0}};
