/* What letters stand for, script by script: see sound.h. */
#include "lexicon/sound_priv.h"

/* ---- Alphabets ------------------------------------------------------------------------ */

struct spelling {
    const char
        *letters; /* '^' before: at the word's beginning alone; '$' behind: at its end */
    const char *sounds;
};

/* Longer spellings before those that they begin with. */
static const struct spelling english[] = {
    {"augh", "OA"},
    {"all", "OA l"},
    {"aw", "OA"},
    {"au", "OAU"},
    {"a", "AE"},
    {"bb", "b"},
    {"b", "b"},
    {"cch", "k"},
    {"cce", "k s EI"},
    {"cci", "k s I"},
    {"cc", "k"},
    {"chr", "k r"},
    {"ch", "CkS"},
    {"cial", "S V l"},
    {"cian", "S V n"},
    {"cious", "S V s"},
    {"ck", "k"},
    {"ce$", "s"},
    {"ce", "s EI"},
    {"ci", "s I"},
    {"cy", "s I"},
    {"cz", "C"},
    {"c", "k"},
    {"dge", "j ?EI"},
    {"dg", "j"},
    {"dd", "d"},
    {"d", "d"},
    {"ea", "EIA"},
    {"ee", "I"},
    {"eigh", "EI"},
    {"eu", "IUEO"},
    {"ew", "IU"},
    {"e$", "?EI"},
    {"e", "EI"},
    {"ff", "f"},
    {"f", "f"},
    {"gue$", "g"},
    {"ght", "t"},
    {"gg", "g"},
    {"gh", "?g"},
    {"^gn", "n"},
    {"ge$", "gj"},
    {"ge", "gj EI"},
    {"gi", "gj I"},
    {"gy", "gj I"},
    {"g", "g"},
    {"h", "h"},
    {"igh", "AI"},
    {"i", "I"},
    {"j", "j"},
    {"^kn", "n"},
    {"k", "k"},
    {"ll", "l"},
    {"l", "l"},
    {"mb$", "m"},
    {"mm", "m"},
    {"m", "m"},
    {"nn", "n"},
    {"nge", "nN gj EI"},
    {"ngi", "nN ?gj I"},
    {"ng", "nN ?g"},
    {"nk", "nN k"},
    {"nc", "nN k"},
    {"nx", "nN k sz"},
    {"n", "n"},
    {"oo", "UO"},
    {"ou", "AOU"},
    {"ow", "AOU"},
    {"o", "OA"},
    {"ph", "f"},
    {"pp", "p"},
    {"^ps", "?p s"},
    {"^pn", "?p n"},
    {"p", "p"},
    {"que$", "k"},
    {"qu", "k ?wU"},
    {"q", "k"},
    {"rr", "r"},
    {"rh", "r"},
    {"r", "r"},
    {"sch", "Ss ?k"},
    {"sce", "s EI"},
    {"sci", "s I"},
    {"ssion", "S V n"},
    {"sion", "SzjsC V n"},
    {"sure", "Sjz V r"},
    {"sh", "S"},
    {"ss", "s"},
    {"s", "sz"},
    {"tch", "C"},
    {"tion", "SCs V n"},
    {"tial", "SCs V l"},
    {"tious", "S V s"},
    {"ture", "Ct V r"},
    {"th", "ts"},
    {"tt", "t"},
    {"tz", "?t sz"},
    {"t", "t"},
    {"u", "UA"},
    {"vv", "v"},
    {"v", "v"},
    {"^wr", "r"},
    {"wh", "wU"},
    {"w", "wU"},
    {"^x", "zsj"},
    {"x", "k sz"},
    {"^y", "I"},
    {"y", "I"},
    {"zz", "zs"},
    {"z", "zjs"},
};

