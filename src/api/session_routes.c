#include "api/inside.h"
#include "service/account/me.h"

enum { SIGN_IN_BODY = 8 * 1024 };

static int me(struct ie_call *call, const struct ie_request *request,
              struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);

    return ie_me_json(
        call, request->session->bearer ? IE_STR("") : ie_str_z(request->session->csrf),
        &j, err);
}

/* ---- sign-in ---- */

struct signing_in {
    struct ie_sign_in sign_in;
    struct ie_later *later;
};

static struct ie_str cookie_value(const struct ie_request *request, const char *token,
                                  struct ie_arena *arena)
{
    bool host = strcmp(request->api->cookie, "ieum") != 0;

    /* Strict does: the pages are static and every request that needs the session is a
     * fetch from them. */
    return ie_arena_printf(arena, "%s=%s; Path=/; HttpOnly; SameSite=Strict%s%s",
                           request->api->cookie, token, host ? "; Secure" : "",
                           *token ? "" : "; Max-Age=0");
}

/* On the loop again, with a snapshot that holds the new session. */
static int signed_in(struct ie_call *call, const struct ie_request *request,
                     struct ie_response *response, struct ie_error *err)
{
    struct ie_later *later = ie_api_later(request);
    struct signing_in *s = later->own;
    struct ie_json j = ie_respond_json(response);
    const struct ie_actor *actor;

    int code = ie_actor_load(call->db, ie_id_str(&s->sign_in.session.office),
                             ie_id_str(&s->sign_in.session.account), call->now,
                             call->arena, &actor, err);
    if (code)
        return code;
    call->actor = actor;
    response->cookie = cookie_value(request, s->sign_in.token, call->arena);
    if (!response->cookie.ptr)
        return ie_fail_nomem(err);
    return ie_me_json(call, ie_str_z(s->sign_in.session.csrf), &j, err);
}

static void sign_in_done(struct ie_sign_in *sign_in)
{
    struct signing_in *s = sign_in->data;

    ie_api_finish(s->later, sign_in->code, &sign_in->error);
}

static int sign_in(struct ie_call *call, const struct ie_request *request,
                   struct ie_response *response, struct ie_error *err)
{
    struct signing_in *s = IE_NEW(call->arena, struct signing_in);
    struct ie_str login, password = IE_STR_NONE;

    int code = ie_body_str(request, "login", true, &login, err);
    if (!code)
        code = ie_body_str(request, "password", true, &password, err);
    if (code)
        return code;
    if (!s)
        return ie_fail_nomem(err);
    s->later = ie_api_later(request);
    s->later->own = s;
    s->later->complete = signed_in;
    s->sign_in =
        (struct ie_sign_in){.service = call->service,
                            .login = login,
                            .password = password,
                            .address = ie_http_client(request->exchange),
                            .agent = ie_http_header(request->exchange, "user-agent"),
                            .done = sign_in_done,
                            .data = s};
    return ie_sign_in_begin(&s->sign_in, err);
}

static int sign_out(struct ie_call *call, const struct ie_request *request,
                    struct ie_response *response, struct ie_error *err)
{
    struct ie_session session = *request->session;

    response->cookie = cookie_value(request, "", call->arena);
    return ie_session_end(call, &session, err);
}

/* ---- one's own account ---- */

struct changing {
    struct ie_password_change change;
    struct ie_later *later;
    struct ie_str language;
};

static void language_done(struct ie_call *call, void *arg, int code,
                          const struct ie_error *err)
{
    struct changing *c = arg;

    ie_api_finish(c->later, code, err);
}

static int set_language(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct changing *c = arg;

    return ie_me_language(call, c->language, err);
}

/* Language, if one is given, else the answer. */
static void then_language(struct changing *c, int code, const struct ie_error *err)
{
    struct ie_error error;

    if (!code && c->language.ptr) {
        code = ie_write_submit(c->later->request.api->service, c->later->actor,
                               set_language, language_done, c, &error);
        if (!code)
            return;
        err = &error;
    }
    ie_api_finish(c->later, code, err);
}

static void password_done(struct ie_password_change *change)
{
    then_language(change->data, change->code, &change->error);
}

static int changed(struct ie_call *call, const struct ie_request *request,
                   struct ie_response *response, struct ie_error *err)
{
    const struct ie_actor *actor;

