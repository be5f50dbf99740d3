/*
 * How a label may be written otherwise, by language: simple rules of inflection, spacing,
 * case and width, written apart from the tagger's. Some of what they make no speaker would
 * say.
 */
#ifndef IE_TEST_LEXICON_CHANGES_H
#define IE_TEST_LEXICON_CHANGES_H

#include <stdlib.h>

#include "base/buf.h"
#include "base/vec.h"
#include "harness.h"

/* Writes the changed label; false if the change does not apply. */
typedef bool change_fn(struct ie_str label, struct ie_buf *out);

static uint32_t below(uint32_t limit)
{
    return (uint32_t)ie_rng_below(ie_test_rng(), limit);
}

static bool ends(struct ie_str text, const char *end)
{
    return ie_str_ends(text, ie_str_z(end));
}

static struct ie_str cut(struct ie_str text, const char *end)
{
    return ie_str_n(text.ptr, text.len - strlen(end));
}

static bool put(struct ie_buf *out, struct ie_str head, const char *tail)
{
    ie_buf_add(out, head);
    ie_buf_addz(out, tail);
    return true;
}

static uint32_t last_point(struct ie_str text)
{
    size_t at = text.len;

    while (at && ((unsigned char)text.ptr[--at] & 0xC0) == 0x80)
        continue;
    return text.len ? ie_utf8_next(ie_str_n(text.ptr + at, text.len - at), &at) : 0;
}

static bool is_hangul(uint32_t point)
{
    return point >= 0xAC00 && point <= 0xD7A3;
}

static bool one_word(struct ie_str label)
{
    return ie_str_find_char(label, ' ') < 0;
}

/* ---- Korean ------------------------------------------------------------------------ */

/* The particle that fits the last syllable: behind a consonant, behind a vowel. */
static bool particle(struct ie_str label, struct ie_buf *out, const char *closed,
                     const char *open)
{
    uint32_t last = last_point(label);

    return is_hangul(last) && put(out, label, (last - 0xAC00) % 28 ? closed : open);
}

static bool korean_object(struct ie_str label, struct ie_buf *out)
{
    return particle(label, out, "을", "를");
}

static bool korean_subject(struct ie_str label, struct ie_buf *out)
{
    return particle(label, out, "이", "가");
}

static bool korean_place(struct ie_str label, struct ie_buf *out)
{
    return particle(label, out, "에서", "에서");
}

static bool korean_means(struct ie_str label, struct ie_buf *out)
{
    bool liquid = (last_point(label) - 0xAC00) % 28 == 8; /* ㄹ */

    return particle(label, out, liquid ? "로" : "으로", "로");
}

static bool korean_joined(struct ie_str label, struct ie_buf *out)
{
    bool joined = false;

    for (size_t i = 0; i < label.len; i++) {
        bool gap = label.ptr[i] == ' ' && i > 2 &&
                   is_hangul(last_point(ie_str_n(label.ptr, i))) &&
                   (unsigned char)label.ptr[i + 1] >= 0xEA;
        joined |= gap;
        if (!gap)
            ie_buf_addc(out, label.ptr[i]);
    }
    return joined;
}

/* Words of labels in Hangul, to know where a label may be spaced. */
static IE_VEC(struct ie_str) hangul;

static int by_text(const void *left, const void *right)
{
    return ie_str_cmp(*(const struct ie_str *)left, *(const struct ie_str *)right);
}

static bool is_word(struct ie_str text)
{
    return bsearch(&text, hangul.at, hangul.count, sizeof(text), by_text) != NULL;
}

static bool korean_spaced(struct ie_str label, struct ie_buf *out)
{
    for (size_t at = 6; one_word(label) && at + 6 <= label.len; at += 3) {
        struct ie_str head = ie_str_n(label.ptr, at);
        struct ie_str tail = ie_str_n(label.ptr + at, label.len - at);
        if (is_hangul(last_point(head)) && is_word(head) && is_word(tail)) {
            put(out, head, " ");
            ie_buf_add(out, tail);
            return true;
        }
    }
    return false;
}

/* ---- German ------------------------------------------------------------------------ */

