#include "api/inside.h"
#include "service/export.h"
#include "service/import/import.h"

enum { UPLOAD_MAX = 64 * 1024 * 1024 };

/* The import's record with what import.h adds to it, as one object. */
static int respond_import(struct ie_call *call, struct ie_str id,
                          struct ie_response *response, struct ie_error *err)
{
    struct ie_json record = ie_respond_json(response);
    struct ie_buf more = IE_BUF_INIT;
    struct ie_json added = ie_json_into(&more);
    struct ie_look look = {0};

    int code =
        ie_use_read(call, ie_type_by_name(IE_STR("import")), id, &record, &look, err);
    ie_json_object(&added);
    if (!code)
        code = ie_import_view(call, id, &added, err);
    ie_json_end(&added);
    if (!code && more.len > 2 && response->body.len > 1) {
        response->body.len--; /* } of the record; { of what is added becomes a comma */
        ie_buf_addc(&response->body, ',');
        ie_buf_add(&response->body, ie_str_sub(ie_buf_str(&more), 1, more.len));
    }
    if (!code)
        code = ie_buf_check(&more, err);
    response->etag = look.revision;
    ie_buf_release(&more);
    return code;
}

static int read_import(struct ie_call *call, const struct ie_request *request,
                       struct ie_response *response, struct ie_error *err)
{
    return respond_import(call, request->id, response, err);
}

/* ---- upload ---- */

static int uploaded(struct ie_call *call, const struct ie_request *request,
                    struct ie_response *response, struct ie_error *err)
{
    struct ie_import_upload *upload = ie_api_later(request)->own;
    struct ie_id id = upload->id;

    response->location = ie_arena_printf(call->arena, "/api/v1/imports/%s", id.text);
    ie_job_wake(call->service);
    return respond_import(call, ie_id_str(&id), response, err);
}

static void upload_done(struct ie_import_upload *upload)
{
    ie_api_finish(upload->data, upload->code, &upload->error);
}

static int upload(struct ie_call *call, const struct ie_request *request,
                  struct ie_response *response, struct ie_error *err)
{
    struct ie_import_upload *u = IE_NEW(call->arena, struct ie_import_upload);
    struct ie_later *later = ie_api_later(request);

    if (!u)
        return ie_fail_nomem(err);
    *u = (struct ie_import_upload){.service = call->service,
                                   .actor = call->actor,
                                   .event = ie_query_word(request, "event"),
                                   .filename = ie_query_word(request, "filename"),
                                   .sheet = ie_query_word(request, "sheet"),
                                   .bytes = request->raw,
                                   .with_job = true,
                                   .done = upload_done,
                                   .data = later};
    later->own = u;
    later->complete = uploaded;
    int code = ie_import_kind(ie_query_word(request, "kind"), &u->kind, err);
    return code ? code : ie_import_upload_begin(u, err);
}

/* ---- steps ---- */

static int act(struct ie_call *call, struct ie_import_action *action,
               struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);
    int code = ie_import_act(call, action, err);

    if (code)
        return code;
    response->wake_jobs = true;
    ie_json_object(&j);
    ie_json_kstr(&j, "job", ie_id_str(&action->job));
    ie_json_end(&j);
    return 0;
}

static int map(struct ie_call *call, const struct ie_request *request,
               struct ie_response *response, struct ie_error *err)
{
    const json_t *mapping = json_object_get(request->body, "mapping");
    struct ie_import_action action = {
        .import = request->id,
        .kind = "import_check",
        .mapping = mapping,
        .remember = json_is_true(json_object_get(request->body, "remember"))};

    if (!json_is_object(mapping)) {
        ie_fail(err, IE_INPUT, "request.field_object");
        ie_error_arg(err, "field", "mapping");
        ie_error_at(err, NULL, 0, 0, "mapping");
        return IE_INPUT;
    }
    return act(call, &action, response, err);
}

static int apply(struct ie_call *call, const struct ie_request *request,
                 struct ie_response *response, struct ie_error *err)
{
    struct ie_import_action action = {
        .import = request->id,
        .kind = "import_apply",
        .keep_going = json_is_true(json_object_get(request->body, "keep_going"))};

    return act(call, &action, response, err);
}

static int undo(struct ie_call *call, const struct ie_request *request,
                struct ie_response *response, struct ie_error *err)
{
    struct ie_import_action action = {.import = request->id, .kind = "import_undo"};

