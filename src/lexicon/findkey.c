#include "lexicon/findkey.h"

enum {
    LEADS = 19,
    VOWELS = 21,
    TAILS = 28,
    LEAD = 0x1100,
    VOWEL = 0x1161,
    TAIL = 0x11A7
};

/* Typed letters: the 19 first consonants from 1, the 14 simple vowels from 20. */
enum { CODE_LEAD = 1, CODE_VOWEL = 20 };

static const char vowels[VOWELS][3] = {
    "\x14",     "\x15",     "\x16",     "\x17",     "\x18",     "\x19",     "\x1A",
    "\x1B",     "\x1C",     "\x1C\x14", "\x1C\x15", "\x1C\x21", "\x1D",     "\x1E",
    "\x1E\x18", "\x1E\x19", "\x1E\x21", "\x1F",     "\x20",     "\x20\x21", "\x21"};

/* Index of the first consonant, twice for pairs. */
static const uint8_t tails[TAILS][2] = {
    {0, 0},  {1, 0},  {2, 0},  {1, 10}, {3, 0},  {3, 13}, {3, 19},
    {4, 0},  {6, 0},  {6, 1},  {6, 7},  {6, 8},  {6, 10}, {6, 17},
    {6, 18}, {6, 19}, {7, 0},  {8, 0},  {8, 10}, {10, 0}, {11, 0},
    {12, 0}, {13, 0}, {15, 0}, {16, 0}, {17, 0}, {18, 0}, {19, 0}};

static void put(struct ie_find_key *key, unsigned char code)
{
    if (code && key->len < IE_FIND_KEY_MAX)
        key->bytes[key->len++] = code;
}

static void put_tail(struct ie_find_key *key, uint32_t tail)
{
    put(key, tails[tail][0]);
    put(key, tails[tail][1]);
}

static void put_vowel(struct ie_find_key *key, uint32_t vowel)
{
    put(key, (unsigned char)vowels[vowel][0]);
    put(key, (unsigned char)vowels[vowel][1]);
}

/* True if the point is a single consonant. */
static bool put_point(struct ie_find_key *key, uint32_t point)
{
    if (point >= 0xAC00 && point <= 0xD7A3) {
        uint32_t syllable = point - 0xAC00;
        put(key, (unsigned char)(CODE_LEAD + syllable / (VOWELS * TAILS)));
        put_vowel(key, syllable / TAILS % VOWELS);
        put_tail(key, syllable % TAILS);
        key->syllables++;
        return false;
    }
    if (point >= LEAD && point < LEAD + LEADS) {
        put(key, (unsigned char)(CODE_LEAD + (point - LEAD)));
        return true;
    }
    if (point > TAIL && point < TAIL + TAILS) {
        put_tail(key, point - TAIL);
        return true;
    }
    if (point >= VOWEL && point < VOWEL + VOWELS) {
        put_vowel(key, point - VOWEL);
        return false;
    }
    if (point >= 0x30A1 && point <= 0x30F6)
        point -= 0x60; /* katakana as hiragana */
    if (key->len + 4 <= IE_FIND_KEY_MAX)
        key->len += (uint32_t)ie_utf8_put(point, (char *)key->bytes + key->len);
    return false;
}

static void put_initial(struct ie_find_key *key, uint32_t point)
{
    if (point >= 0xAC00 && point <= 0xD7A3) {
        put(key, (unsigned char)(CODE_LEAD + (point - 0xAC00) / (VOWELS * TAILS)));
        key->syllables++;
    } else {
        put_point(key, point);
    }
}

static bool make(struct ie_folding *folding, struct ie_str text, bool initials,
                 struct ie_find_key *key)
{
    unsigned consonants = 0, others = 0;
    bool gap = false;

    key->len = key->words = key->syllables = 0;
    if (initials)
        key->bytes[key->len++] = IE_FIND_INITIALS;
    while (text.len) {
        struct ie_folded next;
        if (!ie_fold_next(folding, text, &next))
            return false;
        if (next.count && gap && key->len && key->words < IE_FIND_WORDS)
            key->starts[key->words++] = key->len;
        for (unsigned i = 0; i < next.count; i++) {
            bool consonant = false;
            if (initials)
                put_initial(key, next.point[i]);
            else
                consonant = put_point(key, next.point[i]);
            consonants += consonant;
            others += !consonant;
        }
        gap = !next.count && (gap || next.glyph != IE_GLYPH_SKIP);
        text.ptr += next.size;
        text.len -= next.size;
    }
    key->consonants = consonants > 1 && !others;
    return true;
}

bool ie_find_key(struct ie_folding *folding, struct ie_str text, struct ie_find_key *key)
{
    return make(folding, text, false, key);
}

bool ie_find_initials(struct ie_folding *folding, struct ie_str text,
                      struct ie_find_key *key)
{
    return make(folding, text, true, key);
}
