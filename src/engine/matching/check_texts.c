/* Texts for the checker: see check.h. */
#include <math.h>
#include <stdlib.h>
#include <xxhash.h>

#include "base/alloc.h"
#include "engine/matching/check.h"
#include "engine/matching/field.h"

static uint64_t hash_of(struct ie_str term)
{
    return XXH3_64bits_withSeed(term.ptr, term.len, 7);
}

static int by_hash(const void *x, const void *y)
{
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;

    return (a > b) - (a < b);
}

/* ---- Reading ------------------------------------------------------------------------- */

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
    if (texts->lang_count == IE_COUNT(texts->langs))
        return 0;
    texts->langs[texts->lang_count].tag = own;
    return texts->lang_count++;
}

static int list_docs(struct ie_check_texts *texts, struct ie_error *err)
{
    const struct ie_matching_input *input = texts->input;
    size_t total = 0;

    for (uint32_t p = 0; p < input->count; p++)
        total += input->profiles[p].text_count;
    texts->docs = ie_calloc(total + 1, sizeof(*texts->docs));
    texts->doc_first = ie_calloc((size_t)input->count + 1, sizeof(uint32_t));
    texts->tagged = ie_calloc((size_t)input->count + 1, sizeof(*texts->tagged));
    texts->tagged_count = ie_calloc((size_t)input->count + 1, sizeof(uint32_t));
    if (!texts->docs || !texts->doc_first || !texts->tagged || !texts->tagged_count)
        return ie_fail_nomem(err);
    texts->langs[0].tag = IE_STR("");
    texts->lang_count = 1;
    for (uint32_t p = 0; p < input->count; p++) {
        texts->doc_first[p] = texts->doc_count;
        for (uint32_t t = 0; t < input->profiles[p].text_count; t++)
            texts->docs[texts->doc_count++].lang =
                lang_of(texts, input->profiles[p].texts[t].lang);
    }
    texts->doc_first[input->count] = texts->doc_count;
    return 0;
}

static int keep(struct ie_check_reading *reading, const struct ie_bag *bag,
                struct ie_check_doc *doc, struct ie_error *err)
{
    doc->length = (double)bag->length;
    doc->terms =
        IE_NEW_ARRAY(&reading->kept, struct ie_check_term, (size_t)bag->count + 1);
    if (!doc->terms)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < bag->count; i++) {
        const struct ie_bag_term *term = &bag->at[i];
        if (term->share > 0)
            doc->terms[doc->count++] = (struct ie_check_term){
                hash_of(term->term), (float)(2 * term->title + term->text), term->words,
                i, (double)term->share};
    }
    if (doc->count)
        qsort(doc->terms, doc->count, sizeof(*doc->terms), by_hash);
    return 0;
}

static int read_profile(void *worker, uint32_t p, struct ie_error *err)
{
    struct ie_check_reading *reading = worker;
    struct ie_check_texts *texts = reading->texts;
    const struct ie_match_profile *profile = &texts->input->profiles[p];
    struct ie_match_voices field = {.reader = reading->reader};
    bool tag = texts->input->tag_concepts && reading->reader->lexicon;
    int code = 0;

    for (uint32_t t = 0; t < profile->text_count && !code; t++) {
        const struct ie_match_document document = {
            profile->texts[t].lang, profile->texts[t].title, profile->texts[t].text};
        struct ie_match_concept *concepts = NULL;
        struct ie_bag bag;
        uint32_t count = 0;
        if (!(code = ie_bag_read(reading->reader->analyser, &document, &reading->scratch,
                                 &bag, err)) &&
            !(code = ie_match_concepts(reading->reader, &document, &reading->scratch,
                                       &concepts, &count, err)) &&
            !(code = ie_bag_put_concepts(reading->reader, concepts, count,
                                         &reading->scratch, &bag, err)))
            code = keep(reading, &bag, &texts->docs[texts->doc_first[p] + t], err);
        if (!code && tag)
            ie_match_field_add(&field, concepts, count);
    }
    if (!code && tag) {
        texts->tagged[p] = IE_NEW_ARRAY(&reading->kept, uint32_t, IE_MATCH_FIELD_MOST);
        if (!texts->tagged[p])
            code = ie_fail_nomem(err);
        else
            texts->tagged_count[p] = ie_match_field_end(&field, texts->tagged[p]);
    }
    ie_arena_clear(&reading->scratch);
    return code;
}

