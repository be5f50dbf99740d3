#include <xxhash.h>

#include "api/inside.h"
#include "base/alloc.h"
#include "service/work/job.h"

enum { UPLOAD_BODY = 4 * IE_API_BODY };

/* One request as it is being judged. */
struct asking {
    struct ie_http_exchange *exchange;
    struct ie_api_loop *loop;
    struct ie_route_match match;
    struct ie_request request;
    struct ie_signed_in *who; /* NULL: nobody */
    ie_moment now;
};

static bool is_api(struct ie_str path)
{
    return ie_str_starts(path, IE_STR("/api/")) || ie_str_eqz(path, "/healthz") ||
           ie_str_eqz(path, "/metrics");
}

/* ---- who asks ---- */

static struct ie_str bearer_token(const struct ie_http_exchange *exchange)
{
    struct ie_str field = ie_http_header(exchange, "authorization");

    if (field.len > 7 &&
        ie_str_eq_ascii_nocase(ie_str_n(field.ptr, 7), IE_STR("Bearer ")))
        return ie_str_trim(ie_str_n(field.ptr + 7, field.len - 7));
    return IE_STR_NONE;
}

/* Fills a->who; leaves it NULL when nothing valid was shown and nothing is needed. */
static int authenticate(struct asking *a, struct ie_error *err)
{
    const struct ie_service_config *config = ie_service_config(a->loop->api->service);
    struct ie_str token = bearer_token(a->exchange);
    bool bearer = token.ptr;
    int code;

    if (!bearer)
        token = ie_http_cookie(a->exchange, a->loop->api->cookie);
    if (!token.ptr)
        return a->match.route->roles ? ie_fail(err, IE_UNAUTHENTICATED, "session.none")
                                     : 0;
    code = ie_sessions_find(&a->loop->sessions, a->loop->db, config, token, bearer,
                            a->now, &a->who, err);
    if (code == IE_UNAUTHENTICATED && !a->match.route->roles)
        return 0;
    if (code)
        return code;
    a->request.session = &a->who->session;
    ie_http_set_account(a->exchange, ie_id_str(&a->who->actor->account));
    return 0;
}

static int check_roles(const struct asking *a, struct ie_error *err)
{
    unsigned wanted = a->match.route->roles, held;

    if (!wanted || (wanted & IE_ROLES_ANY))
        return 0;
    held = a->who->actor->office_roles;
    for (size_t i = 0; i < a->who->actor->grant_count; i++)
        held |= a->who->actor->grants[i].role;
    return held & wanted ? 0 : ie_fail(err, IE_FORBIDDEN, "request.role");
}

static bool changes(enum ie_method method)
{
    return method != IE_GET && method != IE_HEAD && method != IE_OPTIONS;
}

/* A browser says where a request comes from; what comes from elsewhere changes nothing. */
static int check_origin(const struct asking *a, struct ie_error *err)
{
    struct ie_str origin = ie_http_header(a->exchange, "origin");
    struct ie_str site = ie_http_header(a->exchange, "sec-fetch-site");
    struct ie_str host = ie_http_header(a->exchange, "host");

    if (site.ptr && !ie_str_eqz(site, "same-origin") && !ie_str_eqz(site, "none"))
        return ie_fail(err, IE_FORBIDDEN, "request.origin");
    if (!origin.ptr)
        return 0;
    int64_t slashes = ie_str_find(origin, IE_STR("://"));
    if (slashes < 0 ||
        !ie_str_eq(ie_str_sub(origin, (size_t)slashes + 3, origin.len), host))
        return ie_fail(err, IE_FORBIDDEN, "request.origin");
    return 0;
}

static int check_forgery(const struct asking *a, struct ie_error *err)
{
    if (!changes(a->request.method) || (a->who && a->who->session.bearer))
        return 0;
    int code = check_origin(a, err);
    if (code || !a->who || !a->match.route->roles)
        return code;
    return ie_session_check_csrf(&a->who->session,
                                 ie_http_header(a->exchange, "x-csrf-token"), err);
}