static const struct spelling russian[] = {
    {"а", "A"},          {"б", "b"},          {"в", "vw"},          {"^г", "gh"},
    {"г", "g"},          {"дж", "j"},         {"д", "d"},           {"е", "E"},
    {"ж", "jSzg"},       {"з", "zs"},         {"и", "I"},           {"й", "I"},
    {"кс", "k s"},       {"к", "k"},          {"л", "l"},           {"м", "m"},
    {"нг", "N ?g"},      {"нк", "N k"},       {"н", "n"},           {"о", "O"},
    {"п", "p"},          {"р", "r"},          {"с", "s"},           {"т", "t"},
    {"у", "U"},          {"ф", "f"},          {"х", "hk"},          {"ция$", "SCs V n"},
    {"ции$", "SCs V n"}, {"цию$", "SCs V n"}, {"цией$", "SCs V n"}, {"ц", "sCz"},
    {"ч", "C"},          {"ш", "SC"},         {"щ", "S"},           {"ъ", ""},
    {"ы", "I"},          {"ь", ""},           {"э", "EA"},          {"ю", "IU"},
    {"я", "IA"},
};

static const struct spelling hebrew[] = {
    {"^א", "V"},   {"א", "?AOE"}, {"ב", "bv"},  {"ג׳", "j"}, {"ג'", "j"},  {"ג", "g"},
    {"ד", "d"},    {"^ה", "h"},   {"ה$", "?V"}, {"ה", "h"},  {"וו", "vw"}, {"ו", "OUvw"},
    {"ז׳", "j"},   {"ז'", "j"},   {"ז", "zs"},  {"ח", "hk"}, {"ט", "t"},   {"יי", "IEA"},
    {"^י", "Ij"},  {"י", "IE"},   {"כ", "kh"},  {"ל", "l"},  {"מ", "m"},   {"נג", "N ?g"},
    {"נק", "N k"}, {"נ", "n"},    {"ס", "sz"},  {"ע", "?V"}, {"פ", "pf"},  {"צ׳", "C"},
    {"צ'", "C"},   {"צ", "sCz"},  {"ק", "k"},   {"ר", "r"},  {"ש", "Ss"},  {"ת׳", "ts"},
    {"ת", "t"},
};

/* Does the rest of a word begin with a spelling? How many bytes of it. */
static size_t spelled(const struct spelling *one, struct ie_str rest, bool first)
{
    struct ie_str letters = ie_str_z(one->letters);
    bool last = letters.ptr[letters.len - 1] == '$';

    if (letters.ptr[0] == '^') {
        if (!first)
            return 0;
        letters = ie_str_sub(letters, 1, letters.len);
    }
    letters.len -= last;
    return ie_str_starts(rest, letters) && (!last || rest.len == letters.len)
               ? letters.len
               : 0;
}

/* By the last byte of the first letter: most rows of a table are passed over by it. */
static bool begins_alike(const struct spelling *one, struct ie_str rest)
{
    const char *letters = one->letters + (one->letters[0] == '^');
    size_t last = (unsigned char)rest.ptr[0] >= 0xC0; /* of two bytes, in these scripts */

    return letters[0] == rest.ptr[0] &&
           (!last || (rest.len > 1 && letters[1] == rest.ptr[1]));
}

bool ie_sound_alphabet(enum ie_sound_of of, struct ie_str word, struct ie_sounds *out)
{
    const struct spelling *table = of == IE_SOUND_RU   ? russian
                                   : of == IE_SOUND_HE ? hebrew
                                                       : english;
    size_t rows = of == IE_SOUND_RU   ? IE_COUNT(russian)
                  : of == IE_SOUND_HE ? IE_COUNT(hebrew)
                                      : IE_COUNT(english);

    for (size_t at = 0, len; at < word.len; at += len) {
        struct ie_str rest = ie_str_sub(word, at, word.len);
        size_t row = 0;
        for (len = 0; row < rows; row++)
            if (begins_alike(&table[row], rest) &&
                (len = spelled(&table[row], rest, at == 0)))
                break;
        if (!len || !ie_sound_add_all(out, table[row].sounds))
            return false;
    }
    return true;
}

/* ---- Kana ----------------------------------------------------------------------------- */

