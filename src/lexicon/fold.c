#include "lexicon/fold.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "base/alloc.h"
#include "text/text.h"

enum {
    HANGUL_FIRST = 0xAC00,
    HANGUL_LAST = 0xD7A3,
    JAMO_LEAD = 0x1100,
    JAMO_VOWEL = 0x1161,
    JAMO_TAIL = 0x11A7,
    LEADS = 19,
    VOWELS = 21,
    TAILS = 28,
    MARK_BREVE = 0x306,
};

void ie_folding_init(struct ie_folding *folding, const struct ie_folding *base)
{
    memset(folding, 0, sizeof(*folding));
    if (base)
        memcpy(folding->pages, base->pages, sizeof(folding->pages));
    folding->base = base;
}

void ie_folding_release(struct ie_folding *folding)
{
    for (int i = 0; i < IE_FOLD_PAGES; i++)
        if (!folding->base || folding->pages[i] != folding->base->pages[i])
            ie_free(folding->pages[i]);
    memset(folding, 0, sizeof(*folding));
}

/* ---- What a character is ----------------------------------------------------------- */

static enum ie_glyph sign_of(uint32_t point)
{
    static const uint32_t soft[] = {'-',    '/',    '&',    '_',    0xB7,
                                    0x2010, 0x2011, 0x2012, 0x2013, 0x2022,
                                    0x2027, 0x30FB, 0xFF65, 0x2212, 0x5BE};
    static const uint32_t apostrophes[] = {'\'', 0x2019, 0x2018, 0x2BC,
                                           0xB4, 0x5F3,  0x5F4};

    if (point == '\n' || point == 0x85 || point == 0x2028)
        return IE_GLYPH_LINE;
    if (point == '\t' || u_isUWhiteSpace((UChar32)point))
        return IE_GLYPH_SPACE;
    for (size_t i = 0; i < IE_COUNT(soft); i++)
        if (point == soft[i])
            return IE_GLYPH_SOFT;
    for (size_t i = 0; i < IE_COUNT(apostrophes); i++)
        if (point == apostrophes[i])
            return IE_GLYPH_APOSTROPHE;
    if (point == '.' || point == 0xFF0E)
        return IE_GLYPH_POINT;
    if (point == '(' || point == 0xFF08)
        return IE_GLYPH_OPEN;
    if (u_hasBinaryProperty((UChar32)point, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) ||
        (U_GET_GC_MASK((UChar32)point) & (U_GC_MN_MASK | U_GC_ME_MASK)))
        return IE_GLYPH_SKIP;
    return IE_GLYPH_BREAK;
}

enum ie_glyph ie_glyph_of(uint32_t point)
{
    if (point < 0x80) {
        if ((point | 0x20) >= 'a' && (point | 0x20) <= 'z')
            return IE_GLYPH_LATIN;
        return point >= '0' && point <= '9' ? IE_GLYPH_DIGIT : sign_of(point);
    }
    if (point == 0x30FB || point == 0xFF65) /* between words of katakana */
        return IE_GLYPH_SOFT;
    switch (ie_script_of(point)) {
    case IE_SCRIPT_LATIN:
    case IE_SCRIPT_GREEK:
        return IE_GLYPH_LATIN;
    case IE_SCRIPT_CYRILLIC:
        return IE_GLYPH_CYRILLIC;
    case IE_SCRIPT_HEBREW:
        return IE_GLYPH_HEBREW;
    case IE_SCRIPT_HANGUL:
        return IE_GLYPH_HANGUL;
    case IE_SCRIPT_HAN:
        return IE_GLYPH_HAN;
    case IE_SCRIPT_KANA:
        return point >= 0x3041 && point <= 0x309F ? IE_GLYPH_HIRAGANA : IE_GLYPH_KATAKANA;
    case IE_SCRIPT_ARABIC:
    case IE_SCRIPT_OTHER:
        return IE_GLYPH_OTHER;
    case IE_SCRIPT_NONE:
    case IE_SCRIPT_COUNT:
        break;
    }
    return u_charDigitValue((UChar32)point) >= 0 ? IE_GLYPH_DIGIT : sign_of(point);
}

/* ---- What a character becomes ------------------------------------------------------ */

