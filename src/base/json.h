/*
 * JSON out, streaming, into a buffer; commas are the writer's business. JSON in is
 * jansson's (`json_loadb` with JSON_REJECT_DUPLICATES), behind `ie_json_parse`, which
 * bounds size and depth and words its errors as ours.
 *
 *   struct ie_json j = ie_json_into(&buf);
 *   ie_json_object(&j);
 *   ie_json_key(&j, "name"); ie_json_str(&j, name);
 *   ie_json_end(&j);
 */
#ifndef IE_BASE_JSON_H
#define IE_BASE_JSON_H

#include <jansson.h>

#include "base/buf.h"

enum { IE_JSON_DEPTH = 64 };

struct ie_json {
    struct ie_buf *out;
    unsigned depth;
    bool first[IE_JSON_DEPTH + 1];  /* nothing yet in the container at that depth */
    char closer[IE_JSON_DEPTH + 1]; /* '}' or ']' */
    bool after_key;
};

struct ie_json ie_json_into(struct ie_buf *out);
void ie_json_object(struct ie_json *json);
void ie_json_array(struct ie_json *json);
void ie_json_end(struct ie_json *json); /* closes the innermost object or array */
void ie_json_key(struct ie_json *json, const char *key);
void ie_json_str(struct ie_json *json, struct ie_str value); /* ptr NULL: null */
void ie_json_strz(struct ie_json *json, const char *value);
void ie_json_int(struct ie_json *json, int64_t value);
void ie_json_double(struct ie_json *json, double value); /* shortest that reads back */
void ie_json_bool(struct ie_json *json, bool value);
void ie_json_null(struct ie_json *json);
/* Text that is JSON already (a stored column); the caller vouches for it. */
void ie_json_raw(struct ie_json *json, struct ie_str value);
void ie_json_value(struct ie_json *json, const json_t *value);

/* key + value in one line, for the common kinds */
void ie_json_kstr(struct ie_json *json, const char *key, struct ie_str value);
void ie_json_kint(struct ie_json *json, const char *key, int64_t value);
void ie_json_kbool(struct ie_json *json, const char *key, bool value);

/* jansson's memory through base/alloc.h from now on; its blocks are the heap's as before.
 * ie_json_parse does that too. Any thread. */
void ie_json_memory(void);

/*
 * Parses one JSON text. `*value` is the caller's to json_decref. Errors: IE_INPUT
 * "json.malformed" with line, column and reason; "json.too_deep", "json.encoding",
 * "json.byte_order_mark" with line;
 * IE_NOMEM. O(length).
 */
int ie_json_parse(struct ie_str text, json_t **value, struct ie_error *err) IE_MUST_CHECK;

/* Borrowed text of a member, IE_STR_NONE if absent or not a text. */
struct ie_str ie_json_get_str(const json_t *object, const char *key);

#endif
