/* An event's own routes: slots, planning, timetable, agenda, report. */
#include "api/inside.h"
#include "service/event/agenda.h"
#include "service/event/timetable.h"
#include "service/report.h"
#include "service/work/job.h"

static int overview(struct ie_call *call, const struct ie_request *request,
                    struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);

    return ie_event_overview_json(call, request->id, &j, err);
}

static int slots(struct ie_call *call, const struct ie_request *request,
                 struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);

    return ie_event_slots_json(call, request->id, &j, err);
}

/* ---- jobs ---- */

static int propose(struct ie_call *call, const struct ie_request *request,
                   struct ie_response *response, struct ie_error *err)
{
    static const char *const names[] = {"top", "most"};
    struct ie_record *event;

    int code = ie_event_find(call, request->id, &event, err);
    if (!code)
        code = ie_event_require_officer(call, event, err);
    if (!code)
        code = ie_body_whole(request, "top", 1, 1000, err);
    if (!code)
        code = ie_body_whole(request, "most", 1, 1000, err);
    if (code)
        return code;
    json_t *args = json_pack("{s:s}", "event", event->id.text);
    for (size_t i = 0; i < IE_COUNT(names); i++)
        ie_job_arg_whole(&args, names[i], json_object_get(request->body, names[i]));
    return ie_respond_job(call, "propose", args, response, err);
}

static int schedule(struct ie_call *call, const struct ie_request *request,
                    struct ie_response *response, struct ie_error *err)
{
    const json_t *keep = json_object_get(request->body, "keep_confirmed");
    const json_t *seed = json_object_get(request->body, "seed");
    const json_t *seconds = json_object_get(request->body, "seconds");
    const json_t *ticks = json_object_get(request->body, "ticks");
    const json_t *publish = json_object_get(request->body, "publish");
    struct ie_record *event;
    struct ie_str now = IE_STR_NONE;
    ie_moment moment;

    int code = ie_event_find(call, request->id, &event, err);
    if (!code)
        code = ie_event_require_officer(call, event, err);
    if (!code)
        code = ie_body_whole(request, "seed", 0, INT64_MAX, err);
    if (!code)
        code = ie_body_whole(request, "seconds", 1, 3600, err);
    if (!code)
        code = ie_body_whole(request, "ticks", 1, INT64_MAX, err);
    if (!code)
        code = ie_body_str(request, "now", false, &now, err);
    if (!code && now.len)
        code = ie_moment_parse(now, &moment, err);
    if (code)
        return code;
    json_t *args = json_pack("{s:s, s:b, s:b}", "event", event->id.text, "replan",
                             json_is_false(keep), "publish", !json_is_false(publish));
    ie_job_arg_whole(&args, "seed", seed);
    ie_job_arg_whole(&args, "ticks", ticks);
    ie_job_arg_whole(&args, "seconds", seconds);
    if (now.len)
        ie_job_arg(&args, "now", json_stringn(now.ptr, now.len));
    return ie_respond_job(call, "schedule", args, response, err);
}

/* ---- timetable ---- */

static int timetable(struct ie_call *call, const struct ie_request *request,
                     struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);

    return ie_timetable_json(call, request->id, &j, err);
}

static int read_move(const struct ie_request *request, struct ie_timetable_act *move,
                     struct ie_error *err)
{
    const json_t *slot = json_object_get(request->body, "slot");

    int code = ie_body_str(request, "meeting", true, &move->meeting, err);
    if (!code)
        code = ie_body_str(request, "place", false, &move->place, err);
    if (!code)
        code = ie_body_str(request, "action", false, &move->action, err);
    if (!code)
        code = ie_body_whole(request, "slot", -1, INT32_MAX, err);
    move->slot = json_is_integer(slot) ? json_integer_value(slot) : -1;
    return code;
}

static int check_move(struct ie_call *call, const struct ie_request *request,
                      struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);
    struct ie_timetable_act act = {0};

    int code = read_move(request, &act, err);
    return code ? code : ie_timetable_check_json(call, request->id, &act, &j, err);
}

static int make_move(struct ie_call *call, const struct ie_request *request,
                     struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);
    struct ie_timetable_act move = {0};
    bool moved = false;
    int64_t expected = request->if_match > 0 ? request->if_match : 0;

    int code = read_move(request, &move, err);
    move.action = IE_STR("move");
    if (!code)
        code = ie_timetable_move(call, request->id, &move, expected, &j, &moved, err);
    if (!code && !moved)
        response->status = 409;
    return code;
}

