/* What a word may be, kept for when it comes again. */
#include "base/alloc.h"
#include "lexicon/tag.h"

enum {
    FIRST_SLOTS = 1024,
    CLOSED_BYTES = 2,   /* of the beginning of a word written apart */
    CLOSED_LETTERS = 5, /* of the word */
    CUTS = 8,           /* ways to cut a word that are kept */
    BRIEF = 6,          /* bytes of a Hebrew word behind a prefix that may be another */
    HANGUL_MODE = 0x100
};

/* ---- The table --------------------------------------------------------------------- */

static int grow_slots(struct ie_tagger *tagger, struct ie_error *err)
{
    uint32_t count = tagger->slot_count ? 2 * tagger->slot_count : FIRST_SLOTS;
    struct ie_lex_slot *slots = ie_calloc(count, sizeof(*slots));

    if (!slots)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < tagger->slot_count; i++) {
        uint32_t at = (uint32_t)tagger->slots[i].hash & (count - 1);
        if (!tagger->slots[i].look)
            continue;
        while (slots[at].look)
            at = (at + 1) & (count - 1);
        slots[at] = tagger->slots[i];
    }
    ie_free(tagger->slots);
    tagger->slots = slots;
    tagger->slot_count = count;
    return 0;
}

static struct ie_lex_name name_of(struct ie_str word, unsigned mode)
{
    struct ie_lex_name name;

    name.more = ie_lex_long_hash(word, &name.hash);
    name.hash ^= mode * UINT64_C(0x9E3779B97F4A7C15);
    return name;
}

struct ie_lex_name ie_lex_name(const struct ie_tagger *tagger, struct ie_str word)
{
    struct ie_lex_name name = name_of(word, tagger->mode);

    if (tagger->slot_count)
        __builtin_prefetch(
            &tagger->slots[(uint32_t)name.hash & (tagger->slot_count - 1)]);
    return name;
}

/* The slot of a word, or the free one where it would be. */
static struct ie_lex_slot *slot_of(const struct ie_tagger *tagger,
                                   struct ie_lex_name name)
{
    uint32_t mask = tagger->slot_count - 1, at = (uint32_t)name.hash & mask;

    for (; tagger->slots[at].look; at = (at + 1) & mask)
        if (tagger->slots[at].hash == name.hash && tagger->slots[at].more == name.more)
            break;
    return &tagger->slots[at];
}

/* True if the word is known, and then *look. */
static int find_slot(struct ie_tagger *tagger, struct ie_lex_name name, bool *known,
                     uint32_t *look, struct ie_error *err)
{
    int code = 2 * (tagger->kept + 1) > tagger->slot_count ? grow_slots(tagger, err) : 0;

    if (code)
        return code;
    const struct ie_lex_slot *slot = slot_of(tagger, name);
    *known = slot->look != 0;
    *look = slot->look - 1;
    return 0;
}

static bool is_nothing(const struct ie_lex_look *look)
{
    return !look->form_count && !look->cut_count && !look->part_count && !look->through &&
           !look->closed && !look->clean;
}

static int keep_look(struct ie_tagger *tagger, const struct ie_lex_look *look,
                     struct ie_lex_name name, uint32_t *number, struct ie_error *err)
{
    *number = IE_LEX_NOTHING;
    if (!is_nothing(look)) {
        struct ie_lex_look *made = IE_PUSH(&tagger->looks);
        if (!made)
            return ie_fail_nomem(err);
        *made = *look;
        *number = (uint32_t)tagger->looks.count - 1;
    }
    *slot_of(tagger, name) = (struct ie_lex_slot){name.hash, name.more, *number + 1};
    tagger->kept++;
    return 0;
}

/* ---- Forms ------------------------------------------------------------------------- */

struct spelling { /* of a word of the text */
    struct ie_str word;
    enum ie_words_of rules;
    enum ie_nearness at_best;
    unsigned places;
};

/* In each place of a label by these rules; elsewhere not. True if near anywhere. */
static bool judge(const struct spelling *spelling, struct ie_str label,
                  struct ie_lex_near *near)
{
    unsigned bits = 0;

    for (unsigned i = 0; i < IE_WORDS_COUNT; i++)
        near->of[i] = IE_LEX_NEAR_NOWHERE;
    for (unsigned i = 0; i < IE_WORD_PLACES; i++) {
        enum ie_nearness found = IE_NEAR_NOT;
        if (spelling->places >> i & 1)
            found = ie_word_near(spelling->rules, label, spelling->word,
                                 (enum ie_word_place)i);
        if (found < spelling->at_best)
            found = spelling->at_best;
        bits |= (unsigned)found << 3 * i;
    }
    near->of[spelling->rules] = (uint16_t)bits;
    return bits != IE_LEX_NEAR_NOWHERE;
}

