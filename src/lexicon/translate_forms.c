/*
 * Words whose stem is not that of their dictionary form.
 *
 * Russian: Snowball takes case endings of nouns for those of adjectives or verbs ("систему" as if of
 * "систой", "начало" as if it were a past tense) and keeps the suffix of an infinitive
 * ("планировать", "планирует"). So an ending goes, and what stays is tried as a noun's
 * stem, with a fleeting vowel too, then as a verb's. Endings of adjectives are tried before
 * the stem, since it is shared with other words ("другие" and "друг", "данным" and "Дания");
 * participles lead to their verb ("измеряющий": "измерять").
 *
 * French: words are folded before they are stemmed, and without accents Snowball does not
 * see participles ("publié", "menée"); an ending goes and that of an infinitive comes.
 */
#include "lexicon/translate_priv.h"

enum { STEM_MIN = 6 }; /* bytes: three letters */

/* A stem with each of some endings. `word` has room for 16 bytes behind `len`. */
static uint32_t find_with(const struct ie_translating *t, char *word, size_t len,
                          const char *const *endings, size_t count,
                          struct ie_translation *out)
{
    uint32_t n = 0;

    for (size_t i = 0; i < count && !n; i++) {
        size_t more = strlen(endings[i]);
        memcpy(word + len, endings[i], more);
        n = ie_translate_find(t, IE_WORDBOOK_WRITTEN, ie_str_n(word, len + more), out);
    }
    return n;
}

static uint32_t find_nominative(const struct ie_translating *t, char *word, size_t len,
                                struct ie_translation *out)
{
    static const char *const endings[] = {"", "а", "я", "о", "е", "ь", "й", "ия", "ие"};

    return find_with(t, word, len, endings, IE_COUNT(endings), out);
}

/* With a vowel before the last consonant: дня: день; сна: сон. */
static uint32_t find_fleeting(const struct ie_translating *t, const char *word,
                              size_t len, struct ie_translation *out)
{
    static const char *const vowels[] = {"е", "о"};
    char room[IE_WORD_MAX + 24];
    uint32_t n = 0;

    memcpy(room, word, len - 2);
    for (size_t i = 0; i < IE_COUNT(vowels) && !n; i++) {
        memcpy(room + len - 2, vowels[i], 2);
        memcpy(room + len, word + len - 2, 2);
        n = find_nominative(t, room, len + 2, out);
    }
    return n;
}

static uint32_t find_noun(const struct ie_translating *t, struct ie_str word,
                          struct ie_translation *out)
{
    static const char *const endings[] = {
        "ями", "ами", "иях", "иям", "ием", "ией", "ах", "ях", "ам", "ям", "ом",
        "ем",  "ой",  "ей",  "ев",  "ов",  "ия",  "ию", "ии", "ие", "ью", "а",
        "я",   "у",   "ю",   "ы",   "и",   "е",   "о",  "ь",  "й",  ""};
    char room[IE_WORD_MAX + 24];
    uint32_t n = 0;

    for (size_t i = 0; i < IE_COUNT(endings) && !n; i++) {
        struct ie_str end = ie_str_z(endings[i]);
        if (word.len < end.len + 4 || !ie_str_ends(word, end))
            continue;
        size_t len = word.len - end.len;
        memcpy(room, word.ptr, len);
        if (len >= STEM_MIN)
            n = find_nominative(t, room, len, out);
        if (!n && end.len)
            n = find_fleeting(t, room, len, out);
    }
    return n;
}

/* Personal forms, past, participles of the classes with -ть and -овать. */
static uint32_t find_verb(const struct ie_translating *t, struct ie_str word,
                          struct ie_translation *out)
{
    static const char *const ends[] = {
        "уемый", "уется", "уются", "ующий", "ованный", "ован",  "ована", "овано", "ованы",
        "ует",   "уют",   "уем",   "уя",    "овал",    "овала", "овали", "вший",  "вших",
        "вшие",  "ший",   "ших",   "шие",   "ется",    "ются",  "ится",  "ятся",  "лся",
        "лась",  "лось",  "лись",  "ет",    "ют",      "ит",    "ят",    "ат",    "ут",
        "ешь",   "ем",    "им",    "ете",   "ите",     "ла",    "ло",    "ли",    "л",
        "ны",    "на",    "но",    "н",     "в",       "я",     "ю",     "у"};
    static const char *const infinitives[] = {"ть",  "ать",  "ять",   "ить",
                                              "еть", "нуть", "овать", "ться"};
    char room[IE_WORD_MAX + 24];
    uint32_t n = 0;