/* ---- what is asked ---- */

static bool media_is(struct ie_str field, const char *wanted)
{
    int64_t semicolon = ie_str_find_char(field, ';');

    if (semicolon >= 0)
        field.len = (size_t)semicolon;
    return ie_str_eq_ascii_nocase(ie_str_trim(field), ie_str_z(wanted));
}

static int check_accept(const struct asking *a, struct ie_error *err)
{
    struct ie_str list = ie_http_header(a->exchange, "accept"), part;

    if (!list.len || a->match.route->content_type)
        return 0;
    while (ie_str_split(&list, ',', &part))
        if (media_is(part, "application/json") || media_is(part, "application/*") ||
            media_is(part, "*/*") || media_is(part, "application/problem+json"))
            return 0;
    return ie_fail(err, IE_USAGE, "request.accept");
}

static int read_body(struct asking *a, struct ie_error *err)
{
    struct ie_str body = ie_http_body(a->exchange);
    const struct ie_route *route = a->match.route;

    a->request.raw = body;
    if (route->raw_body || !changes(a->request.method))
        return 0;
    if (body.len == 0 && (!route->request_schema || route->body_optional))
        return 0;
    if (!media_is(ie_http_header(a->exchange, "content-type"), "application/json"))
        return ie_fail(err, IE_INPUT, "request.media_type");
    int code = ie_json_parse(body, &a->request.body, err);
    if (!code && !json_is_object(a->request.body))
        code = ie_fail(err, IE_INPUT, "request.not_object");
    return code ? code : ie_body_check(&a->request, err);
}

static int read_if_match(struct asking *a, struct ie_error *err)
{
    struct ie_str value = ie_http_header(a->exchange, "if-match");

    if (!value.ptr)
        return a->match.route->if_match
                   ? ie_fail(err, IE_USAGE, "request.if_match_missing")
                   : 0;
    if (!ie_if_match_parse(value, &a->request.if_match))
        return ie_fail(err, IE_USAGE, "request.if_match");
    return 0;
}

/* Query parameters that a route does not name are mistakes and are said to be. Lists
 * check theirs against the fields of the type. */
static int check_params(const struct asking *a, struct ie_error *err)
{
    struct ie_str name, value;

    for (size_t i = 0; ie_http_query_at(a->exchange, i, &name, &value); i++) {
        const struct ie_route_param *p = a->match.route->params;
        while (p && p->name && !ie_str_eqz(name, p->name))
            p++;
        if (p && p->name)
            continue;
        if (a->match.type && ie_str_eqz(a->match.id, "") && a->request.method != IE_POST)
            continue; /* a list: filters */
        ie_fail(err, IE_USAGE, "request.parameter_unknown");
        ie_error_argn(err, "name", name.ptr, name.len);
        return IE_USAGE;
    }
    return 0;
}

/* ---- answers ---- */

static void add_retry(struct ie_http_exchange *exchange, const struct ie_error *err)
{
    const char *seconds = "1";

    for (unsigned i = 0; i < err->args; i++)
        if (strcmp(err->arg[i].name, "seconds") == 0)
            seconds = err->arg[i].value;
    struct ie_str copy = ie_arena_str(ie_http_arena(exchange), ie_str_z(seconds));
    ie_http_set(exchange, "Retry-After", copy.ptr ? copy : IE_STR("1"));
}

/* Inner failures go to the log, one JSON object a line. */
static void log_inner(struct ie_http_exchange *exchange, const struct ie_error *err)
{
    struct ie_buf line = IE_BUF_INIT;
    struct ie_json j = ie_json_into(&line);
    char at[40];

    ie_moment_format(ie_now(), at);
    ie_json_object(&j);
    ie_json_kstr(&j, "time", ie_str_z(at));
    ie_json_kstr(&j, "level", IE_STR("error"));
    ie_json_kstr(&j, "event", IE_STR("failure"));
    ie_json_kstr(&j, "id", ie_http_id(exchange));
    ie_json_kstr(&j, "message", ie_str_z(err->id));
    for (unsigned i = 0; i < err->args; i++)
        ie_json_kstr(&j, err->arg[i].name, ie_str_z(err->arg[i].value));
    ie_json_end(&j);
    ie_buf_addc(&line, '\n');
    if (!line.failed)
        fwrite(line.ptr, 1, line.len, stderr);
    ie_buf_release(&line);
}

