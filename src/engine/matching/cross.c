/* A query's words as what they may be in another language. The weights are explained in
 * bag.h. */
#include <math.h>

#include "engine/matching/read.h"
#include "engine/matching/terms.h"

struct group { /* a word of the query, with all its places */
    const struct ie_word_sense *sense;
    struct ie_str surface;
    uint32_t title, text; /* times in each */
    struct ie_bag_place place;
};

struct crossing {
    struct ie_match_reader *reader;
    const struct ie_match_document *document;
    struct ie_str to;
    bool own, latin; /* latin: both languages are written so */
    struct ie_arena *arena;
    struct ie_bag *bag;
    struct group *groups;
    uint32_t group_count;
    uint32_t *table; /* group + 1; linear probing */
    uint32_t room;
};

static enum ie_script script_of(struct ie_str lang)
{
    static const struct {
        const char *lang;
        enum ie_script script;
    } scripts[] = {{"ko", IE_SCRIPT_HANGUL},   {"ja", IE_SCRIPT_KANA},
                   {"ru", IE_SCRIPT_CYRILLIC}, {"he", IE_SCRIPT_HEBREW},
                   {"zh", IE_SCRIPT_HAN},      {"el", IE_SCRIPT_GREEK},
                   {"ar", IE_SCRIPT_ARABIC}};

    for (size_t i = 0; i < IE_COUNT(scripts); i++)
        if (ie_lang_is(lang, scripts[i].lang))
            return scripts[i].script;
    return IE_SCRIPT_LATIN;
}

/* Is this script another than the language's? Japanese has two, Korean a few Han. */
static bool foreign(enum ie_script own, uint8_t script)
{
    if (script == IE_SCRIPT_NONE || script == own)
        return false;
    return script != IE_SCRIPT_HAN || (own != IE_SCRIPT_KANA && own != IE_SCRIPT_HANGUL);
}

/* ---- Groups ---------------------------------------------------------------------------- */

static bool same_sense(const struct ie_word_sense *x, const struct ie_word_sense *y)
{
    if (x->count != y->count)
        return false;
    for (uint32_t i = 0; i < x->count; i++)
        if (!ie_str_eq(x->at[i].text, y->at[i].text))
            return false;
    return true;
}

static void add_sense(struct crossing *c, const struct ie_word_sense *sense,
                      struct ie_str surface, bool title)
{
    struct ie_str key = sense->count ? sense->at[0].text : surface;
    uint64_t at = ie_term_hash(key) & (c->room - 1);

    for (; c->table[at]; at = (at + 1) & (c->room - 1)) {
        struct group *known = &c->groups[c->table[at] - 1];
        if (same_sense(known->sense, sense) &&
            (sense->count || ie_str_eq(known->surface, surface))) {
            *(title ? &known->title : &known->text) += 1;
            return;
        }
    }
    c->table[at] = c->group_count + 1;
    c->groups[c->group_count++] = (struct group){
        sense, surface, title, !title, {sense->from, sense->len, IE_TOKEN_WORD, title}};
}

static int add_senses(struct crossing *c, struct ie_error *err)
{
    const struct ie_str texts[2] = {c->document->title, c->document->text};
    struct ie_senses senses[2];

    for (int i = 0; i < 2; i++) {
        int code = ie_translate_text(c->reader->translator, c->arena, texts[i],
                                     c->document->lang, c->to, &senses[i], err);
        if (code)
            return code;
    }
    uint32_t most = senses[0].count + senses[1].count;
    c->room = ie_term_room(most);
    c->table = IE_NEW_ARRAY(c->arena, uint32_t, c->room);
    c->groups = IE_NEW_ARRAY(c->arena, struct group, (size_t)most + 1);
    if (!c->table || !c->groups)
        return ie_fail_nomem(err);
    for (int i = 0; i < 2; i++)
        for (uint32_t k = 0; k < senses[i].count; k++) {
            const struct ie_word_sense *sense = &senses[i].at[k];
            if (sense->by != IE_SENSE_COMMON)
                add_sense(c, sense, ie_str_sub(texts[i], sense->from, sense->len),
                          i == 0);
        }
    return 0;
}

/* ---- Terms of a group ------------------------------------------------------------------ */

struct said { /* a translation or label as terms, those of little content left out */
    double words;
    uint32_t count;
    struct said_term {
        struct ie_str term;
        uint16_t grams;
        bool aside;
    } at[];
};

/* Analysed once a reader: words of a language come again. It may stand in the reader's memo
 * or in the arena. */