static int act(struct ie_call *call, const struct ie_request *request, const char *action,
               struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);
    int64_t expected = request->if_match > 0 ? request->if_match : 0;

    return ie_meeting_act(call, request->id, action, expected, &j, err);
}

static int lock(struct ie_call *call, const struct ie_request *request,
                struct ie_response *response, struct ie_error *err)
{
    return act(call, request, "lock", response, err);
}

static int unlock(struct ie_call *call, const struct ie_request *request,
                  struct ie_response *response, struct ie_error *err)
{
    return act(call, request, "unlock", response, err);
}

static int cancel(struct ie_call *call, const struct ie_request *request,
                  struct ie_response *response, struct ie_error *err)
{
    return act(call, request, "cancel", response, err);
}

static int confirm(struct ie_call *call, const struct ie_request *request,
                   struct ie_response *response, struct ie_error *err)
{
    return act(call, request, "confirm", response, err);
}

static int forbid_or_allow(struct ie_call *call, const struct ie_request *request,
                           bool allow, struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);
    const json_t *slot = json_object_get(request->body, "slot");
    int64_t at = json_is_integer(slot) ? json_integer_value(slot) : -1;
    int64_t expected = request->if_match > 0 ? request->if_match : 0;

    int code = ie_body_whole(request, "slot", 0, INT32_MAX, err);
    if (code)
        return code;
    return allow ? ie_timetable_allow(call, request->id, at, expected, &j, err)
                 : ie_timetable_forbid(call, request->id, at, expected, &j, err);
}

static int forbid(struct ie_call *call, const struct ie_request *request,
                  struct ie_response *response, struct ie_error *err)
{
    return forbid_or_allow(call, request, false, response, err);
}

static int allow(struct ie_call *call, const struct ie_request *request,
                 struct ie_response *response, struct ie_error *err)
{
    return forbid_or_allow(call, request, true, response, err);
}

/* ---- papers ---- */

static int agenda(struct ie_call *call, const struct ie_request *request,
                  struct ie_response *response, struct ie_error *err)
{
    static const char *const types[] = {
        "application/json", "text/calendar; charset=utf-8", "text/csv; charset=utf-8"};
    static const char *const endings[] = {"", "agenda.ics", "agenda.csv"};
    struct ie_str name = ie_query_word(request, "format");
    enum ie_agenda_format format;
    const char *language = ie_request_language(request->exchange, call->actor);

    int code = ie_agenda_format_parse(name.len ? name : IE_STR("json"), &format, err);
    if (code)
        return code;
    response->content_type = types[format];
    response->filename = ie_str_z(endings[format]);
    return ie_agenda_write(call, request->id, ie_query_word(request, "participation"),
                           format, ie_str_z(language), &response->body, err);
}

static int report(struct ie_call *call, const struct ie_request *request,
                  struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);
    struct ie_str format = ie_query_word(request, "format");

    if (format.len == 0 || ie_str_eqz(format, "json"))
        return ie_report_json(call, request->id, &j, err);
    if (ie_str_eqz(format, "csv")) {
        response->content_type = "text/csv; charset=utf-8";
        response->filename = IE_STR("report.csv");
        return ie_report_csv(call, request->id, &response->body, err);
    }
    ie_fail(err, IE_USAGE, "agenda.format");
    ie_error_argn(err, "value", format.ptr, format.len);
    return IE_USAGE;
}

static const struct ie_route_param agenda_params[] = {
    {"participation", "query", "id", false, "Whose; all that one may see if absent"},
    {"format", "query", "json|ics|csv", false, "json if absent"},
    {0}};
static const struct ie_route_param report_params[] = {
    {"format", "query", "json|csv", false, "json if absent"}, {0}};