/* The nearer of two, place by place. */
static unsigned nearer(unsigned one, unsigned two)
{
    unsigned best = one & two & IE_LEX_NEAR_BRIEF;

    for (unsigned i = 0; i < IE_WORD_PLACES; i++) {
        unsigned a = one >> 3 * i & 7, b = two >> 3 * i & 7;
        best |= (a < b ? a : b) << 3 * i;
    }
    return best;
}

static int keep_form(struct ie_tagger *tagger, uint32_t word,
                     const struct ie_lex_near *near, size_t from, struct ie_error *err)
{
    const struct ie_lex_trie *trie = &tagger->lexicon->trie;

    for (size_t i = from; i < tagger->forms.count; i++) {
        struct ie_lex_form *form = &tagger->forms.at[i];
        if (form->word != word)
            continue;
        for (unsigned r = 0; r < IE_WORDS_COUNT; r++)
            form->near.of[r] = (uint16_t)nearer(form->near.of[r], near->of[r]);
        return 0;
    }
    struct ie_lex_form *form = IE_PUSH(&tagger->forms);
    if (!form)
        return ie_fail_nomem(err);
    *form = (struct ie_lex_form){
        .word = word, .node = ie_lex_step(trie, IE_LEX_ROOT, word), .near = *near};
    if (!form->node)
        return 0;
    form->ends = ie_lex_ends_at(trie, form->node);
    form->goes_on = ie_lex_goes_on(trie, form->node);
    for (uint32_t i = trie->first[form->node]; i < trie->first[form->node + 1]; i++)
        form->next |= ie_lex_word_bit(trie->word[i]);
    return 0;
}

/* Has the label's word this key too? Where there are several, nearness has answered. */
static int shares_key(struct ie_tagger *tagger, const struct spelling *spelling,
                      struct ie_str label, const struct ie_word_keys *keys, bool *shares,
                      struct ie_error *err)
{
    struct ie_word_keys other;

    *shares = keys->count > 1 || ie_str_eq(label, spelling->word);
    if (*shares)
        return 0;
    if (!ie_word_keys(&tagger->rules, spelling->rules, label, &other))
        return ie_fail_nomem(err);
    *shares =
        other.count > 1 || (other.at[0].len == keys->at[0].len &&
                            !memcmp(other.at[0].text, keys->at[0].text, keys->at[0].len));
    return 0;
}

static int try_key(struct ie_tagger *tagger, const struct spelling *spelling,
                   const struct ie_word_keys *keys, unsigned number, size_t from,
                   struct ie_error *err)
{
    struct ie_str key = ie_str_n(keys->at[number].text, keys->at[number].len);
    struct ie_lex_keys found = ie_lex_keys_of(tagger->lexicon, ie_lex_hash(key));
    int code = 0;

    for (; found.at < found.end && !code; found.at++) {
        struct ie_str label = ie_lex_word(tagger->lexicon, found.at->word);
        struct ie_lex_near near;
        bool shares;
        if (!label.len || !judge(spelling, label, &near))
            continue;
        if ((code = shares_key(tagger, spelling, label, keys, &shares, err)) || !shares)
            continue;
        if (spelling->rules == IE_WORDS_HE && spelling->at_best &&
            spelling->word.len <= BRIEF)
            near.of[IE_WORDS_HE] |= IE_LEX_NEAR_BRIEF;
        code = keep_form(tagger, found.at->word, &near, from, err);
    }
    return code;
}

int ie_lex_add_forms(struct ie_tagger *tagger, enum ie_words_of rules, struct ie_str word,
                     enum ie_nearness nearness, unsigned places, size_t from,
                     struct ie_error *err)
{
    struct spelling spelling = {word, rules, nearness, places};
    struct ie_word_keys *keys = &tagger->keys;
    int code = 0;

    if (!ie_word_keys(&tagger->rules, rules, word, keys))
        return ie_fail_nomem(err);
    for (unsigned i = 0; i < keys->count && !code; i++)
        code = try_key(tagger, &spelling, keys, i, from, err);
    return code;
}

/* May words of this script be in a label of these rules? Latin letters and digits may be
 * in any: "CVD-процесс". */
static bool fits(enum ie_words_of rules, enum ie_glyph glyph)
{
    if (glyph == IE_GLYPH_LATIN || glyph == IE_GLYPH_DIGIT || rules == IE_WORDS_OTHER)
        return true;
    return (glyph == IE_GLYPH_CYRILLIC && rules == IE_WORDS_RU) ||
           (glyph == IE_GLYPH_HEBREW && rules == IE_WORDS_HE);
}

