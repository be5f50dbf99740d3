/* Keys under which names are looked up and compared. */
#include "text/icu.h"

#include <unicode/uchar.h>

static bool drop_mark(enum ie_script last)
{
    return last == IE_SCRIPT_LATIN || last == IE_SCRIPT_GREEK ||
           last == IE_SCRIPT_CYRILLIC || last == IE_SCRIPT_HEBREW;
}

static bool in_words(uint32_t point)
{
    return (U_GET_GC_MASK((UChar32)point) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) !=
           0;
}

/* One folded point as it stands in a key; writes at most 4 bytes. */
static size_t put_key_point(uint32_t point, char *out)
{
    if (point == 0xE6 || point == 0x153) { /* æ, œ */
        out[0] = point == 0xE6 ? 'a' : 'o';
        out[1] = 'e';
        return 2;
    }
    if (point >= 0x30A1 && point <= 0x30F6)
        point -= 0x60; /* katakana as hiragana */
    else if (point >= 0xC0)
        point = ie_unaccent(point);
    return ie_utf8_put(point, out);
}

int ie_text_search_key(struct ie_arena *arena, struct ie_str text, struct ie_str *key,
                       struct ie_error *err)
{
    struct ie_str folded = IE_STR_NONE;
    enum ie_script last = IE_SCRIPT_NONE;
    size_t len = 0;
    bool gap = false;
    int code = ie_text_fold(arena, text, &folded, err);

    if (code)
        return code;
    /* no point grows when its accent goes, and a gap takes the place of what it stands
     * for, so twice the length always does */
    char *out = ie_arena_alloc(arena, folded.len * 2 + 1);
    if (!out)
        return ie_fail_nomem(err);
    while (folded.len) {
        size_t size;
        uint32_t point = ie_utf8_next(folded, &size);
        folded.ptr += size;
        folded.len -= size;
        if (!in_words(point)) {
            gap = true;
            last = IE_SCRIPT_NONE;
            continue;
        }
        bool mark = point >= 0x300 && (U_GET_GC_MASK((UChar32)point) & U_GC_MN_MASK);
        if (mark && drop_mark(last))
            continue;
        if (gap && len)
            out[len++] = ' ';
        gap = false;
        len += put_key_point(point, out + len);
        if (!mark)
            last = ie_script_of(point);
    }
    *key = ie_str_n(out, len);
    return 0;
}

/* ---- Organisations -------------------------------------------------------------- */

/* Legal forms as search keys, whole words, longest first where one ends another. */
static const char *const forms[] = {
    /* Korean; ㈜ and (주) have the key 주 */
    "주식회사",
    "유한책임회사",
    "유한회사",
    "합자회사",
    "합명회사",
    "사단법인",
    "재단법인",
    "학교법인",
    "의료법인",
    "농업회사법인",
    "어업회사법인",
    "영농조합법인",
    "협동조합",
    "사회적협동조합",
    "주",
    "유",
    "사",
    "재",
    /* Japanese, Chinese */
    "株式会社",
    "有限会社",
    "合同会社",
    "合資会社",
    "合名会社",
    "一般社団法人",
    "一般財団法人",
    "株",
    "有",
    "股份有限公司",
    "有限责任公司",
    "有限公司",
    /* English */
    "co ltd",
    "company limited",
    "private limited",
    "pvt ltd",
    "pte ltd",
    "pty ltd",
    "limited liability company",
    "co inc",
    "ltd",
    "limited",
    "inc",
    "incorporated",
    "corp",
    "corporation",
    "company",
    "co",
    "llc",
    "l l c",
    "llp",
    "l l p",
    "lp",
    "plc",
    "p l c",
    "pte",
    "pty",
    "pvt",
    /* German, Austrian, Swiss */
    "gmbh co kg",
    "gmbh u co kg",
    "gmbh und co kg",
    "ag co kg",
    "ag co kgaa",
    "gmbh",
    "ggmbh",
    "m b h",
    "mbh",
    "g m b h",
    "ag",
    "a g",
    "kg",
    "kgaa",
    "ohg",
    "ug haftungsbeschrankt",
    "ug",
    "e v",
    "ev",
    "eg",
    "e k",
    "ek",
    "gbr",
    /* French, Belgian */
    "sarl",
    "s a r l",
    "sas",
    "s a s",
    "sasu",
    "sa",
    "s a",
    "eurl",
    "snc",
    "s n c",
    "scop",
    "scrl",
    "sprl",
    "srl",
    "societe anonyme",
    "societe par actions simplifiee",
    "societe a responsabilite limitee",
    /* Italian, Spanish, Dutch, Nordic, European, Czech, Polish */
    "spa",
    "s p a",
    "s r l",
    "sl",
    "s l",
    "bv",
    "b v",
    "nv",
    "n v",
    "ab",
    "oy",
    "oyj",
    "as",
    "asa",
    "a s",
    "aps",
    "se",
    "s r o",
    "sro",
    "sp z o o",
    "sp z oo",
    "ltda",
    "kft",
    "zrt",
    /* Russian and neighbours */
    "общество с ограниченной ответственностью",
    "публичное акционерное общество",
    "открытое акционерное общество",
    "закрытое акционерное общество",
    "акционерное общество",
    "ооо",
    "оао",
    "зао",
    "пао",
    "нао",
    "ао",
    "ип",
    "тоо",
    "одо",
    "фгуп",
    "гуп",
    "нпо",
    /* Hebrew: בע"מ has the key "בע מ" */
    "בע מ",
    "בעמ",
    "ע ר",
    "חברה פרטית",
};

