/*
 * Labels in Hangul, Han and kana.
 *
 * Hangul: each word between spaces is cut by itself (hangul.c); a label may also go over
 * spaces, when it begins with a word and what is behind it in its last word is known.
 *
 * Han and kana are written without spaces, so labels are looked for at every letter where
 * one may begin. A katakana run is not cut unless all of it is labels and known words. A
 * label may stand within a run of Han when at least two letters are left on either side,
 * or one that is an affix (新素材, 鋳造品), or when it has three itself: 京都 is not found in
 * 東京都. Within hiragana it needs particles around it.
 */
#include "lexicon/pieces.h"
#include "lexicon/tag.h"

enum { SURE = 3, OVER_SPACES = 3, KANA_RUN = 63 };

static bool is_alphabetic(enum ie_glyph glyph)
{
    return ie_glyph_in_word(glyph);
}

static int add_node_hits(struct ie_tagger *tagger, uint32_t node, uint32_t first,
                         uint32_t last, struct ie_error *err)
{
    const uint32_t *end = &tagger->lexicon->letters.end[node];
    int code = 0;

    for (uint32_t i = end[0]; i < end[1] && !code; i++)
        code = ie_lex_add_hit(tagger, tagger->lexicon->ends[i],
                              tagger->letters.at[first].from,
                              tagger->letters.at[last - 1].end, IE_NEAR_SAME, false, err);
    return code;
}

/* ---- Hangul ------------------------------------------------------------------------ */

/* The words of the phrase, between gaps, with their names: tables are far, and words can be
 * waited for together. */
static int read_words(struct ie_tagger *tagger, struct ie_error *err)
{
    uint32_t count = (uint32_t)tagger->letters.count;

    tagger->words.count = 0;
    for (uint32_t at = 0; at < count;) {
        struct ie_lex_spaced *word = IE_PUSH(&tagger->words);
        if (!word)
            return ie_fail_nomem(err);
        word->from = at;
        do
            word->hangul |= tagger->letters.at[at++].glyph == IE_GLYPH_HANGUL;
        while (at < count && !tagger->letters.at[at].gap);
        word->end = at;
        if (at - word->from <= IE_LEX_UNIT)
            word->name = ie_lex_name_hangul(tagger, &tagger->letters.at[word->from],
                                            at - word->from);
    }
    return 0;
}

static int look_up_words(struct ie_tagger *tagger, struct ie_error *err)
{
    int code = 0;

    for (size_t i = 0; i < tagger->words.count && !code; i++) {
        struct ie_lex_spaced *word = &tagger->words.at[i];
        uint32_t len = word->end - word->from;
        if (len > IE_LEX_UNIT)
            continue;
        code = ie_lex_look_up_hangul(tagger, word->name, &tagger->letters.at[word->from],
                                     len, &word->look, err);
        if (!code && word->look != IE_LEX_NOTHING)
            __builtin_prefetch(&tagger->looks.at[word->look]);
    }
    return code;
}

/* Labels that begin with word number `first` and go on behind the space. */
static int match_over_spaces(struct ie_tagger *tagger, size_t first, uint32_t node,
                             struct ie_error *err)
{
    uint32_t from = tagger->words.at[first].from;
    int code = 0;

    for (size_t i = first + 1; node && i < tagger->words.count && !code; i++) {
        const struct ie_lex_spaced *word = &tagger->words.at[i];
        if (word->end - word->from > IE_LEX_UNIT)
            return 0;
        uint64_t clean = tagger->looks.at[word->look].clean;
        for (uint32_t at = word->from; at < word->end && node && !code; at++) {
            node =
                ie_lex_step_letter(tagger->lexicon, node, tagger->letters.at[at].point);
            if (node && at + 1 - from >= OVER_SPACES &&
                (clean >> (at + 1 - word->from) & 1) &&
                ie_lex_ends_at(&tagger->lexicon->letters, node))
                code = add_node_hits(tagger, node, from, at + 1, err);
        }
    }
    return code;
}

