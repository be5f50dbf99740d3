/* Labels that are sequences of words: every way through the trie of terms. */
#include "lexicon/tag.h"

enum { JOIN_APART = 3, JOIN_PROBE = 3 }; /* bytes */

struct walk {
    struct ie_tagger *tagger;
    struct ie_error *err;
    uint32_t first;              /* unit */
    uint32_t path[IE_LEX_DEPTH]; /* forms */
    unsigned depth;
    int code;
};

static struct ie_str form_text(const struct ie_tagger *tagger,
                               const struct ie_lex_form *form)
{
    return ie_str_n(tagger->texts.ptr + form->text, form->len);
}

/* ---- How near what was walked is to a label ---------------------------------------- */

static unsigned entry_nearness(const struct ie_tagger *tagger,
                               const struct ie_lex_entry *entry, const uint32_t *path,
                               unsigned depth)
{
    struct ie_str rest = ie_str_n(tagger->lexicon->keys + entry->form, entry->form_len);
    struct ie_str word;
    unsigned nearness = IE_NEAR_SAME;
    bool only = depth == 1 && !(entry->flags & IE_LEX_JOINED);

    for (unsigned i = 0; i < depth; i++) {
        const struct ie_lex_form *form = &tagger->forms.at[path[i]];
        if (!ie_str_split(&rest, ' ', &word) || form->rules != entry->rules)
            return IE_NEAR_NOT;
        unsigned near = ie_word_near((enum ie_words_of)entry->rules, word,
                                     form_text(tagger, form), i + 1 == depth, only);
        if (near < form->nearness)
            near = form->nearness;
        if (near > nearness)
            nearness = near;
    }
    return nearness;
}

static int add_endings(struct ie_tagger *tagger, uint32_t node, const uint32_t *path,
                       unsigned depth, uint32_t from, uint32_t end, struct ie_error *err)
{
    const struct ie_lex_node *at = &tagger->lexicon->nodes[node];
    int code = 0;

    for (uint32_t i = at[0].entry; i < at[1].entry && !code; i++) {
        unsigned nearness =
            entry_nearness(tagger, &tagger->lexicon->entries[i], path, depth);
        /* a Hebrew word of three letters behind a prefix may be another word */
        const struct ie_lex_form *last = &tagger->forms.at[path[0]];
        bool weak =
            depth == 1 && last->rules == IE_WORDS_HE && last->nearness && last->len <= 6;
        if (nearness < IE_NEAR_NOT)
            code = ie_lex_add_hit(tagger, i, from, end, nearness, weak, err);
    }
    return code;
}

/* ---- Words written apart ----------------------------------------------------------- */

