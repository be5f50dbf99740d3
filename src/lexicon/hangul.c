/*
 * A Hangul word (eojeol) as labels, morphemes and an ending.
 *
 * The cheapest cut wins: labels cost least, then the ending, known words, morphemes of
 * one syllable where they may stand, last letters nobody knows. A label of two letters
 * counts only in a cut without unknown letters, so 주조 is found in 주조품을 and 고압주조,
 * not in 사주조회; one of three letters counts anywhere. A label of one letter (금, 철)
 * counts only when the word is that and an ending.
 */
#include "lexicon/pieces.h"
#include "lexicon/tag.h"

enum {
    COST_LABEL = 4,
    COST_ENDING = 5,
    COST_LATIN = 5,
    COST_SINGLE = 6, /* a label of one letter */
    COST_PIECE = 11,
    COST_AFFIX = 6,
    COST_UNKNOWN = 60,
    SURE = 3, /* letters of a label that needs no neighbours */
};

struct cut {
    const struct ie_lexicon *lexicon;
    const struct ie_lex_letter *letters;
    uint32_t count;
    uint32_t cost[IE_LEX_UNIT + 1]; /* of the rest from here */
    uint32_t label[IE_LEX_UNIT];    /* node of the label that begins here, or 0 */
    uint8_t len[IE_LEX_UNIT];       /* of the part that begins here */
    bool affix[IE_LEX_UNIT + 1];    /* is that one of one syllable */
    bool ending[IE_LEX_UNIT + 1];   /* is all from here a particle or ending */
    uint64_t clean;
};

/* Affixes do not stand together, but for a last -용, -등, -별: 단기 is no 단- and -기. */
static bool may_affix(const struct cut *cut, uint32_t at)
{
    uint32_t next = at + 1 < cut->count ? cut->letters[at + 1].point : 0;

    return !cut->affix[at + 1] || next == 0xC6A9 || next == 0xB4F1 || next == 0xBCC4;
}

static void offer(struct cut *cut, uint32_t at, uint32_t len, uint32_t cost,
                  uint32_t label)
{
    uint32_t whole = cost + cut->cost[at + len];

    if (whole > cut->cost[at] || (whole == cut->cost[at] && len <= cut->len[at]))
        return;
    cut->cost[at] = whole;
    cut->len[at] = (uint8_t)len;
    cut->label[at] = label;
    cut->affix[at] = cost == COST_AFFIX;
    bool clean = cost < COST_UNKNOWN && (cut->clean >> (at + len) & 1);
    cut->clean = (cut->clean & ~(UINT64_C(1) << at)) | (uint64_t)clean << at;
}

static bool foreign(const struct cut *cut, uint32_t at)
{
    return cut->letters[at].glyph != IE_GLYPH_HANGUL;
}

static bool same_word(const struct cut *cut, uint32_t at)
{
    return at > 0 && at < cut->count && foreign(cut, at) && foreign(cut, at - 1) &&
           ie_glyph_in_word(cut->letters[at].glyph) ==
               ie_glyph_in_word(cut->letters[at - 1].glyph);
}

/* Labels, pieces and affixes that begin at a letter. */
static void walk_from(struct cut *cut, uint32_t at)
{
    uint32_t node = IE_LEX_ROOT;

    for (uint32_t len = 1; at + len <= cut->count; len++) {
        node = ie_lex_step_letter(cut->lexicon, node, cut->letters[at + len - 1].point);
        if (!node)
            return;
        if (same_word(cut, at + len))
            continue;
        bool last = at + len == cut->count;
        uint32_t flags = cut->lexicon->letter_flags[node];
        bool label = ie_lex_ends_at(&cut->lexicon->letters, node);
        if (label && len > 1)
            offer(cut, at, len, COST_LABEL, node);
        else if (label && !at && (last || cut->ending[1]))
            offer(cut, at, len, COST_SINGLE, node);
        if (last && flags & IE_LEX_ENDING)
            cut->ending[at] = true;
        if (at && cut->ending[at] && last)
            offer(cut, at, len, COST_ENDING, 0);
        if (flags & IE_LEX_PIECE)
            offer(cut, at, len, COST_PIECE, 0);
        if (((flags & IE_LEX_BEFORE && !at && !last) || (flags & IE_LEX_BEHIND && at)) &&
            may_affix(cut, at))
            offer(cut, at, len, COST_AFFIX, 0);
    }
}

static void cut_from(struct cut *cut, uint32_t at)
{
    uint32_t run = 0;

    offer(cut, at, 1, COST_UNKNOWN, 0);
    while (at + run < cut->count && foreign(cut, at + run))
        run++;
    if (run && !same_word(cut, at))
        offer(cut, at, run, COST_LATIN, 0);
    if (!same_word(cut, at))
        walk_from(cut, at);
}

static uint32_t walk_through(const struct ie_lexicon *lexicon,
                             const struct ie_lex_letter *letters, uint32_t count)
{
    uint32_t node = IE_LEX_ROOT;

    for (uint32_t i = 0; i < count; i++) {
        node = ie_lex_step_letter(lexicon, node, letters[i].point);
        if (!node)
            return 0;
    }
    return node;
}

int ie_lex_cut_hangul(struct ie_tagger *tagger, struct ie_lex_look *look,
                      const struct ie_lex_letter *letters, uint32_t count,
                      struct ie_error *err)
{
    struct cut cut;

    cut.lexicon = tagger->lexicon;
    cut.letters = letters;
    cut.count = count;
    memset(cut.cost, 0xFF, (count + 1) * sizeof(*cut.cost));
    memset(cut.affix, 0, count + 1);
    memset(cut.ending, 0, count + 1);
    cut.cost[count] = 0;
    cut.clean = UINT64_C(1) << count;
    for (uint32_t at = count; at-- > 0;)
        cut_from(&cut, at);
    for (uint32_t at = 0; at < count; at += cut.len[at]) {
        bool counts = cut.label[at] && (cut.len[at] >= SURE || (cut.clean & 1));
        struct ie_lex_part *part = counts ? IE_PUSH(&tagger->parts) : NULL;
        if (counts && !part)
            return ie_fail_nomem(err);
        if (part)
            *part = (struct ie_lex_part){at, cut.len[at], cut.label[at], 0};
    }
    look->clean = cut.clean;
    look->through = walk_through(tagger->lexicon, letters, count);
    return 0;
}