/* From ァ on, as Unicode orders them: consonants, and the vowel by its number. */
bool ie_sound_kana(struct ie_str word, struct ie_sounds *out)
{
    static const struct {
        const char *kana, *consonant, *vowel;
    } table[] = {
        {"ア", "", "AOE"},    {"イ", "", "IE"},     {"ウ", "?w", "UO"},
        {"エ", "", "EA"},     {"オ", "", "OA"},     {"カ", "k", "AOE"},
        {"キ", "k", "IE"},    {"ク", "k", "?UO"},   {"ケ", "k", "EA"},
        {"コ", "k", "OA"},    {"ガ", "g", "AOE"},   {"ギ", "g", "IE"},
        {"グ", "g", "?UO"},   {"ゲ", "g", "EA"},    {"ゴ", "g", "OA"},
        {"サ", "s", "AOE"},   {"シ", "Ss", "IE"},   {"ス", "s", "?UO"},
        {"セ", "s", "EA"},    {"ソ", "s", "OA"},    {"ザ", "zs", "AOE"},
        {"ジ", "jzd", "IE"},  {"ズ", "zsd", "?UO"}, {"ゼ", "zj", "EA"},
        {"ゾ", "z", "OA"},    {"タ", "t", "AOE"},   {"チ", "Ct", "?IE"},
        {"ツ", "tsC", "?UO"}, {"テ", "t", "EA"},    {"ト", "t", "?OAU"},
        {"ダ", "d", "AOE"},   {"ヂ", "jd", "IE"},   {"ヅ", "dz", "?UO"},
        {"デ", "d", "EA"},    {"ド", "d", "?OAU"},  {"ナ", "n", "AOE"},
        {"ニ", "n", "IE"},    {"ヌ", "n", "UO"},    {"ネ", "n", "EA"},
        {"ノ", "n", "OA"},    {"ハ", "h", "AOE"},   {"ヒ", "h", "IE"},
        {"フ", "fh", "?UO"},  {"ヘ", "h", "EA"},    {"ホ", "h", "OA"},
        {"バ", "bv", "AOE"},  {"ビ", "bv", "IE"},   {"ブ", "bv", "?UO"},
        {"ベ", "bv", "EA"},   {"ボ", "bv", "OA"},   {"パ", "p", "AOE"},
        {"ピ", "p", "IE"},    {"プ", "p", "?UO"},   {"ペ", "p", "EA"},
        {"ポ", "p", "OA"},    {"マ", "m", "AOE"},   {"ミ", "m", "IE"},
        {"ム", "m", "?UO"},   {"メ", "m", "EA"},    {"モ", "m", "OA"},
        {"ヤ", "", "IA"},     {"ユ", "", "IU"},     {"ヨ", "", "IO"},
        {"ラ", "lr", "AOE"},  {"リ", "lr", "IE"},   {"ル", "lr", "?UO"},
        {"レ", "lr", "EA"},   {"ロ", "lr", "OA"},   {"ワ", "?w", "AO"},
        {"ヲ", "", "O"},      {"ヴ", "v", "?UO"},
    };
    static const struct {
        const char *kana, *vowel;
    } small[] = {{"ァ", "AO"}, {"ィ", "IE"}, {"ゥ", "UO"}, {"ェ", "EA"},
                 {"ォ", "OA"}, {"ャ", "AE"}, {"ュ", "UA"}, {"ョ", "OA"}};
    bool open = false; /* a vowel that a small kana may replace is to come */
    const char *vowel = "";

    for (size_t at = 0; at < word.len; at += 3) {
        struct ie_str one = ie_str_sub(word, at, 3);
        size_t i = 0;
        if (ie_str_eq(one, IE_STR("ー")) || ie_str_eq(one, IE_STR("ッ")))
            continue;
        for (; open && i < IE_COUNT(small); i++)
            if (ie_str_eqz(one, small[i].kana))
                break;
        if (open && i < IE_COUNT(small)) {
            vowel = small[i].vowel;
            continue;
        }
        if (open && !ie_sound_add_all(out, vowel))
            return false;
        open = false;
        if (ie_str_eq(one, IE_STR("ン"))) {
            if (!ie_sound_add_all(out, "nmN"))
                return false;
            continue;
        }
        for (i = 0; i < IE_COUNT(table); i++)
            if (ie_str_eqz(one, table[i].kana))
                break;
        if (i == IE_COUNT(table) || !ie_sound_add_all(out, table[i].consonant))
            return false;
        open = true;
        vowel = table[i].vowel;
    }
    return !open || ie_sound_add_all(out, vowel);
}