static const char *const feminine[] = {"ung", "heit", "keit", "schaft", "ion",
                                       "tät", "ik",   "ei",   "enz",    "ur"};

static bool is_feminine(struct ie_str word)
{
    for (size_t i = 0; i < IE_COUNT(feminine); i++)
        if (ends(word, feminine[i]))
            return true;
    return false;
}

static bool is_german_noun(struct ie_str label)
{
    return one_word(label) && label.len > 5 && label.ptr[0] >= 'A' &&
           label.ptr[0] <= 'Z' && label.ptr[1] >= 'a' && ie_str_find_char(label, '-') < 0;
}

static bool german_genitive(struct ie_str label, struct ie_buf *out)
{
    if (!is_german_noun(label) || is_feminine(label) || ends(label, "e"))
        return false;
    return put(out, label, ends(label, "s") || ends(label, "z") ? "es" : "s");
}

static bool german_plural(struct ie_str label, struct ie_buf *out)
{
    if (!is_german_noun(label) || ends(label, "n") || ends(label, "s"))
        return false;
    if (is_feminine(label))
        return put(out, label, "en");
    if (ends(label, "er") || ends(label, "el") || ends(label, "e"))
        return put(out, label, "n"); /* the dative, or the plural */
    return put(out, label, "e");
}

static bool german_head(struct ie_str label, struct ie_buf *out)
{
    return is_german_noun(label) && !ends(label, "e") && !ends(label, "en") &&
           put(out, label, is_feminine(label) ? "sbedarf" : "bedarf");
}

static bool german_tail(struct ie_str label, struct ie_buf *out)
{
    if (!is_german_noun(label))
        return false;
    ie_buf_addz(out, "Spezial");
    ie_buf_addc(out, (char)(label.ptr[0] | 0x20));
    return put(out, ie_str_n(label.ptr + 1, label.len - 1), "");
}

/* ---- Russian ----------------------------------------------------------------------- */

struct declension {
    const char *from;
    const char *to[5]; /* genitive, dative, instrumental; plural and its genitive */
};

static const struct declension adjectives[] = {
    {"щий", {"щего", "щему", "щим", "щие", "щих"}},
    {"ый", {"ого", "ому", "ым", "ые", "ых"}},
    {"ой", {"ого", "ому", "ым", "ые", "ых"}},
    {"ая", {"ой", "ой", "ой", "ые", "ых"}},
    {"яя", {"ей", "ей", "ей", "ие", "их"}},
    {"ое", {"ого", "ому", "ым", "ые", "ых"}},
};

static const struct declension nouns[] = {
    {"ия", {"ии", "ии", "ией", "ии", "ий"}},
    {"ие", {"ия", "ию", "ием", "ия", "ий"}},
    {"ка", {"ки", "ке", "кой", "ки", NULL}},
    {"а", {"ы", "е", "ой", "ы", ""}},
    {"ость", {"ости", "ости", "остью", "ости", "остей"}},
    {"ий", {"ия", "ию", "ием", "ии", "иев"}},
    {"т", {"та", "ту", "том", "ты", "тов"}},
    {"л", {"ла", "лу", "лом", "лы", "лов"}},
    {"р", {"ра", "ру", "ром", "ры", "ров"}},
    {"н", {"на", "ну", "ном", "ны", "нов"}},
    {"м", {"ма", "му", "мом", "мы", "мов"}},
    {"в", {"ва", "ву", "вом", "вы", "вов"}},
    {"д", {"да", "ду", "дом", "ды", "дов"}},
};

static const struct declension *
declension_of(struct ie_str word, const struct declension *table, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (word.len > 8 && ends(word, table[i].from))
            return &table[i];
    return NULL;
}

/* Adjectives and the noun behind them; what follows the noun stays as it is. */
static bool russian_case(struct ie_str label, struct ie_buf *out, int which)
{
    struct ie_str rest = label, word;

    while (ie_str_split(&rest, ' ', &word)) {
        const struct declension *how =
            declension_of(word, adjectives, IE_COUNT(adjectives));
        bool noun = !how;
        if (noun)
            how = declension_of(word, nouns, IE_COUNT(nouns));
        if (!how || !how->to[which] || ie_str_find_char(word, '-') >= 0)
            return false;
        put(out, cut(word, how->from), how->to[which]);
        if (rest.ptr && rest.len)
            ie_buf_addc(out, ' ');
        if (noun)
            return put(out, rest, "");
    }
    return false; /* an adjective alone */
}