    for (size_t i = 0; i < IE_COUNT(ends) && !n; i++) {
        struct ie_str end = ie_str_z(ends[i]);
        if (word.len < end.len + STEM_MIN || !ie_str_ends(word, end))
            continue;
        memcpy(room, word.ptr, word.len - end.len);
        n = find_with(t, room, word.len - end.len, infinitives, IE_COUNT(infinitives),
                      out);
    }
    return n;
}

/* A participle, its ending gone: измеряющ-: измерять; управляем-; полученн-. */
static uint32_t find_participle(const struct ie_translating *t, struct ie_str stem,
                                struct ie_translation *out)
{
    static const char *const ends[] = {"ующ",     "ющ",    "ящ",  "ущ",  "ащ",
                                       "ированн", "ованн", "анн", "янн", "енн",
                                       "уем",     "аем",   "яем", "вш"};
    static const char *const infinitives[] = {
        "ть", "ать", "ять", "ить", "еть", "нуть", "овать", "ировать", "ться", "аться"};
    char room[IE_WORD_MAX + 24];
    uint32_t n = 0;

    for (size_t i = 0; i < IE_COUNT(ends) && !n; i++) {
        struct ie_str end = ie_str_z(ends[i]);
        if (stem.len < end.len + STEM_MIN || !ie_str_ends(stem, end))
            continue;
        memcpy(room, stem.ptr, stem.len - end.len);
        n = find_with(t, room, stem.len - end.len, infinitives, IE_COUNT(infinitives),
                      out);
    }
    return n;
}

uint32_t ie_translate_adjectives(const struct ie_translating *t, struct ie_str word,
                                 struct ie_translation *out)
{
    static const char *const endings[] = {
        "ыми", "ими", "ого", "его", "ому", "ему", "ый", "ий", "ой", "ая", "яя", "ое",
        "ее",  "ые",  "ие",  "ым",  "им",  "ом",  "ем", "ых", "их", "ую", "юю", "ей"};
    static const char *const nominatives[] = {"ый", "ий", "ой", "ые", "ие"};
    static const char *const shorts[] = {"ен", "на", "но", "ны"};
    static const char *const wholes[] = {"ный"};
    struct ie_str reflexive = IE_STR("ся");
    char room[IE_WORD_MAX + 24];
    uint32_t n = 0;

    if (t->of != IE_WORDS_RU)
        return 0;
    if (ie_str_ends(word, reflexive))
        word.len -= reflexive.len;
    for (size_t i = 0; i < IE_COUNT(endings) && !n; i++) {
        struct ie_str end = ie_str_z(endings[i]);
        if (word.len < end.len + STEM_MIN || !ie_str_ends(word, end))
            continue;
        memcpy(room, word.ptr, word.len - end.len);
        n = find_with(t, room, word.len - end.len, nominatives, IE_COUNT(nominatives),
                      out);
        if (!n)
            n = find_participle(t, ie_str_n(word.ptr, word.len - end.len), out);
    }
    for (size_t i = 0; i < IE_COUNT(shorts) && !n; i++) {
        struct ie_str end = ie_str_z(shorts[i]);
        if (word.len < end.len + STEM_MIN || !ie_str_ends(word, end))
            continue;
        memcpy(room, word.ptr, word.len - end.len);
        n = find_with(t, room, word.len - end.len, wholes, IE_COUNT(wholes), out);
    }
    return n;
}

static uint32_t find_french(const struct ie_translating *t, struct ie_str word,
                            struct ie_translation *out)
{
    static const char *const ends[] = {
        "eraient", "erait", "eront", "era",  "aient", "issant", "issait", "issent",
        "ait",     "antes", "ante",  "ants", "ant",   "ees",    "ee",     "ent",
        "ons",     "ez",    "ies",   "ie",   "ues",   "ue",     "us",     "is",
        "it",      "es",    "u",     "i",    "e",     "a"};
    static const char *const infinitives[] = {"er", "ir", "re", "oir"};
    char room[IE_WORD_MAX + 24];
    uint32_t n = 0;

    for (size_t i = 0; i < IE_COUNT(ends) && !n; i++) {
        struct ie_str end = ie_str_z(ends[i]);
        if (word.len < end.len + 3 || !ie_str_ends(word, end))
            continue;
        memcpy(room, word.ptr, word.len - end.len);
        n = find_with(t, room, word.len - end.len, infinitives, IE_COUNT(infinitives),
                      out);
    }
    return n;
}

uint32_t ie_translate_forms(const struct ie_translating *t, struct ie_str word,
                            struct ie_translation *out)
{
    if (t->of == IE_WORDS_FR)
        return find_french(t, word, out);
    if (t->of != IE_WORDS_RU)
        return 0;
    uint32_t n = find_noun(t, word, out);
    return n ? n : find_verb(t, word, out);
}
