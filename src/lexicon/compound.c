/* German compounds: a word that is made of known words, with what links them. */
#include "lexicon/tag.h"

enum {
    SHORTEST = 7, /* bytes of a compound */
    LONGEST = 64,
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
};

static bool known(const struct cut *cut, size_t from, size_t len)
{
    char key[LONGEST + 1];

    key[0] = 'd';
    memcpy(key + 1, cut->word.ptr + from, len);
    return ie_lex_term(cut->lexicon, ie_str_n(key, len + 1)) != IE_THESAURUS_NONE;
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
static void pass_on(struct cut *cut, size_t from, size_t at)
{
    struct ie_str rest = ie_str_n(cut->word.ptr + at, cut->word.len - at);

    for (size_t i = 0; i < IE_COUNT(links); i++) {
        size_t len = strlen(links[i]);
        if (rest.len >= len + PIECE && ie_str_starts(rest, ie_str_z(links[i])))
            reach(cut, from, at - from, at + len, COST_PART + (len ? COST_LINK : 0));
    }
    for (size_t i = 0; i < IE_COUNT(endings); i++)
        if (ie_str_eqz(rest, endings[i]))
            reach(cut, from, at - from, cut->word.len,
                  COST_PART + (rest.len ? COST_LINK : 0));
}

/* The part [from, from + len) if it is a label. */
static int add_part(struct ie_tagger *tagger, struct ie_str word, size_t from, size_t len,
                    struct ie_error *err)
{
    size_t before = tagger->forms.count;
    int code = ie_lex_add_form(tagger, IE_WORDS_DE, ie_str_n(word.ptr + from, len),
                               IE_NEAR_SAME, err);

    if (code || tagger->forms.count == before)
        return code;
    const struct ie_lex_form *form = &tagger->forms.at[before];
    if (!form->child || !ie_lex_has_entries(tagger->lexicon, form->child)) {
        tagger->forms.count = before;
        return 0;
    }
    struct ie_lex_part *part = IE_PUSH(&tagger->parts);
    if (!part)
        return ie_fail_nomem(err);
    *part = (struct ie_lex_part){(uint32_t)from, (uint32_t)len, form->child,
                                 (uint32_t)before};
    return 0;
}

/* A long label at the end says what the thing is, whatever stands before it. */
static int add_head(struct ie_tagger *tagger, const struct cut *cut, struct ie_error *err)
{
    for (size_t from = PIECE; from + HEAD <= cut->word.len; from++)
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
    return 0;
}

int ie_lex_cut_german(struct ie_tagger *tagger, struct ie_str word, struct ie_error *err)
{
    struct cut cut = {.lexicon = tagger->lexicon, .word = word};
    int code = 0;

    if (word.len < SHORTEST || word.len > LONGEST)
        return 0;
    for (size_t i = 1; i <= word.len; i++)
        cut.cost[i] = COST_NONE;
    for (size_t from = 0; from + PIECE <= word.len; from++)
        for (size_t len = PIECE; cut.cost[from] < COST_NONE && from + len <= word.len;
             len++)
            if (known(&cut, from, len))
                pass_on(&cut, from, from + len);
    if (cut.cost[word.len] >= COST_NONE)
        return add_head(tagger, &cut, err);
    for (size_t at = word.len; at > 0 && !code; at = cut.from[at])
        code = add_part(tagger, word, cut.from[at], cut.len[at], err);
    return code;
}
