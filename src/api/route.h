/*
 * The one route table. From a row come dispatch, the OpenAPI document, the rights test
 * (every route × role × own/foreign/guarded row) and the limits.
 *
 * A handler sees one `struct ie_call` and one request, and fills one response; what it
 * returns besides 0 becomes a problem document. It never blocks. READ handlers run on a
 * loop in a read snapshot, WRITE handlers on the writer's thread in its transaction (the
 * answer goes out after the commit). A LATER handler runs like a READ one, begins
 * something that ends on another thread, and must then call ie_api_finish exactly once
 * if it returned 0.
 */
#ifndef IE_API_ROUTE_H
#define IE_API_ROUTE_H

#include "base/json.h"
#include "http/http.h"
#include "service/service.h"

enum ie_route_mode { IE_ROUTE_READ, IE_ROUTE_WRITE, IE_ROUTE_LATER };

enum { /* bits of `roles` beside enum ie_role */
       IE_ROLES_STAFF = IE_ROLE_ADMIN | IE_ROLE_OFFICER,
       IE_ROLES_ALL = IE_ROLE_ADMIN | IE_ROLE_OFFICER | IE_ROLE_MEMBER |
                      IE_ROLE_REVIEWER | IE_ROLE_ANALYST | IE_ROLE_AUDITOR,
       IE_ROLES_ANY = 1u << 30, /* signed in, whatever the roles */
};

struct ie_route_param {    /* for the OpenAPI document and for checking */
    const char *name, *in; /* "query" or "header"; path parameters come from the path */
    const char *kind;      /* "id", "text", "int", "bool", "day", or "a|b|c" */
    bool required;
    const char *about; /* English, one line */
};

struct ie_api;
struct ie_session;
struct ie_problem_list;

struct ie_request {
    const struct ie_route *route;
    enum ie_method method;
    const struct ie_type *type; /* of general record routes */
    struct ie_str id;           /* {id} in the path, "" if none */
    struct ie_str sub;          /* second path parameter */
    json_t *body;               /* parsed JSON, or NULL */
    struct ie_str raw;          /* the body's bytes (uploads) */
    int64_t if_match;           /* revision of If-Match, 0: none, -1: "*" */
    struct ie_http_exchange *exchange;
    const struct ie_session *session; /* NULL: not signed in */
    struct ie_api *api;
};

struct ie_response {
    int status;               /* 200 unless set */
    const char *content_type; /* JSON unless set */
    struct ie_buf body;
    int64_t etag;                     /* revision; 0: none */
    struct ie_str location, filename; /* filename: sent as an attachment */
    struct ie_str cookie;             /* a Set-Cookie value */
    struct ie_problem_list *problems; /* of the body, when the handler fails; or NULL */
    bool wake_jobs;                   /* a job was submitted: start it after the commit */
    bool taken;                       /* the handler streams the answer itself */
};

typedef int ie_handler(struct ie_call *call, const struct ie_request *request,
                       struct ie_response *response, struct ie_error *err);

struct ie_route {
    enum ie_method method;
    const char *path; /* "/api/v1/events/{id}/schedule"; "{records}" is any plural */
    enum ie_route_mode mode;
    unsigned
        roles; /* bits of enum ie_role that may call it at all; 0: no sign-in needed */
    ie_handler *handle;
    const char *name;  /* operationId; "{type}" is replaced for general routes */
    const char *about; /* English summary */
    const struct ie_route_param *params; /* NULL-name-terminated; may be NULL */
    /* Component names; NULL: none. "{Type}", "{Type}List", "{Type}Input" in general ones. */
    const char *request_schema, *response_schema;
    const char *conflict_schema; /* of a 409 that is no problem document */
    int status;                  /* of success; 0: 200 */
    const char
        *content_type;  /* of the answer if it is not JSON; may list several with , */
    bool raw_body;      /* any bytes: not parsed */
    bool body_optional; /* all of it has defaults: none will do */
    bool if_match;      /* 428 without If-Match */
    bool large;         /* a write of thousands of records (ie_write_submit_alone) */
    size_t body_limit;  /* bytes; 0: the default of 1 MB */
};

enum { IE_API_BODY = 1024 * 1024 };

/* Every file's routes, NULL-path-terminated each; NULL-terminated. */
extern const struct ie_route *const ie_route_tables[];
extern const struct ie_route ie_session_routes[], ie_home_routes[], ie_event_routes[],
    ie_plan_routes[], ie_day_routes[], ie_match_routes[], ie_import_routes[],
    ie_log_routes[], ie_job_routes[], ie_attachment_routes[], ie_inbox_routes[],
    ie_lexicon_routes[], ie_search_routes[], ie_machine_routes[], ie_record_routes[];

struct ie_route_match {
    const struct ie_route *route; /* NULL: no such path, or not with this method */
    const struct ie_type *type;
    struct ie_str id, sub;
    unsigned allowed; /* bits 1 << enum ie_method that the path knows */
};

/* Finds a route; HEAD finds GET. Literal paths win over general ones. O(routes). */
void ie_route_find(enum ie_method method, struct ie_str path,
                   struct ie_route_match *match);

/* Which general routes a type has: meeting has no POST by rule IE_W_NONE, and so on. */
bool ie_route_applies(const struct ie_route *route, const struct ie_type *type);

/* Ends a LATER route from any thread: `code` 0 sends `response`, else the problem. Both
 * are copied or taken over before it returns. */
struct ie_later;
struct ie_later *ie_api_later(const struct ie_request *request);
struct ie_response *ie_api_later_response(struct ie_later *later);
struct ie_arena *ie_api_later_arena(struct ie_later *later);
void ie_api_finish(struct ie_later *later, int code, const struct ie_error *err);

#endif
