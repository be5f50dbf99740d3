#include "lexicon/words.h"

#include <libstemmer.h>

#include "lexicon/endings.h"

int ie_word_rules_init(struct ie_word_rules *rules, struct ie_error *err)
{
    static const char *const names[] = {"english", "german", "french", "russian"};

    memset(rules, 0, sizeof(*rules));
    for (int i = 0; i <= IE_WORDS_RU; i++) {
        rules->stemmers[i] = sb_stemmer_new(names[i], "UTF_8");
        if (!rules->stemmers[i]) {
            ie_word_rules_release(rules);
            return ie_fail_nomem(err);
        }
    }
    return 0;
}

void ie_word_rules_release(struct ie_word_rules *rules)
{
    for (int i = 0; i <= IE_WORDS_RU; i++)
        if (rules->stemmers[i])
            sb_stemmer_delete(rules->stemmers[i]);
    memset(rules, 0, sizeof(*rules));
}

enum ie_words_of ie_words_of(struct ie_str primary)
{
    static const char *const own[] = {"en", "de", "fr", "ru", "he"};

    for (int i = 0; i < IE_WORDS_OTHER; i++)
        if (ie_str_eqz(primary, own[i]))
            return (enum ie_words_of)i;
    /* labels in Latin letters of Korean or Japanese are English abbreviations */
    return ie_str_eqz(primary, "ko") || ie_str_eqz(primary, "ja") ? IE_WORDS_EN
                                                                  : IE_WORDS_OTHER;
}

static bool ends(struct ie_str word, const char *end)
{
    return ie_str_ends(word, ie_str_z(end));
}

static struct ie_str cut(struct ie_str word, size_t bytes)
{
    return ie_str_n(word.ptr, word.len - bytes);
}

/* ---- Keys -------------------------------------------------------------------------- */

/* станок, станка; заготовка, заготовок: the vowel that comes and goes. */
static size_t drop_fleeting(char *key, size_t len)
{
    struct ie_str word = ie_str_n(key, len);

    if (len >= 8 && (ends(word, "ок") || ends(word, "ек") || ends(word, "ец"))) {
        memmove(key + len - 4, key + len - 2, 2);
        return len - 2;
    }
    return len;
}

/* What a key goes without; a letter of Hebrew is two bytes. */
static const char *const hebrew_endings[] = {"יות", "ות", "ימ", "ית", "ה", "ת", "י"};

static struct ie_str hebrew_ending(struct ie_str word)
{
    for (size_t i = 0; i < IE_COUNT(hebrew_endings); i++) {
        size_t len = strlen(hebrew_endings[i]);
        if (ends(word, hebrew_endings[i]) && word.len >= len + 6)
            return ie_str_n(word.ptr + word.len - len, len);
    }
    return ie_str_n(word.ptr + word.len, 0);
}

static size_t hebrew_key(struct ie_str word, char *out)
{
    size_t len = word.len - hebrew_ending(word).len;

    memcpy(out, word.ptr, len);
    return len;
}

enum { SHORTEST = 4 }; /* letters of words that are stemmed */

/* Letters that a stemmer knows: Cyrillic for Russian, Latin for the others. Of the
 * shortest words too little would be left. */
static bool own_letters(enum ie_words_of of, struct ie_str word, size_t shortest)
{
    unsigned char first = (unsigned char)word.ptr[0];
    bool cyrillic = first == 0xD0 || first == 0xD1;
    bool digits = false;
    size_t letters = 0;

    for (size_t i = 0; i < word.len; i++) {
        digits |= word.ptr[i] >= '0' && word.ptr[i] <= '9';
        letters += (word.ptr[i] & 0xC0) != 0x80;
    }
    if (of == IE_WORDS_HE)
        return first == 0xD7 && !digits;
    return letters >= shortest && !digits && cyrillic == (of == IE_WORDS_RU);
}

