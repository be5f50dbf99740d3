/* What the files of api/ share; nobody else includes it. */
#ifndef IE_API_INSIDE_H
#define IE_API_INSIDE_H

#include "api/api.h"
#include "api/request.h"
#include "api/route.h"
#include "api/session.h"
#include "http/files.h"
#include "service/account/account.h"
#include "service/work/writer.h"

struct ie_api {
    struct ie_service *service;
    struct ie_http_server *http;
    struct ie_files *files; /* NULL: none */
    struct ie_buf openapi;
    char openapi_etag[40];
    const char *cookie; /* name */
};

struct ie_api_loop {
    struct ie_api *api;
    struct ie_db *db;
    struct ie_sessions sessions;
};

/* A request whose answer comes from another thread. Lives in the exchange's arena. */
struct ie_later {
    struct ie_http_exchange *exchange;
    struct ie_request request;
    struct ie_session session;
    const struct ie_actor *actor;
    struct ie_response response;
    int code;
    struct ie_error error;
    /* Called on the loop in a fresh snapshot before the answer goes out; or NULL. */
    ie_handler *complete;
    void *own; /* the handler's */
};

void ie_api_begin(void *data, struct ie_http_exchange *exchange, size_t *body_limit);
void ie_api_handle(void *data, struct ie_http_exchange *exchange);

/* Answers with `response` (taking its body over). */
void ie_api_send(struct ie_http_exchange *exchange, const struct ie_route *route,
                 struct ie_response *response);
/* Answers with a problem document; `actor` NULL: language from the request; `problems`
 * (may be NULL) are told beside `err`. */
void ie_api_problem(struct ie_http_exchange *exchange, const struct ie_actor *actor,
                    const struct ie_error *err, const struct ie_problem_list *problems);

/* Logs a look at guarded content, beside the answer. */
void ie_note_look(struct ie_call *call, const struct ie_request *request,
                  const struct ie_look *look);

/* A write that nobody waits for: zeroed room for its argument (NULL: memory is out), then
 * the submission, which takes it over. */
void *ie_aside_new(struct ie_service *service, const struct ie_actor *actor, size_t size);
void ie_aside_submit(void *arg, ie_write_fn fn);

#endif
