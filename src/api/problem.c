#include "api/request.h"
#include "base/message.h"
#include "service/work/job.h"

static bool starts(const char *id, const char *prefix)
{
    return strncmp(id, prefix, strlen(prefix)) == 0;
}

int ie_problem_status(const struct ie_error *err)
{
    static const struct {
        const char *id;
        int status;
    } special[] = {{"request.if_match_missing", 428},
                   {"request.media_type", 415},
                   {"request.method", 405},
                   {"request.accept", 406},
                   {"sheet.file_too_large", 413},
                   {"lexicon.text_too_long", 413},
                   {"attachment.too_large", 413},
                   {"write.queue_full", 503},
                   {"write.too_late", 503},
                   {"write.stopping", 503},
                   {"pool.full", 503},
                   {"db.busy", 503}};

    for (size_t i = 0; i < IE_COUNT(special); i++)
        if (strcmp(err->id, special[i].id) == 0)
            return special[i].status;
    switch (err->code) {
    case IE_USAGE:
        return 400;
    case IE_INPUT:
        return starts(err->id, "json.") ? 400 : 422;
    case IE_INFEASIBLE:
    case IE_CONFLICT:
        return 409;
    case IE_FORBIDDEN:
        return 403;
    case IE_UNAUTHENTICATED:
        return 401;
    case IE_NOT_FOUND:
        return 404;
    case IE_STALE:
        return 412;
    case IE_LIMIT:
        return 429;
    case IE_CANCELLED:
    case IE_NOMEM:
        return 503;
    case IE_OK:
    case IE_INTERNAL:
    case IE_IO:
    case IE_CODE_COUNT:
        break;
    }
    return 500;
}

const char *ie_request_language(const struct ie_http_exchange *exchange,
                                const struct ie_actor *actor)
{
    struct ie_str list = ie_http_header(exchange, "accept-language"), tag;

    if (actor && actor->language.len)
        return ie_str_starts(actor->language, IE_STR("ko")) ? "ko" : "en";
    while (list.len && ie_str_split(&list, ',', &tag)) {
        tag = ie_str_trim(tag);
        if (ie_str_starts(tag, IE_STR("ko")))
            return "ko";
        if (ie_str_starts(tag, IE_STR("en")))
            return "en";
    }
    return "en";
}

static void write_detail(struct ie_json *j, const char *language,
                         const struct ie_error *err)
{
    struct ie_buf detail = IE_BUF_INIT;

    ie_message(language, err, &detail);
    ie_json_kstr(j, "id", ie_str_z(err->id));
    ie_json_kstr(j, "detail", detail.len ? ie_buf_str(&detail) : IE_STR(""));
    ie_buf_release(&detail);
}

static void write_one(struct ie_json *j, const char *language, const struct ie_error *err)
{
    ie_json_object(j);
    ie_json_kstr(j, "field", ie_str_z(err->field));
    write_detail(j, language, err);
    ie_json_end(j);
}

void ie_problem_json(const char *language, const struct ie_error *err,
                     const struct ie_problem_list *problems, struct ie_str request_id,
                     struct ie_buf *out)
{
    struct ie_json j = ie_json_into(out);
    char text[80];
    int status = ie_problem_status(err);
    struct ie_error shown = *err;

    /* What went wrong inside is for the log, not for whoever asked. */
    if (status == 500)
        ie_fail(&shown, err->code, "internal.error");
    snprintf(text, sizeof(text), "problem.%s", ie_code_name(err->code));
    const char *title = ie_message_wording(language, text);
    ie_json_object(&j);
    snprintf(text, sizeof(text), "/problems/%s", ie_code_name(err->code));
    ie_json_kstr(&j, "type", ie_str_z(text));
    ie_json_kstr(&j, "title", ie_str_z(title ? title : ie_code_name(err->code)));
    ie_json_kint(&j, "status", status);
    ie_json_kstr(&j, "code", ie_str_z(ie_code_name(err->code)));
    write_detail(&j, language, &shown);
    if (shown.field[0])
        ie_json_kstr(&j, "field", ie_str_z(shown.field));
    if (shown.line)
        ie_json_kint(&j, "line", shown.line);
    if (shown.column)
        ie_json_kint(&j, "column", shown.column);
    bool several = problems && problems->count;
    if (several || shown.field[0]) {
        ie_json_key(&j, "errors");
        ie_json_array(&j);
        for (unsigned i = 0; several && i < problems->count; i++)
            write_one(&j, language, &problems->at[i]);
        if (!several)
            write_one(&j, language, &shown);
        ie_json_end(&j);
    }
    if (several && problems->more)
        ie_json_kint(&j, "more", problems->more);
    ie_json_kstr(&j, "request_id", request_id);
    ie_json_end(&j);
}