size_t ie_word_key(struct ie_word_rules *rules, enum ie_words_of of, struct ie_str word,
                   char *out)
{
    size_t len = word.len;

    out[0] = (char)('A' + of);
    if (of == IE_WORDS_HE)
        return 1 + hebrew_key(word, out + 1);
    if (of > IE_WORDS_HE || !own_letters(of, word, SHORTEST)) {
        memcpy(out + 1, word.ptr, len);
        return 1 + len;
    }
    const sb_symbol *stem =
        sb_stemmer_stem(rules->stemmers[of], (const sb_symbol *)word.ptr, (int)word.len);
    if (!stem)
        return 0;
    len = (size_t)sb_stemmer_length(rules->stemmers[of]);
    if (len > IE_WORD_MAX + 4)
        len = IE_WORD_MAX + 4;
    memcpy(out + 1, stem, len);
    if (of == IE_WORDS_RU)
        len = drop_fleeting(out + 1, len);
    return 1 + len;
}

static void add_key(struct ie_word_keys *keys, enum ie_words_of of, const char *text,
                    size_t len)
{
    keys->at[keys->count].text[0] = (char)('A' + of);
    memcpy(keys->at[keys->count].text + 1, text, len);
    keys->at[keys->count++].len = (uint8_t)(len + 1);
}

bool ie_word_keys(struct ie_word_rules *rules, enum ie_words_of of, struct ie_str word,
                  struct ie_word_keys *keys)
{
    struct ie_stems stems = {.count = 0};

    keys->count = 0;
    if (of == IE_WORDS_RU && own_letters(of, word, 3))
        ie_russian_stems(word, &stems);
    else if (of == IE_WORDS_HE && own_letters(of, word, 1))
        ie_hebrew_stems(word, &stems);
    for (unsigned i = 0; i < stems.count; i++)
        add_key(keys, of, stems.at[i].text, stems.at[i].len);
    if (keys->count)
        return true;
    keys->at[0].len = (uint8_t)ie_word_key(rules, of, word, keys->at[0].text);
    keys->count = 1;
    return keys->at[0].len > 0;
}

/* ---- English ----------------------------------------------------------------------- */

static bool joined_is(struct ie_str word, struct ie_str head, const char *tail)
{
    size_t len = strlen(tail);

    return word.len == head.len + len && !memcmp(word.ptr, head.ptr, head.len) &&
           !memcmp(word.ptr + head.len, tail, len);
}

static bool english_plural(struct ie_str one, struct ie_str many)
{
    if (joined_is(many, one, "s") || joined_is(many, one, "es"))
        return true;
    if (ends(one, "y") && joined_is(many, cut(one, 1), "ies"))
        return true;
    if (ends(one, "is") && joined_is(many, cut(one, 2), "es"))
        return true;
    return (ends(one, "ix") || ends(one, "ex")) && joined_is(many, cut(one, 2), "ices");
}

static bool verbal(struct ie_str word)
{
    return (ends(word, "ing") && word.len > 5) || (ends(word, "ed") && word.len > 4);
}

static enum ie_nearness english_near(struct ie_str label, struct ie_str word,
                                     enum ie_word_place place)
{
    if (english_plural(label, word) || english_plural(word, label))
        return IE_NEAR_INFLECTED;
    if (ends(word, "ings"))
        word.len--;
    if (ends(label, "ings"))
        label.len--;
    if (verbal(label) && verbal(word))
        return ie_str_eq(label, word) ? IE_NEAR_INFLECTED : IE_NEAR_DERIVED;
    if (place == IE_PLACE_LAST && verbal(label) != verbal(word))
        return IE_NEAR_LOOSE;
    return IE_NEAR_NOT;
}

/* ---- German, French, Russian, Hebrew ------------------------------------------------ */

static bool among(struct ie_str rest, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (ie_str_eqz(rest, list[i]))
            return true;
    return false;
}

static struct ie_str adjective_stem(struct ie_str word)
{
    static const char *const endings[] = {"en", "er", "es", "em", "e"};

    for (size_t i = 0; i < IE_COUNT(endings); i++)
        if (ends(word, endings[i]) && word.len > strlen(endings[i]) + 3)
            return cut(word, strlen(endings[i]));
    return word;
}