void ie_api_problem(struct ie_http_exchange *exchange, const struct ie_actor *actor,
                    const struct ie_error *err, const struct ie_problem_list *problems)
{
    struct ie_buf body = IE_BUF_INIT;
    int status = ie_problem_status(err);

    if (status == 500)
        log_inner(exchange, err);
    if (status == 429 || status == 503)
        add_retry(exchange, err);
    if (status == 401)
        ie_http_set(exchange, "WWW-Authenticate", IE_STR("Bearer realm=\"ieum\""));
    const char *language = ie_request_language(exchange, actor);
    ie_http_set(exchange, "Content-Language", ie_str_z(language));
    ie_http_set(exchange, "Cache-Control", IE_STR("no-store"));
    ie_problem_json(language, err, problems, ie_http_id(exchange), &body);
    if (body.failed)
        ie_buf_release(&body);
    ie_http_reply_buf(exchange, status, "application/problem+json", &body);
}

/* "3-digest" for a record, the digest alone for whatever else can be read again. */
static bool set_etag(struct ie_http_exchange *exchange, const struct ie_response *r)
{
    uint64_t digest = XXH3_64bits(r->body.ptr, r->body.len);
    struct ie_str known = ie_http_header(exchange, "if-none-match");
    struct ie_str tag =
        r->etag > 0 ? ie_arena_printf(ie_http_arena(exchange), "\"%lld-%016llx\"",
                                      (long long)r->etag, (unsigned long long)digest)
                    : ie_arena_printf(ie_http_arena(exchange), "\"%016llx\"",
                                      (unsigned long long)digest);

    if (!tag.ptr)
        return false;
    ie_http_set(exchange, "ETag", tag);
    return known.len && ie_str_find(known, tag) >= 0;
}

