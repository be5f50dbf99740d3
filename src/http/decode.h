/*
 * Percent-encoding, queries and cookies. Like parse.h: pure, strict, fuzzed. A path that
 * could mean two things (dot segments, an encoded slash, an empty segment, NUL, controls,
 * bytes that are not UTF-8) is refused rather than cleaned.
 */
#ifndef IE_HTTP_DECODE_H
#define IE_HTTP_DECODE_H

#include "base/arena.h"

enum { IE_HTTP_PARAMS_MAX = 64 };

struct ie_http_param {
    struct ie_str name, value;
};

struct ie_http_params {
    struct ie_http_param at[IE_HTTP_PARAMS_MAX];
    size_t count;
};

/* The path decoded, in the arena (borrowed when nothing was encoded); false to refuse.
 * O(length). */
bool ie_http_decode_path(struct ie_str raw, struct ie_arena *arena, struct ie_str *path);

/* name=value pairs, "+" and %XX decoded. False for bad escapes, bytes that are no UTF-8,
 * NUL, the same name twice, or more than IE_HTTP_PARAMS_MAX. O(length + pairs²). */
bool ie_http_decode_query(struct ie_str raw, struct ie_arena *arena,
                          struct ie_http_params *params);

/* Value of a cookie in a Cookie field; IE_STR_NONE if absent, given twice (which of the
 * two is ours can't be known), or not of RFC 6265's characters. O(length). */
struct ie_str ie_http_find_cookie(struct ie_str field, struct ie_str name);

#endif
