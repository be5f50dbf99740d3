/* The log, and spreadsheets out (each export is a look and is logged). */
#include "api/inside.h"
#include "service/export.h"

/* ---- log ---- */

static int read_log(struct ie_call *call, const struct ie_request *request,
                    struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);
    struct ie_log_entry *entries = NULL;
    size_t count = 0;
    struct ie_str sort = ie_query_word(request, "sort");
    int64_t after, limit = 0;
    char at[40];

    if (!ie_actor_has(call->actor, IE_ROLE_ADMIN | IE_ROLE_OFFICER | IE_ROLE_AUDITOR))
        return ie_fail(err, IE_FORBIDDEN, "request.role");
    int code = ie_query_number(request, "after", 0, 0, INT64_MAX, &after, err);
    if (!code)
        code = ie_query_number(request, "limit", 50, 1, 500, &limit, err);
    if (!code)
        code = ie_log_read(call->db, ie_id_str(&call->actor->office),
                           ie_str_eqz(sort, "-seq"), after, (unsigned)limit, call->arena,
                           &entries, &count, err);
    if (code)
        return code;
    ie_json_object(&j);
    ie_json_key(&j, "items");
    ie_json_array(&j);
    for (size_t i = 0; i < count; i++) {
        const struct ie_log_entry *e = &entries[i];
        ie_moment_format(e->at, at);
        ie_json_object(&j);
        ie_json_kint(&j, "seq", e->seq);
        ie_json_kstr(&j, "at", ie_str_z(at));
        ie_json_kstr(&j, "actor", e->actor);
        ie_json_kstr(&j, "action", e->action);
        ie_json_kstr(&j, "type", e->type);
        ie_json_kstr(&j, "record", e->record);
        ie_json_kint(&j, "revision", e->revision);
        ie_json_kbool(&j, "erased", !e->payload.ptr);
        ie_json_key(&j, "payload");
        if (e->payload.len)
            ie_json_raw(&j, e->payload);
        else
            ie_json_null(&j);
        ie_json_end(&j);
    }
    ie_json_end(&j);
    ie_json_key(&j, "next");
    if (count == (size_t)limit)
        ie_json_int(&j, entries[count - 1].seq);
    else
        ie_json_null(&j);
    ie_json_end(&j);
    return 0;
}

static int erase(struct ie_call *call, const struct ie_request *request,
                 struct ie_response *response, struct ie_error *err)
{
    int64_t seq;
    char number[24];

    if (!ie_actor_has(call->actor, IE_ROLE_ADMIN))
        return ie_fail(err, IE_FORBIDDEN, "request.role");
    if (!ie_str_int64(request->id, &seq) || seq < 1)
        return ie_fail(err, IE_NOT_FOUND, "request.path");
    int code = ie_log_erase(call->db, ie_id_str(&call->actor->office), seq, err);
    if (code)
        return code;
    snprintf(number, sizeof(number), "%lld", (long long)seq);
    struct ie_log_entry entry = {
        .at = call->now,
        .office = ie_id_str(&call->actor->office),
        .actor = call->actor->by,
        .action = IE_STR("erase"),
        .type = IE_STR("log"),
        .record = IE_STR(""),
        .payload = ie_arena_printf(call->arena, "{\"seq\":%s}", number)};
    return ie_log_append(call->db, &entry, err);
}

/* ---- export ---- */

static int log_export(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct ie_log_entry entry = {.at = call->now,
                                 .office = ie_id_str(&call->actor->office),
                                 .actor = call->actor->by,
                                 .action = IE_STR("export"),
                                 .type = IE_STR(""),
                                 .record = IE_STR(""),
                                 .payload = ie_str_z(arg)};

    return ie_log_append(call->db, &entry, err);
}

static int export(struct ie_call *call, const struct ie_request *request,
                  struct ie_response *response, struct ie_error *err)
{
    struct ie_export what = {.event = ie_query_word(request, "event"),
                             .format = ie_query_word(request, "format")};
    uint64_t rows = 0;
    char *note;

    if (what.format.len == 0)
        what.format = IE_STR("csv");
    int code = ie_import_kind(request->id, &what.kind, err);
    if (!code)
        code = ie_export(call, &what, &response->body, &rows, err);
    if (code)
        return code;
    response->content_type = ie_export_media_type(what.format);
    response->filename = ie_arena_printf(
        call->arena, "%s.%.*s", ie_import_kind_names[what.kind], IE_STR_ARG(what.format));
    note = ie_aside_new(request->api->service, call->actor, 200);
    if (note) {
        snprintf(note, 200, "{\"kind\":\"%s\",\"rows\":%llu}",
                 ie_import_kind_names[what.kind], (unsigned long long)rows);
        ie_aside_submit(note, log_export);
    }
    return 0;
}

static const struct ie_route_param log_params[] = {
    {"sort", "query", "seq|-seq", false, "Oldest first, or newest first; seq if absent"},
    {"after", "query", "int", false, "Entries behind this number, in that order"},
    {"limit", "query", "int", false, "Entries on a page, 1 to 500; 50 if absent"},
    {0}};
static const struct ie_route_param export_params[] = {
    {"format", "query", "csv|xlsx|jsonl", false, "csv if absent"},
    {"event", "query", "text", false, "Id or code of the event, for what belongs to one"},
    {0}};

const struct ie_route ie_log_routes[] = {
    {.method = IE_GET,
     .path = "/api/v1/log",
     .roles = IE_ROLE_ADMIN | IE_ROLE_OFFICER | IE_ROLE_AUDITOR,
     .handle = read_log,
     .name = "listLog",
     .about = "The log, oldest or newest first",
     .params = log_params,
     .response_schema = "LogList"},
    {.method = IE_POST,
     .path = "/api/v1/log/{seq}/erase",
     .mode = IE_ROUTE_WRITE,
     .roles = IE_ROLE_ADMIN,
     .handle = erase,
     .name = "eraseLogPayload",
     .about = "Erase what an entry says; the chain still verifies",
     .status = 204},
    {.method = IE_GET,
     .path = "/api/v1/export/{kind}",
     .roles = IE_ROLES_ANY,
     .handle = export,
     .name = "export",
     .about = "Records as a spreadsheet that can be imported again",
     .params = export_params,
     .content_type = "text/csv,application/vnd.openxmlformats-officedocument."
                     "spreadsheetml.sheet,application/x-ndjson"},
    {0}};
