#include "engine/matching/bag.h"

#include <math.h>
#include <stdlib.h>

#include "engine/matching/terms.h"

struct bagging {
    struct ie_bag *bag;
    uint32_t *table; /* number + 1; linear probing */
    uint32_t room;
    bool content; /* some token is not common */
};

static struct ie_bag_term *find(struct bagging *bagging, struct ie_str term)
{
    uint64_t at = ie_term_hash(term) & (bagging->room - 1);

    while (bagging->table[at]) {
        struct ie_bag_term *found = &bagging->bag->at[bagging->table[at] - 1];
        if (ie_str_eq(found->term, term))
            return found;
        at = (at + 1) & (bagging->room - 1);
    }
    bagging->table[at] = bagging->bag->count + 1;
    struct ie_bag_term *added = &bagging->bag->at[bagging->bag->count++];
    *added = (struct ie_bag_term){
        .term = term, .aside = true, .concept = IE_THESAURUS_NONE, .seen = 1};
    return added;
}

struct ie_bag_place ie_bag_place_of(const struct ie_token *token, bool title)
{
    bool word = ie_token_aside(token) || token->kind == IE_TOKEN_GRAM;

    return (struct ie_bag_place){word ? token->word_from : token->from,
                                 word ? token->word_len : token->len, token->kind, title};
}

static void add(struct bagging *bagging, const struct ie_tokens *tokens,
                struct ie_str text, bool title)
{
    for (size_t i = 0; i < tokens->count; i++) {
        const struct ie_token *token = &tokens->at[i];
        struct ie_bag_term *term = find(bagging, token->term);
        bool beside = ie_token_aside(token);
        if (!term->grams) {
            term->grams = token->grams;
            term->place = ie_bag_place_of(token, title);
        }
        *(title ? &term->title : &term->text) += 1;
        if (!term->surface.ptr) {
            term->surface = ie_str_sub(text, token->word_from, token->word_len);
            term->kind = token->kind == IE_TOKEN_QUANTITY ? IE_BAG_QUANTITY : IE_BAG_WORD;
        }
        if (!token->common && !beside) {
            term->aside = false;
            bagging->bag->length += title ? IE_BAG_TITLE : 1;
        }
        if (!token->common || !bagging->content) {
            term->share += beside ? (float)IE_BAG_ASIDE : 1 / sqrtf((float)token->grams);
            term->words = beside ? 0 : fmaxf(term->words, 1 / (float)token->grams);
        }
    }
}

static bool has_content(const struct ie_tokens *tokens)
{
    for (size_t i = 0; i < tokens->count; i++)
        if (!tokens->at[i].common)
            return true;
    return false;
}

int ie_bag_read(struct ie_analyser *analyser, const struct ie_match_document *document,
                struct ie_arena *arena, struct ie_bag *bag, struct ie_error *err)
{
    struct ie_tokens title, text;
    int code;

    if ((code = ie_text_tokens(analyser, arena, document->title, document->lang, &title,
                               err)) ||
        (code =
             ie_text_tokens(analyser, arena, document->text, document->lang, &text, err)))
        return code;
    size_t most = title.count + text.count;
    if (most >= UINT32_C(1) << 30)
        return ie_fail(err, IE_LIMIT, "text.too_long");
    struct bagging bagging = {.bag = bag, .room = ie_term_room((uint32_t)most)};
    *bag = (struct ie_bag){.at = IE_NEW_ARRAY(arena, struct ie_bag_term, most + 1)};
    bagging.table = IE_NEW_ARRAY(arena, uint32_t, bagging.room);
    if (!bag->at || !bagging.table)
        return ie_fail_nomem(err);
    bagging.content = has_content(&title) || has_content(&text);
    add(&bagging, &title, document->title, true);
    add(&bagging, &text, document->text, false);
    return 0;
}

int ie_bag_entries(const struct ie_bag *bag, struct ie_arena *arena,
                   struct ie_retrieval_entry **entries, uint32_t *length,
                   struct ie_error *err)
{
    struct ie_retrieval_entry *made =
        IE_NEW_ARRAY(arena, struct ie_retrieval_entry, (size_t)bag->count + 1);

    if (!made)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < bag->count; i++) {
        uint64_t times = (uint64_t)bag->at[i].title * IE_BAG_TITLE + bag->at[i].text;
        made[i] = (struct ie_retrieval_entry){
            ie_retrieval_term(bag->at[i].term, 0, false),
            (uint32_t)(times < UINT32_MAX ? times : UINT32_MAX)};
    }
    *entries = made;
    *length = (uint32_t)(bag->length < UINT32_MAX - 1 ? bag->length : UINT32_MAX - 1);
    return 0;
}

