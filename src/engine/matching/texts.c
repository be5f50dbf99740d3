/* Texts into docs: read over threads, numbered, weighed. */
#include "base/alloc.h"
#include "engine/matching/check.h"
#include "engine/matching/field.h"
#include "engine/matching/model.h"

enum { TOGETHER = 32 /* profiles that a worker takes at once */ };

struct read { /* a text, as a worker left it */
    uint32_t doc, count;
    uint64_t first; /* of the worker's terms */
};

struct ie_match_texts_worker {
    struct ie_match_model *model;
    unsigned number;
    struct ie_match_reader *reader;
    struct ie_arena scratch;
    struct ie_terms terms;
    IE_VEC(uint32_t) ids; /* of terms of texts, one behind the other; and of these: */
    IE_VEC(struct ie_match_value) values;
    IE_VEC(float) words; /* ie_bag_term.words, until weights are made */
    IE_VEC(struct ie_bag_place) places;
    IE_VEC(struct read) read;
    IE_VEC(uint32_t) concepts; /* that texts gave their profiles */
    uint32_t *numbers;         /* [terms] the model's */
};

struct tagged { /* concepts of a profile */
    const struct ie_match_texts_worker *worker;
    uint32_t first, count;
};

struct ie_match_texts {
    struct ie_match_texts_worker workers[IE_MATCH_THREADS_MAX];
    const struct ie_terms *tables[IE_MATCH_THREADS_MAX];
    unsigned count;
    struct tagged *tagged; /* [profiles] */
};

void ie_match_texts_release(struct ie_match_model *model)
{
    struct ie_match_texts *texts = model->texts;

    for (unsigned i = 0; texts && i < texts->count; i++) {
        struct ie_match_texts_worker *worker = &texts->workers[i];
        ie_match_reader_free(worker->reader);
        ie_arena_release(&worker->scratch);
        ie_terms_release(&worker->terms);
        IE_VEC_RELEASE(&worker->ids);
        IE_VEC_RELEASE(&worker->values);
        IE_VEC_RELEASE(&worker->words);
        IE_VEC_RELEASE(&worker->places);
        IE_VEC_RELEASE(&worker->read);
        IE_VEC_RELEASE(&worker->concepts);
        ie_free(worker->numbers);
    }
    if (texts)
        ie_free(texts->tagged);
    ie_free(texts);
    model->texts = NULL;
    ie_match_vocabulary_release(&model->terms);
    ie_free(model->docs);
    ie_free(model->doc_first);
    for (uint32_t l = 0; l < model->lang_count; l++) {
        ie_free(model->langs[l].frequency);
        ie_free(model->langs[l].power);
    }
}

const uint32_t *ie_match_texts_concepts(const struct ie_match_model *model,
                                        uint32_t profile, uint32_t *count)
{
    const struct tagged *tagged = &model->texts->tagged[profile];

    *count = tagged->worker ? tagged->count : 0;
    return *count ? tagged->worker->concepts.at + tagged->first : NULL;
}

/* ---- Languages --------------------------------------------------------------------- */

static void lang_name(struct ie_str tag, char out[9])
{
    size_t n = 0;

    for (; n < tag.len && n < 8 && tag.ptr[n] != '-'; n++)
        out[n] = (char)(tag.ptr[n] >= 'A' && tag.ptr[n] <= 'Z' ? tag.ptr[n] | 0x20
                                                               : tag.ptr[n]);
    out[n] = 0;
    if (strcmp(out, "und") == 0)
        out[0] = 0;
}

/* Number 0 is the unknown one. */
static uint32_t lang_of(struct ie_match_model *model, struct ie_str tag)
{
    char name[9];

    lang_name(tag, name);
    for (uint32_t l = 0; l < model->lang_count; l++)
        if (strcmp(model->langs[l].bytes, name) == 0)
            return l;
    if (model->lang_count == IE_MATCH_LANGS)
        return 0;
    struct ie_match_lang *lang = &model->langs[model->lang_count];
    memcpy(lang->bytes, name, sizeof(name));
    lang->tag = ie_str_z(lang->bytes);
    return model->lang_count++;
}

