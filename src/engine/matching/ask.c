/* Questions: terms with weights and where they come from. See ask.h. */
#include "engine/matching/ask.h"

#include <stdlib.h>

#include "engine/matching/read.h"

struct asking {
    struct ie_match_reader *reader;
    const struct ie_retrieval_view *view;
    const struct ie_ask_question *question;
    struct ie_arena *arena;
    struct ie_bag bag;
    uint32_t *lang_of; /* by group: number of the language, from 1 */
    struct ie_error *err;
};

static bool same_language(struct ie_str x, struct ie_str y)
{
    size_t i = 0;

    while (i < x.len && i < y.len && x.ptr[i] != '-' &&
           (x.ptr[i] | 0x20) == (y.ptr[i] | 0x20))
        i++;
    return (i == x.len || x.ptr[i] == '-') && (i == y.len || y.ptr[i] == '-');
}

/* ---- Concepts named beside a text --------------------------------------------------- */

static int add_named(struct ie_match_reader *reader, const struct ie_str *own,
                     uint32_t count, struct ie_arena *arena, struct ie_bag *bag,
                     struct ie_error *err)
{
    reader->terms.count = 0;
    for (uint32_t i = 0; i < count && reader->lexicon; i++) {
        uint32_t concept = ie_lexicon_concept(reader->lexicon, own[i]);
        if (concept == IE_THESAURUS_NONE)
            continue;
        struct ie_bag_term *term = IE_PUSH(&reader->terms);
        if (!term)
            return ie_fail_nomem(err);
        *term = (struct ie_bag_term){
            .term = ie_arena_printf(arena, "#%.*s", IE_STR_ARG(own[i])),
            .surface = own[i],
            .concept = concept,
            .kind = IE_BAG_ID,
            .title = 1,
            .aside = true,
            .share = (float)IE_BAG_CONCEPT};
        if (!term->term.ptr)
            return ie_fail_nomem(err);
    }
    return ie_bag_append(bag, reader->terms.at, (uint32_t)reader->terms.count, arena,
                         err);
}

int ie_ask_entries(struct ie_match_reader *reader,
                   const struct ie_match_document *document, const struct ie_str *own,
                   uint32_t own_count, struct ie_arena *arena, struct ie_bag *bag,
                   struct ie_retrieval_entry **entries, uint32_t *length,
                   struct ie_error *err)
{
    int code = ie_bag_read(reader->analyser, document, arena, bag, err);

    if (!code)
        code = ie_bag_add_concepts(reader, document, arena, bag, err);
    if (!code)
        code = add_named(reader, own, own_count, arena, bag, err);
    return code ? code : ie_bag_entries(bag, arena, entries, length, err);
}

/* ---- Its language ------------------------------------------------------------------- */

int ie_ask_language(struct ie_match_reader *reader, struct ie_str text,
                    const struct ie_str *langs, uint32_t lang_count,
                    struct ie_arena *arena, uint32_t *best, struct ie_error *err)
{
    double most = 0;
    int code = 0;

    *best = 0;
    for (uint32_t l = 0; l < lang_count && !code; l++) {
        struct ie_match_document document = {langs[l], IE_STR(""), text};
        struct ie_match_concept *concepts = NULL;
        uint32_t count = 0;
        double said = 0;
        code = ie_match_concepts(reader, &document, arena, &concepts, &count, err);
        for (uint32_t i = 0; i < count && !code; i++)
            said += concepts[i].weight * (double)concepts[i].phrase.len;
        if (said > most) {
            most = said;
            *best = l;
        }
    }
    return code;
}

/* ---- The bag of a question ---------------------------------------------------------- */