static int match_hangul(struct ie_tagger *tagger, size_t number, struct ie_error *err)
{
    const struct ie_lex_spaced *word = &tagger->words.at[number];
    const struct ie_lex_look *look = &tagger->looks.at[word->look];
    int code = 0;

    if (word->look == IE_LEX_NOTHING)
        return 0;
    for (uint32_t i = 0; i < look->part_count && !code; i++) {
        const struct ie_lex_part *part = &tagger->parts.at[look->part + i];
        code = add_node_hits(tagger, part->node, word->from + part->at,
                             word->from + part->at + part->len, err);
    }
    if (code || !look->through)
        return code;
    return match_over_spaces(tagger, number, look->through, err);
}

/* ---- Han and kana ------------------------------------------------------------------ */

struct east {
    struct ie_tagger *tagger;
    const struct ie_lex_letter *letters;
    uint32_t from, end;         /* the stretch without Hangul */
    uint32_t run_from, run_end; /* the katakana run looked at last */
    uint64_t cuts;              /* where it may be cut, bit by letter */
};

/* Same run: no gap between and the same kind of letter (digits go with Latin). */
static bool together(const struct east *east, uint32_t at)
{
    if (at <= east->from || at >= east->end || east->letters[at].gap)
        return false;
    enum ie_glyph one = east->letters[at - 1].glyph, two = east->letters[at].glyph;
    return one == two || (is_alphabetic(one) && is_alphabetic(two));
}

static uint32_t run_start(const struct east *east, uint32_t at)
{
    while (together(east, at))
        at--;
    return at;
}

static uint32_t run_finish(const struct east *east, uint32_t at)
{
    do
        at++;
    while (together(east, at));
    return at;
}

/* On by a letter; as labels were read, without long vowels that may be left out. */
static uint32_t step_kana(const struct ie_lexicon *lexicon, uint32_t node,
                          const struct ie_lex_letter *letter, uint32_t *run)
{
    return ie_fold_leaves_out(letter->point, letter->glyph, letter->gap, run)
               ? node
               : ie_lex_step_letter(lexicon, node, letter->point);
}

/* Where a katakana run may be cut, if labels and known words make up all of it. */
static void cut_katakana(struct east *east, uint32_t at)
{
    const struct ie_lexicon *lexicon = east->tagger->lexicon;
    uint64_t to = 1, back, length;

    east->run_from = run_start(east, at);
    east->run_end = run_finish(east, at);
    east->cuts = 0;
    length = east->run_end - east->run_from;
    if (length > KANA_RUN)
        return;
    back = UINT64_C(1) << length;
    uint64_t ends_at[KANA_RUN] = {0}; /* by start: where known words end */
    for (uint32_t i = 0; i < length; i++) {
        uint32_t node = IE_LEX_ROOT;
        if (i + 1 == length ||
            !ie_lex_may_begin(lexicon, east->letters[east->run_from + i].point,
                              east->letters[east->run_from + i + 1].point))
            continue;
        uint32_t run = 0;
        for (uint32_t k = i; k < length; k++) {
            if (!(node =
                      step_kana(lexicon, node, &east->letters[east->run_from + k], &run)))
                break;
            if (k > i && ((lexicon->letter_flags[node] & IE_LEX_PIECE) ||
                          ie_lex_ends_at(&lexicon->letters, node)))
                ends_at[i] |= UINT64_C(2) << k;
        }
        if (to >> i & 1)
            to |= ends_at[i];
    }
    for (uint32_t i = (uint32_t)length; i-- > 0;)
        if (ends_at[i] & back)
            back |= UINT64_C(1) << i;
    if (to >> length & 1)
        east->cuts = to & back;
}

static bool cut_at(struct east *east, uint32_t at)
{
    if (at < east->run_from || at >= east->run_end)
        cut_katakana(east, at);
    return east->cuts >> (at - east->run_from) & 1;
}

static bool starts_at(struct east *east, uint32_t at)
{
    if (!together(east, at)) {
        bool behind_kanji = at > east->from && !east->letters[at].gap &&
                            east->letters[at - 1].glyph == IE_GLYPH_HAN;
        return !(behind_kanji && east->letters[at].glyph == IE_GLYPH_HIRAGANA);
    }
    switch (east->letters[at].glyph) {
    case IE_GLYPH_KATAKANA:
        return cut_at(east, at);
    case IE_GLYPH_HIRAGANA:
        return ie_piece_particle(east->letters[at - 1].point);
    default:
        return east->letters[at].glyph == IE_GLYPH_HAN;
    }
}