/* ---- Frequencies ----------------------------------------------------------------------- */

static int count_lang(struct ie_check_texts *texts, uint32_t l, struct ie_error *err)
{
    struct ie_check_lang *lang = &texts->langs[l];
    size_t total = 0, n = 0;

    for (uint32_t d = 0; d < texts->doc_count; d++)
        total += texts->docs[d].lang == l ? texts->docs[d].count : 0;
    lang->hashes = ie_calloc(total + 1, sizeof(*lang->hashes));
    lang->in = ie_calloc(total + 1, sizeof(*lang->in));
    if (!lang->hashes || !lang->in)
        return ie_fail_nomem(err);
    for (uint32_t d = 0; d < texts->doc_count; d++) {
        const struct ie_check_doc *doc = &texts->docs[d];
        if (doc->lang != l)
            continue;
        lang->docs += 1;
        lang->average += doc->length;
        for (uint32_t i = 0; i < doc->count; i++)
            lang->hashes[n++] = doc->terms[i].hash;
    }
    lang->average = lang->average > 0 ? lang->average / lang->docs : 1;
    if (n)
        qsort(lang->hashes, n, sizeof(*lang->hashes), by_hash);
    for (size_t i = 0; i < n; i++) {
        if (!lang->count || lang->hashes[lang->count - 1] != lang->hashes[i])
            lang->hashes[lang->count++] = lang->hashes[i];
        lang->in[lang->count - 1]++;
    }
    return 0;
}