/* Is there a closed word that begins with `word`, of those that begin with its first? */
static bool closed_begins(const struct ie_lexicon *lexicon,
                          const struct ie_lex_look *look, struct ie_str word)
{
    uint32_t low = look->closed_low, high = look->closed_high;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const struct ie_lex_key *key = &lexicon->closed[middle];
        struct ie_str closed = ie_str_n(lexicon->keys + key->at, key->len);
        if (ie_str_starts(closed, word))
            return true;
        if (ie_str_cmp(closed, word) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

/* May the unit and the next be one word of a label? */
static bool may_join(const struct ie_tagger *tagger, const struct ie_lex_unit *one)
{
    const struct ie_lexicon *lexicon = tagger->lexicon;
    const struct ie_lex_look *look = &tagger->looks.at[one->look];
    const struct ie_lex_unit *two = one + 1;
    const char *next = tagger->phrase.ptr + two->text;

    if (look->closed_low >= look->closed_high || !two->len ||
        !(look->closed_next & ie_lex_next_bit(next, two->len)) ||
        !ie_glyph_in_word(one->glyph) || one->len + two->len > IE_WORD_MAX ||
        (two->gap == IE_GAP_SPACE && (one->len < JOIN_APART || two->len < JOIN_APART)))
        return false;
    uint64_t beginning = ie_lex_hash(ie_str_n(tagger->phrase.ptr + one->text, one->len));
    return ie_lex_hinted(lexicon->hints, lexicon->count[IE_LEX_HINTS],
                         ie_lex_closed_hint(beginning, next, two->len));
}

/* The unit and the next as one word, if a label has such a word: its look. */
static bool join(struct walk *walk, uint32_t unit, uint32_t *joined)
{
    struct ie_tagger *tagger = walk->tagger;
    const struct ie_lex_unit *one = &tagger->units.at[unit], *two = one + 1;
    char *word = tagger->joined;

    if (unit + 1 >= tagger->units.count || !may_join(tagger, one))
        return false;
    memcpy(word, tagger->phrase.ptr + one->text, one->len);
    memcpy(word + one->len, tagger->phrase.ptr + two->text, two->len);
    size_t probe = two->len < JOIN_PROBE ? two->len : JOIN_PROBE;
    if (!closed_begins(tagger->lexicon, &tagger->looks.at[one->look],
                       ie_str_n(word, one->len + probe)))
        return false;
    enum ie_glyph glyph = one->glyph == IE_GLYPH_DIGIT ? two->glyph : one->glyph;
    struct ie_str both = ie_str_n(word, (size_t)one->len + two->len);
    walk->code =
        ie_lex_look_up(tagger, ie_lex_name(tagger, both), both, glyph, joined, walk->err);
    return !walk->code;
}

/* ---- Walking ----------------------------------------------------------------------- */

static void walk_on(struct walk *walk, uint32_t node, uint64_t next, uint32_t unit);

/* `may`: bits of the terms that lead on from `node`. */
static void walk_look(struct walk *walk, uint32_t node, uint64_t may, uint32_t look,
                      uint32_t unit)
{
    struct ie_tagger *tagger = walk->tagger;
    const struct ie_lexicon *lexicon = tagger->lexicon;
    uint32_t from = tagger->units.at[walk->first].from;
    uint32_t end = tagger->units.at[unit - 1].end;
    uint32_t form = tagger->looks.at[look].form;
    uint32_t last = form + tagger->looks.at[look].form_count;

    for (; form < last && !walk->code; form++) {
        /* not by reference: looking words up moves them */
        struct ie_lex_form at = tagger->forms.at[form];
        uint32_t child = at.child;
        if (node != IE_LEX_ROOT_WORDS)
            child = (may & ie_lex_symbol_bit(at.term)) &&
                            ie_lex_hinted(lexicon->hints, lexicon->count[IE_LEX_HINTS],
                                          ie_lex_edge_hint(node, at.term))
                        ? ie_lex_step(lexicon, node, at.term)
                        : 0;
        if (!child)
            continue;
        bool root = node == IE_LEX_ROOT_WORDS;
        uint64_t next = root ? at.next : lexicon->nodes[child].next;
        walk->path[walk->depth++] = form;
        if (!root || at.ends)
            walk->code =
                add_endings(tagger, child, walk->path, walk->depth, from, end, walk->err);
        if (!walk->code && next && walk->depth < IE_LEX_DEPTH)
            walk_on(walk, child, next, unit);
        walk->depth--;
    }
}

/* From `node` with the unit and, closed up, with the unit and the next. */
static void walk_on(struct walk *walk, uint32_t node, uint64_t may, uint32_t unit)
{
    struct ie_tagger *tagger = walk->tagger;
    uint32_t joined;

    if (unit >= tagger->units.count || tagger->units.at[unit].look == IE_LEX_NOTHING)
        return;
    uint32_t look = tagger->units.at[unit].look;
    bool goes_on = node == IE_LEX_ROOT_WORDS
                       ? tagger->looks.at[look].flags & IE_LEX_STARTS
                       : (may & tagger->looks.at[look].terms) != 0;
    if (goes_on)
        walk_look(walk, node, may, look, unit + 1);
    if (!walk->code && join(walk, unit, &joined))
        walk_look(walk, node, may, joined, unit + 2);
}

/* ---- Parts of German compounds ----------------------------------------------------- */

/* The byte of the text where so many folded bytes of a word have passed. */
static uint32_t byte_of(struct ie_tagger *tagger, const struct ie_lex_unit *unit,
                        uint32_t folded)
{
    uint32_t at = unit->from, passed = 0;
    struct ie_folded next;
    char bytes[4];

    while (at < unit->end && passed < folded) {
        struct ie_str rest = ie_str_n(tagger->text.ptr + at, unit->end - at);
        if (!ie_fold_next(&tagger->folding, rest, &next))
            break;
        for (unsigned i = 0; i < next.count; i++)
            passed += (uint32_t)ie_utf8_put(next.point[i], bytes);
        at += next.size;
    }
    return at;
}

static int match_parts(struct ie_tagger *tagger, const struct ie_lex_unit *unit,
                       struct ie_error *err)
{
    const struct ie_lex_look *look = &tagger->looks.at[unit->look];
    int code = 0;

    for (uint32_t i = 0; i < look->part_count && !code; i++) {
        const struct ie_lex_part *part = &tagger->parts.at[look->part + i];
        uint32_t path[1] = {part->form};
        uint32_t from = byte_of(tagger, unit, part->at);
        uint32_t end = byte_of(tagger, unit, part->at + part->len);
        code = add_endings(tagger, part->node, path, 1, from, end, err);
    }
    return code;
}

int ie_lex_match_words(struct ie_tagger *tagger, struct ie_error *err)
{
    struct walk walk = {.tagger = tagger, .err = err};

    for (uint32_t i = 0; i < tagger->units.count && !walk.code; i++) {
        const struct ie_lex_unit *unit = &tagger->units.at[i];
        if (unit->look == IE_LEX_NOTHING)
            continue;
        const struct ie_lex_look *look = &tagger->looks.at[unit->look];
        if (look->part_count && (walk.code = match_parts(tagger, unit, err)))
            break;
        if (!(look->flags & IE_LEX_STARTS) && look->closed_low >= look->closed_high)
            continue;
        walk.first = i;
        walk_on(&walk, IE_LEX_ROOT_WORDS, 0, i);
    }
    return walk.code;
}