static int read_bag(struct asking *a)
{
    const struct ie_ask_question *q = a->question;
    const struct ie_match_document *document = &q->document;
    uint32_t of_lang[64] = {0}, before = 0;
    int code = ie_bag_read(a->reader->analyser, document, a->arena, &a->bag, a->err);

    if (!code)
        code = ie_bag_add_concepts(a->reader, document, a->arena, &a->bag, a->err);
    if (!code)
        code = add_named(a->reader, q->own, q->own_count, a->arena, &a->bag, a->err);
    uint32_t langs =
        q->lang_count < IE_COUNT(of_lang) ? q->lang_count : (uint32_t)IE_COUNT(of_lang);
    for (uint32_t i = 0; i < langs && !code; i++) {
        if (document->lang.len && q->langs[i].len &&
            !same_language(q->langs[i], document->lang))
            code = ie_bag_add_translations(a->reader, document, q->langs[i], true,
                                           a->arena, &a->bag, a->err);
        of_lang[i] = a->bag.groups;
    }
    a->lang_of = IE_NEW_ARRAY(a->arena, uint32_t, (size_t)a->bag.groups + 2);
    if (!code && !a->lang_of)
        code = ie_fail_nomem(a->err);
    for (uint32_t i = 0; i < langs && !code; i++)
        for (; before < of_lang[i]; before++)
            a->lang_of[before + 1] = i + 1;
    return code;
}

/* Whatever stands for a concept that is not meant goes. */
static void leave_out(struct asking *a)
{
    const struct ie_lexicon *lexicon = a->reader->lexicon;
    uint32_t kept = 0;

    for (uint32_t i = 0; i < a->bag.count; i++) {
        bool out = false;
        for (uint32_t k = 0; k < a->question->without_count && lexicon; k++)
            out = out || (a->bag.at[i].concept != IE_THESAURUS_NONE &&
                          ie_str_eq(ie_lexicon_id(lexicon, a->bag.at[i].concept),
                                    a->question->without[k]));
        if (!out)
            a->bag.at[kept++] = a->bag.at[i];
    }
    a->bag.count = kept;
}

/* Concepts of the question, those not meant included: they can be turned on again. */
static int list_concepts(struct asking *a, struct ie_ask *ask)
{
    struct ie_ask_concept *made =
        IE_NEW_ARRAY(a->arena, struct ie_ask_concept, (size_t)a->bag.count + 1);
    uint32_t n = 0;

    if (!made)
        return ie_fail_nomem(a->err);
    for (uint32_t i = 0; i < a->bag.count; i++)
        if (a->bag.at[i].kind == IE_BAG_ID)
            made[n++] =
                (struct ie_ask_concept){a->bag.at[i].concept, a->bag.at[i].surface};
    ask->concepts = made;
    ask->concept_count = n;
    return 0;
}

/* ---- Weights ------------------------------------------------------------------------ */

static double frequency(const void *view, const struct ie_bag_term *term)
{
    return (double)ie_retrieval_frequency(view, ie_retrieval_term(term->term, 0, false));
}

static int by_hash(const void *x, const void *y)
{
    const struct ie_ask_term *a = x, *b = y;

    if (a->hash != b->hash)
        return a->hash < b->hash ? -1 : 1;
    if (a->weight > b->weight || a->weight < b->weight)
        return a->weight > b->weight ? -1 : 1;
    return (a->kind > b->kind) - (a->kind < b->kind);
}

/* What a text in one language could reach, and the least that counts as found. */
static int measure(struct asking *a, const struct ie_bag_pick *picks, uint32_t count,
                   struct ie_ask *ask)
{
    size_t langs = (size_t)a->question->lang_count + 1;
    double *most = IE_NEW_ARRAY(a->arena, double, (size_t)a->bag.groups + 1);
    double *by_lang = IE_NEW_ARRAY(a->arena, double, langs);
    double concepts = 0, best = 0, heaviest = 0;