static double frequency(const struct ie_check_lang *lang, uint64_t hash)
{
    size_t low = 0, high = lang->count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (lang->hashes[middle] < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return low < lang->count && lang->hashes[low] == hash ? lang->in[low] : 0;
}

/* Of `in` texts; more than all of them, expected, is all of them. */
static double weight_of(const struct ie_check_lang *lang, double share, double in)
{
    double have = fmin(in, lang->docs);

    return share * pow(log(1 + (lang->docs - have + 0.5) / (have + 0.5)), IE_BAG_IDF);
}

/* ---- Weights of a query ------------------------------------------------------------------ */

struct asked { /* a term of a query */
    double weight;
    float words;
    uint32_t number, order; /* equal weights: the earlier term comes first */
};

static int heaviest(const void *x, const void *y)
{
    const struct asked *a = x, *b = y;

    if ((float)a->weight < (float)b->weight || (float)b->weight < (float)a->weight)
        return a->weight > b->weight ? -1 : 1;
    return (a->order > b->order) - (a->order < b->order);
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

/* A text in its own language: each term is its own best. */
static int weigh_doc(void *worker, uint32_t d, struct ie_error *err)
{
    struct ie_check_reading *reading = worker;
    struct ie_check_doc *doc = &reading->texts->docs[d];
    const struct ie_check_lang *lang = &reading->texts->langs[doc->lang];
    struct asked *asked =
        IE_NEW_ARRAY(&reading->scratch, struct asked, (size_t)doc->count + 1);
    double norm = 0.9 * (0.25 + 0.75 * doc->length / lang->average), worth = 0;

    if (!asked)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < doc->count; i++) {
        struct ie_check_term *term = &doc->terms[i];
        double times = fmin(15, (double)term->times);
        asked[i] =
            (struct asked){weight_of(lang, term->weight, frequency(lang, term->hash)),
                           term->words, i, term->order};
        term->times = (float)(times / (times + norm));
        term->weight = 0;
    }
    uint32_t kept = heaviest_words(asked, doc->count);
    for (uint32_t i = 0; i < kept; i++)
        worth += asked[i].weight;
    for (uint32_t i = 0; i < kept && worth > 0; i++)
        doc->terms[asked[i].number].weight = asked[i].weight / worth;
    ie_arena_clear(&reading->scratch);
    return 0;
}

/* ---- A seeker's text in a language --------------------------------------------------------- */

/* What the kept terms of a translated text are worth where each word is found once. */
static double worth_of(const struct ie_bag *bag, const struct asked *asked, uint32_t kept,
                       const double *in)
{
    double sum = 0, known = 0, missing = bag->unknown;

    for (uint32_t g = 0; g <= bag->groups; g++) {
        double best = 0, any = 0;
        for (uint32_t i = 0; i < kept; i++) {
            const struct ie_bag_term *term = &bag->at[asked[i].number];
            if (term->group != g)
                continue;
            double full = asked[i].weight * (g ? sqrt((double)term->grams) : 1);
            best = g ? fmax(best, full) : best + full;
        }
        for (uint32_t i = 0; i < bag->count; i++)
            if (bag->at[i].group == g && in[i] > 0)
                any += g ? 1 : (double)bag->at[i].words;
        sum += best;
        known += g ? any > 0 : any;
        missing += g ? !(any > 0) : 0;
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

static int put_bag(struct ie_check_texts *texts, const struct ie_bag *bag,
                   struct ie_check_probe *probe, struct ie_error *err)
{
    const struct ie_check_doc *doc = &texts->docs[probe->doc];
    const struct ie_check_lang *lang = &texts->langs[probe->lang];
    double norm = 0.9 * (0.25 + 0.75 * doc->length / texts->langs[doc->lang].average);
    double *in = IE_NEW_ARRAY(&texts->row, double, (size_t)bag->count + 1);
    double *expected = IE_NEW_ARRAY(&texts->row, double, (size_t)bag->groups + 1);
    struct asked *asked = IE_NEW_ARRAY(&texts->row, struct asked, (size_t)bag->count + 1);
    uint32_t count = 0;

    probe->at = IE_NEW_ARRAY(&texts->row, struct ie_check_asked, (size_t)bag->count + 1);
    if (!in || !expected || !asked || !probe->at)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < bag->count; i++) {
        in[i] = frequency(lang, hash_of(bag->at[i].term));
        expected[bag->at[i].group] += (double)bag->at[i].chance * in[i];
    }
    for (uint32_t i = 0; i < bag->count; i++) {
        const struct ie_bag_term *term = &bag->at[i];
        double times = fmin(15, 2.0 * term->title + term->text);
        probe->at[i] = (struct ie_check_asked){
            hash_of(term->term), 0, (double)term->seen * times / (times + norm)};
        if (in[i] > 0)
            asked[count++] =
                (struct asked){weight_of(lang, (double)term->share,
                                         term->group ? expected[term->group] : in[i]),
                               term->words, i, i};
    }
    uint32_t kept = heaviest_words(asked, count);
    double worth = worth_of(bag, asked, kept, in);
    for (uint32_t i = 0; i < kept && worth > 0; i++)
        probe->at[asked[i].number].weight = asked[i].weight / worth;
    probe->count = bag->count;
    settle(probe);
    return 0;
}

static int ask(struct ie_check_texts *texts, const struct ie_match_text *text,
               struct ie_check_probe *probe, struct ie_error *err)
{
    const struct ie_check_doc *doc = &texts->docs[probe->doc];
    struct ie_match_reader *reader = texts->readings[0].reader;
    struct ie_str to = texts->langs[probe->lang].tag;
    const struct ie_match_document document = {text->lang, text->title, text->text};
    struct ie_bag bag = {0};
    int code;

    if (ie_match_crosses(reader, texts->langs[doc->lang].tag, to)) {
        if ((code = ie_bag_add_concepts(reader, &document, &texts->row, &bag, err)) ||
            (code = ie_bag_add_translations(reader, &document, to, false, &texts->row,
                                            &bag, err)))
            return code;
        return put_bag(texts, &bag, probe, err);
    }
    probe->at = IE_NEW_ARRAY(&texts->row, struct ie_check_asked, (size_t)doc->count + 1);
    if (!probe->at)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < doc->count; i++)
        probe->at[i] = (struct ie_check_asked){doc->terms[i].hash, doc->terms[i].weight,
                                               (double)doc->terms[i].times};
    probe->count = doc->count;
    return 0;
}

int ie_check_texts_ask(struct ie_check_texts *texts, uint32_t seeker,
                       struct ie_error *err)
{
    const struct ie_match_profile *profile = &texts->input->profiles[seeker];
    int code = 0;

    ie_arena_clear(&texts->row);
    texts->probes.count = 0;
    for (uint32_t t = 0; t < profile->text_count; t++)
        for (uint32_t l = 0; l < texts->lang_count && !code; l++) {
            struct ie_check_probe *probe = IE_PUSH(&texts->probes);
            if (!probe)
                return ie_fail_nomem(err);
            probe->doc = texts->doc_first[seeker] + t;
            probe->lang = l;
            code = ask(texts, &profile->texts[t], probe, err);
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
            *there += probe->at[i].weight * (double)doc->terms[j].times;
            back += probe->at[i].seen * doc->terms[j].weight;
        }
        i += x <= y;
        j += y <= x;
    }
    return fmin(1, (*there + back) / 2);
}

