/* Normal forms, and what may be stored. */
#include "text/icu.h"

#include <unicode/uchar.h>
#include <unicode/ustring.h>

int ie_icu_fail(UErrorCode status, struct ie_error *err)
{
    if (status == U_MEMORY_ALLOCATION_ERROR)
        return ie_fail_nomem(err);
    ie_fail(err, IE_INTERNAL, "text.icu");
    ie_error_arg(err, "name", u_errorName(status));
    return IE_INTERNAL;
}

bool ie_str_ascii(struct ie_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] >= 0x80)
            return false;
    return true;
}

static int64_t first_bad_byte(struct ie_str text)
{
    size_t at = 0;

    while (at < text.len) {
        size_t size;
        struct ie_str rest = ie_str_n(text.ptr + at, text.len - at);
        uint32_t point = ie_utf8_next(rest, &size);
        if (point == 0xFFFD && size == 1)
            return (int64_t)at;
        at += size;
    }
    return -1;
}

int ie_icu_check(struct ie_str text, struct ie_error *err)
{
    if (text.len > IE_TEXT_MAX) {
        ie_fail(err, IE_LIMIT, "text.too_long");
        ie_error_argi(err, "limit", IE_TEXT_MAX);
        return IE_LIMIT;
    }
    if (!ie_utf8_valid(text)) {
        ie_fail(err, IE_INPUT, "text.encoding");
        ie_error_argi(err, "offset", first_bad_byte(text));
        return IE_INPUT;
    }
    return 0;
}

int ie_icu_utf16(struct ie_arena *arena, struct ie_str text, UChar **out, int32_t *len,
                 struct ie_error *err)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar *units = IE_NEW_ARRAY(arena, UChar, text.len + 1);

    if (!units)
        return ie_fail_nomem(err);
    u_strFromUTF8(units, (int32_t)text.len + 1, len, text.ptr ? text.ptr : "",
                  (int32_t)text.len, &status);
    if (U_FAILURE(status))
        return ie_icu_fail(status, err);
    *out = units;
    return 0;
}

int ie_icu_utf8(struct ie_arena *arena, const UChar *text, int32_t len,
                struct ie_str *out, struct ie_error *err)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t need = 0;

    u_strToUTF8(NULL, 0, &need, text, len, &status);
    if (U_FAILURE(status) && status != U_BUFFER_OVERFLOW_ERROR)
        return ie_icu_fail(status, err);
    char *bytes = ie_arena_alloc(arena, (size_t)need + 1);
    if (!bytes)
        return ie_fail_nomem(err);
    status = U_ZERO_ERROR;
    u_strToUTF8(bytes, need + 1, &need, text, len, &status);
    if (U_FAILURE(status))
        return ie_icu_fail(status, err);
    *out = ie_str_n(bytes, (size_t)need);
    return 0;
}

int ie_icu_normalise(const UNormalizer2 *form, struct ie_arena *arena, struct ie_str text,
                     struct ie_str *out, struct ie_error *err)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar *units = NULL;
    int32_t len = 0;

    int code = ie_icu_utf16(arena, text, &units, &len, err);
    if (code)
        return code;
    int32_t same = unorm2_spanQuickCheckYes(form, units, len, &status);
    if (U_FAILURE(status))
        return ie_icu_fail(status, err);
    if (same == len) {
        *out = text;
        return 0;
    }
    int32_t need = unorm2_normalize(form, units, len, NULL, 0, &status);
    if (U_FAILURE(status) && status != U_BUFFER_OVERFLOW_ERROR)
        return ie_icu_fail(status, err);
    UChar *normal = IE_NEW_ARRAY(arena, UChar, (size_t)need + 1);
    if (!normal)
        return ie_fail_nomem(err);
    status = U_ZERO_ERROR;
    need = unorm2_normalize(form, units, len, normal, need + 1, &status);
    if (U_FAILURE(status))
        return ie_icu_fail(status, err);
    return ie_icu_utf8(arena, normal, need, out, err);
}