static int add_forms(struct ie_tagger *tagger, struct ie_str word, enum ie_glyph glyph,
                     struct ie_error *err)
{
    struct ie_word_variant variants[IE_WORD_VARIANTS];
    size_t from = tagger->forms.count;
    int code = 0;

    for (int r = 0; r < IE_WORDS_COUNT && !code; r++) {
        enum ie_words_of rules = (enum ie_words_of)r;
        if (!(tagger->mode & ie_lex_mode(rules)) || !fits(rules, glyph))
            continue;
        code =
            ie_lex_add_forms(tagger, rules, word, IE_NEAR_SAME, IE_PLACES_ALL, from, err);
        unsigned count = ie_word_variants(rules, word, variants);
        for (unsigned i = 0; i < count && !code; i++)
            code = ie_lex_add_forms(
                tagger, rules, ie_str_n(variants[i].text, variants[i].len),
                (enum ie_nearness)variants[i].nearness, variants[i].places, from, err);
    }
    return code;
}

/* ---- Words closed up and written apart ----------------------------------------------- */

static void find_closed(const struct ie_tagger *tagger, struct ie_lex_look *look,
                        struct ie_str word)
{
    const struct ie_lexicon *lexicon = tagger->lexicon;
    uint32_t words = lexicon->count[IE_LEX_WORDS] - 1;

    for (uint32_t i = ie_lex_word_bound(lexicon, word, false);
         i < words && ~look->closed_next; i++) {
        struct ie_str one = ie_lex_word(lexicon, i);
        if (!ie_str_starts(one, word))
            break;
        if (one.len < CLOSED_LETTERS || one.len == word.len)
            continue;
        look->closed = true;
        look->closed_next |= ie_lex_next_bit(one.ptr + word.len, one.len - word.len);
    }
}

/* A word of labels in front of the rest of the word: the cut. */
static int cut_at(struct ie_tagger *tagger, struct ie_str word, size_t at,
                  enum ie_glyph glyph, struct ie_lex_cut *cut, bool *made,
                  struct ie_error *err)
{
    const struct ie_lexicon *lexicon = tagger->lexicon;
    struct ie_str front = ie_str_n(word.ptr, at);
    struct ie_str rest = ie_str_n(word.ptr + at, word.len - at);

    cut->word = ie_lex_word_bound(lexicon, front, false);
    *made = cut->word + 1 < lexicon->count[IE_LEX_WORDS] &&
            (lexicon->word_flags[cut->word] & IE_LEX_GOES_ON) &&
            ie_str_eq(ie_lex_word(lexicon, cut->word), front);
    if (!*made)
        return 0;
    int code =
        ie_lex_look_up(tagger, ie_lex_name(tagger, rest), rest, glyph, &cut->look, err);
    const struct ie_lex_look *look = code ? NULL : &tagger->looks.at[cut->look];
    *made = look && (look->form_count || look->cut_count);
    return code;
}

struct cuts {
    struct ie_lex_cut at[CUTS];
    unsigned count;
};

/* May `rest` begin with the next word of a label? That may be shorter than three bytes. */
static bool may_follow(const struct ie_lexicon *lexicon, uint64_t front,
                       struct ie_str rest)
{
    if (!ie_lex_hinted(lexicon, ie_lex_hint(IE_LEX_HINT_FRONT, front, rest.ptr, 1)))
        return false;
    for (size_t len = rest.len < 3 ? rest.len : 3; len; len--)
        if (ie_lex_hinted(lexicon,
                          ie_lex_hint(IE_LEX_HINT_FOLLOWS, front, rest.ptr, len)))
            return true;
    return false;
}

/* The ways to cut a word that is so near to the one in the text. */
static int find_cuts(struct ie_tagger *tagger, struct ie_str word, enum ie_glyph glyph,
                     enum ie_nearness nearness, struct cuts *cuts, struct ie_error *err)
{
    uint64_t hash = IE_LEX_HASH_BEGIN;
    int code = 0;

    for (size_t at = 1; at < word.len && cuts->count < CUTS && !code; at++) {
        struct ie_lex_cut *cut = &cuts->at[cuts->count];
        bool made;
        hash = ie_lex_hash_on(hash, word.ptr[at - 1]);
        if ((word.ptr[at] & 0xC0) == 0x80 ||
            !may_follow(tagger->lexicon, hash, ie_str_n(word.ptr + at, word.len - at)))
            continue;
        code = cut_at(tagger, word, at, glyph, cut, &made, err);
        for (unsigned i = 0; i < IE_WORDS_COUNT; i++)
            cut->near.of[i] = (uint16_t)(01111 * (unsigned)nearness);
        cuts->count += !code && made;
    }
    return code;
}