    return act(call, &action, response, err);
}

/* ---- reading ---- */

static int rows(struct ie_call *call, const struct ie_request *request,
                struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);
    struct ie_import_rows query = {.import = request->id,
                                   .verdict = ie_query_word(request, "verdict"),
                                   .cursor = ie_query_word(request, "cursor")};
    int64_t limit;

    int code = ie_query_number(request, "limit", 50, 1, 500, &limit, err);
    query.limit = (unsigned)limit;
    return code ? code : ie_import_rows(call, &query, &j, err);
}

static int rejects(struct ie_call *call, const struct ie_request *request,
                   struct ie_response *response, struct ie_error *err)
{
    struct ie_str format = ie_query_word(request, "format");

    if (format.len == 0)
        format = IE_STR("csv");
    response->content_type = ie_export_media_type(format);
    response->filename =
        ie_str_eqz(format, "xlsx") ? IE_STR("rejected.xlsx") : IE_STR("rejected.csv");
    return ie_import_rejects(call, request->id, format, &response->body, err);
}

static const struct ie_route_param upload_params[] = {
    {"kind", "query", "organisations|profiles|people|participations|wishes|outcomes",
     true, "What the rows are"},
    {"event", "query", "text", false, "Id or code of the event, for what belongs to one"},
    {"filename", "query", "text", false, "Name of the file; its ending helps"},
    {"sheet", "query", "text", false, "Sheet of a workbook; the first visible if absent"},
    {0}};
static const struct ie_route_param rows_params[] = {
    {"verdict", "query", "rejected|created|changed|unchanged|merged|duplicate|skipped",
     false, "All if absent"},
    {"limit", "query", "int", false, "Rows on a page, 1 to 500; 50 if absent"},
    {"cursor", "query", "text", false, "The next of the page before"},
    {0}};
static const struct ie_route_param rejects_params[] = {
    {"format", "query", "csv|xlsx", false, "csv if absent"}, {0}};

const struct ie_route ie_import_routes[] = {
    {.method = IE_POST,
     .path = "/api/v1/imports",
     .mode = IE_ROUTE_LATER,
     .roles = IE_ROLES_ANY,
     .handle = upload,
     .name = "uploadImport",
     .about = "Upload a spreadsheet; it is read and checked at once",
     .params = upload_params,
     .response_schema = "ImportView",
     .status = 201,
     .raw_body = true,
     .body_limit = UPLOAD_MAX},
    {.method = IE_GET,
     .path = "/api/v1/imports/{id}",
     .roles = IE_ROLES_ANY,
     .handle = read_import,
     .name = "getImport",
     .about = "An import with headings, fields, counts and its job",
     .response_schema = "ImportView"},
    {.method = IE_PUT,
     .path = "/api/v1/imports/{id}/mapping",
     .mode = IE_ROUTE_WRITE,
     .roles = IE_ROLES_ANY,
     .handle = map,
     .name = "mapImport",
     .about = "Say which heading is which field; checks again",
     .request_schema = "ImportMapping",
     .response_schema = "JobStarted",
     .status = 202},
    {.method = IE_GET,
     .path = "/api/v1/imports/{id}/rows",
     .roles = IE_ROLES_ANY,
     .handle = rows,
     .name = "listImportRows",
     .about = "Rows with verdict, changes and problems",
     .params = rows_params,
     .response_schema = "ImportRowList"},
    {.method = IE_GET,
     .path = "/api/v1/imports/{id}/rejects",
     .roles = IE_ROLES_ANY,
     .handle = rejects,
     .name = "getImportRejects",
     .about = "The rejected rows as a sheet to mend and import again",
     .params = rejects_params,
     .content_type =
         "text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {.method = IE_POST,
     .path = "/api/v1/imports/{id}/apply",
     .mode = IE_ROUTE_WRITE,
     .roles = IE_ROLES_ANY,
     .handle = apply,
     .name = "applyImport",
     .about = "Job: write what was checked",
     .request_schema = "ImportApply",
     .response_schema = "JobStarted",
     .status = 202},
    {.method = IE_POST,
     .path = "/api/v1/imports/{id}/undo",
     .mode = IE_ROUTE_WRITE,
     .roles = IE_ROLES_ANY,
     .handle = undo,
     .name = "undoImport",
     .about = "Job: every record back to before the import",
     .response_schema = "JobStarted",
     .status = 202},
    {0}};
