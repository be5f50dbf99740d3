/* Texts for the checker: see check.h. */
#include <math.h>
#include <stdlib.h>
#include <xxhash.h>

#include "base/alloc.h"
#include "engine/matching/check.h"

enum { TIMES_MOST = 15, PIECES_MOST = UINT16_MAX };

uint64_t ie_check_hash(struct ie_str term)
{
    return XXH3_64bits_withSeed(term.ptr, term.len, 7);
}

/* ---- Keeping ------------------------------------------------------------------------- */

static uint32_t lang_of(struct ie_check_texts *texts, struct ie_str tag)
{
    size_t end = 0;

    while (end < tag.len && end < 8 && tag.ptr[end] != '-')
        end++;
    struct ie_str own = ie_str_sub(tag, 0, end);
    if (ie_match_same_language(own, IE_STR("und")))
        own = IE_STR("");
    for (uint32_t l = 0; l < texts->lang_count; l++)
        if (ie_match_same_language(texts->langs[l].tag, own))
            return l;
    if (texts->lang_count == IE_CHECK_LANGS)
        return 0;
    texts->langs[texts->lang_count].tag = own;
    return texts->lang_count++;
}

int ie_check_texts_init(struct ie_check_texts *texts,
                        const struct ie_matching_input *input, const bool *candidate,
                        struct ie_error *err)
{
    size_t total = 0;

    texts->input = input;
    for (unsigned w = 0; w < IE_MATCH_THREADS_MAX; w++)
        ie_arena_init(&texts->kept[w], 0);
    for (uint32_t p = 0; p < input->count; p++)
        total += input->profiles[p].text_count;
    texts->docs = ie_calloc(total + 1, sizeof(*texts->docs));
    texts->doc_first = ie_calloc((size_t)input->count + 1, sizeof(uint32_t));
    if (!texts->docs || !texts->doc_first)
        return ie_fail_nomem(err);
    texts->langs[0].tag = IE_STR("");
    texts->lang_count = 1;
    for (uint32_t p = 0; p < input->count; p++) {
        texts->doc_first[p] = texts->doc_count;
        for (uint32_t t = 0; t < input->profiles[p].text_count; t++) {
            uint32_t lang = lang_of(texts, input->profiles[p].texts[t].lang);
            texts->docs[texts->doc_count++].lang = lang;
            texts->langs[lang].candidates |= candidate[p];
        }
    }
    texts->doc_first[input->count] = texts->doc_count;
    return 0;
}

void ie_check_texts_release(struct ie_check_texts *texts)
{
    for (unsigned w = 0; w < IE_MATCH_THREADS_MAX; w++)
        ie_arena_release(&texts->kept[w]);
    for (uint32_t l = 0; l < texts->lang_count; l++) {
        ie_free(texts->langs[l].hashes);
        ie_free(texts->langs[l].in);
        ie_free(texts->langs[l].first);
        ie_free(texts->langs[l].power);
    }
    ie_free(texts->docs);
    ie_free(texts->doc_first);
}

static uint16_t times_of(const struct ie_bag_term *term)
{
    double times = 2.0 * term->title + term->text;

    return (uint16_t)fmin(TIMES_MOST, times);
}

/* Of how many pieces of a word the term is one, 0: it stands beside the words. */
static uint16_t pieces_of(const struct ie_bag_term *term)
{
    double words = (double)term->words;

    return (uint16_t)(words > 0 ? fmin(PIECES_MOST, floor(1 / words + 0.5)) : 0);
}

int ie_check_texts_keep(struct ie_check_texts *texts, unsigned worker, uint32_t profile,
                        uint32_t text, const struct ie_bag *bag, struct ie_error *err)
{
    struct ie_check_doc *doc = &texts->docs[texts->doc_first[profile] + text];
    uint32_t count = 0;

    for (uint32_t i = 0; i < bag->count; i++)
        count += bag->at[i].share > 0;
    doc->length = (double)bag->length;
    doc->terms =
        IE_NEW_ARRAY(&texts->kept[worker], struct ie_check_term, (size_t)count + 1);
    if (!doc->terms)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < bag->count; i++) {
        const struct ie_bag_term *term = &bag->at[i];
        if (term->share > 0)
            doc->terms[doc->count++] =
                (struct ie_check_term){ie_check_hash(term->term),
                                       term->share,
                                       {.read = {times_of(term), pieces_of(term)}}};
    }
    return 0;
}

/* ---- Weights -------------------------------------------------------------------------- */

static double power_of(double docs, double in)
{
    return pow(log(1 + (docs - in + 0.5) / (in + 0.5)), IE_BAG_IDF);
}

