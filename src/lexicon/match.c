/* Labels that are sequences of words: every way through the trie of words. */
#include "lexicon/tag.h"

enum { JOIN_APART = 3 }; /* letters of words that are one word written apart */

struct walk {
    struct ie_tagger *tagger;
    struct ie_error *err;
    uint32_t first;                        /* unit */
    struct ie_lex_near path[IE_LEX_DEPTH]; /* how near each word walked is */
    unsigned depth;
    unsigned cuts;  /* words of the text that were cut on the way */
    unsigned joins; /* … that were put together */
    int code;
};

/* ---- How near what was walked is to a label ---------------------------------------- */

static enum ie_word_place place_of(const struct walk *walk, unsigned word)
{
    if (walk->depth == 1)
        return IE_PLACE_ONLY;
    if (word == 0)
        return IE_PLACE_FIRST;
    return word + 1 < walk->depth ? IE_PLACE_INNER : IE_PLACE_LAST;
}

/* Words that stand apart and are one mean it only as they are; where a word is inflected
 * none is derived: "films coated" is no film coating. */
static unsigned label_nearness(const struct walk *walk, unsigned rules)
{
    unsigned nearest = IE_NEAR_SAME, before = IE_NEAR_SAME;

    for (unsigned i = 0; i < walk->depth; i++) {
        unsigned near = ie_lex_nearness(&walk->path[i], rules, place_of(walk, i));
        before = nearest;
        if (near > nearest)
            nearest = near;
    }
    bool changed = nearest >= IE_NEAR_DERIVED &&
                   (walk->joins || (rules == IE_WORDS_EN && before > IE_NEAR_SAME));
    return changed ? IE_NEAR_NOT : nearest;
}

/* The labels that end at a node. */
static int add_labels(struct walk *walk, uint32_t node, uint32_t from, uint32_t end)
{
    const struct ie_lexicon *lexicon = walk->tagger->lexicon;
    const uint32_t *ends = &lexicon->trie.end[node];
    bool brief = walk->depth == 1 && (walk->path[0].of[IE_WORDS_HE] & IE_LEX_NEAR_BRIEF);
    int code = 0;

    for (uint32_t i = ends[0]; i < ends[1] && !code; i++) {
        const struct ie_lex_trait *trait = ie_lex_trait(lexicon, lexicon->ends[i]);
        unsigned near = label_nearness(walk, trait->rules);
        if (near >= IE_NEAR_NOT || (walk->cuts && !(trait->flags & IE_LEX_CLOSES)))
            continue;
        bool weak = brief && trait->rules == IE_WORDS_HE && near == IE_NEAR_DERIVED;
        code = ie_lex_add_hit(walk->tagger, lexicon->ends[i], from, end, near, weak,
                              walk->err);
    }
    return code;
}

/* ---- Words written apart ----------------------------------------------------------- */

static bool is_short(const struct ie_lex_unit *unit)
{
    unsigned letter = unit->glyph > IE_GLYPH_LATIN ? 2 : 1; /* bytes */

    return unit->len < JOIN_APART * letter;
}

/* May the unit and the next be one word of a label? */
static bool may_join(const struct ie_tagger *tagger, const struct ie_lex_unit *one)
{
    const struct ie_lex_look *look = &tagger->looks.at[one->look];
    const struct ie_lex_unit *two = one + 1;
    const char *next = tagger->phrase.ptr + two->text;
    const char *word = tagger->phrase.ptr + one->text;
    uint64_t hash = IE_LEX_HASH_BEGIN;

    if (!look->closed || !two->len ||
        !(look->closed_next & ie_lex_next_bit(next, two->len)) ||
        !ie_glyph_in_word(one->glyph) || one->len + two->len > IE_WORD_MAX ||
        (two->gap == IE_GAP_SPACE && (is_short(one) || is_short(two))))
        return false;
    for (unsigned i = 0; i < one->len; i++)
        hash = ie_lex_hash_on(hash, word[i]);
    return ie_lex_hinted(tagger->lexicon,
                         ie_lex_hint(IE_LEX_HINT_CLOSED, hash, next, two->len));
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
    enum ie_glyph glyph = one->glyph == IE_GLYPH_DIGIT ? two->glyph : one->glyph;
    struct ie_str both = ie_str_n(word, (size_t)one->len + two->len);
    walk->code =
        ie_lex_look_up(tagger, ie_lex_name(tagger, both), both, glyph, joined, walk->err);
    return !walk->code;
}

/* ---- Walking ----------------------------------------------------------------------- */

static void walk_on(struct walk *walk, uint32_t node, uint64_t next, uint32_t unit);

