#include "api/inside.h"
#include "service/match/learn.h"
#include "service/match/use.h"
#include "service/work/job.h"

/* The record as it stands now in the transaction. */
static int respond_record(struct ie_call *call, const struct ie_type *type,
                          struct ie_str id, struct ie_response *response,
                          struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);
    struct ie_look look = {0};

    int code = ie_use_read(call, type, id, &j, &look, err);
    response->etag = look.revision;
    return code;
}

static int match_profile(struct ie_call *call, const struct ie_request *request,
                         struct ie_response *response, struct ie_error *err)
{
    struct ie_reader reader;
    struct ie_record *profile;

    ie_reader_for(call, &reader);
    int code = ie_record_read(call->db, &reader, ie_type_by_name(IE_STR("profile")),
                              request->id, call->arena, &profile, err);
    if (!code)
        code = ie_may_write(call, profile, err);
    if (code)
        return code;
    return ie_respond_job(call, "match", json_pack("{s:s}", "profile", profile->id.text),
                          response, err);
}

static int take_up(struct ie_call *call, const struct ie_request *request,
                   struct ie_response *response, struct ie_error *err)
{
    struct ie_id made;
    struct ie_str note;

    int code = ie_body_str(request, "note", false, &note, err);
    if (!code)
        code = ie_match_take_up(call, request->id, note, &made, err);
    if (code)
        return code;
    response->location = ie_arena_printf(call->arena, "/api/v1/cases/%s", made.text);
    return respond_record(call, ie_type_by_name(IE_STR("case")), ie_id_str(&made),
                          response, err);
}

static int dismiss(struct ie_call *call, const struct ie_request *request,
                   struct ie_response *response, struct ie_error *err)
{
    struct ie_str reason, note = IE_STR_NONE;

    int code = ie_body_str(request, "reason", true, &reason, err);
    if (!code)
        code = ie_body_str(request, "note", false, &note, err);
    if (!code)
        code = ie_match_dismiss(call, request->id, reason, note, err);
    return code ? code
                : respond_record(call, ie_type_by_name(IE_STR("match")), request->id,
                                 response, err);
}

static int reopen(struct ie_call *call, const struct ie_request *request,
                  struct ie_response *response, struct ie_error *err)
{
    int code = ie_match_reopen(call, request->id, err);

    return code ? code
                : respond_record(call, ie_type_by_name(IE_STR("match")), request->id,
                                 response, err);
}

/* ---- quality ---- */

static int quality(struct ie_call *call, const struct ie_request *request,
                   struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);
    struct ie_match_learning learning;
    int64_t country;

    int code = ie_query_number(request, "country", 0, 0, 1, &country, err);
    if (!code)
        code = ie_match_learning(call, ie_query_word(request, "event"), country == 1,
                                 &learning, err);
    if (!code)
        ie_match_learning_json(&learning, &j);
    return code;
}

static int apply_learned(struct ie_call *call, const struct ie_request *request,
                         struct ie_response *response, struct ie_error *err)
{
    bool country = json_is_true(json_object_get(request->body, "country"));
    struct ie_json j = ie_respond_json(response);
    struct ie_match_learning learning;
    struct ie_str event;

    int code = ie_body_str(request, "event", false, &event, err);
    if (!code && !event.ptr)
        event = IE_STR("");
    if (!code)
        code = ie_match_model_apply(call, event, country, &learning, err);
    if (!code)
        ie_match_learning_json(&learning, &j);
    return code;
}

static int reset_learned(struct ie_call *call, const struct ie_request *request,
                         struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);
    struct ie_match_learning learning;

    (void)request;
    int code = ie_match_model_reset(call, err);
    if (!code)
        code = ie_match_learning(call, IE_STR(""), false, &learning, err);
    if (!code)
        ie_match_learning_json(&learning, &j);
    return code;
}

static const struct ie_route_param quality_params[] = {
    {"event", "query", "text", false, "Id or code of an event; absent: the whole office"},
    {"country", "query", "int", false, "1: weights are learned from countries as well"},
    {0}};

enum {
    IE_ROLES_READ_ALL =
        IE_ROLES_STAFF | IE_ROLE_ANALYST | IE_ROLE_AUDITOR, /* and officers of events */
};

const struct ie_route ie_match_routes[] = {
    {.method = IE_GET,
     .path = "/api/v1/match-quality",
     .roles = IE_ROLES_READ_ALL,
     .handle = quality,
     .name = "getMatchQuality",
     .about = "What came of matches by their score, and weights learned from it",
     .params = quality_params,
     .response_schema = "MatchQuality"},
    {.method = IE_POST,
     .path = "/api/v1/match-quality/apply",
     .mode = IE_ROUTE_WRITE,
     .roles = IE_ROLES_STAFF,
     .handle = apply_learned,
     .name = "applyMatchWeights",
     .about = "Puts the learned weights in force for the office",
     .request_schema = "LearnOptions",
     .body_optional = true,
     .response_schema = "MatchQuality"},
    {.method = IE_POST,
     .path = "/api/v1/match-quality/reset",
     .mode = IE_ROUTE_WRITE,
     .roles = IE_ROLES_STAFF,
     .handle = reset_learned,
     .name = "resetMatchWeights",
     .about = "Back to the default weights",
     .response_schema = "MatchQuality"},
    {.method = IE_POST,
     .path = "/api/v1/profiles/{id}/match",
     .mode = IE_ROUTE_WRITE,
     .roles = IE_ROLES_ANY,
     .handle = match_profile,
     .name = "matchProfile",
     .about = "Job: partners of one profile in the whole office",
     .response_schema = "JobStarted",
     .status = 202},
    {.method = IE_POST,
     .path = "/api/v1/matches/{id}/take-up",
     .mode = IE_ROUTE_WRITE,
     .roles = IE_ROLES_ANY,
     .handle = take_up,
     .name = "takeUpMatch",
     .about = "A case begins; within an event a wish too",
     .request_schema = "TakeUp",
     .response_schema = "Case",
     .status = 201},
    {.method = IE_POST,
     .path = "/api/v1/matches/{id}/dismiss",
     .mode = IE_ROUTE_WRITE,
     .roles = IE_ROLES_ANY,
     .handle = dismiss,
     .name = "dismissMatch",
     .about = "Dismiss a match with a reason",
     .request_schema = "Dismissal",
     .response_schema = "Match"},
    {.method = IE_POST,
     .path = "/api/v1/matches/{id}/reopen",
     .mode = IE_ROUTE_WRITE,
     .roles = IE_ROLES_ANY,
     .handle = reopen,
     .name = "reopenMatch",
     .about = "A dismissed match is proposed again",
     .response_schema = "Match"},
    {0}};
