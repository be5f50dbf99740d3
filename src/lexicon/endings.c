#include "lexicon/endings.h"

enum { LETTER = 2 }; /* bytes, Cyrillic and Hebrew */

static void add_stem(struct ie_stems *stems, const char *text, size_t len)
{
    for (unsigned i = 0; i < stems->count; i++)
        if (stems->at[i].len == len && !memcmp(stems->at[i].text, text, len))
            return;
    if (stems->count == IE_STEMS || len > IE_WORD_MAX)
        return;
    memcpy(stems->at[stems->count].text, text, len);
    stems->at[stems->count++].len = (uint8_t)len;
}

/* Is `ending` one of those that spaces part in `list`? '-' stands for none. */
static bool has_ending(const char *list, struct ie_str ending)
{
    struct ie_str rest = ie_str_z(list), one;

    while (ie_str_split(&rest, ' ', &one))
        if (ie_str_eq(one, ending) || (!ending.len && ie_str_eqz(one, "-")))
            return true;
    return false;
}

/* ---- Russian --------------------------------------------------------------------------- */

/* Endings of the nominative, then the others. */
static const char *const declensions[][2] = {
    {"а ы и", "е у ой ей ою ею - ам ами ах"}, /* пластина, заготовка */
    {"я и", "е ю ей ею ь ям ями ях"},         /* пуля */
    {"я и", "е ю ей ею й ям ями ях"},         /* батарея */
    {"я и", "е ю ей ею - ям ями ях"},         /* песня */
    {"ия ии", "ию ией ий иям иями иях"},      /* линия */
    {"ь и", "ью ей ям ями ях"},               /* деталь */
    {"- ы и", "а у ом ем е ов ев ей ам ами ах"}, /* магнит, станок, нож */
    {"й и", "я ю ем е ев ям ями ях"},            /* край */
    {"ий ии", "ия ию ием иев иям иями иях"},     /* натрий */
    {"ь и", "я ю ем е ей ям ями ях"},            /* двигатель */
    {"о а", "у ом е - ам ами ах"},               /* средство */
    {"е а", "у ем - ам ами ах"},                 /* кольце */
    {"е я", "ю ем и ей ям ями ях"},              /* поле */
    {"ие ия", "ию ием ии ий иям иями иях"},      /* покрытие */
    {"ый ий ой ая яя ое ее ые ие", "ого его ому ему ым им ом ем ую юю ой ей ою ею ых их "
                                   "ыми ими"}, /* adjectives */
};

/* All endings above, longest first. */
static const char *const russian_endings[] = {
    "иями", "иям", "иях", "ией", "ием", "иев", "ами", "ями", "ого", "его", "ому",
    "ему",  "ыми", "ими", "ам",  "ах",  "ом",  "ем",  "ов",  "ев",  "ей",  "ой",
    "ою",   "ею",  "ью",  "ям",  "ях",  "ия",  "ии",  "ию",  "ий",  "ие",  "ый",
    "ым",   "им",  "ая",  "яя",  "ую",  "юю",  "ое",  "ее",  "ые",  "ых",  "их",
    "а",    "я",   "о",   "е",   "у",   "ю",   "ы",   "и",   "ь",   "й"};

/* станок, заготовок, швов beside шов: a stem without its last vowel, 0 if it has none. */
static size_t without_vowel(struct ie_str stem, char out[IE_WORD_MAX])
{
    enum { SHORTEST = 3 * LETTER };

    if (stem.len < SHORTEST || stem.len > IE_WORD_MAX)
        return 0;
    struct ie_str vowel = ie_str_n(stem.ptr + stem.len - 2 * LETTER, LETTER);
    struct ie_str last = ie_str_n(stem.ptr + stem.len - LETTER, LETTER);
    if ((!ie_str_eqz(vowel, "о") && !ie_str_eqz(vowel, "е")) ||
        ie_str_find(IE_STR("аеиоуыэюяйь"), last) >= 0)
        return 0;
    memcpy(out, stem.ptr, stem.len - 2 * LETTER);
    memcpy(out + stem.len - 2 * LETTER, last.ptr, LETTER);
    return stem.len - LETTER;
}

void ie_russian_stems(struct ie_str word, struct ie_stems *stems)
{
    enum { STEM = 3 * LETTER };
    char shorter[IE_WORD_MAX];

    stems->count = 0;
    add_stem(stems, word.ptr, word.len);
    for (size_t i = 0; i < IE_COUNT(russian_endings); i++) {
        struct ie_str ending = ie_str_z(russian_endings[i]);
        if (word.len >= ending.len + STEM && ie_str_ends(word, ending))
            add_stem(stems, word.ptr, word.len - ending.len);
    }
    size_t len = without_vowel(word, shorter);
    if (len)
        add_stem(stems, shorter, len);
    for (size_t i = 0; i < IE_COUNT(russian_endings); i++) { /* швов: шв */
        struct ie_str ending = ie_str_z(russian_endings[i]);
        if (word.len == ending.len + STEM - LETTER && ie_str_ends(word, ending))
            add_stem(stems, word.ptr, word.len - ending.len);
    }
}