static int say(struct crossing *c, struct ie_str text, const struct said **said,
               struct ie_error *err)
{
    struct ie_memo *memo = &c->reader->said;
    struct ie_arena *arena = ie_memo_open(memo) ? &memo->arena : c->arena;
    uint64_t kind = ie_match_code(c->to);
    struct ie_tokens tokens;

    *said = ie_memo_find(memo, kind, text);
    if (*said)
        return 0;
    int code = ie_text_tokens(c->reader->analyser, c->arena, text, c->to, &tokens, err);
    if (code)
        return code;
    struct said *made =
        ie_arena_alloc(arena, sizeof(*made) + tokens.count * sizeof(*made->at));
    if (!made)
        return ie_fail_nomem(err);
    for (size_t i = 0; i < tokens.count; i++) {
        const struct ie_token *token = &tokens.at[i];
        if (token->common)
            continue;
        bool aside = ie_token_aside(token);
        made->words += aside ? 0 : 1 / (double)token->grams;
        made->at[made->count++] =
            (struct said_term){ie_arena_str(arena, token->term), token->grams, aside};
        if (!made->at[made->count - 1].term.ptr)
            return ie_fail_nomem(err);
    }
    ie_memo_keep(memo, kind, text, made);
    *said = made;
    return 0;
}

/* The text of one translation, likely by `chance`, as terms of the group that begins at
 * `first` in the scratch. */
static int add_text(struct crossing *c, struct ie_str text, double chance, size_t first,
                    struct ie_error *err)
{
    const struct said *said = NULL;
    struct ie_match_reader *reader = c->reader;
    int code = say(c, text, &said, err);
    double words = code ? 0 : said->words;

    for (size_t i = 0; words > 0 && i < said->count; i++) {
        const struct said_term *one_of = &said->at[i];
        size_t at = first;
        while (at < reader->terms.count &&
               !ie_str_eq(reader->terms.at[at].term, one_of->term))
            at++;
        if (at == reader->terms.count) {
            struct ie_bag_term *made = IE_PUSH(&reader->terms);
            if (!made || !(made->term = ie_arena_str(c->arena, one_of->term)).ptr)
                return ie_fail_nomem(err);
        }
        struct ie_bag_term *term = &reader->terms.at[at];
        double one = chance / words;
        double share =
            sqrt(one) * (one_of->aside ? IE_BAG_ASIDE : 1 / sqrt((double)one_of->grams));
        term->grams = one_of->grams;
        term->chance = fmaxf(term->chance, (float)one);
        term->share = fmaxf(term->share, (float)share);
    }
    return code;
}

struct origin {         /* of a group, in the text that is translated */
    double share, seen; /* of a term that is sure */
    uint32_t title, text;
    struct ie_bag_place place;
    struct ie_str surface;
    uint32_t concept; /* whose labels they are; IE_THESAURUS_NONE: translations */
};

/* What stands in the scratch from `first` on becomes a group of the bag. */
static void end_group(struct crossing *c, size_t first, const struct origin *origin)
{
    size_t count = c->reader->terms.count - first;

    if (!count)
        return;
    c->bag->groups++;
    for (size_t i = first; i < c->reader->terms.count; i++) {
        struct ie_bag_term *term = &c->reader->terms.at[i];
        term->share *= (float)origin->share;
        term->seen = (float)origin->seen * sqrtf(term->chance);
        term->title = origin->title;
        term->text = origin->text;
        term->place = origin->place;
        term->words = 1 / (float)count;
        term->group = c->bag->groups;
        term->aside = true;
        term->surface = origin->surface;
        term->concept = origin->concept;
        term->kind =
            origin->concept == IE_THESAURUS_NONE ? IE_BAG_TRANSLATION : IE_BAG_LABEL;
    }
}

static int add_group(struct crossing *c, const struct group *group, struct ie_error *err)
{
    size_t first = c->reader->terms.count;
    uint32_t times = group->title + group->text;
    struct origin origin = {times,
                            1,
                            group->title,
                            group->text,
                            group->place,
                            group->surface,
                            IE_THESAURUS_NONE};
    int code = 0;

    for (uint32_t i = 0; i < group->sense->count && !code; i++)
        code = add_text(c, group->sense->at[i].text,
                        (double)group->sense->at[i].probability, first, err);
    if (!code && c->latin && !c->own)
        code = add_text(c, group->surface, group->sense->count ? IE_BAG_SELF : 1, first,
                        err);
    if (c->reader->terms.count == first)
        c->bag->unknown += times;
    end_group(c, first, &origin);
    return code;
}

