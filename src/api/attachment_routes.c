/* Files beside records, and likely duplicates for the office to look at. */
#include "api/inside.h"
#include "service/record/attachment.h"
#include "service/record/duplicates.h"

static int uploaded(struct ie_call *call, const struct ie_request *request,
                    struct ie_response *response, struct ie_error *err)
{
    struct ie_attachment_upload *u = ie_api_later(request)->own;
    struct ie_json j = ie_respond_json(response);
    struct ie_look look = {0};

    response->location =
        ie_arena_printf(call->arena, "/api/v1/attachments/%s", u->id.text);
    int code = ie_use_read(call, ie_type_by_name(IE_STR("attachment")), ie_id_str(&u->id),
                           &j, &look, err);
    response->etag = look.revision;
    return code;
}

static void upload_done(struct ie_attachment_upload *upload)
{
    ie_api_finish(upload->data, upload->code, &upload->error);
}

static int upload(struct ie_call *call, const struct ie_request *request,
                  struct ie_response *response, struct ie_error *err)
{
    struct ie_attachment_upload *u = IE_NEW(call->arena, struct ie_attachment_upload);
    struct ie_later *later = ie_api_later(request);

    if (!u)
        return ie_fail_nomem(err);
    *u = (struct ie_attachment_upload){.service = call->service,
                                       .actor = call->actor,
                                       .about_type = ie_query_word(request, "about_type"),
                                       .about_id = ie_query_word(request, "about_id"),
                                       .name = ie_query_word(request, "name"),
                                       .rung = ie_query_word(request, "rung"),
                                       .bytes = request->raw,
                                       .done = upload_done,
                                       .data = later};
    later->own = u;
    later->complete = uploaded;
    return ie_attachment_upload_begin(u, err);
}

/* Always as a download, whatever it is: nothing that was sent in is shown in our origin. */
static int content(struct ie_call *call, const struct ie_request *request,
                   struct ie_response *response, struct ie_error *err)
{
    struct ie_record *record;

    int code = ie_attachment_content(call, request->id, &response->body, &record, err);
    if (code)
        return code;
    response->content_type = "application/octet-stream";
    response->filename = ie_record_get(record, "name")->text;
    return 0;
}

static int duplicates(struct ie_call *call, const struct ie_request *request,
                      struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);
    int64_t limit;

    int code = ie_query_number(request, "limit", 100, 1, 500, &limit, err);
    return code ? code : ie_duplicates_json(call, (unsigned)limit, &j, err);
}

static const struct ie_route_param upload_params[] = {
    {"about_type", "query", "text", true, "Type of the record it is about"},
    {"about_id", "query", "id", true, "Id of the record it is about"},
    {"name", "query", "text", true, "Name of the file"},
    {"rung", "query", "sealed|teaser|introduced|nda|full", true,
     "From which rung on it is shown"},
    {0}};
static const struct ie_route_param duplicates_params[] = {
    {"limit", "query", "int", false, "Groups at most, 1 to 500; 100 if absent"}, {0}};

const struct ie_route ie_attachment_routes[] = {
    {.method = IE_POST,
     .path = "/api/v1/attachments/content",
     .mode = IE_ROUTE_LATER,
     .roles = IE_ROLES_ANY,
     .handle = upload,
     .name = "uploadAttachment",
     .about = "Attach a file to a record",
     .params = upload_params,
     .response_schema = "Attachment",
     .status = 201,
     .raw_body = true,
     .body_limit = IE_ATTACHMENT_MAX},
    {.method = IE_GET,
     .path = "/api/v1/attachments/{id}/content",
     .roles = IE_ROLES_ANY,
     .handle = content,
     .name = "getAttachmentContent",
     .about = "The file, as a download",
     .content_type = "application/octet-stream"},
    {.method = IE_GET,
     .path = "/api/v1/duplicates",
     .roles = IE_ROLE_ADMIN | IE_ROLE_OFFICER | IE_ROLE_AUDITOR,
     .handle = duplicates,
     .name = "listDuplicates",
     .about = "Organisations that are likely one",
     .params = duplicates_params,
     .response_schema = "DuplicateList"},
    {0}};