/* ---- Hangul --------------------------------------------------------------------------- */

enum { HANGUL = 0xAC00, SYLLABLES = 11172, FINALS = 28, VOWELS = 21 };

bool ie_sound_hangul(struct ie_str word, struct ie_sounds *out)
{
    /* ㄱ ㄲ ㄴ ㄷ ㄸ ㄹ ㅁ ㅂ ㅃ ㅅ ㅆ ㅇ ㅈ ㅉ ㅊ ㅋ ㅌ ㅍ ㅎ */
    static const char *const initials[] = {"gk", "k",  "n",   "d",  "td", "lr", "m",
                                           "bv", "pb", "sSt", "s",  "",   "jz", "zsC",
                                           "C",  "k",  "t",   "pf", "h"};
    /* ㅏ ㅐ ㅑ ㅒ ㅓ ㅔ ㅕ ㅖ ㅗ ㅘ ㅙ ㅚ ㅛ ㅜ ㅝ ㅞ ㅟ ㅠ ㅡ ㅢ ㅣ */
    static const char *const vowels[] = {
        "AO",      "AE",   "IA",    "IA",    "AEOU",  "EA", "IAEOU",
        "E",       "OA",   "?w AO", "?w EA", "?w EO", "IO", "UO",
        "?w AEOU", "?w E", "?w I",  "IU",    "?V",    "I",  "IE"};
    static const char *const finals[FINALS] = {
        [0] = "",   [1] = "kg",  [4] = "n",   [8] = "l",
        [16] = "m", [17] = "pb", [19] = "td", [21] = "nN"};

    for (size_t size; word.len; word = ie_str_sub(word, size, word.len)) {
        uint32_t syllable = ie_utf8_next(word, &size) - HANGUL;
        if (syllable >= SYLLABLES || !finals[syllable % FINALS])
            return false;
        if (!ie_sound_add_all(out, initials[syllable / FINALS / VOWELS]) ||
            !ie_sound_add_all(out, vowels[syllable / FINALS % VOWELS]) ||
            !ie_sound_add_all(out, finals[syllable % FINALS]))
            return false;
    }
    return true;
}

enum {
    K = 15,
    T = 16,
    P = 17,
    S = 9,
    L = 5,
    J = 12,
    CH = 14,
    D = 3,
    B = 7,
    N = 2,
    M = 6
};
enum { AE = 1, EO = 4, E = 5, U = 13, YU = 17, WI = 16, WE = 15, EU = 18, I = 20 };

/* Syllables that neither native words nor those from Chinese have, or hardly. */
static bool foreign(uint32_t syllable)
{
    uint32_t initial = syllable / FINALS / VOWELS, vowel = syllable / FINALS % VOWELS;
    uint32_t final = syllable % FINALS;

    if (initial == K)
        return vowel != 10; /* 쾌 */
    if (vowel == EU && !final)
        return initial == S || initial == T || initial == P || initial == D ||
               initial == B || initial == J || initial == CH || initial == L;
    if (vowel == E)
        return final || initial == L || initial == T || initial == P || initial == D ||
               initial == B || initial == N || initial == M;
    if (vowel == AE)
        return final == 4 || final == 8 || final == 16 || final == 17;
    if (vowel == I)
        return initial == T || initial == D || (initial == P && final) ||
               (initial == L && (final == 8 || final == 21));
    if (vowel == YU)
        return initial == T || initial == P || initial == M || initial == N ||
               initial == B || initial == D;
    return (vowel == EO && (initial == T || initial == P) && (!final || final == 8)) ||
           (initial == L && final == 19) || vowel == WE;
}

bool ie_sound_korean_loan(struct ie_str word)
{
    unsigned marked = 0, all = 0;

    for (size_t size; word.len; word = ie_str_sub(word, size, word.len)) {
        uint32_t syllable = ie_utf8_next(word, &size) - HANGUL;
        marked += syllable < SYLLABLES && foreign(syllable);
        all++;
    }
    return all && 5 * marked >= all;
}