static int list_docs(struct ie_match_model *model, struct ie_error *err)
{
    const struct ie_matching_input *input = model->input;
    uint64_t total = 0;

    for (uint32_t p = 0; p < input->count; p++)
        total += input->profiles[p].text_count;
    if (total >= IE_MATCH_NONE)
        return ie_fail(err, IE_LIMIT, "text.too_long");
    model->docs = ie_calloc((size_t)total + 1, sizeof(*model->docs));
    model->doc_first = ie_calloc((size_t)input->count + 1, sizeof(uint32_t));
    if (!model->docs || !model->doc_first)
        return ie_fail_nomem(err);
    model->langs[0].tag = IE_STR("");
    model->lang_count = 1;
    for (uint32_t p = 0; p < input->count; p++) {
        model->doc_first[p] = model->doc_count;
        for (uint32_t t = 0; t < input->profiles[p].text_count; t++) {
            struct ie_match_doc *doc = &model->docs[model->doc_count++];
            doc->profile = p;
            doc->text = t;
            doc->lang = lang_of(model, input->profiles[p].texts[t].lang);
            model->langs[doc->lang].docs++;
            model->langs[doc->lang].with_candidates +=
                model->candidate_of[p] != IE_MATCH_NONE;
        }
    }
    model->doc_first[input->count] = model->doc_count;
    return 0;
}

/* ---- Reading ----------------------------------------------------------------------- */

/* Terms that are asked: what is never asked is never found either way. */
static bool keep_terms(struct ie_match_texts_worker *worker, const struct ie_bag *bag)
{
    bool places = !worker->model->input->no_reasons;

    for (uint32_t i = 0; i < bag->count; i++) {
        const struct ie_bag_term *term = &bag->at[i];
        if (!(term->share > 0))
            continue;
        uint32_t *id = IE_PUSH(&worker->ids);
        struct ie_match_value *value = IE_PUSH(&worker->values);
        float *words = IE_PUSH(&worker->words);
        struct ie_bag_place *place = places ? IE_PUSH(&worker->places) : NULL;
        if (!id || !value || !words || (places && !place) ||
            !ie_terms_add(&worker->terms, term->term, id))
            return false;
        *value = (struct ie_match_value){(float)ie_bag_times(term), term->share};
        *words = term->words;
        if (places)
            *place = term->place;
    }
    return true;
}

static int read_doc(struct ie_match_texts_worker *worker, uint32_t d,
                    struct ie_match_voices *field, struct ie_error *err)
{
    struct ie_match_doc *doc = &worker->model->docs[d];
    const struct ie_match_text *text =
        &worker->model->input->profiles[doc->profile].texts[doc->text];
    const struct ie_match_document document = {text->lang, text->title, text->text};
    struct ie_match_concept *concepts = NULL;
    struct ie_bag bag;
    uint32_t count = 0;
    int code = ie_bag_read_all(worker->reader, &document, &worker->scratch, &bag,
                               &concepts, &count, err);

    if (!code)
        code = ie_match_checker_keep(worker->model->checker, worker->number, doc->profile,
                                     doc->text, &bag, err);
    if (!code && field)
        ie_match_field_add(field, concepts, count);
    struct read *read = code ? NULL : IE_PUSH(&worker->read);
    if (code || !read)
        return code ? code : ie_fail_nomem(err);
    read->doc = d;
    read->first = worker->ids.count;
    doc->length = (double)bag.length;
    if (!keep_terms(worker, &bag))
        return ie_fail_nomem(err);
    read->count = (uint32_t)(worker->ids.count - read->first);
    return 0;
}

static int keep_concepts(struct ie_match_texts_worker *worker, uint32_t profile,
                         struct ie_match_voices *field, struct ie_error *err)
{
    struct tagged *tagged = &worker->model->texts->tagged[profile];
    uint32_t ids[IE_MATCH_FIELD_MOST], count = ie_match_field_end(field, ids);

