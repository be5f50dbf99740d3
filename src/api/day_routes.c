/* The days of an event: arrivals, the waiting list, plans of tables and interpreters. */
#include "api/inside.h"
#include "service/event/day_of.h"

static int act(struct ie_call *call, const struct ie_request *request, const char *action,
               struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);
    const json_t *slot = json_object_get(request->body, "slot");
    int64_t expected = request->if_match > 0 ? request->if_match : 0;

    int code = ie_body_whole(request, "slot", 0, INT32_MAX, err);
    return code ? code
                : ie_participation_act(call, request->id, action,
                                       json_is_integer(slot) ? json_integer_value(slot)
                                                             : -1,
                                       expected, &j, err);
}

static int arrive(struct ie_call *call, const struct ie_request *request,
                  struct ie_response *response, struct ie_error *err)
{
    return act(call, request, "arrive", response, err);
}

static int no_show(struct ie_call *call, const struct ie_request *request,
                   struct ie_response *response, struct ie_error *err)
{
    return act(call, request, "no_show", response, err);
}

static int late(struct ie_call *call, const struct ie_request *request,
                struct ie_response *response, struct ie_error *err)
{
    return act(call, request, "late", response, err);
}

static int undo(struct ie_call *call, const struct ie_request *request,
                struct ie_response *response, struct ie_error *err)
{
    return act(call, request, "undo", response, err);
}

static int waiting(struct ie_call *call, const struct ie_request *request,
                   struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);

    return ie_waiting_json(call, request->id, &j, err);
}

static int paper(struct ie_call *call, const struct ie_request *request,
                 bool interpreters, struct ie_response *response, struct ie_error *err)
{
    struct ie_str format = ie_query_word(request, "format");
    const char *language = ie_request_language(request->exchange, call->actor);
    bool csv = ie_str_eqz(format, "csv");

    if (format.len && !csv && !ie_str_eqz(format, "json")) {
        ie_fail(err, IE_USAGE, "agenda.format");
        ie_error_argn(err, "value", format.ptr, format.len);
        return IE_USAGE;
    }
    if (csv) {
        response->content_type = "text/csv; charset=utf-8";
        response->filename =
            interpreters ? IE_STR("interpreters.csv") : IE_STR("tables.csv");
    }
    return ie_paper_write(call, request->id, interpreters, csv, ie_str_z(language),
                          &response->body, err);
}

static int tables(struct ie_call *call, const struct ie_request *request,
                  struct ie_response *response, struct ie_error *err)
{
    return paper(call, request, false, response, err);
}

static int interpreters(struct ie_call *call, const struct ie_request *request,
                        struct ie_response *response, struct ie_error *err)
{
    return paper(call, request, true, response, err);
}

static const struct ie_route_param paper_params[] = {
    {"format", "query", "json|csv", false, "json if absent"}, {0}};

const struct ie_route ie_day_routes[] = {
    {.method = IE_POST,
     .path = "/api/v1/participations/{id}/arrive",
     .mode = IE_ROUTE_WRITE,
     .roles = IE_ROLES_ANY,
     .handle = arrive,
     .name = "markArrived",
     .about = "Somebody is there",
     .response_schema = "ParticipationState"},
    {.method = IE_POST,
     .path = "/api/v1/participations/{id}/no-show",
     .mode = IE_ROUTE_WRITE,
     .roles = IE_ROLES_ANY,
     .handle = no_show,
     .name = "markAbsent",
     .about = "Somebody does not come; a re-plan then takes their meetings off",
     .response_schema = "ParticipationState"},
    {.method = IE_POST,
     .path = "/api/v1/participations/{id}/late",
     .mode = IE_ROUTE_WRITE,
     .roles = IE_ROLES_ANY,
     .handle = late,
     .name = "markLate",
     .about = "Somebody is not there that day before a slot",
     .request_schema = "LateUntil",
     .response_schema = "ParticipationState"},
    {.method = IE_POST,
     .path = "/api/v1/participations/{id}/undo",
     .mode = IE_ROUTE_WRITE,
     .roles = IE_ROLES_ANY,
     .handle = undo,
     .name = "undoPresence",
     .about = "Status and availability as they were before the last change of them",
     .response_schema = "ParticipationState"},
    {.method = IE_GET,
     .path = "/api/v1/events/{id}/waiting",
     .roles = IE_ROLES_ANY,
     .handle = waiting,
     .name = "listWaiting",
     .about = "Wishes without a meeting, why, and where there is room for them",
     .response_schema = "WaitingList"},
    {.method = IE_GET,
     .path = "/api/v1/events/{id}/tables",
     .roles = IE_ROLES_ANY,
     .handle = tables,
     .name = "getTablePlan",
     .about = "The meetings of each place, in order of time",
     .params = paper_params,
     .response_schema = "TablePlan",
     .content_type = "application/json,text/csv"},
    {.method = IE_GET,
     .path = "/api/v1/events/{id}/interpreters",
     .roles = IE_ROLES_ANY,
     .handle = interpreters,
     .name = "getInterpreterPlan",
     .about = "The meetings of each interpreter, in order of time",
     .params = paper_params,
     .response_schema = "InterpreterPlan",
     .content_type = "application/json,text/csv"},
    {0}};