static void set_attachment(struct ie_http_exchange *exchange, struct ie_str filename)
{
    struct ie_buf value = IE_BUF_INIT;

    ie_buf_addz(&value, "attachment; filename*=UTF-8''");
    for (size_t i = 0; i < filename.len; i++) {
        unsigned char c = (unsigned char)filename.ptr[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                     (c >= 'A' && c <= 'Z') || c == '.' || c == '-' || c == '_';
        if (plain)
            ie_buf_addc(&value, (char)c);
        else
            ie_buf_printf(&value, "%%%02X", c);
    }
    struct ie_str copy = value.failed
                             ? IE_STR_NONE
                             : ie_arena_str(ie_http_arena(exchange), ie_buf_str(&value));
    ie_http_set(exchange, "Content-Disposition", copy.ptr ? copy : IE_STR("attachment"));
    ie_buf_release(&value);
}

void ie_api_send(struct ie_http_exchange *exchange, const struct ie_route *route,
                 struct ie_response *r)
{
    int status = r->status ? r->status : route->status ? route->status : 200;
    const char *type = r->content_type ? r->content_type : "application/json";
    struct ie_error err;

    if (ie_buf_check(&r->body, &err)) {
        ie_buf_release(&r->body);
        ie_api_problem(exchange, NULL, &err, NULL);
        return;
    }
    ie_http_set(exchange, "Cache-Control",
                changes(ie_http_method(exchange)) ? IE_STR("no-store")
                                                  : IE_STR("private, no-cache"));
    if (r->location.len)
        ie_http_set(exchange, "Location", r->location);
    if (r->cookie.len)
        ie_http_set(exchange, "Set-Cookie", r->cookie);
    if (r->filename.len)
        set_attachment(exchange, r->filename);
    bool same =
        (r->etag > 0 || !changes(ie_http_method(exchange))) && set_etag(exchange, r);
    if (same && status == 200 && !changes(ie_http_method(exchange)))
        status = 304;
    ie_http_reply_buf(exchange, status, type, &r->body);
}

/* ---- running handlers ---- */

struct ie_later *ie_api_later(const struct ie_request *request)
{
    return (struct ie_later *)((uintptr_t)request - offsetof(struct ie_later, request));
}

struct ie_response *ie_api_later_response(struct ie_later *later)
{
    return &later->response;
}

struct ie_arena *ie_api_later_arena(struct ie_later *later)
{
    return ie_http_arena(later->exchange);
}

static void later_complete(struct ie_later *later)
{
    struct ie_api_loop *loop = ie_http_loop_state(later->exchange);
    struct ie_call call = {.db = loop->db,
                           .arena = ie_http_arena(later->exchange),
                           .actor = later->actor,
                           .now = ie_now(),
                           .service = loop->api->service};

    later->code = ie_db_begin_read(loop->db, &later->error);
    if (!later->code)
        later->code =
            later->complete(&call, &later->request, &later->response, &later->error);
    ie_db_rollback(loop->db);
}

static void later_answer(void *arg)
{
    struct ie_later *later = arg;

    if (!later->code && later->complete)
        later_complete(later);
    json_decref(later->request.body);
    later->request.body = NULL;
    if (!later->code && later->response.wake_jobs)
        ie_job_wake(later->request.api->service);
    if (later->code) {
        ie_buf_release(&later->response.body);
        ie_api_problem(later->exchange, later->actor, &later->error,
                       later->response.problems);
    } else {
        ie_api_send(later->exchange, later->request.route, &later->response);
    }
}

void ie_api_finish(struct ie_later *later, int code, const struct ie_error *err)
{
    later->code = code;
    if (code)
        later->error = *err;
    ie_http_post(later->exchange, later_answer, later);
}

/* The writer's arena goes; what the answer borrows from it is copied. */
static bool keep(struct ie_arena *arena, struct ie_str *text)
{
    if (text->len == 0)
        return true;
    *text = ie_arena_str(arena, *text);
    return text->ptr;
}

/* The answer is whole before anything is committed: what is said to have failed is undone. */
static int write_fn(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct ie_later *later = arg;
    struct ie_response *response = &later->response;
    struct ie_arena *arena = ie_http_arena(later->exchange);
    int code = ie_rate_write(call, err);

    if (!code)
        code = later->request.route->handle(call, &later->request, response, err);
    if (!code)
        code = ie_buf_check(&response->body, err);
    if (!code && !(keep(arena, &response->location) && keep(arena, &response->filename) &&
                   keep(arena, &response->cookie)))
        code = ie_fail_nomem(err);
    return code;
}

static void write_done(struct ie_call *call, void *arg, int code,
                       const struct ie_error *err)
{
    ie_api_finish(arg, code, err);
}

/* A copy of all that the other thread needs, in the exchange's arena. */
static struct ie_later *make_later(struct asking *a, struct ie_error *err)
{
    struct ie_arena *arena = ie_http_arena(a->exchange);
    struct ie_later *later = IE_NEW(arena, struct ie_later);

    if (!later) {
        ie_fail_nomem(err);
        return NULL;
    }
    later->exchange = a->exchange;
    later->request = a->request;
    if (a->who) {
        if (ie_actor_copy(a->who->actor, arena, &later->actor, err))
            return NULL;
        later->session = a->who->session;
        later->request.session = &later->session;
        ie_http_set_account(a->exchange, ie_id_str(&later->actor->account));
    } else {
        later->actor = ie_actor_nobody();
    }
    return later;
}

/* READ: here and now. Returns a code with the problem still to be sent. */
static int run_read(struct asking *a, struct ie_error *err)
{
    struct ie_response response = {0};
    struct ie_call call = {.db = a->loop->db,
                           .arena = ie_http_arena(a->exchange),
                           .actor = a->who ? a->who->actor : ie_actor_nobody(),
                           .now = a->now,
                           .service = a->loop->api->service};

    int code = a->match.route->handle(&call, &a->request, &response, err);
    if (code) {
        ie_buf_release(&response.body);
        return code;
    }
    if (!response.taken)
        ie_api_send(a->exchange, a->match.route, &response);
    return 0;
}

/* LATER: begun here, inside the snapshot. */
static int run_later(struct asking *a, struct ie_error *err)
{
    struct ie_later *later = make_later(a, err);

    if (!later)
        return IE_NOMEM;
    struct ie_call call = {.db = a->loop->db,
                           .arena = ie_http_arena(a->exchange),
                           .actor = later->actor,
                           .now = a->now,
                           .service = a->loop->api->service};
    a->request.body = NULL; /* the later one has it */
    int code = a->match.route->handle(&call, &later->request, &later->response, err);
    if (code) {
        json_decref(later->request.body);
        ie_buf_release(&later->response.body);
    }
    return code;
}

static int run_write(struct asking *a, struct ie_error *err)
{
    struct ie_later *later = make_later(a, err);

    if (!later)
        return IE_NOMEM;
    int code = a->match.route->large
                   ? ie_write_submit_alone(a->loop->api->service, later->actor, write_fn,
                                           write_done, later, err)
                   : ie_write_submit(a->loop->api->service, later->actor, write_fn,
                                     write_done, later, err);
    if (!code)
        a->request.body = NULL;
    return code;
}

/* ---- writes beside the answer: nobody waits for them, and failing does no harm ---- */

struct aside {
    struct ie_arena arena;
    struct ie_service *service;
    const struct ie_actor *actor;
    max_align_t arg[];
};

static void aside_free(struct aside *aside)
{
    ie_arena_release(&aside->arena);
    ie_free(aside);
}

static struct aside *aside_of(void *arg)
{
    return (struct aside *)(void *)((char *)arg - offsetof(struct aside, arg));
}

static void aside_done(struct ie_call *call, void *arg, int code,
                       const struct ie_error *err)
{
    aside_free(aside_of(arg));
}

void *ie_aside_new(struct ie_service *service, const struct ie_actor *actor, size_t size)
{
    struct aside *made = ie_calloc(1, sizeof(*made) + size);

    if (!made)
        return NULL;
    ie_arena_init(&made->arena, 0);
    made->service = service;
    if (ie_actor_copy(actor, &made->arena, &made->actor, NULL)) {
        aside_free(made);
        return NULL;
    }
    return made->arg;
}

void ie_aside_submit(void *arg, ie_write_fn fn)
{
    struct aside *aside = aside_of(arg);

    if (ie_write_submit(aside->service, aside->actor, fn, aside_done, arg, NULL))
        aside_free(aside);
}

/* Keeps a session alive, now and then. */
static void touch_session(struct asking *a)
{
    struct ie_session *session;

    if (!a->who || !a->who->session.touch_due)
        return;
    a->who->session.touch_due = false; /* this one will do */
    session = ie_aside_new(a->loop->api->service, a->who->actor, sizeof(*session));
    if (!session)
        return;
    *session = a->who->session;
    ie_aside_submit(session, ie_session_touch);
}

/* All checks that need the store, then the handler; a snapshot is open. */
static int judge(struct asking *a, struct ie_error *err)
{
    int code = authenticate(a, err);

    if (!code)
        code = check_roles(a, err);
    if (!code)
        code = check_forgery(a, err);
    if (!code)
        code = check_accept(a, err);
    if (!code)
        code = check_params(a, err);
    if (!code)
        code = read_body(a, err);
    if (!code)
        code = read_if_match(a, err);
    return code;
}

static int run(struct asking *a, struct ie_error *err)
{
    switch (a->match.route->mode) {
    case IE_ROUTE_READ:
        return run_read(a, err);
    case IE_ROUTE_WRITE:
        return run_write(a, err);
    case IE_ROUTE_LATER:
        return run_later(a, err);
    }
    IE_BUG("a route without a mode");
}

static void answer_unmatched(struct asking *a)
{
    static const enum ie_method all[] = {IE_GET, IE_HEAD,  IE_POST,
                                         IE_PUT, IE_PATCH, IE_DELETE};
    struct ie_buf allow = IE_BUF_INIT;
    struct ie_error err;

    if (!a->match.allowed) {
        ie_fail(&err, IE_NOT_FOUND, "request.path");
        ie_api_problem(a->exchange, NULL, &err, NULL);
        return;
    }
    for (size_t i = 0; i < IE_COUNT(all); i++)
        if (a->match.allowed & 1u << all[i])
            ie_buf_printf(&allow, "%s%s", allow.len ? ", " : "", ie_method_name(all[i]));
    struct ie_str copy = ie_arena_str(ie_http_arena(a->exchange), ie_buf_str(&allow));
    ie_buf_release(&allow);
    ie_http_set(a->exchange, "Allow", copy.ptr ? copy : IE_STR(""));
    if (a->request.method == IE_OPTIONS) {
        ie_http_reply(a->exchange, 204, NULL, IE_STR(""));
        return;
    }
    ie_fail(&err, IE_USAGE, "request.method");
    ie_api_problem(a->exchange, NULL, &err, NULL);
}

static void prepare(struct asking *a, struct ie_http_exchange *exchange)
{
    *a = (struct asking){
        .exchange = exchange, .loop = ie_http_loop_state(exchange), .now = ie_now()};
    ie_route_find(ie_http_method(exchange), ie_http_path(exchange), &a->match);
    a->request = (struct ie_request){.route = a->match.route,
                                     .method = ie_http_method(exchange),
                                     .type = a->match.type,
                                     .id = a->match.id,
                                     .sub = a->match.sub,
                                     .exchange = exchange,
                                     .api = a->loop->api};
}

static void answer_file(struct ie_api *api, struct ie_http_exchange *exchange)
{
    struct ie_error err;
    enum ie_method method = ie_http_method(exchange);

    if ((method == IE_GET || method == IE_HEAD) && api->files &&
        ie_files_answer(api->files, exchange))
        return;
    ie_fail(&err, IE_NOT_FOUND, "request.path");
    ie_api_problem(exchange, NULL, &err, NULL);
}

/* The head is here. Who wants to send much must be signed in before it is taken. */
void ie_api_begin(void *data, struct ie_http_exchange *exchange, size_t *body_limit)
{
    struct asking a;
    struct ie_error err;
    int code;

    *body_limit = IE_API_BODY;
    if (!changes(ie_http_method(exchange)) || !is_api(ie_http_path(exchange)))
        return;
    prepare(&a, exchange);
    if (!a.match.route || a.match.route->body_limit == 0)
        return;
    *body_limit = a.match.route->body_limit;
    if (*body_limit < UPLOAD_BODY)
        return;
    code = ie_db_begin_read(a.loop->db, &err);
    if (!code) {
        code = authenticate(&a, &err);
        if (!code)
            code = check_roles(&a, &err);
        if (!code)
            code = check_forgery(&a, &err);
        ie_db_rollback(a.loop->db);
    }
    if (code)
        ie_api_problem(exchange, a.who ? a.who->actor : NULL, &err, NULL);
}

void ie_api_handle(void *data, struct ie_http_exchange *exchange)
{
    struct asking a;
    struct ie_error err;
    int code;

    if (!is_api(ie_http_path(exchange))) {
        answer_file(data, exchange);
        return;
    }
    prepare(&a, exchange);
    if (!a.match.route) {
        answer_unmatched(&a);
        return;
    }
    code = ie_db_begin_read(a.loop->db, &err);
    if (!code)
        code = judge(&a, &err);
    if (!code) {
        touch_session(&a);
        code = run(&a, &err);
    }
    ie_db_rollback(a.loop->db);
    /* After a 0 the exchange may be answered and its memory gone already. */
    if (code) {
        json_decref(a.request.body);
        ie_api_problem(exchange, a.who ? a.who->actor : NULL, &err, NULL);
    } else if (a.match.route->mode == IE_ROUTE_READ) {
        json_decref(a.request.body);
    }
}
