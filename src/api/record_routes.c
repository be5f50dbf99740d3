/* The general routes of every record type; the rules are in service/record/use.h. */
#include "api/inside.h"
#include "service/record/use.h"

static struct ie_str param(const void *context, const char *name)
{
    return ie_http_query(((const struct ie_request *)context)->exchange, name);
}

/* A list takes its own words and the type's filters; anything else is a mistake. */
static int check_names(const struct ie_request *request, struct ie_error *err)
{
    static const char *const own[] = {"q",      "sort",  "limit",
                                      "cursor", "count", "created_since"};
    struct ie_str name, value;

    for (size_t i = 0; ie_http_query_at(request->exchange, i, &name, &value); i++) {
        const struct ie_field *field = ie_type_field(request->type, name);
        bool known = (field && (field->flags & IE_F_FILTER)) ||
                     (request->type == ie_type_by_name(IE_STR("profile")) &&
                      ie_str_eqz(name, "concept"));
        for (size_t k = 0; k < IE_COUNT(own) && !known; k++)
            known = ie_str_eqz(name, own[k]);
        if (!known) {
            ie_fail(err, IE_USAGE, "request.parameter_unknown");
            ie_error_argn(err, "name", name.ptr, name.len);
            return IE_USAGE;
        }
    }
    return 0;
}

static int list(struct ie_call *call, const struct ie_request *request,
                struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);
    struct ie_use_list query = {param, request};

    int code = check_names(request, err);
    return code ? code : ie_use_list(call, request->type, &query, &j, err);
}

void ie_note_look(struct ie_call *call, const struct ie_request *request,
                  const struct ie_look *look)
{
    struct ie_look *kept;

    if (look->due &&
        (kept = ie_aside_new(request->api->service, call->actor, sizeof(*kept)))) {
        *kept = *look;
        ie_aside_submit(kept, ie_use_look);
    }
}

static int read_record(struct ie_call *call, const struct ie_request *request,
                       struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);
    struct ie_look look = {0};

    int code = ie_use_read(call, request->type, request->id, &j, &look, err);
    if (code)
        return code;
    response->etag = look.revision;
    ie_note_look(call, request, &look);
    return 0;
}

static int history(struct ie_call *call, const struct ie_request *request,
                   struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);
    int64_t before, limit = 0;

    int code = ie_query_number(request, "before", 0, 1, INT64_MAX, &before, err);
    if (!code)
        code = ie_query_number(request, "limit", 50, 1, 500, &limit, err);
    return code ? code
                : ie_use_history(call, request->type, request->id, before,
                                 (unsigned)limit, &j, err);
}

static int revision(struct ie_call *call, const struct ie_request *request,
                    struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);
    struct ie_look look = {0};
    int64_t number;

    if (!ie_str_int64(request->sub, &number) || number < 1) {
        ie_fail(err, IE_NOT_FOUND, "record.not_found");
        ie_error_arg(err, "type", request->type->name);
        ie_error_argn(err, "id", request->id.ptr, request->id.len);
        return IE_NOT_FOUND;
    }
    int code = ie_use_revision(call, request->type, request->id, number, &j, &look, err);
    if (!code)
        ie_note_look(call, request, &look);
    return code;
}

static int create(struct ie_call *call, const struct ie_request *request,
                  struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);
    struct ie_id id = {{0}};

    response->problems = IE_NEW(ie_http_arena(request->exchange), struct ie_problem_list);
    if (!response->problems)
        return ie_fail_nomem(err);
    int code = ie_use_create(call, request->type, request->body, &id, &response->etag, &j,
                             response->problems, err);
    if (code)
        return code;
    response->location =
        ie_arena_printf(call->arena, "/api/v1/%s/%s", request->type->plural, id.text);
    return response->location.ptr ? 0 : ie_fail_nomem(err);
}

static int revise(struct ie_call *call, const struct ie_request *request,
                  struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);
    int64_t expected = request->if_match > 0 ? request->if_match : 0;

    response->problems = IE_NEW(ie_http_arena(request->exchange), struct ie_problem_list);
    if (!response->problems)
        return ie_fail_nomem(err);
    return ie_use_revise(call, request->type, request->id, expected, request->body,
                         &response->etag, &j, response->problems, err);
}

static int delete_record(struct ie_call *call, const struct ie_request *request,
                         struct ie_response *response, struct ie_error *err)
{
    int64_t expected = request->if_match > 0 ? request->if_match : 0;

    return ie_use_delete(call, request->type, request->id, expected, err);
}

static const struct ie_route_param list_params[] = {
    {"q", "query", "text", false, "Words that must all occur, as prefixes"},
    {"sort", "query", "text", false, "Field to sort by, with - in front: descending"},
    {"limit", "query", "int", false, "Rows on a page, 1 to 500; 50 if absent"},
    {"cursor", "query", "text", false, "The next of the page before"},
    {"count", "query", "bool", false, "1: say the whole number too"},
    {"created_since", "query", "text", false, "Made at or after this moment (RFC 3339)"},
    {0}};
static const struct ie_route_param history_params[] = {
    {"before", "query", "int", false, "Revisions older than this one"},
    {"limit", "query", "int", false, "Rows on a page, 1 to 500; 50 if absent"},
    {0}};

const struct ie_route ie_record_routes[] = {
    {.method = IE_GET,
     .path = "/api/v1/{records}",
     .mode = IE_ROUTE_READ,
     .roles = IE_ROLES_ANY,
     .handle = list,
     .name = "list{Types}",
     .about = "A page of the {types} that one may see",
     .params = list_params,
     .response_schema = "{Type}List"},
    {.method = IE_POST,
     .path = "/api/v1/{records}",
     .mode = IE_ROUTE_WRITE,
     .roles = IE_ROLES_ANY,
     .handle = create,
     .name = "create{Type}",
     .about = "Make a {type}",
     .request_schema = "{Type}New",
     .response_schema = "{Type}",
     .status = 201},
    {.method = IE_GET,
     .path = "/api/v1/{records}/{id}",
     .mode = IE_ROUTE_READ,
     .roles = IE_ROLES_ANY,
     .handle = read_record,
     .name = "get{Type}",
     .about = "One {type}",
     .response_schema = "{Type}"},
    {.method = IE_PATCH,
     .path = "/api/v1/{records}/{id}",
     .mode = IE_ROUTE_WRITE,
     .roles = IE_ROLES_ANY,
     .handle = revise,
     .name = "change{Type}",
     .about = "Change the given fields of a {type}",
     .request_schema = "{Type}Change",
     .response_schema = "{Type}",
     .if_match = true},
    {.method = IE_DELETE,
     .path = "/api/v1/{records}/{id}",
     .mode = IE_ROUTE_WRITE,
     .roles = IE_ROLES_ANY,
     .handle = delete_record,
     .name = "delete{Type}",
     .about = "Delete a {type}; its history stays",
     .status = 204,
     .if_match = true},
    {.method = IE_GET,
     .path = "/api/v1/{records}/{id}/revisions",
     .mode = IE_ROUTE_READ,
     .roles = IE_ROLES_ANY,
     .handle = history,
     .name = "list{Type}Revisions",
     .about = "Who changed a {type} when, newest first",
     .params = history_params,
     .response_schema = "RevisionList"},
    {.method = IE_GET,
     .path = "/api/v1/{records}/{id}/revisions/{n}",
     .mode = IE_ROUTE_READ,
     .roles = IE_ROLES_ANY,
     .handle = revision,
     .name = "get{Type}Revision",
     .about = "An old state of a {type}",
     .response_schema = "{Type}"},
    {0}};
