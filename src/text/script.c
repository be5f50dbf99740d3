/* Scripts of code points and texts, after ICU's copy of Scripts.txt. */
#include "text/text.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

static enum ie_script by_icu(uint32_t point)
{
    UErrorCode status = U_ZERO_ERROR;
    UScriptCode script = uscript_getScript((UChar32)point, &status);

    if (U_FAILURE(status))
        return IE_SCRIPT_NONE;
    if (script == USCRIPT_LATIN)
        return IE_SCRIPT_LATIN;
    if (script == USCRIPT_GREEK)
        return IE_SCRIPT_GREEK;
    if (script == USCRIPT_CYRILLIC)
        return IE_SCRIPT_CYRILLIC;
    if (script == USCRIPT_HEBREW)
        return IE_SCRIPT_HEBREW;
    if (script == USCRIPT_ARABIC)
        return IE_SCRIPT_ARABIC;
    if (script == USCRIPT_HANGUL)
        return IE_SCRIPT_HANGUL;
    if (script == USCRIPT_HAN)
        return IE_SCRIPT_HAN;
    if (script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA ||
        script == USCRIPT_KATAKANA_OR_HIRAGANA)
        return IE_SCRIPT_KANA;
    if (script == USCRIPT_COMMON || script == USCRIPT_INHERITED ||
        script == USCRIPT_UNKNOWN)
        return u_isalpha((UChar32)point) ? IE_SCRIPT_OTHER : IE_SCRIPT_NONE;
    return IE_SCRIPT_OTHER;
}

enum ie_script ie_script_of(uint32_t point)
{
    if (point < 0x80)
        return (point | 0x20) >= 'a' && (point | 0x20) <= 'z' ? IE_SCRIPT_LATIN
                                                              : IE_SCRIPT_NONE;
    if (point == 0xB5)
        return IE_SCRIPT_GREEK; /* micro sign */
    if (point >= 0xAC00 && point <= 0xD7A3)
        return IE_SCRIPT_HANGUL;
    if (point >= 0x4E00 && point <= 0x9FFF)
        return IE_SCRIPT_HAN;
    /* the length mark is common to both kana, its half-width form too */
    if (point == 0x30FC || point == 0xFF70)
        return IE_SCRIPT_KANA;
    if (!(U_GET_GC_MASK((UChar32)point) & (U_GC_L_MASK | U_GC_NL_MASK | U_GC_SO_MASK)))
        return IE_SCRIPT_NONE;
    enum ie_script script = by_icu(point);
    if (U_GET_GC_MASK((UChar32)point) & U_GC_SO_MASK)
        return script == IE_SCRIPT_HANGUL || script == IE_SCRIPT_KANA ? script
                                                                      : IE_SCRIPT_NONE;
    return script;
}

enum ie_script ie_text_script(struct ie_str text)
{
    uint64_t seen[IE_SCRIPT_COUNT] = {0};
    enum ie_script best = IE_SCRIPT_NONE;
    enum ie_script order[IE_SCRIPT_COUNT];
    int kinds = 0;

    while (text.len) {
        size_t size;
        enum ie_script script = ie_script_of(ie_utf8_next(text, &size));
        if (script != IE_SCRIPT_NONE && !seen[script]++)
            order[kinds++] = script;
        text.ptr += size;
        text.len -= size;
    }
    if (seen[IE_SCRIPT_HAN] && seen[IE_SCRIPT_HANGUL]) {
        seen[IE_SCRIPT_HANGUL] += seen[IE_SCRIPT_HAN];
        seen[IE_SCRIPT_HAN] = 0;
    } else if (seen[IE_SCRIPT_HAN] && seen[IE_SCRIPT_KANA]) {
        seen[IE_SCRIPT_KANA] += seen[IE_SCRIPT_HAN];
        seen[IE_SCRIPT_HAN] = 0;
    }
    for (int i = 0; i < kinds; i++)
        if (seen[order[i]] && (best == IE_SCRIPT_NONE || seen[order[i]] > seen[best]))
            best = order[i];
    return best;
}

const char *ie_script_code(enum ie_script script)
{
    static const char *const codes[IE_SCRIPT_COUNT] = {
        [IE_SCRIPT_NONE] = "Zyyy",   [IE_SCRIPT_LATIN] = "Latn",
        [IE_SCRIPT_GREEK] = "Grek",  [IE_SCRIPT_CYRILLIC] = "Cyrl",
        [IE_SCRIPT_HEBREW] = "Hebr", [IE_SCRIPT_ARABIC] = "Arab",
        [IE_SCRIPT_HANGUL] = "Kore", [IE_SCRIPT_HAN] = "Hani",
        [IE_SCRIPT_KANA] = "Jpan",   [IE_SCRIPT_OTHER] = "Zzzz",
    };

    return (unsigned)script < IE_SCRIPT_COUNT ? codes[script] : "Zzzz";
}