static bool russian_genitive(struct ie_str label, struct ie_buf *out)
{
    return russian_case(label, out, 0);
}

static bool russian_dative(struct ie_str label, struct ie_buf *out)
{
    return russian_case(label, out, 1);
}

static bool russian_instrumental(struct ie_str label, struct ie_buf *out)
{
    return russian_case(label, out, 2);
}

static bool russian_plural(struct ie_str label, struct ie_buf *out)
{
    return russian_case(label, out, 3);
}

static bool russian_genitive_plural(struct ie_str label, struct ie_buf *out)
{
    return russian_case(label, out, 4);
}

/* ---- Hebrew ------------------------------------------------------------------------ */

static bool is_hebrew(struct ie_str label)
{
    return label.len > 6 && (unsigned char)label.ptr[0] == 0xD7;
}

static bool hebrew_prefix(struct ie_str label, struct ie_buf *out)
{
    static const char *const prefixes[] = {"ה", "ב", "ל", "ו", "מ", "ש"};
    const char *prefix = prefixes[below(IE_COUNT(prefixes))];

    ie_buf_addz(out, prefix);
    return is_hebrew(label) && put(out, label, "");
}

/* Letters have another form at a word's end. */
static void put_inner(struct ie_buf *out, struct ie_str word, const char *tail)
{
    static const char *const final[][2] = {
        {"ם", "מ"}, {"ן", "נ"}, {"ץ", "צ"}, {"ף", "פ"}, {"ך", "כ"}};

    for (size_t i = 0; i < IE_COUNT(final); i++)
        if (ends(word, final[i][0])) {
            put(out, cut(word, final[i][0]), final[i][1]);
            ie_buf_addz(out, tail);
            return;
        }
    put(out, word, tail);
}

/* חיישן, חיישנים; משאבה, משאבות; רובוט תעשייתי, רובוטים תעשייתיים; חיישן לחץ, חיישני לחץ */
static bool hebrew_plural(struct ie_str label, struct ie_buf *out)
{
    struct ie_str rest = label, first, second = IE_STR_NONE;
    bool two = ie_str_split(&rest, ' ', &first) && rest.len;

    if (!is_hebrew(label) || first.len < 6 || ends(first, "ת") || ends(first, "ים") ||
        ends(first, "י") || ie_str_find_char(label, '-') >= 0)
        return false;
    if (two && (!ie_str_split(&rest, ' ', &second) || rest.len))
        return false; /* three words */
    bool female = ends(first, "ה");
    bool adjective = two && ends(second, female ? "ית" : "י");
    if (female)
        put(out, cut(first, "ה"), "ות");
    else
        put_inner(out, first, two && !adjective ? "י" : "ים");
    if (two) {
        ie_buf_addc(out, ' ');
        if (female && adjective)
            put(out, cut(second, "ית"), "יות");
        else
            put(out, second, adjective ? "ים" : "");
    }
    return true;
}

/* ---- French, English, Japanese ------------------------------------------------------ */

static bool put_french_plural(struct ie_str word, struct ie_buf *out)
{
    if (ends(word, "s") || ends(word, "x") || ends(word, "z"))
        return put(out, word, "");
    if (ends(word, "al"))
        return put(out, cut(word, "al"), "aux");
    return put(out, word, ends(word, "eau") || ends(word, "eu") ? "x" : "s");
}