/* One point of NFKC_Casefold without its accent; 0: nothing is left. */
static uint32_t plain(uint32_t point)
{
    static const uint16_t by_hand[][2] = {{0xF8, 'o'},    {0x111, 'd'},   {0x127, 'h'},
                                          {0x131, 'i'},   {0x142, 'l'},   {0x167, 't'},
                                          {0x5DA, 0x5DB}, {0x5DD, 0x5DE}, {0x5DF, 0x5E0},
                                          {0x5E3, 0x5E4}, {0x5E5, 0x5E6}};
    UErrorCode status = U_ZERO_ERROR;
    UChar parts[8];

    if (point < 0xC0 || point == 0x439 || point == 0x45E)
        return point;
    for (size_t i = 0; i < IE_COUNT(by_hand); i++)
        if (by_hand[i][0] == point)
            return by_hand[i][1];
    enum ie_script script = ie_script_of(point);
    if (script != IE_SCRIPT_LATIN && script != IE_SCRIPT_GREEK &&
        script != IE_SCRIPT_CYRILLIC)
        return point;
    const UNormalizer2 *form = unorm2_getNFDInstance(&status);
    if (U_FAILURE(status))
        return point;
    int32_t len =
        unorm2_getDecomposition(form, (UChar32)point, parts, IE_COUNT(parts), &status);
    return U_FAILURE(status) || len < 1 ? point : parts[0];
}

static void add_point(struct ie_folded *out, uint32_t point)
{
    if (point == 0xE6 || point == 0x153) { /* æ, œ */
        add_point(out, point == 0xE6 ? 'a' : 'o');
        point = 'e';
    }
    point = plain(point);
    enum ie_glyph glyph = ie_glyph_of(point);
    if (!out->count && out->glyph != IE_GLYPH_LATIN)
        out->glyph = (uint8_t)glyph;
    if (ie_glyph_is_letter(glyph) && out->count < IE_FOLD_MAX) {
        if (!out->count)
            out->glyph = (uint8_t)glyph;
        out->point[out->count++] = point;
    }
}

/* Any point through ICU. */
static void fold_point(uint32_t point, struct ie_folded *out)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar units[2], folded[4 * IE_FOLD_MAX];
    int32_t len = 0, count = 0;

    out->count = 0;
    out->glyph = IE_GLYPH_BREAK;
    out->upper = u_isupper((UChar32)point);
    const UNormalizer2 *form = unorm2_getNFKCCasefoldInstance(&status);
    U16_APPEND_UNSAFE(units, len, (UChar32)point);
    if (U_SUCCESS(status))
        count = unorm2_normalize(form, units, len, folded, IE_COUNT(folded), &status);
    if (U_FAILURE(status))
        return;
    if (!count)
        out->glyph = IE_GLYPH_SKIP;
    for (int32_t i = 0; i < count;) {
        uint32_t next = folded[i++];
        if (U16_IS_LEAD(next) && i < count)
            next = (uint32_t)U16_GET_SUPPLEMENTARY(next, folded[i++]);
        add_point(out, next);
    }
    if (!out->count && out->glyph == IE_GLYPH_BREAK) { /* signs that fold to signs */
        enum ie_glyph glyph = sign_of(point);
        out->glyph = (uint8_t)glyph;
    }
}

/* Pages of nothing but syllables or ideographs that fold to themselves. */
static bool fill_plain(struct ie_fold_page *page, uint32_t first)
{
    bool han = first >= 0x4E00 && first <= 0x9E00;

    if (!han && !(first >= HANGUL_FIRST && first < (HANGUL_LAST & 0xFF00)))
        return false;
    for (uint32_t i = 0; i < 256; i++)
        page->to[i] = (uint16_t)(first + i);
    memset(page->glyph, han ? IE_GLYPH_HAN : IE_GLYPH_HANGUL, sizeof(page->glyph));
    return true;
}

static void fill_page(struct ie_fold_page *page, uint32_t first)
{
    if (fill_plain(page, first))
        return;
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t point = first + i;
        struct ie_folded out = {.count = 0};
        page->to[i] = 0;
        page->glyph[i] = IE_GLYPH_BREAK;
        if (point >= 0xD800 && point <= 0xDFFF)
            continue;
        fold_point(point, &out);
        page->glyph[i] = out.glyph;
        page->upper[i] = out.upper;
        if (out.count == 1 && out.point[0] < 0x10000)
            page->to[i] = (uint16_t)out.point[0];
    }
}