/* A verb as a noun and its participles: "beschichtet" is near "Beschichten" and
 * "Beschichtung", but "Herstellung" is not near "Hersteller". */
static bool german_verbal(struct ie_str label, struct ie_str word)
{
    static const char *const nouns[] = {"en", "ung", "ungen"};
    static const char *const forms[] = {"t",     "te",    "ten", "tes",  "ter",
                                        "tem",   "en",    "end", "ende", "enden",
                                        "ender", "endes", "ung", "ungen"};
    enum { STEM = 5 };

    for (size_t i = 0; i < IE_COUNT(nouns); i++) {
        size_t tail = strlen(nouns[i]), stem = label.len - tail;
        if (!ends(label, nouns[i]) || stem < STEM || word.len < stem ||
            memcmp(label.ptr, word.ptr, stem) != 0)
            continue;
        if (among(ie_str_n(word.ptr + stem, word.len - stem), forms, IE_COUNT(forms)))
            return true;
    }
    return false;
}

static enum ie_nearness german_near(struct ie_str label, struct ie_str word,
                                    enum ie_word_place place)
{
    static const char *const endings[] = {"e",  "en",  "er",  "ern", "n",   "s",  "es",
                                          "em", "ens", "nen", "se",  "sen", "ses"};
    bool adjective = place == IE_PLACE_FIRST || place == IE_PLACE_INNER;

    if (ie_str_starts(word, label) &&
        among(ie_str_n(word.ptr + label.len, word.len - label.len), endings,
              IE_COUNT(endings)))
        return IE_NEAR_INFLECTED;
    if (adjective && ie_str_eq(adjective_stem(label), adjective_stem(word)))
        return IE_NEAR_INFLECTED;
    bool first_part =
        word.len >= 5 && ie_str_starts(label, word) &&
        (ie_str_eqz(ie_str_n(label.ptr + word.len, label.len - word.len), "e") ||
         ie_str_eqz(ie_str_n(label.ptr + word.len, label.len - word.len), "en"));
    return first_part || german_verbal(label, word) ? IE_NEAR_DERIVED : IE_NEAR_NOT;
}

static enum ie_nearness french_near(struct ie_str label, struct ie_str word, bool only)
{
    static const char *const endings[] = {"s", "x", "e", "es"};
    struct ie_str low = label.len < word.len ? label : word;
    struct ie_str high = label.len < word.len ? word : label;

    if (ie_str_starts(high, low) &&
        among(ie_str_n(high.ptr + low.len, high.len - low.len), endings,
              only ? 2 : IE_COUNT(endings))) /* "font" is not "fonte" */
        return IE_NEAR_INFLECTED;
    return ends(high, "aux") && ends(low, "al") ? IE_NEAR_INFLECTED : IE_NEAR_NOT;
}

enum ie_nearness ie_word_near(enum ie_words_of of, struct ie_str label,
                              struct ie_str word, enum ie_word_place place)
{
    bool same = false;

    if (ie_str_eq(label, word))
        return IE_NEAR_SAME;
    switch (of) {
    case IE_WORDS_EN:
        return english_near(label, word, place);
    case IE_WORDS_DE:
        return german_near(label, word, place);
    case IE_WORDS_FR:
        return french_near(label, word, place == IE_PLACE_ONLY);
    case IE_WORDS_RU:
        same = ie_russian_same(label, word,
                               place == IE_PLACE_ONLY || place == IE_PLACE_FIRST);
        break;
    case IE_WORDS_HE:
        same = ie_hebrew_same(label, word, place != IE_PLACE_ONLY);
        break;
    case IE_WORDS_OTHER:
    case IE_WORDS_COUNT:
        break;
    }
    return same ? IE_NEAR_INFLECTED : IE_NEAR_NOT;
}

/* ---- Variants ---------------------------------------------------------------------- */

struct variants {
    struct ie_word_variant *out;
    unsigned count;
};

static void add_variant_at(struct variants *to, struct ie_str head, const char *tail,
                           enum ie_nearness nearness, unsigned places)
{
    size_t more = strlen(tail);