static int add_concept(struct crossing *c, const struct ie_match_concept *concept,
                       struct ie_error *err)
{
    const struct ie_lexicon *lexicon = c->reader->lexicon;
    size_t first = c->reader->terms.count;
    struct origin origin = {IE_BAG_CONCEPT * concept->weight,
                            IE_BAG_CONCEPT,
                            concept->title,
                            concept->text,
                            concept->place,
                            concept->phrase,
                            concept->number};
    int code = 0;

    for (uint32_t i = 0; i < ie_lexicon_label_count(lexicon, concept->number) && !code;
         i++) {
        struct ie_label label;
        ie_lexicon_label_at(lexicon, concept->number, i, &label);
        if (label.kind != IE_LABEL_HIDDEN && ie_str_eq(label.lang, c->to))
            code = add_text(c, label.text, 1, first, err);
    }
    end_group(c, first, &origin);
    return code;
}

/* ---- What needs no translation --------------------------------------------------------- */

static int add_foreign(struct crossing *c, struct ie_str text, bool title,
                       struct ie_error *err)
{
    enum ie_script own = script_of(c->document->lang);
    struct ie_tokens tokens;
    int code = ie_text_tokens(c->reader->analyser, c->arena, text, c->to, &tokens, err);

    for (size_t i = 0; i < tokens.count && !code; i++) {
        const struct ie_token *token = &tokens.at[i];
        bool same = token->kind == IE_TOKEN_CODE || token->kind == IE_TOKEN_NUMBER ||
                    token->kind == IE_TOKEN_QUANTITY || foreign(own, token->script) ||
                    (c->latin && !c->reader->translator); /* letters are all there is */
        if (!same || token->common)
            continue;
        struct ie_bag_term *term = IE_PUSH(&c->reader->terms);
        if (!term)
            return ie_fail_nomem(err);
        bool beside = ie_token_aside(token);
        *term = (struct ie_bag_term){
            .term = token->term,
            .surface = ie_str_sub(text, token->word_from, token->word_len),
            .concept = IE_THESAURUS_NONE,
            .kind = token->kind == IE_TOKEN_QUANTITY ? IE_BAG_QUANTITY : IE_BAG_WORD,
            .title = title,
            .text = !title,
            .aside = true,
            .seen = 1,
            .grams = token->grams,
            .place = ie_bag_place_of(token, title),
            .share = beside ? (float)IE_BAG_ASIDE : 1 / sqrtf((float)token->grams),
            .words = beside ? 0 : 1 / (float)token->grams,
        };
    }
    return code;
}

static int translate(struct ie_match_reader *reader,
                     const struct ie_match_document *document, struct ie_str to, bool own,
                     const struct ie_match_concept *concepts, uint32_t count,
                     struct ie_arena *arena, struct ie_bag *bag, struct ie_error *err)
{
    struct crossing c = {.reader = reader,
                         .document = document,
                         .to = to,
                         .own = own,
                         .latin = script_of(document->lang) == IE_SCRIPT_LATIN &&
                                  script_of(to) == IE_SCRIPT_LATIN,
                         .arena = arena,
                         .bag = bag};
    int code = 0;

    reader->terms.count = 0;
    ie_memo_tidy(&reader->said);
    if (reader->translator)
        code = add_senses(&c, err);
    for (uint32_t i = 0; i < c.group_count && !code; i++)
        code = add_group(&c, &c.groups[i], err);
    for (uint32_t i = 0; i < count && !code; i++)
        code = add_concept(&c, &concepts[i], err);
    if (!code && !own && !(code = add_foreign(&c, document->title, true, err)))
        code = add_foreign(&c, document->text, false, err);
    return code ? code
                : ie_bag_append(bag, reader->terms.at, (uint32_t)reader->terms.count,
                                arena, err);
}

int ie_bag_add_translations(struct ie_match_reader *reader,
                            const struct ie_match_document *document, struct ie_str to,
                            bool own, struct ie_arena *arena, struct ie_bag *bag,
                            struct ie_error *err)
{
    struct ie_match_concept *concepts = NULL;
    uint32_t count;
    int code = ie_match_concepts(reader, document, arena, &concepts, &count, err);

    return code ? code
                : translate(reader, document, to, own, concepts, count, arena, bag, err);
}

int ie_bag_cross(struct ie_match_reader *reader, const struct ie_match_document *document,
                 struct ie_str to, struct ie_arena *arena, struct ie_bag *bag,
                 struct ie_error *err)
{
    struct ie_match_concept *concepts = NULL;
    uint32_t count;
    int code = ie_match_concepts(reader, document, arena, &concepts, &count, err);

    *bag = (struct ie_bag){0};
    if (!code)
        code = ie_bag_put_concepts(reader, concepts, count, arena, bag, err);
    return code
               ? code
               : translate(reader, document, to, false, concepts, count, arena, bag, err);
}
