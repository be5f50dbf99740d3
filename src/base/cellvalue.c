#include "base/cellvalue.h"

#include "base/cellvalue_priv.h"
#include "base/names.h"

bool ie_cell_fold(struct ie_str text, char out[IE_CELL_ROOM], struct ie_str *folded)
{
    size_t len = 0;

    text = ie_str_trim(text);
    while (text.len) {
        size_t size;
        uint32_t point = ie_utf8_next(text, &size);
        text = ie_str_sub(text, size, text.len);
        if (point >= 0xFF01 && point <= 0xFF5E)
            point -= 0xFEE0;
        else if (point == 0xA0 || (point >= 0x2000 && point <= 0x200A) ||
                 point == 0x202F || point == 0x3000 || (point >= '\t' && point <= '\r'))
            point = ' ';
        else if ((point >= 0x2010 && point <= 0x2015) || point == 0x2212)
            point = '-';
        else if (point == 0x301C || point == 0x223C)
            point = '~';
        else if (point == 0x2019 || point == 0x2BC)
            point = '\'';
        if (len + 4 > IE_CELL_ROOM)
            return false;
        len += ie_utf8_put(point, out + len);
    }
    *folded = ie_str_trim(ie_str_n(out, len));
    return true;
}

int ie_cell_fail(struct ie_error *err, const char *id, struct ie_str text)
{
    text = ie_str_trim(text);
    ie_fail(err, IE_INPUT, text.len ? id : "cell.empty");
    if (text.len)
        ie_error_argn(err, "value", text.ptr, text.len);
    return IE_INPUT;
}

bool ie_cell_take(struct ie_str *text, struct ie_str word)
{
    if (!ie_str_eq_ascii_nocase(ie_str_sub(*text, 0, word.len), word))
        return false;
    *text = ie_str_trim(ie_str_sub(*text, word.len, text->len));
    return true;
}

bool ie_cell_take_end(struct ie_str *text, struct ie_str word)
{
    if (text->len < word.len ||
        !ie_str_eq_ascii_nocase(ie_str_sub(*text, text->len - word.len, word.len), word))
        return false;
    *text = ie_str_trim(ie_str_n(text->ptr, text->len - word.len));
    return true;
}

/* Booleans. */

int ie_cell_bool(struct ie_str text, bool *value, struct ie_error *err)
{
    static const char *const words[2][28] = {
        {"no",   "n",        "false",     "f",    "0",      "아니오", "아니요",
         "아님", "x",        "×",         "✗",    "✕",      "✘",      "무",
         "없음", "해당없음", "해당 없음", "불가", "미동의", "non",    "нет",
         "לא",   "いいえ",   "nein",      "否",   "거부",   "부"},
        {"yes", "y",  "true", "t",  "1",  "예",   "네",   "o",    "○",    "◯",
         "●",   "v",  "✓",    "✔",  "유", "있음", "해당", "가능", "동의", "oui",
         "да",  "כן", "はい", "ja", "是", "ok",   "여",   "〇"}};
    char room[IE_CELL_ROOM];
    struct ie_str folded;

    if (!ie_cell_fold(text, room, &folded))
        return ie_cell_fail(err, "bool.malformed", text);
    for (int yes = 0; yes < 2; yes++)
        for (size_t i = 0; i < IE_COUNT(words[0]) && words[yes][i]; i++)
            if (ie_str_eq_ascii_nocase(folded, ie_str_z(words[yes][i]))) {
                *value = yes;
                return 0;
            }
    return ie_cell_fail(err, "bool.malformed", text);
}

/* Lists. */