const struct ie_fold_page *ie_folding_page(struct ie_folding *folding, uint32_t point)
{
    struct ie_fold_page **page = &folding->pages[point >> 8 & 0xFF];

    if (!*page) {
        *page = ie_calloc(1, sizeof(**page));
        if (*page)
            fill_page(*page, point & 0xFF00);
    }
    return *page;
}

/* ---- What composes with the character behind it ------------------------------------ */

static uint32_t peek(struct ie_str text, uint32_t at, size_t *size)
{
    if (at >= text.len)
        return 0;
    return ie_utf8_next(ie_str_n(text.ptr + at, text.len - at), size);
}

/* A syllable written as conjoining jamo. */
static void compose_jamo(struct ie_str text, uint32_t lead, struct ie_folded *out)
{
    size_t size = 0;
    uint32_t vowel = peek(text, out->size, &size);

    if (vowel < JAMO_VOWEL || vowel >= JAMO_VOWEL + VOWELS)
        return;
    out->size += (uint32_t)size;
    uint32_t point =
        HANGUL_FIRST + ((lead - JAMO_LEAD) * VOWELS + (vowel - JAMO_VOWEL)) * TAILS;
    uint32_t tail = peek(text, out->size, &size);
    if (tail > JAMO_TAIL && tail < JAMO_TAIL + TAILS) {
        out->size += (uint32_t)size;
        point += tail - JAMO_TAIL;
    }
    out->point[0] = point;
    out->count = 1;
    out->glyph = IE_GLYPH_HANGUL;
}

/* Kana with the voicing mark behind it (half-width or combining). */
static void compose_kana(struct ie_str text, struct ie_folded *out)
{
    size_t size = 0;
    uint32_t mark = peek(text, out->size, &size);
    UErrorCode status = U_ZERO_ERROR;

    if (mark != 0x3099 && mark != 0x309A && mark != 0xFF9E && mark != 0xFF9F)
        return;
    const UNormalizer2 *form = unorm2_getNFCInstance(&status);
    if (U_FAILURE(status))
        return;
    UChar32 pair = unorm2_composePair(form, (UChar32)out->point[0],
                                      mark == 0x3099 || mark == 0xFF9E ? 0x3099 : 0x309A);
    if (pair < 0)
        return;
    out->point[0] = (uint32_t)pair;
    out->size += (uint32_t)size;
}

static void compose(struct ie_str text, uint32_t point, struct ie_folded *out)
{
    size_t size = 0;

    if (point >= JAMO_LEAD && point < JAMO_LEAD + LEADS)
        compose_jamo(text, point, out);
    else if (out->count == 1 && out->glyph >= IE_GLYPH_KATAKANA)
        compose_kana(text, out);
    else if (out->count == 1 && (out->point[0] == 0x438 || out->point[0] == 0x443) &&
             peek(text, out->size, &size) == MARK_BREVE) {
        out->point[0] = out->point[0] == 0x438 ? 0x439 : 0x45E;
        out->size += (uint32_t)size;
    }
}

bool ie_fold_next(struct ie_folding *folding, struct ie_str text, struct ie_folded *out)
{
    size_t size = 1;
    uint32_t point = (unsigned char)text.ptr[0];

    if (point >= 0x80)
        point = ie_utf8_next(text, &size);
    out->size = (uint32_t)size;
    out->count = 0;
    out->glyph = IE_GLYPH_BREAK;
    out->upper = false;
    if (point == 0xFFFD && size == 1)
        return true;
    if (point >= 0x10000) {
        fold_point(point, out);
        return true;
    }
    const struct ie_fold_page *page = ie_folding_page(folding, point);
    if (!page)
        return false;
    out->point[0] = page->to[point & 0xFF];
    out->glyph = page->glyph[point & 0xFF];
    out->upper = page->upper[point & 0xFF];
    if (out->point[0] && ie_glyph_is_letter(out->glyph))
        out->count = 1;
    else if (ie_glyph_is_letter(out->glyph))
        fold_point(point, out);
    if (out->size < text.len && (unsigned char)text.ptr[out->size] >= 0x80)
        compose(text, point, out);
    return true;
}