int ie_bag_append(struct ie_bag *bag, const struct ie_bag_term *terms, uint32_t count,
                  struct ie_arena *arena, struct ie_error *err)
{
    struct ie_bag_term *all =
        IE_NEW_ARRAY(arena, struct ie_bag_term, (size_t)bag->count + count + 1);

    if (!all)
        return ie_fail_nomem(err);
    if (bag->count)
        memcpy(all, bag->at, bag->count * sizeof(*all));
    if (count)
        memcpy(all + bag->count, terms, count * sizeof(*all));
    bag->at = all;
    bag->count += count;
    return 0;
}

static int by_weight(const void *x, const void *y)
{
    const struct ie_bag_pick *a = x, *b = y;

    if (a->weight > b->weight || a->weight < b->weight)
        return a->weight > b->weight ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

double ie_bag_power(double documents, double in)
{
    in = in < documents ? in : documents;
    return pow(log(1 + (documents - in + 0.5) / (in + 0.5)), IE_BAG_IDF);
}

static double power_of(const struct ie_bag_statistics *statistics, double in)
{
    uint32_t whole = (uint32_t)in;

    return statistics->power && in <= statistics->documents && !((double)whole < in)
               ? statistics->power[whole]
               : ie_bag_power(statistics->documents, in);
}

/* Of the words that were asked, how many times more there are than the known ones. */
static double unknown_too(const struct ie_bag *bag, const double *in,
                          const double *of_group)
{
    double known = 0, missing = bag->unknown;

    for (uint32_t i = 0; i < bag->count; i++)
        known += bag->at[i].group || !(in[i] > 0) ? 0 : (double)bag->at[i].words;
    for (uint32_t g = 1; g <= bag->groups; g++)
        *(of_group[g] > 0 ? &known : &missing) += 1;
    return known > 0 ? 1 + missing / known : 1;
}

/* The best term of each group, and each of the others. */
static double worth_of(const struct ie_bag *bag, const struct ie_bag_pick *picks,
                       uint32_t count, double *best)
{
    double sum = 0;

    for (uint32_t g = 0; g <= bag->groups; g++)
        best[g] = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct ie_bag_term *term = &bag->at[picks[i].number];
        if (term->group)
            best[term->group] =
                fmax(best[term->group], (double)picks[i].weight *
                                            sqrt((double)(term->grams + !term->grams)));
        else
            sum += (double)picks[i].weight;
    }
    for (uint32_t g = 1; g <= bag->groups; g++)
        sum += best[g];
    return sum;
}

int ie_bag_weigh(const struct ie_bag *bag, const struct ie_bag_statistics *statistics,
                 struct ie_arena *arena, struct ie_bag_pick **picks, uint32_t *count,
                 double *worth, struct ie_error *err)
{
    double *in = IE_NEW_ARRAY(arena, double, (size_t)bag->count + 1);
    double *of_group = IE_NEW_ARRAY(arena, double, (size_t)bag->groups + 1);
    struct ie_bag_pick *found =
        IE_NEW_ARRAY(arena, struct ie_bag_pick, (size_t)bag->count + 1);
    uint32_t n = 0, kept = 0;
    double words = 0;

    if (!in || !of_group || !found)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < bag->count; i++) {
        const struct ie_bag_term *term = &bag->at[i];
        in[i] = term->share > 0 ? statistics->frequency(statistics->data, term) : 0;
        of_group[term->group] += (double)term->chance * in[i];
    }
    for (uint32_t i = 0; i < bag->count; i++) {
        const struct ie_bag_term *term = &bag->at[i];
        if (in[i] > 0 ? statistics->unknown : !statistics->unknown || !(term->share > 0))
            continue;
        double power = power_of(statistics, term->group ? of_group[term->group] : in[i]);
        found[n++] =
            (struct ie_bag_pick){i, term->words, (float)((double)term->share * power)};
    }
    if (n)
        qsort(found, n, sizeof(*found), by_weight);
    while (kept < n && words < IE_BAG_WORDS)
        words += (double)found[kept++].words;
    if (worth) {
        double more = unknown_too(bag, in, of_group);
        *worth = more * worth_of(bag, found, kept, of_group);
    }
    *picks = found;
    *count = kept;
    return 0;
}