const struct ie_route ie_event_routes[] = {
    {.method = IE_GET,
     .path = "/api/v1/events/{id}/overview",
     .roles = IE_ROLES_ANY,
     .handle = overview,
     .name = "getEventOverview",
     .about = "Counts by state, wishes, meetings, coverage",
     .response_schema = "EventOverview"},
    {.method = IE_GET,
     .path = "/api/v1/events/{id}/slots",
     .roles = IE_ROLES_ANY,
     .handle = slots,
     .name = "listEventSlots",
     .about = "Days and slots of an event",
     .response_schema = "EventSlots"},
    {.method = IE_POST,
     .path = "/api/v1/events/{id}/propose",
     .mode = IE_ROUTE_WRITE,
     .roles = IE_ROLES_ANY,
     .handle = propose,
     .name = "proposeMatches",
     .about = "Job: matches among the participants' profiles",
     .request_schema = "ProposeOptions",
     .body_optional = true,
     .response_schema = "JobStarted",
     .status = 202},
    {.method = IE_POST,
     .path = "/api/v1/events/{id}/schedule",
     .mode = IE_ROUTE_WRITE,
     .roles = IE_ROLES_ANY,
     .handle = schedule,
     .name = "scheduleEvent",
     .about = "Job: meetings from wishes",
     .request_schema = "ScheduleOptions",
     .response_schema = "JobStarted",
     .status = 202},
    {.method = IE_GET,
     .path = "/api/v1/events/{id}/timetable",
     .roles = IE_ROLES_ANY,
     .handle = timetable,
     .name = "getTimetable",
     .about = "Days, slots, places, participants, meetings and wishes without a slot",
     .response_schema = "Timetable"},
    {.method = IE_POST,
     .path = "/api/v1/events/{id}/timetable/check",
     .roles = IE_ROLES_ANY,
     .handle = check_move,
     .name = "checkMove",
     .about = "What moving, locking, unlocking or forbidding a meeting would do",
     .request_schema = "TimetableAct",
     .response_schema = "TimetableCheck"},
    {.method = IE_POST,
     .path = "/api/v1/events/{id}/timetable/move",
     .mode = IE_ROUTE_WRITE,
     .roles = IE_ROLES_ANY,
     .handle = make_move,
     .name = "moveMeeting",
     .about = "Move a meeting; 409 with what stands against it",
     .request_schema = "TimetableMove",
     .response_schema = "TimetableCheck",
     .conflict_schema = "TimetableCheck",
     .if_match = true},
    {.method = IE_POST,
     .path = "/api/v1/meetings/{id}/lock",
     .mode = IE_ROUTE_WRITE,
     .roles = IE_ROLES_ANY,
     .handle = lock,
     .name = "lockMeeting",
     .about = "Keep a meeting where it is when planning again",
     .response_schema = "MeetingState"},
    {.method = IE_POST,
     .path = "/api/v1/meetings/{id}/unlock",
     .mode = IE_ROUTE_WRITE,
     .roles = IE_ROLES_ANY,
     .handle = unlock,
     .name = "unlockMeeting",
     .about = "Let planning move a meeting",
     .response_schema = "MeetingState"},
    {.method = IE_POST,
     .path = "/api/v1/meetings/{id}/forbid",
     .mode = IE_ROUTE_WRITE,
     .roles = IE_ROLES_ANY,
     .handle = forbid,
     .name = "forbidSlot",
     .about = "A meeting may not be at a time any more; it leaves it if it is there",
     .request_schema = "MeetingForbid",
     .body_optional = true,
     .response_schema = "MeetingState"},
    {.method = IE_POST,
     .path = "/api/v1/meetings/{id}/allow",
     .mode = IE_ROUTE_WRITE,
     .roles = IE_ROLES_ANY,
     .handle = allow,
     .name = "allowMeetingTime",
     .about = "A time, or every time, is forbidden to a meeting no more",
     .request_schema = "MeetingForbid",
     .body_optional = true,
     .response_schema = "MeetingState"},
    {.method = IE_POST,
     .path = "/api/v1/meetings/{id}/cancel",
     .mode = IE_ROUTE_WRITE,
     .roles = IE_ROLES_ANY,
     .handle = cancel,
     .name = "cancelMeeting",
     .about = "Cancel a meeting",
     .response_schema = "MeetingState"},
    {.method = IE_POST,
     .path = "/api/v1/meetings/{id}/confirm",
     .mode = IE_ROUTE_WRITE,
     .roles = IE_ROLES_ANY,
     .handle = confirm,
     .name = "confirmMeeting",
     .about = "Confirm a meeting",
     .response_schema = "MeetingState"},
    {.method = IE_GET,
     .path = "/api/v1/events/{id}/agenda",
     .roles = IE_ROLES_ANY,
     .handle = agenda,
     .name = "getAgenda",
     .about = "Who meets whom, when and where",
     .params = agenda_params,
     .response_schema = "Agenda",
     .content_type = "application/json,text/calendar,text/csv"},
    {.method = IE_GET,
     .path = "/api/v1/events/{id}/report",
     .roles = IE_ROLES_ANY,
     .handle = report,
     .name = "getReport",
     .about = "Figures, each with the ids of the records behind it",
     .params = report_params,
     .response_schema = "Report",
     .content_type = "application/json,text/csv"},
    {0}};