    *tagged = (struct tagged){worker, (uint32_t)worker->concepts.count, count};
    for (uint32_t i = 0; i < count; i++) {
        uint32_t *id = IE_PUSH(&worker->concepts);
        if (!id)
            return ie_fail_nomem(err);
        *id = ids[i];
    }
    return ie_match_checker_keep_concepts(worker->model->checker, worker->number, profile,
                                          ids, count, err);
}

static int read_profile(void *data, uint32_t profile, struct ie_error *err)
{
    struct ie_match_texts_worker *worker = data;
    const struct ie_match_model *model = worker->model;
    struct ie_match_voices field = {.reader = worker->reader};
    bool tag = model->input->tag_concepts && worker->reader->lexicon;
    int code = 0;

    for (uint32_t d = model->doc_first[profile];
         d < model->doc_first[profile + 1] && !code; d++)
        code = read_doc(worker, d, tag ? &field : NULL, err);
    if (!code && tag)
        code = keep_concepts(worker, profile, &field, err);
    ie_arena_clear(&worker->scratch);
    return code;
}

static int read_all(struct ie_match_model *model, const struct ie_solve_control *control,
                    struct ie_error *err)
{
    struct ie_match_texts *texts = model->texts;
    void *workers[IE_MATCH_THREADS_MAX];
    struct ie_match_spread spread = {.count = model->input->count,
                                     .together = TOGETHER,
                                     .each = read_profile,
                                     .workers = workers,
                                     .control = control};
    int code = 0;

    spread.worker_count = ie_match_workers(control, spread.count, TOGETHER);
    for (unsigned i = 0; i < spread.worker_count && !code; i++) {
        struct ie_match_texts_worker *worker = &texts->workers[i];
        workers[i] = worker;
        worker->model = model;
        worker->number = i;
        texts->tables[i] = &worker->terms;
        ie_arena_init(&worker->scratch, 0);
        texts->count = i + 1;
        code = ie_match_reader_new(&model->input->knowledge, &worker->reader, err);
    }
    if (!code)
        code = ie_match_spread(&spread, err);
    model->stopped = spread.stopped;
    return code;
}

/* ---- Numbers and weights ------------------------------------------------------------- */

static int number_terms(struct ie_match_model *model, struct ie_error *err)
{
    struct ie_match_texts *texts = model->texts;
    uint32_t *maps[IE_MATCH_THREADS_MAX];

    for (unsigned w = 0; w < texts->count; w++) {
        struct ie_match_texts_worker *worker = &texts->workers[w];
        worker->numbers =
            ie_calloc(worker->terms.from.count + 1, sizeof(*worker->numbers));
        if (!(maps[w] = worker->numbers))
            return ie_fail_nomem(err);
    }
    if (!ie_match_vocabulary_make(&model->terms, texts->tables, texts->count, maps))
        return ie_fail_nomem(err);
    for (unsigned w = 0; w < texts->count; w++) {
        struct ie_match_texts_worker *worker = &texts->workers[w];
        for (size_t i = 0; i < worker->ids.count; i++)
            worker->ids.at[i] = worker->numbers[worker->ids.at[i]];
        for (size_t i = 0; i < worker->read.count; i++) {
            struct ie_match_doc *doc = &model->docs[worker->read.at[i].doc];
            doc->count = worker->read.at[i].count;
            doc->terms = worker->ids.at + worker->read.at[i].first;
            doc->values = worker->values.at + worker->read.at[i].first;
            doc->words = worker->words.at + worker->read.at[i].first;
            doc->places =
                worker->places.at ? worker->places.at + worker->read.at[i].first : NULL;
        }
        ie_free(worker->numbers);
        worker->numbers = NULL;
    }
    return 0;
}

