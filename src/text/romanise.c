/* Names in Latin letters, for readers who do not know their script. */
#include <unicode/utrans.h>

#include "text/icu.h"

enum { GROWTH = 6 }; /* UTF-16 units of Latin that one of another script may become */

static int romanise_one(const UTransliterator *icu, struct ie_arena *arena,
                        struct ie_str text, struct ie_str *out, struct ie_error *err)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t len = 0, limit, room;
    UChar *units = NULL, *wide;
    int code = ie_icu_utf16(arena, text, &units, &len, err);

    if (code)
        return code;
    room = (len + 1) * GROWTH;
    wide = IE_NEW_ARRAY(arena, UChar, (size_t)room);
    if (!wide)
        return ie_fail_nomem(err);
    if (len)
        memcpy(wide, units, (size_t)len * sizeof(*wide));
    limit = len;
    utrans_transUChars(icu, wide, &len, room, 0, &limit, &status);
    if (U_FAILURE(status))
        return ie_icu_fail(status, err);
    return ie_icu_utf8(arena, wide, len, out, err);
}

int ie_text_romanise(struct ie_arena *arena, struct ie_str *texts, size_t count,
                     struct ie_error *err)
{
    static const UChar id[] = u"Any-Latin; Latin-ASCII; Any-Title";
    UErrorCode status = U_ZERO_ERROR;
    UTransliterator *icu;
    int code = 0;

    if (count == 0)
        return 0;
    icu = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
    if (U_FAILURE(status))
        return ie_icu_fail(status, err);
    for (size_t i = 0; i < count && !code; i++) {
        code = ie_icu_check(texts[i], err);
        if (!code)
            code = romanise_one(icu, arena, texts[i], &texts[i], err);
    }
    utrans_close(icu);
    return code;
}