/* To the node of a form of a word that ends before `unit`. */
static void enter(struct walk *walk, const struct ie_lex_form *form, uint32_t unit)
{
    const struct ie_tagger *tagger = walk->tagger;

    walk->path[walk->depth++] = form->near;
    if (form->ends)
        walk->code = add_labels(walk, form->node, tagger->units.at[walk->first].from,
                                tagger->units.at[unit - 1].end);
    if (!walk->code && form->goes_on && walk->depth < IE_LEX_DEPTH)
        walk_on(walk, form->node, form->next, unit);
    walk->depth--;
}

static void walk_look(struct walk *walk, uint32_t node, uint32_t look, uint32_t unit);

/* The word of the text closes several words of a label up. */
static void walk_cuts(struct walk *walk, uint32_t node, uint32_t look, uint32_t unit)
{
    struct ie_tagger *tagger = walk->tagger;
    const struct ie_lex_trie *trie = &tagger->lexicon->trie;
    uint32_t cut = tagger->looks.at[look].cut;
    uint32_t last = cut + tagger->looks.at[look].cut_count;

    for (; cut < last && !walk->code && walk->depth + 1 < IE_LEX_DEPTH; cut++) {
        uint32_t child = ie_lex_step(trie, node, tagger->cuts.at[cut].word);
        if (!child || !ie_lex_goes_on(trie, child))
            continue;
        walk->path[walk->depth++] = tagger->cuts.at[cut].near;
        walk->cuts++;
        walk_look(walk, child, tagger->cuts.at[cut].look, unit);
        walk->cuts--;
        walk->depth--;
    }
}

/* On by the forms of a word that ends before `unit`. */
static void walk_forms(struct walk *walk, uint32_t node, uint32_t look, uint32_t unit)
{
    struct ie_tagger *tagger = walk->tagger;
    const struct ie_lex_trie *trie = &tagger->lexicon->trie;
    uint32_t form = tagger->looks.at[look].form;
    uint32_t last = form + tagger->looks.at[look].form_count;

    for (; form < last && !walk->code; form++) {
        /* not by reference: looking words up moves them */
        struct ie_lex_form at = tagger->forms.at[form];
        if (node != IE_LEX_ROOT && (at.node = ie_lex_step(trie, node, at.word))) {
            at.ends = ie_lex_ends_at(trie, at.node);
            at.goes_on = ie_lex_goes_on(trie, at.node);
            at.next = UINT64_MAX;
        }
        if (at.node)
            enter(walk, &at, unit);
    }
}

static void walk_look(struct walk *walk, uint32_t node, uint32_t look, uint32_t unit)
{
    walk_forms(walk, node, look, unit);
    if (!walk->code && walk->tagger->looks.at[look].cut_count)
        walk_cuts(walk, node, look, unit);
}

/* From `node` with the unit and, closed up, with the unit and the next; `next`: bits of the
 * words that lead on. */
static void walk_on(struct walk *walk, uint32_t node, uint64_t next, uint32_t unit)
{
    struct ie_tagger *tagger = walk->tagger;
    uint32_t joined;

    if (unit >= tagger->units.count || tagger->units.at[unit].look == IE_LEX_NOTHING)
        return;
    uint32_t look = tagger->units.at[unit].look;
    bool may = node == IE_LEX_ROOT ? tagger->looks.at[look].starts
                                   : (tagger->looks.at[look].words & next) != 0;
    if (may)
        walk_look(walk, node, look, unit + 1);
    if (walk->code || !join(walk, unit, &joined))
        return;
    walk->joins++;
    walk_forms(walk, node, joined, unit + 2);
    walk->joins--;
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

static int match_parts(struct walk *walk, const struct ie_lex_unit *unit)
{
    struct ie_tagger *tagger = walk->tagger;
    const struct ie_lex_look *look = &tagger->looks.at[unit->look];
    int code = 0;

    for (uint32_t i = 0; i < look->part_count && !code; i++) {
        const struct ie_lex_part *part = &tagger->parts.at[look->part + i];
        uint32_t from = byte_of(tagger, unit, part->at);
        uint32_t end = byte_of(tagger, unit, part->at + part->len);
        walk->path[0] = tagger->forms.at[part->form].near;
        walk->depth = 1;
        code = add_labels(walk, part->node, from, end);
        walk->depth = 0;
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
        if (look->part_count && (walk.code = match_parts(&walk, unit)))
            break;
        if (!look->starts && !look->closed)
            continue;
        walk.first = i;
        walk_on(&walk, IE_LEX_ROOT, 0, i);
    }
    return walk.code;
}