/* ---- All of it ------------------------------------------------------------------------ */

int ie_check_texts_open(struct ie_check_texts *texts,
                        const struct ie_matching_input *input,
                        const struct ie_solve_control *control, struct ie_error *err)
{
    const struct ie_solve_control own = {.threads = control ? control->threads : 1};
    void *workers[IE_MATCH_THREADS_MAX];
    struct ie_match_spread spread = {.count = input->count,
                                     .together = 32,
                                     .each = read_profile,
                                     .workers = workers,
                                     .control = &own};

    texts->input = input;
    ie_arena_init(&texts->row, 0);
    int code = list_docs(texts, err);
    spread.worker_count = ie_match_workers(&own, spread.count, spread.together);
    for (unsigned i = 0; i < spread.worker_count && !code; i++) {
        struct ie_check_reading *reading = &texts->readings[i];
        workers[i] = reading;
        reading->texts = texts;
        ie_arena_init(&reading->kept, 0);
        ie_arena_init(&reading->scratch, 0);
        texts->reading_count = i + 1;
        code = ie_match_reader_new(&input->knowledge, &reading->reader, err);
    }
    if (!code)
        code = ie_match_spread(&spread, err);
    for (uint32_t l = 0; l < texts->lang_count && !code; l++)
        code = count_lang(texts, l, err);
    spread.count = texts->doc_count;
    spread.each = weigh_doc;
    return code ? code : ie_match_spread(&spread, err);
}

void ie_check_texts_close(struct ie_check_texts *texts)
{
    for (unsigned i = 0; i < texts->reading_count; i++) {
        ie_match_reader_free(texts->readings[i].reader);
        ie_arena_release(&texts->readings[i].kept);
        ie_arena_release(&texts->readings[i].scratch);
    }
    for (uint32_t l = 0; l < texts->lang_count; l++) {
        ie_free(texts->langs[l].hashes);
        ie_free(texts->langs[l].in);
    }
    ie_arena_release(&texts->row);
    IE_VEC_RELEASE(&texts->probes);
    ie_free(texts->docs);
    ie_free(texts->doc_first);
    ie_free(texts->tagged);
    ie_free(texts->tagged_count);
}
