/*
 * Words that no list knows, as the English word that they sound like. sound.h tells how two
 * words are compared; here is what is believed.
 *
 * What is wanted is few wrong words rather than all right ones, so a word is taken for a loan
 * only when it is long enough (IE_WORDBOOK_SOUND_MIN consonants, one more in Hebrew, which
 * writes few vowels), when it is spelled as loans are (Korean, Hebrew), and when the nearest
 * English words are near and few: of more than two as near as that none is meant. A word that
 * is seldom meant must be nearer. The probability falls with the distance.
 *
 * Russian is not asked for: with it, questions find more (xquad 0.717 to 0.740, ntrex 0.839 to
 * 0.849), but of thirty needs drawn one lost what it found, by words that were right, and its
 * own words look no different from loans.
 */
#include "lexicon/sound.h"
#include "lexicon/translate_priv.h"

enum {
    KEPT = 8, /* nearest words looked at for ambiguity */
    MOST = 2, /* given */
    MARGIN = 12,
};

struct near {
    struct ie_str text;
    uint32_t distance;
    uint8_t heads;
};

struct nearest {
    struct near at[KEPT];
    uint32_t count;
};

static const struct rule {
    uint8_t consonants; /* of a key at least */
    uint8_t letters;    /* at least */
    uint8_t limit;      /* of the distance, a sound */
    uint8_t whole;      /* of the distance */
    float most;         /* probability of one that is spelled just so */
} rules[] = {
    [IE_SOUND_KO] = {3, 3, 6, 40, 0.5f},
    [IE_SOUND_JA] = {3, 3, 6, 40, 0.5f},
    [IE_SOUND_HE] = {4, 5, 4, 30, 0.4f},
};

static size_t letters_of(struct ie_str word)
{
    size_t count = 0;

    for (size_t i = 0; i < word.len; i++)
        count += ((unsigned char)word.ptr[i] & 0xC0) != 0x80;
    return count;
}

/* Hebrew writes loans with ט, ק and ס where its own words have ת, כ and צ, ש, and has no use
 * for ח and ע in them. */
static bool hebrew_loan(struct ie_str word)
{
    static const char *const native[] = {"ע", "ח", "ת", "צ"};

    for (size_t i = 0; i < IE_COUNT(native); i++)
        if (ie_str_find(word, ie_str_z(native[i])) >= 0)
            return false;
    return true;
}

static bool nearer(const struct near *x, const struct near *y)
{
    if (x->distance != y->distance)
        return x->distance < y->distance;
    return x->heads != y->heads ? x->heads > y->heads : ie_str_cmp(x->text, y->text) < 0;
}

static void offer(struct nearest *nearest, struct near one)
{
    uint32_t at = nearest->count;

    for (uint32_t i = 0; i < nearest->count; i++)
        if (nearest->at[i].text.ptr == one.text.ptr)
            return;
    if (at == KEPT && !nearer(&one, &nearest->at[--at]))
        return;
    for (; at && nearer(&one, &nearest->at[at - 1]); at--)
        nearest->at[at] = nearest->at[at - 1];
    nearest->at[at] = one;
    nearest->count += nearest->count < KEPT;
}

/* What it costs that a word is rarely meant (the source of the channel), by how many
 * entries lead to it. */
static uint32_t rarity(uint8_t heads)
{
    return heads >= 12 ? 0 : heads >= 6 ? 5 : heads >= 3 ? 10 : heads == 2 ? 16 : 22;
}

static uint32_t limit_of(const struct rule *rule, const struct ie_sounds *sounds)
{
    uint32_t limit = (uint32_t)rule->limit * sounds->count;

    return limit < rule->whole ? limit : rule->whole;
}