static int count_lang(void *worker, uint32_t l, struct ie_error *err)
{
    struct ie_check_texts *texts = *(struct ie_check_texts **)worker;
    struct ie_check_lang *lang = &texts->langs[l];
    size_t total = 0, n = 0;

    for (uint32_t d = 0; d < texts->doc_count; d++)
        total += texts->docs[d].lang == l ? texts->docs[d].count : 0;
    uint64_t *hashes = ie_calloc(total + 1, sizeof(*hashes));
    if (!hashes)
        return ie_fail_nomem(err);
    for (uint32_t d = 0; d < texts->doc_count; d++) {
        const struct ie_check_doc *doc = &texts->docs[d];
        if (doc->lang != l)
            continue;
        lang->docs += 1;
        lang->average += doc->length;
        for (uint32_t i = 0; i < doc->count; i++)
            hashes[n++] = doc->terms[i].hash;
    }
    lang->average = lang->average > 0 ? lang->average / lang->docs : 1;
    int code = ie_check_count(lang, hashes, total, err);
    lang->power = ie_calloc((size_t)lang->docs + 1, sizeof(*lang->power));
    if (!code && !lang->power)
        code = ie_fail_nomem(err);
    for (size_t in = 0; !code && in <= (size_t)lang->docs; in++)
        lang->power[in] = power_of(lang->docs, (double)in);
    return code;
}

/* Of `in` texts; more than all of them, expected, is all of them. */
static double weight_of(const struct ie_check_lang *lang, double share, double in)
{
    double have = fmin(in, lang->docs);
    size_t whole = (size_t)have;

    return share *
           ((double)whole < have ? power_of(lang->docs, have) : lang->power[whole]);
}

struct asked { /* a term of a query */
    double weight;
    float words;
    uint32_t number; /* equal weights: the earlier term comes first */
};

static int heaviest(const void *x, const void *y)
{
    const struct asked *a = x, *b = y;

    if ((float)a->weight < (float)b->weight || (float)b->weight < (float)a->weight)
        return a->weight > b->weight ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

/* Puts the heaviest words first and returns how many terms they are. */
static uint32_t heaviest_words(struct asked *asked, uint32_t count)
{
    double words = 0;
    uint32_t kept = 0;

    if (count)
        qsort(asked, count, sizeof(*asked), heaviest);
    while (kept < count && words < IE_BAG_WORDS)
        words += (double)asked[kept++].words;
    return kept;
}

/* Of what begins with its hash. */
static int by_hash(const void *x, const void *y)
{
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;

    return (a > b) - (a < b);
}

static double saturated(const struct ie_check_texts *texts,
                        const struct ie_check_doc *doc, double times)
{
    const struct ie_check_lang *lang = &texts->langs[doc->lang];

    return times / (times + 0.9 * (0.25 + 0.75 * doc->length / lang->average));
}

struct weighing {                 /* one thread's */
    struct ie_check_texts *texts; /* first, for count_lang */
    struct ie_arena scratch;
};

/* A text in its own language: each term is its own best. */
static int weigh_doc(void *worker, uint32_t d, struct ie_error *err)
{
    struct weighing *weighing = worker;
    struct ie_check_texts *texts = weighing->texts;
    struct ie_check_doc *doc = &texts->docs[d];
    const struct ie_check_lang *lang = &texts->langs[doc->lang];
    struct asked *asked =
        IE_NEW_ARRAY(&weighing->scratch, struct asked, (size_t)doc->count + 1);
    double worth = 0;

    if (!asked)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < doc->count; i++) {
        struct ie_check_term *term = &doc->terms[i];
        uint16_t pieces = term->as.read.pieces;
        asked[i] = (struct asked){
            weight_of(lang, (double)term->weight, ie_check_frequency(lang, term->hash)),
            pieces ? 1 / (float)pieces : 0, i};
        term->as.sat = (float)saturated(texts, doc, term->as.read.times);
        term->weight = 0;
    }
    uint32_t kept = heaviest_words(asked, doc->count);
    for (uint32_t i = 0; i < kept; i++)
        worth += asked[i].weight;
    for (uint32_t i = 0; i < kept && worth > 0; i++)
        doc->terms[asked[i].number].weight = (float)(asked[i].weight / worth);
    if (doc->count)
        qsort(doc->terms, doc->count, sizeof(*doc->terms), by_hash);
    ie_arena_clear(&weighing->scratch);
    return 0;
}

