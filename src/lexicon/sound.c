/* Letters as sounds, their keys and distances: see sound.h. Tables: sound_letters.c. */
#include "lexicon/sound.h"

#include "lexicon/sound_priv.h"

enum {
    COST_CONSONANT = 100, /* one more or less */
    COST_CLASS = 45,      /* another of its class */
    COST_OTHER = 150,     /* of another class: more than one less is too much */
    COST_VOWEL = 45,      /* one more or less */
    COST_UNWRITTEN = 7,   /* a or e where they are not written */
    COST_SHIFT = 35,      /* another vowel */
    COST_OPTIONAL = 4,
};

#define SOUND(bit) (UINT32_C(1) << (bit))

static const uint32_t sets[128] = {
    ['p'] = SOUND(0),  ['b'] = SOUND(1),        ['f'] = SOUND(2),
    ['v'] = SOUND(3),  ['k'] = SOUND(4),        ['g'] = SOUND(5),
    ['l'] = SOUND(6),  ['r'] = SOUND(7),        ['s'] = SOUND(8),
    ['z'] = SOUND(9),  ['S'] = SOUND(10),       ['C'] = SOUND(11),
    ['j'] = SOUND(12), ['t'] = SOUND(13),       ['d'] = SOUND(14),
    ['m'] = SOUND(15), ['n'] = SOUND(16),       ['N'] = SOUND(17),
    ['h'] = SOUND(18), ['w'] = SOUND(19),       ['A'] = SOUND(20),
    ['E'] = SOUND(21), ['I'] = SOUND(22),       ['O'] = SOUND(23),
    ['U'] = SOUND(24), ['V'] = IE_SOUND_VOWELS, ['?'] = IE_SOUND_OPTIONAL,
};

uint32_t ie_sound_set(struct ie_str names)
{
    uint32_t set = 0;

    for (size_t i = 0; i < names.len; i++)
        set |= sets[names.ptr[i] & 127];
    return set;
}

static bool vowel(uint32_t set)
{
    return (set & IE_SOUND_VOWELS) && !(set & IE_SOUND_CONSONANTS);
}

bool ie_sound_add(struct ie_sounds *sounds, uint32_t set)
{
    uint32_t *last = sounds->count ? &sounds->at[sounds->count - 1] : NULL;

    if (last && vowel(set) && vowel(*last)) { /* together; silent only if both are */
        *last = ((*last | set) & ~IE_SOUND_OPTIONAL) | (*last & set & IE_SOUND_OPTIONAL);
        return true;
    }
    if (last && !((*last | set) & (IE_SOUND_VOWELS | IE_SOUND_OPTIONAL)) &&
        (*last & set)) { /* written twice */
        *last &= set;
        return true;
    }
    if (sounds->count == IE_SOUND_MAX)
        return false;
    sounds->at[sounds->count++] = set;
    return true;
}

bool ie_sound_add_all(struct ie_sounds *sounds, const char *names)
{
    struct ie_str rest = ie_str_z(names), one;

    while (ie_str_split(&rest, ' ', &one))
        if (one.len && !ie_sound_add(sounds, ie_sound_set(one)))
            return false;
    return true;
}

/* r that is heard by some only, and a final e. */
static void soften_english(struct ie_sounds *sounds)
{
    for (uint32_t i = 1; i < sounds->count; i++)
        if (sounds->at[i] == sets['r'] && vowel(sounds->at[i - 1]) &&
            (i + 1 == sounds->count || !vowel(sounds->at[i + 1]) ||
             (sounds->at[i + 1] & IE_SOUND_OPTIONAL)))
            sounds->at[i] |= IE_SOUND_OPTIONAL;
}

bool ie_sounds_of(enum ie_sound_of of, struct ie_str word, struct ie_sounds *out)
{
    *out = (struct ie_sounds){.of = (uint8_t)of};
    if (!word.len || !(of == IE_SOUND_KO   ? ie_sound_hangul(word, out)
                       : of == IE_SOUND_JA ? ie_sound_kana(word, out)
                                           : ie_sound_alphabet(of, word, out)))
        return false;
    if (of == IE_SOUND_EN)
        soften_english(out);
    return out->count > 0;
}

/* ---- Keys ----------------------------------------------------------------------------- */

