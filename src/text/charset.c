/* Other charsets: see text.h. */
#include <unicode/ucnv.h>

#include "text/icu.h"

int ie_text_from_charset(struct ie_arena *arena, struct ie_str bytes, const char *charset,
                         struct ie_str *out, struct ie_error *err)
{
    UErrorCode status = U_ZERO_ERROR;

    if (bytes.len > IE_TEXT_MAX)
        return ie_fail(err, IE_LIMIT, "text.too_long");
    /* a byte becomes at most one UTF-16 unit of three bytes */
    size_t room = 3 * bytes.len + 16;
    char *to = ie_arena_alloc(arena, room);
    if (!to)
        return ie_fail_nomem(err);
    int32_t len = ucnv_convert("UTF-8", charset, to, (int32_t)room, bytes.ptr,
                               (int32_t)bytes.len, &status);
    if (status == U_FILE_ACCESS_ERROR) {
        ie_fail(err, IE_INPUT, "text.charset");
        if (err)
            ie_error_arg(err, "value", charset);
        return IE_INPUT;
    }
    if (U_FAILURE(status))
        return ie_icu_fail(status, err);
    *out = ie_str_n(to, (size_t)len);
    return 0;
}