    int code = ie_actor_load(call->db, ie_id_str(&request->session->office),
                             ie_id_str(&request->session->account), call->now,
                             call->arena, &actor, err);
    call->actor = actor;
    return code ? code : me(call, request, response, err);
}

static int change_me(struct ie_call *call, const struct ie_request *request,
                     struct ie_response *response, struct ie_error *err)
{
    struct changing *c = IE_NEW(call->arena, struct changing);
    struct ie_str password = IE_STR_NONE, old = IE_STR_NONE;

    if (!c)
        return ie_fail_nomem(err);
    int code = ie_body_str(request, "language", false, &c->language, err);
    if (!code)
        code = ie_body_str(request, "password", false, &password, err);
    if (!code)
        code = ie_body_str(request, "old_password", password.ptr, &old, err);
    if (code)
        return code;
    c->later = ie_api_later(request);
    c->later->complete = changed;
    if (!password.ptr) {
        then_language(c, 0, NULL);
        return 0;
    }
    c->change =
        (struct ie_password_change){.service = call->service,
                                    .actor = call->actor,
                                    .account = call->actor->account,
                                    .old_password = old,
                                    .new_password = password,
                                    .keep_session = ie_str_z(request->session->id),
                                    .done = password_done,
                                    .data = c};
    return ie_password_change_begin(&c->change, err);
}

static void set_done(struct ie_password_change *change)
{
    ie_api_finish(change->data, change->code, &change->error);
}

/* An admin sets another's password. */
static int set_password(struct ie_call *call, const struct ie_request *request,
                        struct ie_response *response, struct ie_error *err)
{
    struct ie_password_change *change = IE_NEW(call->arena, struct ie_password_change);
    struct ie_str password, old;

    int code = ie_body_str(request, "password", true, &password, err);
    if (!code)
        code = ie_body_str(request, "old_password", false, &old, err);
    if (code)
        return code;
    if (!change)
        return ie_fail_nomem(err);
    *change = (struct ie_password_change){.service = call->service,
                                          .actor = call->actor,
                                          .old_password = old.ptr ? old : IE_STR(""),
                                          .new_password = password,
                                          .keep_session = ie_str_z(request->session->id),
                                          .done = set_done,
                                          .data = ie_api_later(request)};
    if (!ie_id_parse(request->id, &change->account)) {
        ie_fail(err, IE_NOT_FOUND, "record.not_found");
        ie_error_arg(err, "type", "account");
        ie_error_argn(err, "id", request->id.ptr, request->id.len);
        return IE_NOT_FOUND;
    }
    return ie_password_change_begin(change, err);
}

const struct ie_route ie_session_routes[] = {
    {.method = IE_POST,
     .path = "/api/v1/sign-in",
     .mode = IE_ROUTE_LATER,
     .handle = sign_in,
     .name = "signIn",
     .about = "Sign in; sets the session cookie",
     .request_schema = "SignIn",
     .response_schema = "Me",
     .body_limit = SIGN_IN_BODY},
    {.method = IE_POST,
     .path = "/api/v1/sign-out",
     .mode = IE_ROUTE_WRITE,
     .roles = IE_ROLES_ANY,
     .handle = sign_out,
     .name = "signOut",
     .about = "End the session",
     .status = 204,
     .body_limit = SIGN_IN_BODY},
    {.method = IE_GET,
     .path = "/api/v1/me",
     .mode = IE_ROUTE_READ,
     .roles = IE_ROLES_ANY,
     .handle = me,
     .name = "getMe",
     .about = "Who is signed in, with grants and organisations",
     .response_schema = "Me"},
    {.method = IE_PATCH,
     .path = "/api/v1/me",
     .mode = IE_ROUTE_LATER,
     .roles = IE_ROLES_ANY,
     .handle = change_me,
     .name = "changeMe",
     .about = "Change one's own language or password",
     .request_schema = "MeChange",
     .response_schema = "Me",
     .body_limit = SIGN_IN_BODY},
    {.method = IE_POST,
     .path = "/api/v1/accounts/{id}/password",
     .mode = IE_ROUTE_LATER,
     .roles = IE_ROLE_ADMIN,
     .handle = set_password,
     .name = "setAccountPassword",
     .about = "Set another account's password",
     .request_schema = "PasswordSet",
     .status = 204,
     .body_limit = SIGN_IN_BODY},
    {0}};