static int count_terms(struct ie_match_model *model, struct ie_error *err)
{
    for (uint32_t l = 0; l < model->lang_count; l++) {
        struct ie_match_lang *lang = &model->langs[l];
        lang->frequency =
            ie_calloc((size_t)model->terms.count + 1, sizeof(*lang->frequency));
        lang->power = ie_calloc((size_t)lang->docs + 1, sizeof(*lang->power));
        if (!lang->frequency || !lang->power)
            return ie_fail_nomem(err);
        for (uint32_t in = 0; in <= lang->docs; in++)
            lang->power[in] = ie_bag_power(lang->docs, in);
    }
    for (uint32_t d = 0; d < model->doc_count; d++) {
        const struct ie_match_doc *doc = &model->docs[d];
        struct ie_match_lang *lang = &model->langs[doc->lang];
        lang->average += doc->length;
        for (uint32_t i = 0; i < doc->count; i++)
            lang->frequency[doc->terms[i]]++;
    }
    for (uint32_t l = 0; l < model->lang_count; l++) {
        struct ie_match_lang *lang = &model->langs[l];
        lang->average = lang->average > 0 ? lang->average / lang->docs : 1;
    }
    return 0;
}

struct asking { /* the terms of a bag are those of a doc */
    const struct ie_bag_term *first;
    const uint32_t *terms;
    const uint32_t *frequency;
};

static double frequency_of(const void *data, const struct ie_bag_term *term)
{
    const struct asking *asking = data;

    return asking->frequency[asking->terms[term - asking->first]];
}

/* Shares and times become weights and saturated frequencies. */
static int weigh_doc(void *data, uint32_t number, struct ie_error *err)
{
    struct ie_match_texts_worker *worker = data;
    const struct ie_match_doc *doc = &worker->model->docs[number];
    const struct ie_match_lang *lang = &worker->model->langs[doc->lang];
    struct ie_bag bag = {.count = doc->count};
    struct ie_bag_pick *picks;
    uint32_t count;
    double worth, norm = ie_bag_norm(doc->length / lang->average);

    bag.at = IE_NEW_ARRAY(&worker->scratch, struct ie_bag_term, (size_t)doc->count + 1);
    if (!bag.at)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < doc->count; i++) {
        struct ie_match_value *value = &doc->values[i];
        bag.at[i].share = value->weight;
        bag.at[i].words = doc->words[i];
        value->sat = (float)((double)value->sat / ((double)value->sat + norm));
        value->weight = 0;
    }
    const struct asking asking = {bag.at, doc->terms, lang->frequency};
    const struct ie_bag_statistics statistics = {lang->docs, frequency_of, &asking, false,
                                                 lang->power};
    int code =
        ie_bag_weigh(&bag, &statistics, &worker->scratch, &picks, &count, &worth, err);
    for (uint32_t i = 0; !code && i < count; i++)
        if (worth > 0)
            doc->values[picks[i].number].weight =
                (float)((double)picks[i].weight / worth);
    ie_arena_clear(&worker->scratch);
    return code;
}

static int weigh_all(struct ie_match_model *model, const struct ie_solve_control *control,
                     struct ie_error *err)
{
    void *workers[IE_MATCH_THREADS_MAX];
    const struct ie_solve_control quiet = {.threads = control ? control->threads : 1};
    struct ie_match_spread spread = {.count = model->doc_count,
                                     .together = 4 * TOGETHER,
                                     .each = weigh_doc,
                                     .workers = workers,
                                     .worker_count = model->texts->count,
                                     .control = &quiet};

    for (unsigned i = 0; i < model->texts->count; i++)
        workers[i] = &model->texts->workers[i];
    int code = ie_match_spread(&spread, err);
    for (unsigned i = 0; i < model->texts->count; i++)
        IE_VEC_RELEASE(&model->texts->workers[i].words);
    for (uint32_t d = 0; d < model->doc_count; d++)
        model->docs[d].words = NULL;
    return code;
}

int ie_match_texts_read(struct ie_match_model *model,
                        const struct ie_solve_control *control, struct ie_error *err)
{
    int code = list_docs(model, err);

    if (code)
        return code;
    model->texts = ie_calloc(1, sizeof(*model->texts));
    if (!model->texts || !(model->texts->tagged = ie_calloc(
                               (size_t)model->input->count + 1, sizeof(struct tagged))))
        return ie_fail_nomem(err);
    if ((code = read_all(model, control, err)) || model->stopped ||
        (code = number_terms(model, err)) || (code = count_terms(model, err)) ||
        (code = ie_match_near_texts(model, control, err)))
        return code;
    return weigh_all(model, control, err);
}