bool ie_if_match_parse(struct ie_str value, int64_t *revision)
{
    value = ie_str_trim(value);
    if (ie_str_eqz(value, "*")) {
        *revision = -1;
        return true;
    }
    if (value.len < 3 || value.ptr[0] != '"' || value.ptr[value.len - 1] != '"')
        return false;
    struct ie_str inside = ie_str_n(value.ptr + 1, value.len - 2);
    int64_t dash = ie_str_find_char(inside, '-');
    if (dash >= 0)
        inside.len = (size_t)dash;
    return ie_str_int64(inside, revision) && *revision > 0;
}

int ie_query_number(const struct ie_request *request, const char *name, int64_t otherwise,
                    int64_t min, int64_t max, int64_t *value, struct ie_error *err)
{
    struct ie_str text = ie_http_query(request->exchange, name);

    *value = otherwise;
    if (!text.ptr)
        return 0;
    if (ie_str_int64(text, value) && *value >= min && *value <= max)
        return 0;
    ie_fail(err, IE_USAGE, "request.parameter");
    ie_error_arg(err, "name", name);
    ie_error_argn(err, "value", text.ptr, text.len);
    return IE_USAGE;
}

struct ie_str ie_query_word(const struct ie_request *request, const char *name)
{
    struct ie_str text = ie_http_query(request->exchange, name);

    return text.ptr ? text : IE_STR("");
}

int ie_body_str(const struct ie_request *request, const char *name, bool required,
                struct ie_str *value, struct ie_error *err)
{
    const json_t *member = json_object_get(request->body, name);

    *value = IE_STR_NONE;
    if (member && json_is_string(member)) {
        *value = ie_str_n(json_string_value(member), json_string_length(member));
        return 0;
    }
    if (!required && (!member || json_is_null(member)))
        return 0;
    ie_fail(err, IE_INPUT, member ? "request.field" : "request.field_missing");
    ie_error_arg(err, "field", name);
    ie_error_at(err, NULL, 0, 0, name);
    return IE_INPUT;
}

int ie_body_whole(const struct ie_request *request, const char *name, int64_t min,
                  int64_t max, struct ie_error *err)
{
    const json_t *member = json_object_get(request->body, name);

    if (!member || json_is_null(member))
        return 0;
    if (json_is_integer(member) && json_integer_value(member) >= min &&
        json_integer_value(member) <= max)
        return 0;
    ie_fail(err, IE_INPUT, "request.number");
    ie_error_arg(err, "field", name);
    ie_error_argi(err, "min", min);
    ie_error_argi(err, "max", max);
    ie_error_at(err, NULL, 0, 0, name);
    return IE_INPUT;
}

void ie_job_arg(json_t **args, const char *name, json_t *value)
{
    if (*args && json_object_set_new(*args, name, value) == 0)
        return;
    if (!*args)
        json_decref(value);
    json_decref(*args);
    *args = NULL;
}

void ie_job_arg_whole(json_t **args, const char *name, const json_t *value)
{
    if (json_is_integer(value))
        ie_job_arg(args, name, json_integer(json_integer_value(value)));
}

int ie_respond_job(struct ie_call *call, const char *kind, json_t *args,
                   struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);
    struct ie_id id;

    if (!args)
        return ie_fail_nomem(err);
    int code = ie_job_submit(call, kind, args, &id, err);
    json_decref(args);
    if (code)
        return code;
    response->wake_jobs = true;
    ie_json_object(&j);
    ie_json_kstr(&j, "job", ie_id_str(&id));
    ie_json_end(&j);
    return 0;
}