static void look_near(const struct ie_wordbook *book, const struct ie_sounds *sounds,
                      const struct rule *rule, struct nearest *nearest)
{
    uint32_t keys[IE_SOUND_KEYS], count = ie_sound_keys(sounds, keys), there;
    uint32_t limit = limit_of(rule, sounds);

    for (uint32_t i = 0; i < count; i++) {
        if (ie_sound_key_len(keys[i]) < rule->consonants)
            continue;
        const struct ie_wordbook_sound *at = ie_wordbook_sounding(book, keys[i], &there);
        for (uint32_t k = 0; k < there; k++) {
            struct ie_str text = ie_str_n(book->text + at[k].text, at[k].len);
            struct ie_sounds english;
            uint32_t least = rarity(at[k].heads);
            if (least > limit || text.len + 2 < sounds->count ||
                text.len > 2U * sounds->count + 2 || !ie_wordbook_spoken(text, &english))
                continue;
            uint32_t distance =
                least + ie_sound_distance(sounds, &english, limit + 1 - least);
            if (distance <= limit)
                offer(nearest, (struct near){text, distance, at[k].heads});
        }
    }
}

/* Forms of one word: all but the last letters are the same. */
static bool akin(struct ie_str x, struct ie_str y)
{
    size_t same = 0, less = x.len < y.len ? x.len : y.len;

    while (same < less && (x.ptr[same] | 0x20) == (y.ptr[same] | 0x20))
        same++;
    return same >= 4 && same + 3 >= x.len && same + 3 >= y.len;
}

uint32_t ie_sound_matches(const struct ie_wordbook *book, enum ie_sound_of of,
                          struct ie_str word, struct ie_translation *out)
{
    const struct rule *rule = &rules[of];
    struct nearest nearest = {.count = 0};
    struct ie_sounds sounds;
    uint32_t count = 0, others = 0;

    if (letters_of(word) < rule->letters ||
        (of == IE_SOUND_KO && !ie_sound_korean_loan(word)) ||
        (of == IE_SOUND_HE && !hebrew_loan(word)) || !ie_sounds_of(of, word, &sounds))
        return 0;
    look_near(book, &sounds, rule, &nearest);
    for (uint32_t i = 0; i < nearest.count; i++) {
        const struct near *one = &nearest.at[i];
        if (one->distance > nearest.at[0].distance + MARGIN)
            break;
        others += !akin(one->text, nearest.at[0].text);
        if (count < MOST)
            out[count++] = (struct ie_translation){
                one->text,
                rule->most / (float)MOST *
                    (1 - (float)one->distance / (float)(2 * limit_of(rule, &sounds)))};
    }
    if (count == 1)
        out[0].probability *= MOST;
    return others < MOST ? count : 0;
}

/* ---- Forms of a word ------------------------------------------------------------------ */

struct kept { /* of a word as asked */
    uint32_t count;
    struct ie_translation at[];
};

/* As asked before; else looked for, and kept if memory suffices. */
static uint32_t recall(struct ie_translator *translator, enum ie_sound_of of,
                       struct ie_str word, struct ie_translation *out)
{
    struct ie_memo *memo = &translator->sounds;
    const struct kept *known = ie_memo_find(memo, of, word);

    if (known) {
        memcpy(out, known->at, known->count * sizeof(*out));
        return known->count;
    }
    uint32_t count = ie_sound_matches(translator->book, of, word, out);
    struct kept *made =
        ie_memo_open(memo)
            ? ie_arena_alloc(&memo->arena, sizeof(*made) + MOST * sizeof(made->at[0]))
            : NULL;
    if (made) {
        made->count = count;
        memcpy(made->at, out, count * sizeof(*out));
        ie_memo_keep(memo, of, word, made);
    }
    return count;
}

uint32_t ie_translate_sounds(const struct ie_translating *t, enum ie_sound_of of,
                             struct ie_str word, struct ie_translation *out)
{
    struct ie_translator *translator = t->translator;
    struct ie_word_variant variants[IE_WORD_VARIANTS];

    if (t->first < 0 ||
        strcmp(ie_wordbook_table(translator->book, (uint32_t)t->first)->to, "en") != 0)
        return 0;
    uint32_t n = recall(translator, of, word, out);
    unsigned count = n || of != IE_SOUND_HE ? 0 : ie_word_variants(t->of, word, variants);
    for (unsigned i = 0; i < count && !n; i++)
        n = recall(translator, of, ie_str_n(variants[i].text, variants[i].len), out);
    return n;
}