    if (to->count == IE_WORD_VARIANTS || head.len + more > IE_WORD_MAX || !head.len)
        return;
    struct ie_word_variant *variant = &to->out[to->count++];
    memcpy(variant->text, head.ptr, head.len);
    memcpy(variant->text + head.len, tail, more);
    variant->len = (uint8_t)(head.len + more);
    variant->nearness = (uint8_t)nearness;
    variant->places = (uint8_t)places;
}

static void add_variant(struct variants *to, struct ie_str head, const char *tail,
                        enum ie_nearness nearness)
{
    add_variant_at(to, head, tail, nearness, IE_PLACES_ALL);
}

/* `word` with the first `from` in it written as `to`. */
static void add_respelt(struct variants *into, struct ie_str word, const char *from,
                        const char *to, enum ie_nearness nearness)
{
    char text[IE_WORD_MAX + 8];
    size_t old = strlen(from), new = strlen(to);
    int64_t at = ie_str_find(word, ie_str_z(from));

    if (at < 0 || word.len > IE_WORD_MAX)
        return;
    memcpy(text, word.ptr, (size_t)at);
    memcpy(text + at, to, new);
    memcpy(text + at + new, word.ptr + at + old, word.len - (size_t)at - old);
    add_variant(into, ie_str_n(text, word.len + new - old), "", nearness);
}

static void english_variants(struct ie_str word, struct variants *to)
{
    uint32_t letters = 0; /* bit by letter */

    /* the third: letters without which there is no need to look */
    static const char *const british[][3] = {
        {"mould", "mold", "u"},        {"aluminium", "aluminum", "u"},
        {"fibre", "fiber", "b"},       {"sation", "zation", "t"},
        {"ising", "izing", "g"},       {"ised", "ized", "d"},
        {"vapour", "vapor", "v"},      {"colour", "color", "u"},
        {"sulph", "sulf", "h"},        {"centre", "center", "c"},
        {"labour", "labor", "u"},      {"grey", "gray", "y"},
        {"licence", "license", "c"},   {"orthopaed", "orthoped", "h"},
        {"catalys", "catalyz", "y"},   {"analys", "analyz", "y"},
        {"tyre", "tire", "y"},         {"defence", "defense", "f"},
        {"aerofoil", "airfoil", "f"},  {"anaesth", "anesth", "h"},
        {"metre", "meter", "m"},       {"behaviour", "behavior", "v"},
        {"programme", "program", "g"}, {"catalogue", "catalog", "g"}};
    static const char *const participles[][2] = {
        {"drawn", "drawing"},   {"ground", "grinding"}, {"wound", "winding"},
        {"spun", "spinning"},   {"bent", "bending"},    {"cut", "cutting"},
        {"woven", "weaving"},   {"blown", "blowing"},   {"grown", "growing"},
        {"wrought", "working"}, {"sawn", "sawing"}};

    if (word.len > 2 && ends(word, "s")) /* "CMPs" has no vowel to stem by */
        add_variant(to, cut(word, 1), "", IE_NEAR_INFLECTED);
    if (ends(word, "ses") || ends(word, "xes") || ends(word, "zes"))
        add_variant(to, cut(word, 2), "", IE_NEAR_INFLECTED);
    if (ends(word, "yses") || ends(word, "eses") || ends(word, "axes"))
        add_variant(to, cut(word, 2), "is", IE_NEAR_INFLECTED);
    if (ends(word, "ices") && word.len > 5) {
        add_variant(to, cut(word, 4), "ix", IE_NEAR_INFLECTED);
        add_variant(to, cut(word, 4), "ex", IE_NEAR_INFLECTED);
    }
    for (size_t i = 0; i < IE_COUNT(participles); i++)
        if (ie_str_eqz(word, participles[i][0]))
            add_variant_at(to, ie_str_z(participles[i][1]), "", IE_NEAR_LOOSE,
                           IE_PLACES_LAST);
    for (size_t i = 0; i < word.len; i++)
        letters |= 1u << (word.ptr[i] & 31);
    for (size_t i = 0; i < IE_COUNT(british); i++)
        if (letters >> (british[i][2][0] & 31) & 1)
            add_respelt(to, word, british[i][0], british[i][1], IE_NEAR_INFLECTED);
}