/* `named`: the label's is an ending of the nominative. */
static bool one_declension(struct ie_str label, struct ie_str word, bool named)
{
    for (size_t i = 0; i < IE_COUNT(declensions); i++) {
        bool nominative = has_ending(declensions[i][0], label);
        if ((nominative || (!named && has_ending(declensions[i][1], label))) &&
            (has_ending(declensions[i][0], word) || has_ending(declensions[i][1], word)))
            return true;
    }
    return false;
}

static bool is_vowel(struct ie_str letter)
{
    return ie_str_find(IE_STR("аеиоуыэюя"), letter) >= 0;
}

/* Bytes at which both begin alike, whole letters. */
static size_t shared_letters(struct ie_str x, struct ie_str y)
{
    size_t len = 0;

    while (len + LETTER <= x.len && len + LETTER <= y.len &&
           !memcmp(x.ptr + len, y.ptr + len, LETTER))
        len += LETTER;
    return len;
}

static struct ie_str behind(struct ie_str word, size_t stem)
{
    return ie_str_n(word.ptr + stem, word.len - stem);
}

/* `bare` has no ending but a vowel before its last letter, that `other` is without. */
static bool with_vowel(struct ie_str bare, struct ie_str other, size_t shortest)
{
    char stem[IE_WORD_MAX];
    size_t len = without_vowel(bare, stem);

    return len >= shortest && ie_str_starts(other, ie_str_n(stem, len)) &&
           one_declension(IE_STR(""), behind(other, len), false);
}

bool ie_russian_same(struct ie_str label, struct ie_str word, bool named)
{
    enum { STEM = 3 * LETTER, ENDING = 4 * LETTER };
    size_t shared = shared_letters(label, word);

    for (size_t stem = shared; stem >= STEM; stem -= LETTER) {
        struct ie_str one = behind(label, stem), two = behind(word, stem);
        if (one.len > ENDING || two.len > ENDING)
            break;
        bool foreign = ie_str_eqz(one, "о") && /* видео has no cases */
                       is_vowel(ie_str_n(label.ptr + stem - LETTER, LETTER));
        if (!foreign && one_declension(one, two, named))
            return true;
    }
    return with_vowel(label, word, STEM - LETTER) || with_vowel(word, label, STEM);
}

/* ---- Hebrew ---------------------------------------------------------------------------- */

/* Label's ending and the word's. */
static const char *const hebrew_pairs[][2] = {
    {"", "ימ"},   {"", "ות"},   {"", "י"},     {"ה", "ת"},  {"ה", "ות"}, {"ה", "ימ"},
    {"ה", "י"},   {"ת", "ות"},  {"ית", "יות"}, {"י", "ימ"}, {"י", "ית"}, {"י", "יות"},
    {"ות", "ה"},  {"ות", "ת"},  {"ימ", ""},    {"ימ", "י"}, {"ימ", "ה"}, {"יות", "ית"},
    {"י", "יימ"}, {"ת", "תימ"}, {"יימ", "י"},
};

static const char *const agreeing[][2] = {
    {"", "ה"},     {"", "ת"},      {"", "ית"}, {"", "יות"}, {"ה", ""},    {"ית", "י"},
    {"ית", "יימ"}, {"יימ", "יות"}, {"י", ""},  {"ות", ""},  {"יות", "י"}, {"ות", "ימ"}};

static const char *const hebrew_endings[] = {"יות", "יימ", "תימ", "ות", "ימ",
                                             "ית",  "ה",   "ת",   "י"};

void ie_hebrew_stems(struct ie_str word, struct ie_stems *stems)
{
    enum { STEM = 2 * LETTER };

    stems->count = 0;
    add_stem(stems, word.ptr, word.len);
    for (size_t i = 0; i < IE_COUNT(hebrew_endings); i++) {
        struct ie_str ending = ie_str_z(hebrew_endings[i]);
        if (word.len >= ending.len + STEM && ie_str_ends(word, ending))
            add_stem(stems, word.ptr, word.len - ending.len);
    }
}

bool ie_hebrew_same(struct ie_str label, struct ie_str word, bool within)
{
    enum { STEM = 3 * LETTER, ENDING = 3 * LETTER };
    size_t shared = shared_letters(label, word);

    for (size_t stem = shared; stem >= (within ? STEM - LETTER : STEM); stem -= LETTER) {
        struct ie_str one = behind(label, stem), two = behind(word, stem);
        if (one.len > ENDING || two.len > ENDING || (stem < STEM && one.len))
            break;
        for (size_t i = 0; i < IE_COUNT(hebrew_pairs); i++)
            if (ie_str_eqz(one, hebrew_pairs[i][0]) &&
                ie_str_eqz(two, hebrew_pairs[i][1]))
                return true;
        for (size_t i = 0; i < IE_COUNT(agreeing) && within; i++)
            if (ie_str_eqz(one, agreeing[i][0]) && ie_str_eqz(two, agreeing[i][1]))
                return true;
    }
    return false;
}
