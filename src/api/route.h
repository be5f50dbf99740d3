/*
 * The one route table. From a row come dispatch, the OpenAPI document, the rights test
 * (every route × role × own/foreign/guarded row) and the limits.
 *
 * A handler runs on the loop's read snapshot (IE_ROUTE_READ) or on the writer thread in
 * its transaction (IE_ROUTE_WRITE); it sees one `struct ie_call` and one request, and
 * fills one response. It never blocks on anything else.
 */
#ifndef IE_API_ROUTE_H
#define IE_API_ROUTE_H

#include "base/json.h"
#include "http/http.h"
#include "service/service.h"

enum ie_route_mode { IE_ROUTE_READ, IE_ROUTE_WRITE };

struct ie_route_param { /* for the OpenAPI document and for checking */
    const char *name, *in /* "path", "query", "header" */,
        *kind /* "id", "text", "int", … */;
    bool required;
    const char *about; /* English, one line */
};

struct ie_request {
    const struct ie_route *route;
    enum ie_method method;
    const struct ie_type *type; /* of general record routes */
    struct ie_str id;           /* {id} in the path, "" if none */
    struct ie_str sub;          /* second path parameter */
    json_t *body;               /* parsed JSON, or NULL */
    struct ie_str raw;          /* the body's bytes (uploads) */
    int64_t if_match;           /* revision of If-Match, 0: none, -1: "*" */
    struct ie_str (*query)(const struct ie_request *, const char *name);
    struct ie_http_exchange *exchange;
};

struct ie_response {
    int status;               /* 200 unless set */
    const char *content_type; /* JSON unless set */
    struct ie_buf body;
    int64_t etag; /* revision; 0: none */
    struct ie_str location, filename;
    struct ie_str cookie[2];
};

struct ie_route {
    enum ie_method method;
    const char *path; /* "/api/v1/events/{id}/schedule" */
    enum ie_route_mode mode;
    unsigned
        roles; /* bits of enum ie_role that may call it at all; 0: no sign-in needed */
    int (*handle)(struct ie_call *call, const struct ie_request *request,
                  struct ie_response *response, struct ie_error *err);
    const char *name;                             /* operationId */
    const char *about;                            /* English summary */
    const struct ie_route_param *params;          /* NULL-name-terminated; may be NULL */
    const char *request_schema, *response_schema; /* component names; NULL: none */
    size_t body_limit;                            /* bytes; 0: the default of 1 MB */
};

#endif
