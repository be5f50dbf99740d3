/* Text as (pointer, length). A str borrows its bytes; who owns them is said where it is
 * made. ptr may be NULL only when len is 0 ("absent" where absent and empty differ). */
#ifndef IE_BASE_STR_H
#define IE_BASE_STR_H

#include <string.h>

#include "base/base.h"

struct ie_str {
    const char *ptr;
    size_t len;
};

#define IE_STR(literal) ((struct ie_str){("" literal), sizeof(literal) - 1})
#define IE_STR_NONE     ((struct ie_str){NULL, 0})
/* For printf: "%.*s", IE_STR_ARG(s) */
#define IE_STR_ARG(s)                                                                    \
    (int)((s).len > 0x7FFFFFF ? 0x7FFFFFF : (s).len), ((s).ptr ? (s).ptr : "")

static inline struct ie_str ie_str_z(const char *text)
{
    return (struct ie_str){text, text ? strlen(text) : 0};
}

static inline struct ie_str ie_str_n(const char *text, size_t len)
{
    return (struct ie_str){text, len};
}

static inline bool ie_str_eq(struct ie_str a, struct ie_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool ie_str_eqz(struct ie_str a, const char *b)
{
    return ie_str_eq(a, ie_str_z(b));
}

/* Byte order, shorter first on a tie: <0, 0, >0. */
int ie_str_cmp(struct ie_str a, struct ie_str b);
bool ie_str_starts(struct ie_str text, struct ie_str prefix);
bool ie_str_ends(struct ie_str text, struct ie_str suffix);
/* Offset of the first occurrence, or -1. O(n). */
int64_t ie_str_find(struct ie_str text, struct ie_str what);
int64_t ie_str_find_char(struct ie_str text, char what);
/* Without ASCII white space, U+00A0, U+3000 and U+FEFF at both ends. */
struct ie_str ie_str_trim(struct ie_str text);
struct ie_str ie_str_sub(struct ie_str text, size_t from, size_t len);
/* Takes the part before `separator` off `*rest` into `*part`; false when *rest is spent
 * (an empty text gives one empty part when rest->ptr is not NULL). */
bool ie_str_split(struct ie_str *rest, char separator, struct ie_str *part);
/* ASCII case only; anything else is for text/. */
bool ie_str_eq_ascii_nocase(struct ie_str a, struct ie_str b);

/* Whole text as a number: false on anything else, overflow included. */
bool ie_str_int64(struct ie_str text, int64_t *value);
/* Decimal point only, no locale, finite. */
bool ie_str_double(struct ie_str text, double *value);

/* True for well-formed UTF-8 (no surrogates, no overlong forms). O(n). */
bool ie_utf8_valid(struct ie_str text);
/* Next code point and its length in *size (1 to 4); U+FFFD and 1 for a bad byte. The
 * text must not be empty. */
uint32_t ie_utf8_next(struct ie_str text, size_t *size);
/* Writes one code point; returns bytes written (1 to 4). */
size_t ie_utf8_put(uint32_t point, char out[4]);

#endif
