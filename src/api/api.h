/*
 * api: the JSON interface. It turns requests into calls of use cases and their results
 * into answers, and knows nothing else.
 *
 *   http ── begin ──▶ route found, its body limit; who uploads must be signed in
 *        ── handle ─▶ dispatch.c
 *                       session (cookie or bearer) → actor, cached while the store stands
 *                       CSRF, roles, content type, JSON, If-Match
 *                       │
 *                       ├ READ   on the loop, in one read snapshot, answered at once
 *                       ├ WRITE  on the writer's thread in its transaction; answered on
 *                       │        the loop after the commit, so 2xx means durable
 *                       └ LATER  begun on the loop, answered when a pool thread is done
 *
 *   route.h       the one route table; dispatch, OpenAPI and the rights test come from it
 *   request.h     what handlers share: answers, cursors, problem documents
 *   session.h     cookies, tokens, the cache of who is signed in
 *   *_routes.c    one file a resource
 *   openapi.c     the OpenAPI 3.1 document; components.c the shapes that are no records
 *
 * A problem (RFC 9457) is worded here, in the language of the account or the request.
 */
#ifndef IE_API_API_H
#define IE_API_API_H

#include "http/http.h"
#include "service/open.h"

struct ie_api_config {
    struct ie_service *service; /* prepared and started */
    struct ie_http_config http; /* its callbacks are set here */
    const char *web;            /* directory of the pages, or NULL: none are served */
    bool web_live;              /* read changed pages again */
};

struct ie_api;

/* Starts to serve. Errors: those of ie_http_start, ie_files_load, ie_service_reader. */
int ie_api_start(const struct ie_api_config *config, struct ie_api **api,
                 struct ie_error *err) IE_MUST_CHECK;
uint16_t ie_api_port(const struct ie_api *api);
/* Stops to serve, finishing what is under way. The service stays the caller's. */
void ie_api_stop(struct ie_api *api);

/* The OpenAPI document as JSON text. */
int ie_api_openapi(struct ie_buf *out, struct ie_error *err) IE_MUST_CHECK;

#endif