/* "ae" for "ä"; Medien, Materialien, whose singular no stemmer knows. */
static void german_variants(struct ie_str word, struct variants *to)
{
    enum { LONG = 7 };

    add_respelt(to, word, "ae", "a", IE_NEAR_INFLECTED);
    add_respelt(to, word, "oe", "o", IE_NEAR_INFLECTED);
    add_respelt(to, word, "ue", "u", IE_NEAR_INFLECTED);
    if (word.len >= LONG && ends(word, "ialien"))
        add_variant(to, cut(word, 3), "", IE_NEAR_INFLECTED);
    if (word.len >= LONG && (ends(word, "ien") || ends(word, "ren")))
        add_variant(to, cut(word, 2), "um", IE_NEAR_INFLECTED);
}

/*
 * Glued prefixes: and, that, when, in, as, to, from, the. What stays has at least three
 * letters. Within a label only the article is let through, since a preposition makes it
 * another phrase; "and the" is "and" where the label has it.
 */
static void hebrew_variants(struct ie_str word, struct variants *to)
{
    static const char *const prefixes[] = {"ה",  "ב",  "ל",   "מ",   "ו",   "כ",  "ש",
                                           "וה", "וב", "ול",  "ומ",  "שה",  "מה", "לה",
                                           "בה", "כש", "כשה", "ושה", "ומה", "וכ"};

    for (size_t i = 0; i < IE_COUNT(prefixes); i++) {
        size_t len = strlen(prefixes[i]);
        if (word.len >= len + 6 && ie_str_starts(word, ie_str_z(prefixes[i])))
            add_variant_at(to, ie_str_n(word.ptr + len, word.len - len), "",
                           IE_NEAR_DERIVED, i ? IE_PLACES_FIRST : IE_PLACES_ALL);
    }
    if (word.len >= 8 && ie_str_starts(word, IE_STR("וה"))) {
        char text[IE_WORD_MAX];
        memcpy(text, word.ptr, 2);
        memcpy(text + 2, word.ptr + 4, word.len - 4);
        add_variant_at(to, ie_str_n(text, word.len - 2), "", IE_NEAR_DERIVED,
                       IE_PLACES_WITHIN);
    }
}

unsigned ie_word_variants(enum ie_words_of of, struct ie_str word,
                          struct ie_word_variant out[IE_WORD_VARIANTS])
{
    struct variants to = {out, 0};

    if (word.len > IE_WORD_MAX)
        return 0;
    if (of == IE_WORDS_EN)
        english_variants(word, &to);
    else if (of == IE_WORDS_DE)
        german_variants(word, &to);
    else if (of == IE_WORDS_FR && word.len > 2 && (ends(word, "s") || ends(word, "x"))) {
        add_variant(&to, cut(word, 1), "",
                    IE_NEAR_INFLECTED); /* "acier" has a stem of verbs */
    } else if (of == IE_WORDS_HE && (unsigned char)word.ptr[0] == 0xD7)
        hebrew_variants(word, &to);
    return to.count;
}

unsigned ie_word_closed_variants(enum ie_words_of of, struct ie_str word,
                                 struct ie_word_variant out[IE_WORD_VARIANTS])
{
    enum { PLURAL = 4, LEFT = 10 }; /* bytes */
    struct variants to = {out, 0};

    if (of != IE_WORDS_HE || word.len > IE_WORD_MAX || (unsigned char)word.ptr[0] != 0xD7)
        return 0;
    hebrew_variants(word, &to);
    unsigned count = to.count;
    for (unsigned i = 0; i <= count; i++) {
        struct ie_str one = i ? ie_str_n(out[i - 1].text, out[i - 1].len) : word;
        if ((ends(one, "ימ") || ends(one, "ות")) && one.len >= PLURAL + LEFT)
            add_variant(&to, cut(one, PLURAL), "",
                        i ? IE_NEAR_DERIVED : IE_NEAR_INFLECTED);
    }
    return to.count;
}
