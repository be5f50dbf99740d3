/* What a word may be, kept for when it comes again. */
#include "base/alloc.h"
#include "lexicon/tag.h"

enum { FIRST_SLOTS = 1024, CLOSED_BYTES = 2, HANGUL_MODE = 0x100 };

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
    return !look->form_count && !look->part_count && !look->through &&
           look->closed_low >= look->closed_high && !look->clean;
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

int ie_lex_add_form(struct ie_tagger *tagger, enum ie_words_of rules, struct ie_str word,
                    enum ie_nearness nearness, struct ie_error *err)
{
    char key[IE_WORD_KEY_MAX];
    size_t len = ie_word_key(&tagger->rules, rules, word, key);

    if (!len)
        return ie_fail_nomem(err);
    uint32_t term = ie_lex_term(tagger->lexicon, ie_str_n(key, len));
    if (term == IE_THESAURUS_NONE)
        return 0;
    struct ie_lex_form *form = IE_PUSH(&tagger->forms);
    if (!form)
        return ie_fail_nomem(err);
    *form = (struct ie_lex_form){
        .term = term,
        .child = ie_lex_step(tagger->lexicon, IE_LEX_ROOT_WORDS, term),
        .text = (uint32_t)tagger->texts.len,
        .len = (uint16_t)word.len,
        .rules = (uint8_t)rules,
        .nearness = (uint8_t)nearness,
    };
    if (form->child) {
        form->ends = ie_lex_has_entries(tagger->lexicon, form->child);
        form->next = tagger->lexicon->nodes[form->child].next;
    }
    ie_buf_add(&tagger->texts, word);
    return ie_buf_check(&tagger->texts, err);
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
    int code = 0;

    for (int r = 0; r < IE_WORDS_COUNT && !code; r++) {
        enum ie_words_of rules = (enum ie_words_of)r;
        if (!(tagger->mode & ie_lex_mode(rules)) || !fits(rules, glyph))
            continue;
        code = ie_lex_add_form(tagger, rules, word, IE_NEAR_SAME, err);
        unsigned count = ie_word_variants(rules, word, variants);
        for (unsigned i = 0; i < count && !code; i++)
            code = ie_lex_add_form(tagger, rules,
                                   ie_str_n(variants[i].text, variants[i].len),
                                   (enum ie_nearness)variants[i].nearness, err);
    }
    return code;
}

/* First closed word that is not below `word`; with `above`, first that does not begin
 * with it either. */
static uint32_t closed_bound(const struct ie_lexicon *lexicon, struct ie_str word,
                             bool above)
{
    uint32_t low = 0, high = lexicon->count[IE_LEX_CLOSED];

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const struct ie_lex_key *key = &lexicon->closed[middle];
        struct ie_str closed = ie_str_n(lexicon->keys + key->at, key->len);
        bool below = ie_str_cmp(closed, word) < 0;
        if (below || (above && ie_str_starts(closed, word)))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void find_closed(const struct ie_tagger *tagger, struct ie_lex_look *look,
                        struct ie_str word)
{
    look->closed_low = closed_bound(tagger->lexicon, word, false);
    look->closed_high = closed_bound(tagger->lexicon, word, true);
    if (look->closed_low < look->closed_high &&
        tagger->lexicon->closed[look->closed_low].len == word.len)
        look->closed_low++; /* the word itself */
    for (uint32_t i = look->closed_low; i < look->closed_high && ~look->closed_next;
         i++) {
        const struct ie_lex_key *key = &tagger->lexicon->closed[i];
        look->closed_next |= ie_lex_next_bit(tagger->lexicon->keys + key->at + word.len,
                                             key->len - word.len);
    }
}

static int fill_look(struct ie_tagger *tagger, struct ie_lex_look *look,
                     struct ie_str word, enum ie_glyph glyph, struct ie_error *err)
{
    bool whole = false;
    int code = add_forms(tagger, word, glyph, err);

    if (code)
        return code;
    look->form_count = (uint16_t)(tagger->forms.count - look->form);
    for (uint32_t i = look->form; i < tagger->forms.count; i++) {
        const struct ie_lex_form *form = &tagger->forms.at[i];
        look->terms |= ie_lex_symbol_bit(form->term);
        if (form->child)
            look->flags |= IE_LEX_STARTS;
        whole |= form->ends && form->rules == IE_WORDS_DE;
    }
    if (word.len >= CLOSED_BYTES)
        find_closed(tagger, look, word);
    if (glyph == IE_GLYPH_LATIN && !whole && (tagger->mode & ie_lex_mode(IE_WORDS_DE)))
        code = ie_lex_cut_german(tagger, word, err);
    look->part_count = (uint16_t)(tagger->parts.count - look->part);
    return code;
}

int ie_lex_look_up(struct ie_tagger *tagger, struct ie_lex_name name, struct ie_str word,
                   enum ie_glyph glyph, uint32_t *look, struct ie_error *err)
{
    struct ie_lex_look made = {.form = (uint32_t)tagger->forms.count,
                               .part = (uint32_t)tagger->parts.count};
    bool known;
    int code = find_slot(tagger, name, &known, look, err);

    if (code || known || (code = fill_look(tagger, &made, word, glyph, err)))
        return code;
    return keep_look(tagger, &made, name, look, err);
}

int ie_lex_look_up_hangul(struct ie_tagger *tagger, const struct ie_lex_letter *letters,
                          uint32_t count, uint32_t *look, struct ie_error *err)
{
    struct ie_lex_look made = {.part = (uint32_t)tagger->parts.count};
    char word[4 * IE_LEX_UNIT];
    size_t len = 0;
    bool known;

    for (uint32_t i = 0; i < count; i++)
        len += ie_utf8_put(letters[i].point, word + len);
    struct ie_lex_name name = name_of(ie_str_n(word, len), HANGUL_MODE);
    int code = find_slot(tagger, name, &known, look, err);
    if (code || known || (code = ie_lex_cut_hangul(tagger, &made, letters, count, err)))
        return code;
    made.part_count = (uint16_t)(tagger->parts.count - made.part);
    return keep_look(tagger, &made, name, look, err);
}