    if (!most || !by_lang)
        return ie_fail_nomem(a->err);
    for (uint32_t i = 0; i < count; i++) {
        const struct ie_bag_term *term = &a->bag.at[picks[i].number];
        double weight = (double)picks[i].weight;
        heaviest = weight > heaviest ? weight : heaviest;
        if (term->group)
            most[term->group] = weight > most[term->group] ? weight : most[term->group];
        else if (term->kind == IE_BAG_ID)
            concepts += weight;
        else
            by_lang[0] += weight;
    }
    for (uint32_t g = 1; g <= a->bag.groups; g++)
        by_lang[a->lang_of[g]] += most[g];
    for (size_t l = 0; l < langs; l++)
        best = by_lang[l] > best ? by_lang[l] : best;
    ask->whole = concepts + best;
    ask->least = IE_ASK_LEAST_OF_WHOLE * ask->whole;
    if (ask->least > IE_ASK_LEAST_OF_WORD * heaviest)
        ask->least = IE_ASK_LEAST_OF_WORD * heaviest;
    return 0;
}

/* Terms by hash, those of one hash as one. */
static int gather(struct asking *a, const struct ie_bag_pick *const picks[2],
                  const uint32_t counts[2], struct ie_ask *ask)
{
    size_t room = (size_t)counts[0] + counts[1] + 1;
    struct ie_ask_term *terms = IE_NEW_ARRAY(a->arena, struct ie_ask_term, room);
    struct ie_retrieval_weight *weights =
        IE_NEW_ARRAY(a->arena, struct ie_retrieval_weight, room);
    uint32_t n = 0, kept = 0;

    if (!terms || !weights)
        return ie_fail_nomem(a->err);
    for (int set = 0; set < 2; set++)
        for (uint32_t i = 0; i < counts[set]; i++) {
            const struct ie_bag_term *term = &a->bag.at[picks[set][i].number];
            terms[n++] = (struct ie_ask_term){ie_retrieval_term(term->term, 0, false),
                                              picks[set][i].weight, term->surface,
                                              term->concept, term->kind};
        }
    if (n)
        qsort(terms, n, sizeof(*terms), by_hash);
    for (uint32_t i = 0; i < n; i++) {
        if (kept && terms[kept - 1].hash == terms[i].hash)
            terms[kept - 1].weight += terms[i].weight;
        else
            terms[kept++] = terms[i];
    }
    if (kept > IE_RETRIEVAL_TERMS_MAX)
        kept = IE_RETRIEVAL_TERMS_MAX;
    for (uint32_t i = 0; i < kept; i++)
        weights[i] = (struct ie_retrieval_weight){terms[i].hash, terms[i].weight};
    ask->terms = terms;
    ask->weights = weights;
    ask->count = kept;
    return 0;
}

int ie_ask_make(struct ie_match_reader *reader, const struct ie_retrieval_view *view,
                const struct ie_ask_question *question, struct ie_arena *arena,
                struct ie_ask *ask, struct ie_error *err)
{
    struct asking a = {
        .reader = reader, .view = view, .question = question, .arena = arena, .err = err};
    struct ie_retrieval_facts facts = ie_retrieval_facts(view->segments[0].index);
    struct ie_bag_statistics statistics = {facts.documents, frequency, view, false, NULL};
    struct ie_bag_pick *known = NULL, *unknown = NULL;
    uint32_t counts[2] = {0};

    *ask = (struct ie_ask){.average = facts.average};
    int code = read_bag(&a);
    if (!code)
        code = list_concepts(&a, ask);
    if (code)
        return code;
    leave_out(&a);
    code = ie_bag_weigh(&a.bag, &statistics, arena, &known, &counts[0], NULL, err);
    statistics.unknown = true;
    if (!code)
        code = ie_bag_weigh(&a.bag, &statistics, arena, &unknown, &counts[1], NULL, err);
    if (!code) /* where nothing is known, by what is asked */
        code = counts[0] ? measure(&a, known, counts[0], ask)
                         : measure(&a, unknown, counts[1], ask);
    const struct ie_bag_pick *const picks[2] = {known, unknown};
    return code ? code : gather(&a, picks, counts, ask);
}