static int add_cuts(struct ie_tagger *tagger, struct ie_lex_look *look,
                    struct ie_str word, enum ie_glyph glyph, struct ie_error *err)
{
    struct ie_word_variant variants[IE_WORD_VARIANTS];
    struct cuts cuts = {.count = 0};
    int code = find_cuts(tagger, word, glyph, IE_NEAR_SAME, &cuts, err);
    unsigned count = ie_word_closed_variants(
        glyph == IE_GLYPH_HEBREW ? IE_WORDS_HE : IE_WORDS_OTHER, word, variants);

    for (unsigned i = 0; i < count && !code; i++)
        code = find_cuts(tagger, ie_str_n(variants[i].text, variants[i].len), glyph,
                         (enum ie_nearness)variants[i].nearness, &cuts, err);
    look->cut = (uint32_t)tagger->cuts.count;
    for (; look->cut_count < cuts.count && !code; look->cut_count++) {
        struct ie_lex_cut *cut = IE_PUSH(&tagger->cuts);
        if (!cut)
            return ie_fail_nomem(err);
        *cut = cuts.at[look->cut_count];
        look->starts |= ie_lex_step(&tagger->lexicon->trie, IE_LEX_ROOT, cut->word) != 0;
        look->words |= ie_lex_word_bit(cut->word);
    }
    return code;
}

static int fill_look(struct ie_tagger *tagger, struct ie_lex_look *look,
                     struct ie_str word, enum ie_glyph glyph, struct ie_error *err)
{
    bool whole = false;
    int code;

    look->form = (uint32_t)tagger->forms.count;
    if ((code = add_forms(tagger, word, glyph, err)))
        return code;
    look->form_count = (uint16_t)(tagger->forms.count - look->form);
    for (uint32_t i = look->form; i < tagger->forms.count; i++) {
        const struct ie_lex_form *form = &tagger->forms.at[i];
        bool german =
            ie_lex_nearness(&form->near, IE_WORDS_DE, IE_PLACE_ONLY) < IE_NEAR_NOT;
        look->starts |= form->node != IE_LEX_NODE_NONE;
        look->words |= ie_lex_word_bit(form->word);
        whole |= form->ends && german;
    }
    if (word.len >= CLOSED_BYTES)
        find_closed(tagger, look, word);
    if ((code = add_cuts(tagger, look, word, glyph, err)))
        return code;
    look->part = (uint32_t)tagger->parts.count;
    if (glyph == IE_GLYPH_LATIN && !whole && (tagger->mode & ie_lex_mode(IE_WORDS_DE)))
        code = ie_lex_cut_german(tagger, word, err);
    look->part_count = (uint16_t)(tagger->parts.count - look->part);
    return code;
}

int ie_lex_look_up(struct ie_tagger *tagger, struct ie_lex_name name, struct ie_str word,
                   enum ie_glyph glyph, uint32_t *look, struct ie_error *err)
{
    struct ie_lex_look made = {.form = 0};
    bool known;
    int code = find_slot(tagger, name, &known, look, err);

    if (code || known || (code = fill_look(tagger, &made, word, glyph, err)))
        return code;
    return keep_look(tagger, &made, name, look, err);
}

struct ie_lex_name ie_lex_name_hangul(struct ie_tagger *tagger,
                                      const struct ie_lex_letter *letters, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        tagger->spelt[i] = letters[i].point;
    struct ie_lex_name name =
        name_of(ie_str_n((const char *)tagger->spelt, count * sizeof(*tagger->spelt)),
                HANGUL_MODE);
    if (tagger->slot_count)
        __builtin_prefetch(
            &tagger->slots[(uint32_t)name.hash & (tagger->slot_count - 1)]);
    return name;
}

int ie_lex_look_up_hangul(struct ie_tagger *tagger, struct ie_lex_name name,
                          const struct ie_lex_letter *letters, uint32_t count,
                          uint32_t *look, struct ie_error *err)
{
    struct ie_lex_look made = {.part = (uint32_t)tagger->parts.count};
    bool known;
    int code = find_slot(tagger, name, &known, look, err);

    if (code || known || (code = ie_lex_cut_hangul(tagger, &made, letters, count, err)))
        return code;
    made.part_count = (uint16_t)(tagger->parts.count - made.part);
    return keep_look(tagger, &made, name, look, err);
}