static size_t separator_at(struct ie_str text)
{
    static const struct ie_str wide[] = {{"·", 2},  {"・", 3}, {"、", 3}, {"，", 3},
                                         {"；", 3}, {"ㆍ", 3}, {"･", 3}};

    if (strchr(";,/|\n\r", text.ptr[0]) && text.ptr[0])
        return 1;
    for (size_t i = 0; i < IE_COUNT(wide); i++)
        if (ie_str_starts(text, wide[i]))
            return wide[i].len;
    return 0;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A comma or slash inside a number, a slash of an address. */
static bool belongs_inside(struct ie_str text, size_t at)
{
    char c = text.ptr[at];
    char before = at ? text.ptr[at - 1] : ' ';
    char after = at + 1 < text.len ? text.ptr[at + 1] : ' ';

    if ((c == ',' || c == '/') && is_digit(before) && is_digit(after))
        return true;
    return c == '/' && (before == '/' || after == '/' || before == ':');
}

/* The length of a bracket with its inside; 0 if it is not closed. */
static size_t bracket_at(struct ie_str text)
{
    static const struct ie_str pairs[][2] = {
        {{"(", 1}, {")", 1}}, {{"[", 1}, {"]", 1}}, {{"（", 3}, {"）", 3}}};

    for (size_t i = 0; i < IE_COUNT(pairs); i++) {
        if (!ie_str_starts(text, pairs[i][0]))
            continue;
        int64_t end = ie_str_find(text, pairs[i][1]);
        return end < 0 ? 0 : (size_t)end + pairs[i][1].len;
    }
    return 0;
}

bool ie_cell_list(struct ie_str *rest, struct ie_str *part)
{
    while (rest->len) {
        size_t at = 0, skip = 0;
        while (at < rest->len) {
            struct ie_str here = ie_str_sub(*rest, at, rest->len);
            size_t inside = bracket_at(here);
            skip = inside ? 0 : separator_at(here);
            if (skip && !belongs_inside(*rest, at))
                break;
            at += inside ? inside : 1;
            skip = 0;
        }
        *part = ie_str_trim(ie_str_sub(*rest, 0, at));
        *rest = ie_str_sub(*rest, at + skip, rest->len);
        if (part->len)
            return true;
    }
    return false;
}

/* Telephone numbers. */

bool ie_cell_phone(struct ie_str text, char out[48])
{
    char room[IE_CELL_ROOM];
    struct ie_str folded;
    size_t digits = 0;

    if (!ie_cell_fold(text, room, &folded) || folded.len >= 48)
        return false;
    for (size_t i = 0; i < folded.len; i++) {
        struct ie_str here = ie_str_sub(folded, i, folded.len);
        char c = folded.ptr[i];
        if (is_digit(c))
            digits++;
        else if (ie_str_eq_ascii_nocase(ie_str_sub(here, 0, 3), IE_STR("ext")))
            i += 2;
        else if (c == '+' ? i > 0 && folded.ptr[i - 1] != '(' : !strchr(" -.()/,#~", c))
            return false;
    }
    if (digits < 3 || digits > 20)
        return false;
    memcpy(out, folded.ptr, folded.len);
    out[folded.len] = '\0';
    return true;
}

/* Names. */

struct names {
    const struct ie_name_key *keys;
    uint32_t count;
};

/* A name, also with a leading "the". */
static int find_plain(const struct names *names, struct ie_str text)
{
    char key[IE_NAME_KEY_ROOM];
    size_t len;

    if (!ie_name_key(text, key, &len))
        return -1;
    struct ie_str whole = ie_str_n(key, len);
    int found = ie_name_find(names->keys, names->count, whole);
    if (found < 0 && len > 3 && memcmp(key, "the", 3) == 0)
        found = ie_name_find(names->keys, names->count, ie_str_sub(whole, 3, len));
    return found;
}

/* "대한민국 (KR)", "KR - South Korea": two namings that must agree. */
static int find_pair(const struct names *names, struct ie_str text)
{
    int64_t open = ie_str_find_char(text, '(');
    struct ie_str first, second;

    if (open > 0 && text.ptr[text.len - 1] == ')') {
        first = ie_str_n(text.ptr, (size_t)open);
        second = ie_str_n(text.ptr + open + 1, text.len - (size_t)open - 2);
    } else {
        int64_t dash = ie_str_find(text, IE_STR(" - "));
        if (dash < 0)
            return -1;
        first = ie_str_n(text.ptr, (size_t)dash);
        second = ie_str_n(text.ptr + dash + 3, text.len - (size_t)dash - 3);
    }
    int a = find_plain(names, first), b = find_plain(names, second);
    return a == b ? a : a == IE_NAME_AMBIGUOUS ? b : -1;
}

static int find_name(const struct names *names, struct ie_str text)
{
    char room[IE_CELL_ROOM];
    struct ie_str folded;

    if (!ie_cell_fold(text, room, &folded))
        return -1;
    int found = find_plain(names, folded);
    return found < 0 ? find_pair(names, folded) : found;
}

int ie_cell_country(struct ie_str text, char code[3], struct ie_error *err)
{
    const struct names countries = {ie_country_keys, ie_country_key_count};
    int found = find_name(&countries, text);

    if (found < 0 || found == IE_NAME_AMBIGUOUS)
        return ie_cell_fail(err, found < 0 ? "country.unknown" : "country.ambiguous",
                            text);
    memcpy(code, ie_country_records[found].code, 3);
    return 0;
}

static const struct ie_name_record *record_of(const struct ie_name_record *records,
                                              uint32_t count, struct ie_str code)
{
    uint32_t low = 0, high = count;

    while (low < high) {
        uint32_t mid = (low + high) / 2;
        int order = ie_str_cmp(ie_str_z(records[mid].code), code);
        if (order == 0)
            return &records[mid];
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

static const char *name_in(const struct ie_name_record *record, const char *lang)
{
    if (!record)
        return NULL;
    return lang && strcmp(lang, "ko") == 0 ? record->korean : record->english;
}

bool ie_country_known(struct ie_str alpha2)
{
    return record_of(ie_country_records, ie_country_record_count, alpha2) != NULL;
}

const char *ie_country_name(struct ie_str alpha2, const char *lang)
{
    return name_in(record_of(ie_country_records, ie_country_record_count, alpha2), lang);
}

uint32_t ie_country_count(void)
{
    return ie_country_record_count;
}

const char *ie_country_code(uint32_t index)
{
    return index < ie_country_record_count ? ie_country_records[index].code : "";
}

/* The primary part of a language tag: two or three letters before '-' or '_'. */
static struct ie_str primary_tag(struct ie_str text)
{
    for (size_t i = 0; i < text.len && i < 4; i++)
        if (text.ptr[i] == '-' || text.ptr[i] == '_')
            return i >= 2 ? ie_str_n(text.ptr, i) : IE_STR_NONE;
        else if ((text.ptr[i] | 32) < 'a' || (text.ptr[i] | 32) > 'z')
            break;
    return IE_STR_NONE;
}

int ie_cell_language(struct ie_str text, char code[4], struct ie_error *err)
{
    const struct names languages = {ie_language_keys, ie_language_key_count};
    struct ie_str tag = primary_tag(ie_str_trim(text));
    int found = find_name(&languages, text);

    if (found < 0 && tag.len)
        found = find_plain(&languages, tag);
    if (found < 0 || found == IE_NAME_AMBIGUOUS)
        return ie_cell_fail(err, "language.unknown", text);
    memcpy(code, ie_language_records[found].code, 3);
    return 0;
}

const char *ie_language_name(struct ie_str code, const char *lang)
{
    return name_in(record_of(ie_language_records, ie_language_record_count, code), lang);
}
