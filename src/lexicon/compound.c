/* German compounds: a word that is made of known words, with what links them. */
#include "lexicon/tag.h"

enum {
    SHORTEST = 7, /* bytes of a compound */
    LONGEST = 63,
    PIECE = 3, /* bytes of a part */
    HEAD = 7,  /* of a label that ends a word whose beginning nobody knows */
    COST_PART = 2,
    COST_LINK = 1,
    COST_NONE = 1000,
};

static const char *const links[] = {"", "s", "n", "en", "es", "e", "er"};
static const char *const endings[] = {"", "e", "en", "er", "n", "s", "es", "ern"};

struct cut {
    const struct ie_lexicon *lexicon;
    struct ie_str word;
    uint16_t cost[LONGEST + 1]; /* of the best way to here */
    uint8_t from[LONGEST + 1];  /* where its last part begins */
    uint8_t len[LONGEST + 1];   /* and its length without link or ending */
    uint64_t known[LONGEST];    /* bit n: the n bytes from here are a word */
    uint64_t first[LONGEST];    /* … that another must follow */
};

static bool known(const struct cut *cut, size_t from, size_t len)
{
    return cut->known[from] >> len & 1;
}

/* Which of the stretches that begin at a byte are words of German compounds. */
static void find_known(struct cut *cut, size_t from)
{
    uint64_t hash = ie_lex_hash_on(IE_LEX_HASH_BEGIN, 'd');

    cut->known[from] = cut->first[from] = 0;
    for (size_t len = 1; from + len <= cut->word.len && len < LONGEST; len++) {
        hash = ie_lex_hash_on(hash, cut->word.ptr[from + len - 1]);
        if (len < PIECE)
            continue;
        struct ie_lex_keys keys = ie_lex_keys_of(cut->lexicon, ie_lex_hash_end(hash));
        for (; keys.at < keys.end; keys.at++)
            if (ie_str_eq(ie_lex_word(cut->lexicon, keys.at->word),
                          ie_str_n(cut->word.ptr + from, len))) {
                unsigned flags = cut->lexicon->word_flags[keys.at->word];
                cut->known[from] |= (uint64_t)(flags & IE_LEX_PIECE_DE) << len;
                cut->first[from] |= (uint64_t)((flags & IE_LEX_FIRST_DE) != 0) << len;
            }
    }
}

static void reach(struct cut *cut, size_t from, size_t len, size_t to, unsigned cost)
{
    if (cut->cost[from] + cost >= cut->cost[to])
        return;
    cut->cost[to] = (uint16_t)(cut->cost[from] + cost);
    cut->from[to] = (uint8_t)from;
    cut->len[to] = (uint8_t)len;
}

/* What may follow a part that ends at `at`: a link, and at the end of the word an
 * ending. */
static void pass_on(struct cut *cut, size_t from, size_t at, bool may_end)
{
    struct ie_str rest = ie_str_n(cut->word.ptr + at, cut->word.len - at);

    for (size_t i = 0; i < IE_COUNT(links); i++) {
        size_t len = strlen(links[i]);
        if (rest.len >= len + PIECE && ie_str_starts(rest, ie_str_z(links[i])))
            reach(cut, from, at - from, at + len, COST_PART + (len ? COST_LINK : 0));
    }
    for (size_t i = 0; i < IE_COUNT(endings) && may_end; i++)
        if (ie_str_eqz(rest, endings[i]))
            reach(cut, from, at - from, cut->word.len,
                  COST_PART + (rest.len ? COST_LINK : 0));
}

/* The part [from, from + len) if it is a label. */
static int add_part(struct ie_tagger *tagger, struct ie_str word, size_t from, size_t len,
                    struct ie_error *err)
{
    size_t before = tagger->forms.count;
    int code = ie_lex_add_forms(tagger, IE_WORDS_DE, ie_str_n(word.ptr + from, len),
                                IE_NEAR_SAME, 1u << IE_PLACE_ONLY, before, err);

    for (size_t i = before; i < tagger->forms.count && !code; i++) {
        const struct ie_lex_form *form = &tagger->forms.at[i];
        struct ie_lex_part *part = form->ends ? IE_PUSH(&tagger->parts) : NULL;
        if (form->ends && !part)
            return ie_fail_nomem(err);
        if (part)
            *part = (struct ie_lex_part){(uint32_t)from, (uint32_t)len, form->node,
                                         (uint32_t)i};
    }
    return code;
}

/* A long label at the end says what the thing is, whatever stands before it. */
static int add_head(struct ie_tagger *tagger, struct cut *cut, struct ie_error *err)
{
    for (size_t from = PIECE; from + HEAD <= cut->word.len; from++) {
        find_known(cut, from);
        for (size_t i = 0; i < IE_COUNT(endings); i++) {
            size_t len = cut->word.len - from - strlen(endings[i]);
            if (len < HEAD || !ie_str_ends(cut->word, ie_str_z(endings[i])) ||
                !known(cut, from, len))
                continue;
            size_t before = tagger->parts.count;
            int code = add_part(tagger, cut->word, from, len, err);
            if (code || tagger->parts.count > before)
                return code;
        }
    }
    return 0;
}

int ie_lex_cut_german(struct ie_tagger *tagger, struct ie_str word, struct ie_error *err)
{
    struct cut cut;
    int code = 0;

    cut.lexicon = tagger->lexicon;
    cut.word = word;
    cut.cost[0] = 0;
    if (word.len < SHORTEST || word.len > LONGEST)
        return 0;
    for (size_t i = 1; i <= word.len; i++)
        cut.cost[i] = COST_NONE;
    for (size_t from = 0; from + PIECE <= word.len; from++) {
        if (cut.cost[from] >= COST_NONE)
            continue;
        find_known(&cut, from);
        for (size_t len = PIECE; from + len <= word.len; len++)
            if (known(&cut, from, len) || (cut.first[from] >> len & 1))
                pass_on(&cut, from, from + len, known(&cut, from, len));
    }
    if (cut.cost[word.len] >= COST_NONE)
        return add_head(tagger, &cut, err);
    for (size_t at = word.len; at > 0 && !code; at = cut.from[at])
        code = add_part(tagger, word, cut.from[at], cut.len[at], err);
    return code;
}
