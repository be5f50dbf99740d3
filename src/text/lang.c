/* Language tags: the syntax of RFC 5646, section 2.1, and the case of section 2.1.1. */
#include "text/text.h"

struct subtags {
    struct ie_str at[IE_LANG_MAX];
    size_t count;
};

static bool is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool all_alpha(struct ie_str part)
{
    for (size_t i = 0; i < part.len; i++)
        if (!is_alpha(part.ptr[i]))
            return false;
    return true;
}

static bool is_variant(struct ie_str part)
{
    return part.len >= 5 || (part.len == 4 && is_digit(part.ptr[0]));
}

static bool is_region(struct ie_str part)
{
    return (part.len == 2 && all_alpha(part)) ||
           (part.len == 3 && is_digit(part.ptr[0]) && is_digit(part.ptr[1]) &&
            is_digit(part.ptr[2]));
}

/* 1 to 8 letters or digits each. */
static bool split(struct ie_str tag, struct subtags *parts)
{
    struct ie_str part;

    parts->count = 0;
    if (!tag.len || tag.len > IE_LANG_MAX)
        return false;
    while (ie_str_split(&tag, '-', &part)) {
        if (part.len < 1 || part.len > 8)
            return false;
        for (size_t i = 0; i < part.len; i++)
            if (!is_alpha(part.ptr[i]) && !is_digit(part.ptr[i]))
                return false;
        parts->at[parts->count++] = part;
    }
    return parts->count > 0;
}

static bool irregular(struct ie_str tag)
{
    static const char *const tags[] = {
        "en-GB-oed", "i-ami", "i-bnn",     "i-default", "i-enochian", "i-hak",
        "i-klingon", "i-lux", "i-mingo",   "i-navajo",  "i-pwn",      "i-tao",
        "i-tay",     "i-tsu", "sgn-BE-FR", "sgn-BE-NL", "sgn-CH-DE",
    };

    for (size_t i = 0; i < IE_COUNT(tags); i++)
        if (ie_str_eq_ascii_nocase(tag, ie_str_z(tags[i])))
            return true;
    return false;
}

static bool repeated(const struct subtags *parts, size_t from, size_t at)
{
    for (size_t i = from; i < at; i++)
        if (ie_str_eq_ascii_nocase(parts->at[i], parts->at[at]))
            return true;
    return false;
}

/* Extensions and private use from part `i` on. */
static bool tail_ok(const struct subtags *parts, size_t i)
{
    bool seen[128] = {false};

    while (i < parts->count) {
        if (parts->at[i].len != 1)
            return false;
        int c = parts->at[i].ptr[0] | 0x20;
        size_t least = c == 'x' ? 1 : 2, start = ++i;
        while (i < parts->count && (c == 'x' || parts->at[i].len > 1)) {
            if (parts->at[i].len < least)
                return false;
            i++;
        }
        if (i == start || seen[c])
            return false;
        seen[c] = true;
    }
    return true;
}

static bool langtag_ok(const struct subtags *parts)
{
    size_t i = 1, count = parts->count;
    const struct ie_str *at = parts->at;

    if (at[0].len == 1)
        return (at[0].ptr[0] | 0x20) == 'x' && tail_ok(parts, 0);
    if (!all_alpha(at[0]))
        return false;
    if (at[0].len <= 3)
        for (int extended = 0; extended < 3; extended++)
            if (i < count && at[i].len == 3 && all_alpha(at[i]))
                i++;
    if (i < count && at[i].len == 4 && all_alpha(at[i]))
        i++;
    if (i < count && is_region(at[i]))
        i++;
    for (size_t first = i; i < count && is_variant(at[i]); i++)
        if (repeated(parts, first, i))
            return false;
    return tail_ok(parts, i);
}

/* Section 2.1.1: all lower case but scripts (title) and regions (upper), and neither
 * after a single-character subtag. */
static void write_case(const struct subtags *parts, char *out)
{
    bool after_single = false;
    size_t len = 0;

    for (size_t i = 0; i < parts->count; i++) {
        struct ie_str part = parts->at[i];
        bool plain = i == 0 || after_single;
        if (i)
            out[len++] = '-';
        for (size_t k = 0; k < part.len; k++) {
            char c = part.ptr[k];
            bool upper = !plain && (part.len == 2 || (part.len == 4 && k == 0));
            if (is_alpha(c))
                c = (char)(upper ? c & ~0x20 : c | 0x20);
            out[len++] = c;
        }
        after_single |= part.len == 1;
    }
    out[len] = '\0';
}

int ie_lang_check(struct ie_str tag, char out[IE_LANG_MAX + 1], struct ie_error *err)
{
    struct subtags parts;

    if (!split(tag, &parts) || !(irregular(tag) || langtag_ok(&parts))) {
        ie_fail(err, IE_INPUT, "lang.malformed");
        ie_error_argn(err, "value", tag.ptr ? tag.ptr : "", tag.len);
        return IE_INPUT;
    }
    write_case(&parts, out);
    return 0;
}

int ie_lang_check_known(struct ie_str tag, char out[IE_LANG_MAX + 1],
                        struct ie_error *err)
{
    int64_t dash = ie_str_find_char(tag, '-');

    if (dash < 0 ? tag.len <= 3 : dash <= 3)
        return ie_lang_check(tag, out, err);
    ie_fail(err, IE_INPUT, "lang.malformed");
    ie_error_argn(err, "value", tag.ptr, tag.len);
    return IE_INPUT;
}

bool ie_lang_is(struct ie_str tag, const char *primary)
{
    int64_t dash = ie_str_find_char(tag, '-');

    if (dash >= 0)
        tag.len = (size_t)dash;
    return ie_str_eq_ascii_nocase(tag, ie_str_z(primary));
}
