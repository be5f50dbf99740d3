/* What a word may be, kept for when it comes again. */
#include "base/alloc.h"
#include "lexicon/tag.h"

enum { FIRST_SLOTS = 1024, CLOSED_BYTES = 2 };

static struct ie_str look_text(const struct ie_tagger *tagger,
                               const struct ie_lex_look *look)
{
    return ie_str_n(tagger->texts.ptr + look->text, look->len);
}

/* ---- The table --------------------------------------------------------------------- */

static int grow_slots(struct ie_tagger *tagger, struct ie_error *err)
{
    uint32_t count = tagger->slot_count ? 2 * tagger->slot_count : FIRST_SLOTS;
    uint32_t *slots = ie_calloc(count, sizeof(*slots));

    if (!slots)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < tagger->looks.count; i++) {
        uint32_t at = (uint32_t)tagger->looks.at[i].hash & (count - 1);
        while (slots[at])
            at = (at + 1) & (count - 1);
        slots[at] = i + 1;
    }
    ie_free(tagger->slots);
    tagger->slots = slots;
    tagger->slot_count = count;
    return 0;
}

/* The look of a word, or the free slot where it would be. */
static uint32_t *slot_of(const struct ie_tagger *tagger, struct ie_str word,
                         uint64_t hash)
{
    uint32_t mask = tagger->slot_count - 1, at = (uint32_t)hash & mask;

    for (; tagger->slots[at]; at = (at + 1) & mask) {
        const struct ie_lex_look *look = &tagger->looks.at[tagger->slots[at] - 1];
        if (look->hash == hash && ie_str_eq(look_text(tagger, look), word))
            break;
    }
    return &tagger->slots[at];
}

/* Words of another mode are other words. */
static uint64_t hash_of(struct ie_str word, unsigned mode)
{
    return ie_lex_hash(word) ^ mode * UINT64_C(0x9E3779B97F4A7C15);
}

static int begin_look(struct ie_tagger *tagger, struct ie_str word, uint64_t hash,
                      struct ie_lex_look *look, struct ie_error *err)
{
    *look = (struct ie_lex_look){.hash = hash,
                                 .text = (uint32_t)tagger->texts.len,
                                 .len = (uint32_t)word.len,
                                 .form = (uint32_t)tagger->forms.count,
                                 .part = (uint32_t)tagger->parts.count};
    ie_buf_add(&tagger->texts, word);
    return ie_buf_check(&tagger->texts, err);
}

static int keep_look(struct ie_tagger *tagger, const struct ie_lex_look *look,
                     struct ie_str word, uint32_t *number, struct ie_error *err)
{
    struct ie_lex_look *made = IE_PUSH(&tagger->looks);

    if (!made)
        return ie_fail_nomem(err);
    *made = *look;
    *slot_of(tagger, word, look->hash) = (uint32_t)tagger->looks.count;
    *number = (uint32_t)tagger->looks.count - 1;
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
        if (form->child)
            look->flags |= IE_LEX_STARTS;
        whole |= form->child && ie_lex_has_entries(tagger->lexicon, form->child) &&
                 form->rules == IE_WORDS_DE;
    }
    if (word.len >= CLOSED_BYTES)
        find_closed(tagger, look, word);
    if (glyph == IE_GLYPH_LATIN && !whole && (tagger->mode & ie_lex_mode(IE_WORDS_DE)))
        code = ie_lex_cut_german(tagger, word, err);
    look->part_count = (uint16_t)(tagger->parts.count - look->part);
    return code;
}

int ie_lex_look_up(struct ie_tagger *tagger, struct ie_str word, enum ie_glyph glyph,
                   uint32_t *look, struct ie_error *err)
{
    uint64_t hash = hash_of(word, tagger->mode);
    int code = 0;

    if (2 * (tagger->looks.count + 1) > tagger->slot_count &&
        (code = grow_slots(tagger, err)))
        return code;
    uint32_t *slot = slot_of(tagger, word, hash);
    if (*slot) {
        *look = *slot - 1;
        return 0;
    }
    struct ie_lex_look made;
    if ((code = begin_look(tagger, word, hash, &made, err)) ||
        (code = fill_look(tagger, &made, word, glyph, err)))
        return code;
    return keep_look(tagger, &made, word, look, err);
}

int ie_lex_look_up_hangul(struct ie_tagger *tagger, const struct ie_lex_letter *letters,
                          uint32_t count, uint32_t *look, struct ie_error *err)
{
    enum { HANGUL_MODE = 0x100 };
    char word[4 * IE_LEX_UNIT];
    size_t len = 0;
    int code = 0;

    for (uint32_t i = 0; i < count; i++)
        len += ie_utf8_put(letters[i].point, word + len);
    struct ie_str text = ie_str_n(word, len);
    uint64_t hash = hash_of(text, HANGUL_MODE);
    if (2 * (tagger->looks.count + 1) > tagger->slot_count &&
        (code = grow_slots(tagger, err)))
        return code;
    uint32_t *slot = slot_of(tagger, text, hash);
    if (*slot) {
        *look = *slot - 1;
        return 0;
    }
    struct ie_lex_look made;
    if ((code = begin_look(tagger, text, hash, &made, err)) ||
        (code = ie_lex_cut_hangul(tagger, &made, letters, count, err)))
        return code;
    made.part_count = (uint16_t)(tagger->parts.count - made.part);
    return keep_look(tagger, &made, text, look, err);
}