/* These are written without a space, too. */
static const char *const glued[] = {
    "주식회사", "유한회사", "유한책임회사", "農業法人",     "株式会社",
    "有限会社", "合同会社", "股份有限公司", "有限责任公司", "有限公司",
};

static bool take_front(struct ie_str *key, struct ie_str form, bool whole_words)
{
    if (key->len <= form.len || !ie_str_starts(*key, form))
        return false;
    if (whole_words && key->ptr[form.len] != ' ')
        return false;
    *key = ie_str_trim(ie_str_n(key->ptr + form.len, key->len - form.len));
    return true;
}

static bool take_back(struct ie_str *key, struct ie_str form, bool whole_words)
{
    if (key->len <= form.len || !ie_str_ends(*key, form))
        return false;
    if (whole_words && key->ptr[key->len - form.len - 1] != ' ')
        return false;
    *key = ie_str_trim(ie_str_n(key->ptr, key->len - form.len));
    return true;
}

static bool strip_longest(struct ie_str *key)
{
    struct ie_str best = *key;

    for (size_t i = 0; i < IE_COUNT(forms); i++) {
        struct ie_str front = *key, back = *key, form = ie_str_z(forms[i]);
        if (take_front(&front, form, true) && front.len < best.len)
            best = front;
        if (take_back(&back, form, true) && back.len < best.len)
            best = back;
    }
    for (size_t i = 0; i < IE_COUNT(glued); i++) {
        struct ie_str front = *key, back = *key, form = ie_str_z(glued[i]);
        if (take_front(&front, form, false) && front.len < best.len)
            best = front;
        if (take_back(&back, form, false) && back.len < best.len)
            best = back;
    }
    bool shorter = best.len < key->len;
    *key = best;
    return shorter;
}

int ie_text_organisation_key(struct ie_arena *arena, struct ie_str name,
                             struct ie_str *key, struct ie_error *err)
{
    struct ie_str words = IE_STR_NONE;
    size_t len = 0;
    int code = ie_text_search_key(arena, name, &words, err);

    if (code)
        return code;
    take_front(&words, IE_STR("the"), true);
    while (strip_longest(&words))
        ;
    char *out = ie_arena_alloc(arena, words.len + 1);
    if (!out)
        return ie_fail_nomem(err);
    for (size_t i = 0; i < words.len; i++)
        if (words.ptr[i] != ' ')
            out[len++] = words.ptr[i];
    *key = ie_str_n(out, len);
    return 0;
}