static bool ends_at(struct east *east, uint32_t at)
{
    if (!together(east, at))
        return true;
    switch (east->letters[at].glyph) {
    case IE_GLYPH_KATAKANA:
        return cut_at(east, at);
    case IE_GLYPH_HIRAGANA:
        return ie_piece_particle(east->letters[at].point);
    default:
        return east->letters[at].glyph == IE_GLYPH_HAN;
    }
}

/* The label [from, end) against the Han around it. */
static bool han_allows(const struct east *east, uint32_t from, uint32_t end)
{
    uint32_t before = from - run_start(east, from);
    uint32_t behind = together(east, end) ? run_finish(east, end) - end : 0;
    bool han_first = east->letters[from].glyph == IE_GLYPH_HAN;
    bool han_last = east->letters[end - 1].glyph == IE_GLYPH_HAN;

    if (end - from == 1) {
        bool okurigana = end < east->end && !east->letters[end].gap &&
                         east->letters[end].glyph == IE_GLYPH_HIRAGANA &&
                         !ie_piece_particle(east->letters[end].point);
        return !before && !behind && !okurigana;
    }
    if (end - from >= SURE)
        return true;
    if (han_first && before == 1 && !ie_piece_before(east->letters[from - 1].point))
        return false;
    return !(han_last && behind == 1 && !ie_piece_behind(east->letters[end].point));
}

static int match_from(struct east *east, uint32_t from, struct ie_error *err)
{
    struct ie_tagger *tagger = east->tagger;
    uint32_t node = IE_LEX_ROOT;
    uint32_t run = 0;
    bool gap = false;
    int code = 0;

    for (uint32_t at = from; at < east->end && !code; at++) {
        if (!(node = step_kana(tagger->lexicon, node, &east->letters[at], &run)))
            break;
        gap |= at > from && east->letters[at].gap;
        if (ie_lex_ends_at(&tagger->lexicon->letters, node) && ends_at(east, at + 1) &&
            han_allows(east, from, at + 1) && (!gap || at + 1 - from >= OVER_SPACES))
            code = add_node_hits(tagger, node, from, at + 1, err);
    }
    return code;
}

static int match_east(struct ie_tagger *tagger, uint32_t from, uint32_t end,
                      struct ie_error *err)
{
    struct east east = {
        .tagger = tagger, .letters = tagger->letters.at, .from = from, .end = end};
    int code = 0;

    for (uint32_t at = from; at < end && !code; at++) {
        uint32_t one = east.letters[at].point;
        uint32_t two = at + 1 < end ? east.letters[at + 1].point : 0;
        if ((ie_lex_may_begin(tagger->lexicon, one, two) ||
             ie_lex_may_begin(tagger->lexicon, one, 0)) &&
            starts_at(&east, at))
            code = match_from(&east, at, err);
    }
    return code;
}

/* Words of a phrase with Hangul, and what stands between them without. */
static int match_mixed(struct ie_tagger *tagger, struct ie_error *err)
{
    uint32_t east = 0; /* where the stretch without Hangul began */
    int code = look_up_words(tagger, err);

    for (size_t i = 0; i < tagger->words.count && !code; i++) {
        const struct ie_lex_spaced *word = &tagger->words.at[i];
        if (!word->hangul && !is_alphabetic(tagger->letters.at[word->from].glyph))
            continue;
        if (east < word->from)
            code = match_east(tagger, east, word->from, err);
        if (!code)
            code = match_hangul(tagger, i, err);
        east = word->end;
    }
    if (code || east >= tagger->letters.count)
        return code;
    return match_east(tagger, east, (uint32_t)tagger->letters.count, err);
}

int ie_lex_match_letters(struct ie_tagger *tagger, struct ie_error *err)
{
    bool any = false;
    int code = 0;

    for (uint32_t i = 0; i < tagger->letters.count && !any; i++)
        any = tagger->letters.at[i].glyph == IE_GLYPH_HANGUL;
    if (!any)
        return match_east(tagger, 0, (uint32_t)tagger->letters.count, err);
    if ((code = read_words(tagger, err)))
        return code;
    return match_mixed(tagger, err);
}