/* pbfv, kg, lr, szSCj, td, mnN */
static const uint32_t classes[] = {SOUND(4) - SOUND(0),   SOUND(6) - SOUND(4),
                                   SOUND(8) - SOUND(6),   SOUND(13) - SOUND(8),
                                   SOUND(15) - SOUND(13), SOUND(18) - SOUND(15)};
enum { H = 18, W = 19 };

/* Which classes a sound may have, bit by number from 1; bit 0: it does not count. */
static uint32_t classes_of(uint32_t set)
{
    uint32_t out = 0;

    for (uint32_t i = 0; i < IE_COUNT(classes); i++)
        if (set & classes[i])
            out |= 2U << i;
    if (!out || (set & IE_SOUND_OPTIONAL) ||
        (set & (IE_SOUND_VOWELS | SOUND(H) | SOUND(W))))
        out |= 1;
    return out;
}

static void add_key(uint32_t keys[IE_SOUND_KEYS], uint32_t *count, uint32_t key)
{
    for (uint32_t i = 0; i < *count; i++)
        if (keys[i] == key)
            return;
    if (*count < IE_SOUND_KEYS)
        keys[(*count)++] = key;
}

/* Breadth first: all beginnings, a sound longer each time. */
uint32_t ie_sound_keys(const struct ie_sounds *sounds, uint32_t keys[IE_SOUND_KEYS])
{
    uint32_t next[IE_SOUND_KEYS], count = 1;

    keys[0] = 0;
    for (uint32_t i = 0; i < sounds->count; i++) {
        uint32_t may = classes_of(sounds->at[i]), made = 0;
        if (may == 1)
            continue;
        for (uint32_t k = 0; k < count; k++)
            for (uint32_t one = 0; one <= IE_COUNT(classes); one++) {
                if (!(may >> one & 1))
                    continue;
                bool on = one && one != (keys[k] & 7) &&
                          ie_sound_key_len(keys[k]) < IE_SOUND_CLASSES;
                add_key(next, &made, on ? keys[k] << 3 | one : keys[k]);
            }
        memcpy(keys, next, made * sizeof(*keys));
        count = made;
    }
    return count == 1 && !keys[0] ? 0 : count;
}

unsigned ie_sound_key_len(uint32_t key)
{
    unsigned len = 0;

    for (; key; key >>= 3)
        len++;
    return len;
}

/* ---- Distance ------------------------------------------------------------------------- */

/* Of leaving a sound out. `unwritten`: the other side writes no vowels. */
static uint32_t alone(uint32_t set, bool unwritten)
{
    if (set & IE_SOUND_OPTIONAL)
        return COST_OPTIONAL;
    if (set & IE_SOUND_VOWELS)
        return unwritten && (set & (sets['A'] | sets['E'])) ? COST_UNWRITTEN : COST_VOWEL;
    return set == SOUND(H) ? COST_VOWEL : COST_CONSONANT;
}

static uint32_t between(uint32_t x, uint32_t y)
{
    const uint32_t all = IE_SOUND_VOWELS | IE_SOUND_CONSONANTS;

    if (x & y & all)
        return 0;
    if ((x & IE_SOUND_VOWELS) && (y & IE_SOUND_VOWELS))
        return COST_SHIFT;
    return classes_of(x) & classes_of(y) & ~1U ? COST_CLASS : COST_OTHER;
}

uint32_t ie_sound_distance(const struct ie_sounds *word, const struct ie_sounds *english,
                           uint32_t limit)
{
    uint32_t row[IE_SOUND_MAX + 1];
    bool unwritten = word->of == IE_SOUND_HE;

    row[0] = 0;
    for (uint32_t k = 0; k < english->count; k++)
        row[k + 1] = row[k] + alone(english->at[k], unwritten);
    for (uint32_t i = 0; i < word->count; i++) {
        uint32_t corner = row[0], gone = alone(word->at[i], false), least;
        row[0] = least = corner + gone;
        for (uint32_t k = 0; k < english->count; k++) {
            uint32_t best = corner + between(word->at[i], english->at[k]);
            uint32_t less = row[k + 1] + gone;
            uint32_t more = row[k] + alone(english->at[k], unwritten);
            corner = row[k + 1];
            best = best < less ? best : less;
            row[k + 1] = best = best < more ? best : more;
            least = least < best ? least : best;
        }
        if (least >= limit)
            return limit;
    }
    return row[english->count];
}
