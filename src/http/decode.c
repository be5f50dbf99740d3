#include "http/decode.h"

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* Decodes into the arena; `plus` turns "+" into a blank. */
static bool percent_decode(struct ie_str raw, bool plus, struct ie_arena *arena,
                           struct ie_str *out)
{
    if (ie_str_find_char(raw, '%') < 0 && (!plus || ie_str_find_char(raw, '+') < 0)) {
        *out = raw.ptr ? raw : IE_STR("");
        return true;
    }
    char *to = ie_arena_alloc(arena, raw.len + 1);
    size_t n = 0;
    if (!to)
        return false;
    for (size_t i = 0; i < raw.len; i++) {
        char c = raw.ptr[i];
        if (c == '%') {
            int high = i + 2 < raw.len ? hex_digit(raw.ptr[i + 1]) : -1;
            int low = i + 2 < raw.len ? hex_digit(raw.ptr[i + 2]) : -1;
            if (high < 0 || low < 0)
                return false;
            c = (char)(high * 16 + low);
            i += 2;
        } else if (plus && c == '+') {
            c = ' ';
        }
        to[n++] = c;
    }
    *out = ie_str_n(to, n);
    return true;
}

static bool segment_ok(struct ie_str segment)
{
    if (ie_str_eqz(segment, ".") || ie_str_eqz(segment, ".."))
        return false;
    for (size_t i = 0; i < segment.len; i++) {
        unsigned char c = (unsigned char)segment.ptr[i];
        if (c < 0x20 || c == 0x7F || c == '\\' || c == '/')
            return false;
    }
    return true;
}

bool ie_http_decode_path(struct ie_str raw, struct ie_arena *arena, struct ie_str *path)
{
    struct ie_str rest, part, decoded;

    if (raw.len == 0 || raw.ptr[0] != '/')
        return false;
    /* Segments are judged decoded but split before decoding, so %2F can't make one. */
    rest = ie_str_n(raw.ptr + 1, raw.len - 1);
    while (ie_str_split(&rest, '/', &part)) {
        if (!percent_decode(part, false, arena, &decoded) || !segment_ok(decoded))
            return false;
        if (part.len == 0 && rest.ptr)
            return false; /* "//"; a slash at the very end is fine */
    }
    return percent_decode(raw, false, arena, path) && ie_utf8_valid(*path);
}

static bool add_param(struct ie_http_params *params, struct ie_http_param param)
{
    if (params->count == IE_HTTP_PARAMS_MAX)
        return false;
    if (!ie_utf8_valid(param.name) || !ie_utf8_valid(param.value) ||
        ie_str_find_char(param.name, '\0') >= 0 ||
        ie_str_find_char(param.value, '\0') >= 0)
        return false;
    for (size_t i = 0; i < params->count; i++)
        if (ie_str_eq(params->at[i].name, param.name))
            return false;
    params->at[params->count++] = param;
    return true;
}

bool ie_http_decode_query(struct ie_str raw, struct ie_arena *arena,
                          struct ie_http_params *params)
{
    struct ie_str pair;

    params->count = 0;
    if (raw.len == 0)
        return true;
    while (ie_str_split(&raw, '&', &pair)) {
        struct ie_http_param param;
        if (pair.len == 0)
            continue;
        int64_t equals = ie_str_find_char(pair, '=');
        struct ie_str name = equals < 0 ? pair : ie_str_n(pair.ptr, (size_t)equals);
        struct ie_str value =
            equals < 0 ? IE_STR("")
                       : ie_str_n(pair.ptr + equals + 1, pair.len - (size_t)equals - 1);
        if (!percent_decode(name, true, arena, &param.name) ||
            !percent_decode(value, true, arena, &param.value) ||
            !add_param(params, param))
            return false;
    }
    return true;
}

/* RFC 6265 section 4.1.1: cookie-octet */
static bool cookie_value_ok(struct ie_str value)
{
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.ptr[i];
        if (c <= 0x20 || c >= 0x7F || c == '"' || c == ',' || c == ';' || c == '\\')
            return false;
    }
    return true;
}

struct ie_str ie_http_find_cookie(struct ie_str field, struct ie_str name)
{
    struct ie_str pair, found = IE_STR_NONE;

    while (field.len && ie_str_split(&field, ';', &pair)) {
        pair = ie_str_trim(pair);
        if (pair.len <= name.len || pair.ptr[name.len] != '=' ||
            memcmp(pair.ptr, name.ptr, name.len) != 0)
            continue;
        struct ie_str value = ie_str_n(pair.ptr + name.len + 1, pair.len - name.len - 1);
        if (found.ptr || !cookie_value_ok(value))
            return IE_STR_NONE;
        found = value;
    }
    return found;
}