/* ASCII is its own normal form in NFC and NFKC. */
static int normalise_by(const UNormalizer2 *(*instance)(UErrorCode *),
                        struct ie_arena *arena, struct ie_str text, struct ie_str *out,
                        struct ie_error *err)
{
    UErrorCode status = U_ZERO_ERROR;
    int code = ie_icu_check(text, err);

    if (code)
        return code;
    if (ie_str_ascii(text)) {
        *out = text;
        return 0;
    }
    const UNormalizer2 *form = instance(&status);
    if (U_FAILURE(status))
        return ie_icu_fail(status, err);
    return ie_icu_normalise(form, arena, text, out, err);
}

int ie_text_nfc(struct ie_arena *arena, struct ie_str text, struct ie_str *out,
                struct ie_error *err)
{
    return normalise_by(unorm2_getNFCInstance, arena, text, out, err);
}

int ie_text_nfkc(struct ie_arena *arena, struct ie_str text, struct ie_str *out,
                 struct ie_error *err)
{
    return normalise_by(unorm2_getNFKCInstance, arena, text, out, err);
}

int ie_text_fold(struct ie_arena *arena, struct ie_str text, struct ie_str *out,
                 struct ie_error *err)
{
    UErrorCode status = U_ZERO_ERROR;
    int code = ie_icu_check(text, err);

    if (code)
        return code;
    if (ie_str_ascii(text)) {
        char *lower = ie_arena_alloc(arena, text.len + 1);
        if (!lower)
            return ie_fail_nomem(err);
        for (size_t i = 0; i < text.len; i++)
            lower[i] = (char)(text.ptr[i] >= 'A' && text.ptr[i] <= 'Z' ? text.ptr[i] + 32
                                                                       : text.ptr[i]);
        *out = ie_str_n(lower, text.len);
        return 0;
    }
    const UNormalizer2 *form = unorm2_getNFKCCasefoldInstance(&status);
    if (U_FAILURE(status))
        return ie_icu_fail(status, err);
    return ie_icu_normalise(form, arena, text, out, err);
}

uint32_t ie_unaccent(uint32_t point)
{
    static const struct {
        uint16_t from, to;
    } by_hand[] = {{0x00F8, 'o'}, {0x0111, 'd'}, {0x0127, 'h'}, {0x0131, 'i'},
                   {0x0142, 'l'}, {0x0167, 't'}, {0x0180, 'b'}, {0x0268, 'i'}};
    UErrorCode status = U_ZERO_ERROR;
    UChar parts[8];

    if (point < 0xC0 || point == 0x0439 || point == 0x0419 || point == 0x045E ||
        point == 0x040E)
        return point;
    for (size_t i = 0; i < IE_COUNT(by_hand); i++)
        if (by_hand[i].from == point)
            return by_hand[i].to;
    enum ie_script script = ie_script_of(point);
    if (script != IE_SCRIPT_LATIN && script != IE_SCRIPT_GREEK &&
        script != IE_SCRIPT_CYRILLIC)
        return point;
    const UNormalizer2 *form = unorm2_getNFDInstance(&status);
    if (U_FAILURE(status))
        return point;
    int32_t len = unorm2_getDecomposition(form, (UChar32)point, parts,
                                          (int32_t)IE_COUNT(parts), &status);
    return U_FAILURE(status) || len < 1 ? point : parts[0];
}

/* ---- What may be stored --------------------------------------------------------- */

static int refuse(struct ie_error *err, const char *id, uint32_t point, size_t offset)
{
    static const char digits[] = "0123456789ABCDEF";
    char name[] = "U+0000\0\0";
    int width = point > 0xFFFFF ? 6 : point > 0xFFFF ? 5 : 4;

    for (int i = 0; i < width; i++)
        name[2 + i] = digits[(point >> (4 * (width - 1 - i))) & 0xF];
    ie_fail(err, IE_INPUT, id);
    ie_error_arg(err, "point", name);
    ie_error_argi(err, "offset", (int64_t)offset);
    return IE_INPUT;
}