int ie_check_texts_weigh(struct ie_check_texts *texts,
                         const struct ie_solve_control *control, struct ie_error *err)
{
    const struct ie_solve_control own = {.threads = control ? control->threads : 1};
    struct weighing weighing[IE_MATCH_THREADS_MAX];
    void *workers[IE_MATCH_THREADS_MAX];
    struct ie_match_spread spread = {.count = texts->lang_count,
                                     .together = 1,
                                     .each = count_lang,
                                     .workers = workers,
                                     .control = &own};

    spread.worker_count = ie_match_workers(&own, texts->doc_count, 128);
    for (unsigned w = 0; w < spread.worker_count; w++) {
        workers[w] = &weighing[w];
        weighing[w].texts = texts;
        ie_arena_init(&weighing[w].scratch, 0);
    }
    int code = ie_match_spread(&spread, err);
    spread.count = texts->doc_count;
    spread.together = 128;
    spread.each = weigh_doc;
    if (!code)
        code = ie_match_spread(&spread, err);
    for (unsigned w = 0; w < spread.worker_count; w++)
        ie_arena_release(&weighing[w].scratch);
    return code;
}

bool ie_check_texts_same(const struct ie_check_texts *texts, uint32_t d,
                         const struct ie_bag *bag)
{
    const struct ie_check_doc *doc = &texts->docs[d];
    uint32_t count = 0;

    for (uint32_t i = 0; i < bag->count; i++) {
        const struct ie_bag_term *term = &bag->at[i];
        uint64_t hash = ie_check_hash(term->term);
        if (!(term->share > 0))
            continue;
        const struct ie_check_term *found =
            doc->count ? bsearch(&hash, doc->terms, doc->count, sizeof(*found), by_hash)
                       : NULL;
        if (!found || fabs((double)found->as.sat -
                           saturated(texts, doc, times_of(term))) > IE_CHECK_SLACK)
            return false;
        count++;
    }
    return count == doc->count;
}

/* ---- A seeker's text in a language ----------------------------------------------------- */

struct asking { /* a text that was put into another language */
    const struct ie_bag *bag;
    double *in;       /* [terms] texts that have them */
    double *expected; /* [groups + 1] the same of a group */
    double *best;     /* [groups + 1] its best kept term, if that is found once */
    struct asked *asked;
    uint32_t count, kept;
};

/* What the kept terms are worth where each word is found once by its best translation;
 * words that nothing is known of count as the others do on average. */
static double worth_of(struct asking *asking)
{
    const struct ie_bag *bag = asking->bag;
    double sum = 0, known = 0, missing = bag->unknown;

    for (uint32_t i = 0; i < asking->kept; i++) {
        const struct ie_bag_term *term = &bag->at[asking->asked[i].number];
        double weight = asking->asked[i].weight;
        if (term->group)
            asking->best[term->group] =
                fmax(asking->best[term->group], weight * sqrt((double)term->grams));
        else
            sum += weight;
    }
    for (uint32_t i = 0; i < bag->count; i++)
        if (!bag->at[i].group && asking->in[i] > 0)
            known += (double)bag->at[i].words;
    for (uint32_t g = 1; g <= bag->groups; g++) {
        sum += asking->best[g];
        known += asking->expected[g] > 0;
        missing += !(asking->expected[g] > 0);
    }
    return known > 0 ? sum * (1 + missing / known) : sum;
}

/* Sorts by hash and joins equal ones: weights add up, the likeliest is seen. */
static void settle(struct ie_check_probe *probe)
{
    uint32_t kept = 0;

    if (probe->count)
        qsort(probe->at, probe->count, sizeof(*probe->at), by_hash);
    for (uint32_t i = 0; i < probe->count; i++) {
        struct ie_check_asked *last = kept ? &probe->at[kept - 1] : NULL;
        if (last && last->hash == probe->at[i].hash) {
            last->weight += probe->at[i].weight;
            last->seen = fmax(last->seen, probe->at[i].seen);
        } else {
            probe->at[kept++] = probe->at[i];
        }
    }
    probe->count = kept;
}

static int put_bag(struct ie_match_check_hand *hand, const struct ie_bag *bag,
                   struct ie_check_probe *probe, struct ie_error *err)
{
    const struct ie_check_texts *texts = &hand->checker->texts;
    const struct ie_check_doc *doc = &texts->docs[probe->doc];
    const struct ie_check_lang *lang = &texts->langs[probe->lang];
    struct ie_arena *arena = &hand->row;
    struct asking asking = {
        .bag = bag,
        .in = IE_NEW_ARRAY(arena, double, (size_t)bag->count + 1),
        .expected = IE_NEW_ARRAY(arena, double, (size_t)bag->groups + 1),
        .best = IE_NEW_ARRAY(arena, double, (size_t)bag->groups + 1),
        .asked = IE_NEW_ARRAY(arena, struct asked, (size_t)bag->count + 1)};

