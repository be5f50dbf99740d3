/* Plans of an event: compared, looked at, put in force; re-planned. */
#include "api/inside.h"
#include "service/event/plan_use.h"

static int officer_event(struct ie_call *call, const struct ie_request *request,
                         struct ie_record **event, struct ie_error *err)
{
    int code = ie_event_find(call, request->id, event, err);

    return code ? code : ie_event_require_officer(call, *event, err);
}

static int compare(struct ie_call *call, const struct ie_request *request,
                   struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);
    struct ie_str a = ie_query_word(request, "a"), b = ie_query_word(request, "b");

    return ie_plan_compare(call, request->id, a.len ? a : IE_STR("current"),
                           b.len ? b : IE_STR("current"), &j, err);
}

static int preview(struct ie_call *call, const struct ie_request *request,
                   struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);

    return ie_plan_preview(call, request->id,
                           ie_request_language(request->exchange, call->actor), &j, err);
}

static int publish(struct ie_call *call, const struct ie_request *request,
                   struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);

    return ie_plan_publish(call, request->id, &j, err);
}

static int discard(struct ie_call *call, const struct ie_request *request,
                   struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);

    return ie_plan_discard(call, request->id, &j, err);
}

/* ---- re-planning: a job, with the changes as they came ---- */

static int bad_body(const char *field, struct ie_error *err)
{
    ie_fail(err, IE_INPUT, "request.field_object");
    ie_error_arg(err, "field", field);
    ie_error_at(err, NULL, 0, 0, field);
    return IE_INPUT;
}

static int replan_or_fill(struct ie_call *call, const struct ie_request *request,
                          bool fill, struct ie_response *response, struct ie_error *err)
{
    json_t *changes = json_object_get(request->body, "changes");
    bool publish_now = json_is_true(json_object_get(request->body, "publish"));
    struct ie_record *event;
    struct ie_str now;
    ie_moment moment;
    int code = officer_event(call, request, &event, err);

    if (!code)
        code = ie_body_whole(request, "seed", 0, INT64_MAX, err);
    if (!code)
        code = ie_body_whole(request, "seconds", 1, 3600, err);
    if (!code)
        code = ie_body_str(request, "now", false, &now, err);
    if (!code && now.len)
        code = ie_moment_parse(now, &moment, err);
    if (!code && changes && !json_is_null(changes) && !json_is_array(changes))
        code = bad_body("changes", err);
    if (code)
        return code;
    json_t *args = json_pack("{s:s, s:b, s:b}", "event", event->id.text, "fill", fill,
                             "publish", publish_now);
    ie_job_arg_whole(&args, "seed", json_object_get(request->body, "seed"));
    ie_job_arg_whole(&args, "seconds", json_object_get(request->body, "seconds"));
    if (json_is_array(changes))
        ie_job_arg(&args, "changes", json_incref(changes));
    if (now.len)
        ie_job_arg(&args, "now", json_stringn(now.ptr, now.len));
    return ie_respond_job(call, "replan", args, response, err);
}

static int replan(struct ie_call *call, const struct ie_request *request,
                  struct ie_response *response, struct ie_error *err)
{
    return replan_or_fill(call, request, false, response, err);
}

static int fill(struct ie_call *call, const struct ie_request *request,
                struct ie_response *response, struct ie_error *err)
{
    return replan_or_fill(call, request, true, response, err);
}

static const struct ie_route_param compare_params[] = {
    {"a", "query", "text", false, "A plan's id, or current (the default)"},
    {"b", "query", "text", false, "A plan's id, or current (the default)"},
    {0}};

const struct ie_route ie_plan_routes[] = {
    {.method = IE_GET,
     .path = "/api/v1/events/{id}/plans/compare",
     .roles = IE_ROLES_ANY,
     .handle = compare,
     .name = "comparePlans",
     .about = "Two plans, or one and the timetable in force, side by side",
     .params = compare_params,
     .response_schema = "PlanComparison"},
    {.method = IE_GET,
     .path = "/api/v1/plans/{id}/preview",
     .roles = IE_ROLES_ANY,
     .handle = preview,
     .name = "previewPlan",
     .about = "What a plan would change, and who would have to be told what",
     .response_schema = "PlanPreview"},
    {.method = IE_POST,
     .path = "/api/v1/plans/{id}/publish",
     .mode = IE_ROUTE_WRITE,
     .roles = IE_ROLES_ANY,
     .handle = publish,
     .name = "publishPlan",
     .about = "Put a plan in force; 409 when the timetable changed since it was made",
     .large = true,
     .response_schema = "PlanState"},
    {.method = IE_POST,
     .path = "/api/v1/plans/{id}/discard",
     .mode = IE_ROUTE_WRITE,
     .roles = IE_ROLES_ANY,
     .handle = discard,
     .name = "discardPlan",
     .about = "Throw a proposed plan away",
     .response_schema = "PlanState"},
    {.method = IE_POST,
     .path = "/api/v1/events/{id}/replan",
     .mode = IE_ROUTE_WRITE,
     .roles = IE_ROLES_ANY,
     .handle = replan,
     .name = "replanEvent",
     .about = "Job: a plan that answers changes and moves as few meetings as possible",
     .request_schema = "ReplanOptions",
     .body_optional = true,
     .response_schema = "JobStarted",
     .status = 202},
    {.method = IE_POST,
     .path = "/api/v1/events/{id}/waiting/fill",
     .mode = IE_ROUTE_WRITE,
     .roles = IE_ROLES_ANY,
     .handle = fill,
     .name = "fillFromWaiting",
     .about = "Job: a plan that brings in what waits and moves nothing",
     .request_schema = "FillOptions",
     .body_optional = true,
     .response_schema = "JobStarted",
     .status = 202},
    {0}};