static bool is_control(uint32_t point, enum ie_text_flags flags)
{
    if (point == '\n' || point == '\t')
        return flags != IE_TEXT_LINES;
    if (point < 0x20 || (point >= 0x7F && point < 0xA0))
        return true;
    if (point < 0x2028)
        return false;
    return point == 0x2028 || point == 0x2029 || (point >= 0xFDD0 && point <= 0xFDEF) ||
           (point & 0xFFFE) == 0xFFFE || point == 0xFEFF ||
           (point >= 0xFFF9 && point <= 0xFFFB) || (point >= 0xE0000 && point <= 0xE007F);
}

/* Open embeddings and isolates of the line so far: 1 bit each (1: isolate). */
struct bidi {
    uint64_t open[2];
    unsigned depth;
};

enum { BIDI_DEPTH = 125 }; /* UAX #9, max_depth */

static bool bidi_ok(struct bidi *bidi, uint32_t point)
{
    bool isolate = point >= 0x2066 && point <= 0x2068;

    if (point == 0x202D || point == 0x202E)
        return false; /* overrides make letters read in a false order */
    if (isolate || point == 0x202A || point == 0x202B) {
        if (bidi->depth >= BIDI_DEPTH)
            return false;
        uint64_t bit = UINT64_C(1) << (bidi->depth % 64);
        if (isolate)
            bidi->open[bidi->depth / 64] |= bit;
        else
            bidi->open[bidi->depth / 64] &= ~bit;
        bidi->depth++;
        return true;
    }
    if (point == 0x202C || point == 0x2069) {
        if (!bidi->depth)
            return false;
        bidi->depth--;
        bool was = (bidi->open[bidi->depth / 64] >> (bidi->depth % 64)) & 1;
        return was == (point == 0x2069);
    }
    return true;
}

static int check_points(struct ie_str text, enum ie_text_flags flags,
                        struct ie_error *err)
{
    struct bidi bidi = {{0}, 0};
    uint32_t last_open = 0;
    size_t at = 0, open_at = 0;

    while (at < text.len) {
        unsigned char byte = (unsigned char)text.ptr[at];
        if (byte >= 0x20 && byte < 0x7F) {
            at++;
            continue;
        }
        size_t size;
        uint32_t point = ie_utf8_next(ie_str_n(text.ptr + at, text.len - at), &size);
        if (point == '\n' && bidi.depth)
            return refuse(err, "text.bidi", last_open, open_at);
        if (is_control(point, flags))
            return refuse(err, "text.control", point, at);
        if (!bidi_ok(&bidi, point))
            return refuse(err, "text.bidi", point, at);
        if ((point >= 0x202A && point <= 0x202B) ||
            (point >= 0x2066 && point <= 0x2068)) {
            last_open = point;
            open_at = at;
        }
        at += size;
    }
    return bidi.depth ? refuse(err, "text.bidi", last_open, open_at) : 0;
}

/* CR LF and CR as LF, in the arena if there is any. */
static int plain_lines(struct ie_arena *arena, struct ie_str *text, struct ie_error *err)
{
    if (ie_str_find_char(*text, '\r') < 0)
        return 0;
    char *copy = ie_arena_alloc(arena, text->len);
    size_t len = 0;

    if (!copy)
        return ie_fail_nomem(err);
    for (size_t i = 0; i < text->len; i++) {
        if (text->ptr[i] != '\r')
            copy[len++] = text->ptr[i];
        else if (i + 1 == text->len || text->ptr[i + 1] != '\n')
            copy[len++] = '\n';
    }
    *text = ie_str_n(copy, len);
    return 0;
}

int ie_text_accept(struct ie_arena *arena, struct ie_str text, enum ie_text_flags flags,
                   struct ie_str *out, struct ie_error *err)
{
    int code = ie_icu_check(text, err);

    if (code)
        return code;
    if (ie_str_starts(text, IE_STR("\xEF\xBB\xBF")))
        text = ie_str_n(text.ptr + 3, text.len - 3);
    if (flags == IE_TEXT_LINES && (code = plain_lines(arena, &text, err)))
        return code;
    if ((code = check_points(text, flags, err)))
        return code;
    return ie_text_nfc(arena, text, out, err);
}