/* The noun and its adjectives, up to a preposition. */
static bool french_plural(struct ie_str label, struct ie_buf *out)
{
    static const char *const small[] = {"de", "à",   "en",  "d'",  "du",   "par",
                                        "au", "aux", "des", "sur", "pour", "et"};
    struct ie_str rest = label, word;
    bool noun = true;

    while (ie_str_split(&rest, ' ', &word)) {
        char first = word.len ? word.ptr[0] : '0';
        if ((first >= '0' && first <= '9') || (first >= 'A' && first <= 'Z'))
            return false; /* abbreviations and numbers have no plural */
        for (size_t i = 0; i < IE_COUNT(small); i++)
            noun &= !ie_str_starts(word, ie_str_z(small[i])) ||
                    (word.len != strlen(small[i]) && word.ptr[1] != '\'');
        if (noun)
            put_french_plural(word, out);
        else
            put(out, word, "");
        if (rest.len)
            ie_buf_addc(out, ' ');
    }
    return true;
}

static bool english_plural(struct ie_str label, struct ie_buf *out)
{
    char last = label.ptr[label.len - 1];

    if (label.ptr[0] < 'a' || label.ptr[0] > 'z' || last < 'a' || last > 'z' ||
        ends(label, "s") || ends(label, "ing") || ends(label, "ed"))
        return false;
    if (last == 'y' && !ends(label, "ay") && !ends(label, "ey") && !ends(label, "oy"))
        return put(out, cut(label, "y"), "ies");
    return put(out, label, ends(label, "x") || ends(label, "ch") ? "es" : "s");
}

static bool japanese_particle(struct ie_str label, struct ie_buf *out)
{
    static const char *const particles[] = {"を", "の", "が", "による", "用", "向け"};

    return last_point(label) >= 0x3040 &&
           put(out, label, particles[below(IE_COUNT(particles))]);
}

/* センサー, センサ: JIS Z 8301 lets both be written. */
static bool japanese_vowel(struct ie_str label, struct ie_buf *out)
{
    if (ends(label, "ー"))
        return label.len >= 12 && put(out, cut(label, "ー"), "");
    return (ends(label, "タ") || ends(label, "サ") || ends(label, "ダ") ||
            ends(label, "ラ")) &&
           label.len >= 9 && put(out, label, "ー");
}

/* Katakana in half width, as old data bases hold it (JIS X 0201). */
static bool japanese_half(struct ie_str label, struct ie_buf *out)
{
    static const char *const full = "アイウエオカキクケコサシスセソタチツテトナニヌネノ"
                                    "ハヒフヘホマミムメモヤユヨラリルレロワンーッャュョ"
                                    "ァィゥェォ";
    static const char *const half =
        "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝｰｯｬｭｮｧｨｩｪｫ";
    bool changed = false;

    for (size_t at = 0, size; at < label.len; at += size) {
        struct ie_str rest = ie_str_n(label.ptr + at, label.len - at);
        uint32_t point = ie_utf8_next(rest, &size);
        int64_t found = point < 0x30A0 || point > 0x30FF
                            ? -1
                            : ie_str_find(ie_str_z(full), ie_str_n(rest.ptr, size));
        changed |= found >= 0;
        ie_buf_add(out, found < 0 ? ie_str_n(rest.ptr, size) : ie_str_n(half + found, 3));
    }
    return changed;
}

/* ---- All languages ------------------------------------------------------------------ */

static bool in_capitals(struct ie_str label, struct ie_buf *out)
{
    bool changed = false;

    for (size_t at = 0, size; at < label.len; at += size) {
        uint32_t point = ie_utf8_next(ie_str_n(label.ptr + at, label.len - at), &size);
        char letter[4];
        bool low = (point >= 'a' && point <= 'z') ||
                   (point >= 0xE0 && point <= 0xFE && point != 0xF7) ||
                   (point >= 0x430 && point <= 0x44F);
        changed |= low;
        ie_buf_add(out,
                   ie_str_n(letter, ie_utf8_put(low ? point - 0x20 : point, letter)));
    }
    return changed;
}

static bool in_full_width(struct ie_str label, struct ie_buf *out)
{
    bool changed = false;

    for (size_t i = 0; i < label.len; i++) {
        unsigned char c = (unsigned char)label.ptr[i];
        char wide[4];
        bool narrow = c > ' ' && c < 0x7F;
        changed |= narrow;
        ie_buf_add(out, narrow ? ie_str_n(wide, ie_utf8_put(c - '!' + 0xFF01u, wide))
                               : ie_str_n(label.ptr + i, 1));
    }
    return changed;
}

#endif
