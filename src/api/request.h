/* What handlers share: writing answers, reading parameters, wording problems. */
#ifndef IE_API_REQUEST_H
#define IE_API_REQUEST_H

#include "api/route.h"
#include "service/record/use.h"

/* Begins a JSON answer in response->body. */
static inline struct ie_json ie_respond_json(struct ie_response *response)
{
    return ie_json_into(&response->body);
}

/* A whole number from the query, `otherwise` if absent. IE_USAGE request.parameter
 * {name, value} for anything else, or outside of [min, max]. */
int ie_query_number(const struct ie_request *request, const char *name, int64_t otherwise,
                    int64_t min, int64_t max, int64_t *value,
                    struct ie_error *err) IE_MUST_CHECK;
/* A text from the query, "" if absent. */
struct ie_str ie_query_word(const struct ie_request *request, const char *name);

/*
 * The body has no member that the route's schema does not name (none at all where there is
 * no schema), and truth values are such; records are left to their use cases. IE_INPUT
 * request.field_unknown {field}, request.field_boolean {field}. O(schema + members).
 */
int ie_body_check(const struct ie_request *request, struct ie_error *err) IE_MUST_CHECK;

/* Text member of the body. IE_INPUT request.field {field} when it is there and no text;
 * request.field_missing when `required` and absent. *value IE_STR_NONE if absent. */
int ie_body_str(const struct ie_request *request, const char *name, bool required,
                struct ie_str *value, struct ie_error *err) IE_MUST_CHECK;

/* A whole-number member of the body, absent, null or within [min, max]. IE_INPUT
 * request.number {field, min, max}. */
int ie_body_whole(const struct ie_request *request, const char *name, int64_t min,
                  int64_t max, struct ie_error *err) IE_MUST_CHECK;

/* Adds an argument of a job; takes `value` over. Memory out: *args is released and NULL,
 * which ie_respond_job says. */
void ie_job_arg(json_t **args, const char *name, json_t *value);
/* The same, of a whole number; anything else is left out. */
void ie_job_arg_whole(json_t **args, const char *name, const json_t *value);

/* Submits a job in the write transaction and answers {"job": ID}; takes `args` over (NULL:
 * memory was out). */
int ie_respond_job(struct ie_call *call, const char *kind, json_t *args,
                   struct ie_response *response, struct ie_error *err) IE_MUST_CHECK;

/* HTTP status of an error. */
int ie_problem_status(const struct ie_error *err);
/* "ko" or "en": the account's language, else the request's. */
const char *ie_request_language(const struct ie_http_exchange *exchange,
                                const struct ie_actor *actor);
/* The problem document (RFC 9457); `problems` may be NULL. O(messages). */
void ie_problem_json(const char *language, const struct ie_error *err,
                     const struct ie_problem_list *problems, struct ie_str request_id,
                     struct ie_buf *out);

/* Revision of an If-Match value: "3", "3-digest" or * (-1). False for anything else. */
bool ie_if_match_parse(struct ie_str value, int64_t *revision);

#endif