    probe->at = IE_NEW_ARRAY(arena, struct ie_check_asked, (size_t)bag->count + 1);
    if (!asking.in || !asking.expected || !asking.best || !asking.asked || !probe->at)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < bag->count; i++) {
        const struct ie_bag_term *term = &bag->at[i];
        uint64_t hash = ie_check_hash(term->term);
        probe->at[i] = (struct ie_check_asked){
            hash, 0, (double)term->seen * saturated(texts, doc, times_of(term))};
        asking.in[i] = ie_check_frequency(lang, hash);
        asking.expected[term->group] += (double)term->chance * asking.in[i];
    }
    for (uint32_t i = 0; i < bag->count; i++) {
        const struct ie_bag_term *term = &bag->at[i];
        if (asking.in[i] > 0)
            asking.asked[asking.count++] = (struct asked){
                weight_of(lang, (double)term->share,
                          term->group ? asking.expected[term->group] : asking.in[i]),
                term->words, i};
    }
    asking.kept = heaviest_words(asking.asked, asking.count);
    double worth = worth_of(&asking);
    for (uint32_t i = 0; i < asking.kept && worth > 0; i++)
        probe->at[asking.asked[i].number].weight = asking.asked[i].weight / worth;
    probe->count = bag->count;
    settle(probe);
    return 0;
}

/* Own terms of a text are by hash already. */
static int put_own(struct ie_match_check_hand *hand, struct ie_check_probe *probe,
                   struct ie_error *err)
{
    const struct ie_check_doc *doc = &hand->checker->texts.docs[probe->doc];

    probe->at = IE_NEW_ARRAY(&hand->row, struct ie_check_asked, (size_t)doc->count + 1);
    if (!probe->at)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < doc->count; i++)
        probe->at[i] =
            (struct ie_check_asked){doc->terms[i].hash, (double)doc->terms[i].weight,
                                    (double)doc->terms[i].as.sat};
    probe->count = doc->count;
    return 0;
}

static const struct ie_bag *given_for(const struct ie_match_checked *row, uint32_t text,
                                      struct ie_str lang)
{
    for (uint32_t i = 0; i < row->given_count && !row->whole; i++)
        if (row->given[i].text == text &&
            ie_match_same_language(row->given[i].lang, lang))
            return row->given[i].bag;
    return NULL;
}

static int ask(struct ie_match_check_hand *hand, const struct ie_match_checked *row,
               uint32_t t, struct ie_check_probe *probe, struct ie_error *err)
{
    const struct ie_check_texts *texts = &hand->checker->texts;
    const struct ie_match_text *text = &texts->input->profiles[row->seeker].texts[t];
    struct ie_str own = texts->langs[texts->docs[probe->doc].lang].tag;
    struct ie_str to = texts->langs[probe->lang].tag;
    const struct ie_match_document document = {text->lang, text->title, text->text};
    const struct ie_bag *given = given_for(row, t, to);
    struct ie_bag bag = {0};
    int code = 0;

    if (given)
        return put_bag(hand, given, probe, err);
    if (!ie_match_crosses(hand->reader, own, to))
        return put_own(hand, probe, err);
    code = ie_bag_cross(hand->reader, &document, to, &hand->row, &bag, err);
    return code ? code : put_bag(hand, &bag, probe, err);
}

int ie_check_texts_ask(struct ie_match_check_hand *hand,
                       const struct ie_match_checked *row, struct ie_error *err)
{
    const struct ie_check_texts *texts = &hand->checker->texts;
    const struct ie_match_profile *profile = &texts->input->profiles[row->seeker];
    int code = 0;

    ie_arena_clear(&hand->row);
    hand->probes.count = 0;
    for (uint32_t t = 0; t < profile->text_count; t++)
        for (uint32_t l = 0; l < texts->lang_count && !code; l++) {
            if (!texts->langs[l].candidates)
                continue;
            struct ie_check_probe *probe = IE_PUSH(&hand->probes);
            if (!probe)
                return ie_fail_nomem(err);
            probe->doc = texts->doc_first[row->seeker] + t;
            probe->lang = l;
            code = ask(hand, row, t, probe, err);
        }
    return code;
}

double ie_check_likeness(const struct ie_check_texts *texts,
                         const struct ie_check_probe *probe, uint32_t d, double *there)
{
    const struct ie_check_doc *doc = &texts->docs[d];
    double back = 0;
    uint32_t i = 0, j = 0;

    *there = 0;
    while (i < probe->count && j < doc->count) {
        uint64_t x = probe->at[i].hash, y = doc->terms[j].hash;
        if (x == y) {
            *there += probe->at[i].weight * (double)doc->terms[j].as.sat;
            back += probe->at[i].seen * (double)doc->terms[j].weight;
        }
        i += x <= y;
        j += y <= x;
    }
    return fmin(1, (*there + back) / 2);
}
