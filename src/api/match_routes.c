#include "api/inside.h"
#include "service/job.h"
#include "service/match_use.h"

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

const struct ie_route ie_match_routes[] = {
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
