#include "base/str.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

int ie_str_cmp(struct ie_str a, struct ie_str b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int order = n ? memcmp(a.ptr, b.ptr, n) : 0;

    return order ? order : (a.len > b.len) - (a.len < b.len);
}

bool ie_str_starts(struct ie_str text, struct ie_str prefix)
{
    return text.len >= prefix.len &&
           (prefix.len == 0 || memcmp(text.ptr, prefix.ptr, prefix.len) == 0);
}

bool ie_str_ends(struct ie_str text, struct ie_str suffix)
{
    return text.len >= suffix.len &&
           ie_str_eq(ie_str_sub(text, text.len - suffix.len, suffix.len), suffix);
}

int64_t ie_str_find(struct ie_str text, struct ie_str what)
{
    if (what.len == 0)
        return 0;
    if (text.len < what.len)
        return -1;
    const char *at = memmem(text.ptr, text.len, what.ptr, what.len);
    return at ? at - text.ptr : -1;
}

int64_t ie_str_find_char(struct ie_str text, char what)
{
    const char *at = text.len ? memchr(text.ptr, what, text.len) : NULL;

    return at ? at - text.ptr : -1;
}

/* Length of the white space that begins (or, with `back`, ends) the text; 0 if none. */
static size_t space_at(struct ie_str text, bool back)
{
    static const struct ie_str wide[] = {
        {"\xC2\xA0", 2}, {"\xE3\x80\x80", 3}, {"\xEF\xBB\xBF", 3}};

    if (text.len == 0)
        return 0;
    char c = back ? text.ptr[text.len - 1] : text.ptr[0];
    if (c == ' ' || (c >= '\t' && c <= '\r'))
        return 1;
    for (size_t i = 0; i < IE_COUNT(wide); i++)
        if (back ? ie_str_ends(text, wide[i]) : ie_str_starts(text, wide[i]))
            return wide[i].len;
    return 0;
}

struct ie_str ie_str_trim(struct ie_str text)
{
    size_t n;

    while ((n = space_at(text, false)) > 0)
        text = ie_str_n(text.ptr + n, text.len - n);
    while ((n = space_at(text, true)) > 0)
        text.len -= n;
    return text;
}

struct ie_str ie_str_sub(struct ie_str text, size_t from, size_t len)
{
    if (from > text.len)
        from = text.len;
    if (len > text.len - from)
        len = text.len - from;
    return ie_str_n(text.ptr ? text.ptr + from : NULL, len);
}

bool ie_str_split(struct ie_str *rest, char separator, struct ie_str *part)
{
    if (!rest->ptr)
        return false;
    int64_t at = ie_str_find_char(*rest, separator);
    if (at < 0) {
        *part = *rest;
        *rest = IE_STR_NONE;
    } else {
        *part = ie_str_n(rest->ptr, (size_t)at);
        *rest = ie_str_n(rest->ptr + at + 1, rest->len - (size_t)at - 1);
    }
    return true;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool ie_str_eq_ascii_nocase(struct ie_str a, struct ie_str b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (lower(a.ptr[i]) != lower(b.ptr[i]))
            return false;
    return true;
}

bool ie_str_int64(struct ie_str text, int64_t *value)
{
    bool negative = text.len > 0 && text.ptr[0] == '-';
    int64_t sum = 0;

    if (text.len == (size_t)negative)
        return false;
    for (size_t i = negative; i < text.len; i++) {
        char c = text.ptr[i];
        if (c < '0' || c > '9' || __builtin_mul_overflow(sum, 10, &sum))
            return false;
        int digit = c - '0';
        if (negative ? __builtin_sub_overflow(sum, digit, &sum)
                     : __builtin_add_overflow(sum, digit, &sum))
            return false;
    }
    *value = sum;
    return true;
}

bool ie_str_double(struct ie_str text, double *value)
{
    char copy[64];
    char *end;

    if (text.len == 0 || text.len >= sizeof(copy))
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (!strchr("0123456789+-.eE", text.ptr[i]) || text.ptr[i] == '\0')
            return false;
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    double v = strtod(copy, &end); /* the process never leaves the C numeric locale */
    if (*end || !isfinite(v))
        return false;
    *value = v;
    return true;
}

uint32_t ie_utf8_next(struct ie_str text, size_t *size)
{
    const unsigned char *p = (const unsigned char *)text.ptr;
    uint32_t c = p[0];
    size_t need = c < 0x80                ? 1
                  : c >= 0xC2 && c < 0xE0 ? 2
                  : (c & 0xF0) == 0xE0    ? 3
                  : c >= 0xF0 && c < 0xF5 ? 4
                                          : 0;

    *size = 1;
    if (need == 1)
        return c;
    if (need == 0 || need > text.len)
        return 0xFFFD;
    c &= 0x7Fu >> need;
    for (size_t i = 1; i < need; i++) {
        if ((p[i] & 0xC0) != 0x80)
            return 0xFFFD;
        c = c << 6 | (p[i] & 0x3Fu);
    }
    if ((need == 3 && c < 0x800) || (need == 4 && (c < 0x10000 || c > 0x10FFFF)) ||
        (c >= 0xD800 && c < 0xE000))
        return 0xFFFD;
    *size = need;
    return c;
}

bool ie_utf8_valid(struct ie_str text)
{
    size_t size;

    while (text.len) {
        if ((unsigned char)text.ptr[0] < 0x80) {
            size = 1;
        } else if (ie_utf8_next(text, &size) == 0xFFFD && size == 1) {
            return false;
        }
        text = ie_str_n(text.ptr + size, text.len - size);
    }
    return true;
}

size_t ie_utf8_put(uint32_t point, char out[4])
{
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    if (point < 0x800) {
        out[0] = (char)(0xC0 | point >> 6);
        out[1] = (char)(0x80 | (point & 0x3F));
        return 2;
    }
    if (point < 0x10000) {
        out[0] = (char)(0xE0 | point >> 12);
        out[1] = (char)(0x80 | (point >> 6 & 0x3F));
        out[2] = (char)(0x80 | (point & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | point >> 18);
    out[1] = (char)(0x80 | (point >> 12 & 0x3F));
    out[2] = (char)(0x80 | (point >> 6 & 0x3F));
    out[3] = (char)(0x80 | (point & 0x3F));
    return 4;
}
