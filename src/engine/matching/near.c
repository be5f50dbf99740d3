#include "engine/matching/near.h"

#include <math.h>

#include "base/alloc.h"
#include "engine/matching/model.h"

static const char identity[IE_RETRIEVAL_IDENTITY] = "matching, within one solve";

void ie_match_near_release(struct ie_match_near *near)
{
    ie_retrieval_close(near->index);
    ie_retrieval_close(near->statistics);
    ie_free(near->image.bytes);
    ie_free(near->all.bytes);
    ie_free(near->owner);
    for (int t = 0; t < IE_MATCH_TYPE_COUNT; t++)
        ie_free(near->allowed[t]);
    *near = (struct ie_match_near){0};
}

/* ---- Building --------------------------------------------------------------------- */

/* Documents of one index, as add_… of one kind puts them into a part. */
struct making {
    const struct ie_match_model *model;
    struct ie_match_near *near;
    const struct ie_solve_control *control;
    uint32_t lang; /* of texts */
    bool concepts; /* else texts */
    struct ie_retrieval_options options;
};

struct adding { /* one thread's */
    const struct making *making;
    struct ie_retrieval_part *part;
    const uint32_t *documents; /* numbers of docs, or of profiles */
    IE_VEC(struct ie_retrieval_entry) entries;
};

/* Who may see document `document`, which is the candidate's. */
static void allow(const struct making *making, uint32_t document, uint32_t candidate)
{
    const struct ie_matching_input *input = making->model->input;
    const struct ie_match_profile *profile =
        &input->profiles[ie_match_candidate(input, candidate)];
    ie_day day = input->rules.day;
    bool valid = day == IE_MATCH_DAY_OPEN ||
                 (profile->valid_from <= day && day <= profile->valid_until);

    making->near->owner[document] = candidate;
    for (int t = 0; t < IE_MATCH_TYPE_COUNT && valid; t++)
        if (ie_match_types_fit((enum ie_match_type)t, (enum ie_match_type)profile->type))
            making->near->allowed[t][document / 64] |= UINT64_C(1) << (document % 64);
}

static bool put(struct adding *adding, uint32_t term, uint32_t times)
{
    struct ie_retrieval_entry *entry = IE_PUSH(&adding->entries);

    if (entry)
        *entry = (struct ie_retrieval_entry){ie_match_near_term(term), times};
    return entry != NULL;
}

static int add_text(void *worker, uint32_t number, struct ie_error *err)
{
    struct adding *adding = worker;
    const struct ie_match_doc *doc =
        &adding->making->model->docs[adding->documents[number]];

    adding->entries.count = 0;
    for (uint32_t i = 0; i < doc->count; i++)
        if (!put(adding, doc->terms[i], (uint32_t)doc->values[i].sat))
            return ie_fail_nomem(err);
    double most = IE_RETRIEVAL_SUM - 1;
    return ie_retrieval_add(
        adding->part, number, adding->entries.at, adding->entries.count,
        (uint32_t)(doc->length < most ? doc->length : most), NULL, err);
}

static int add_concepts(void *worker, uint32_t number, struct ie_error *err)
{
    struct adding *adding = worker;
    const struct ie_match_model *model = adding->making->model;
    uint32_t p = adding->documents[number];

    adding->entries.count = 0;
    for (uint64_t i = model->concept_first[p]; i < model->concept_first[p + 1]; i++)
        if (!put(adding, model->concepts[i].term, 1))
            return ie_fail_nomem(err);
    return ie_retrieval_add(adding->part, number, adding->entries.at,
                            adding->entries.count, IE_RETRIEVAL_SUM, NULL, err);
}

static int make_one(const struct making *making, const uint32_t *documents,
                    uint32_t count, struct ie_retrieval_image *image,
                    struct ie_retrieval_index **index, struct ie_error *err)
{
    struct adding adding[IE_MATCH_THREADS_MAX] = {0};
    void *workers[IE_MATCH_THREADS_MAX];
    /* a stop is noticed by rows, which then are none: the index is made all the same */
    const struct ie_solve_control own = {
        .threads = making->control ? making->control->threads : 1};
    struct ie_match_spread spread = {.count = count,
                                     .together = 64,
                                     .each = making->concepts ? add_concepts : add_text,
                                     .workers = workers,
                                     .control = &own};
    struct ie_retrieval_builder *builder = NULL;
    int code = ie_retrieval_builder_new(&making->options, &builder, err);

    spread.worker_count = ie_match_workers(&own, count, spread.together);
    for (unsigned i = 0; i < spread.worker_count && !code; i++) {
        workers[i] = &adding[i];
        adding[i].making = making;
        adding[i].documents = documents;
        code = ie_retrieval_part_new(builder, &adding[i].part, err);
    }
    if (!code)
        code = ie_match_spread(&spread, err);
    for (unsigned i = 0; i < spread.worker_count; i++)
        IE_VEC_RELEASE(&adding[i].entries);
    if (!code)
        code = ie_retrieval_finish(builder, &own, image, err);
    ie_retrieval_builder_free(builder);
    return code ? code
                : ie_retrieval_open(image->bytes, image->len, identity, index, err);
}

static int reserve(struct ie_match_near *near, uint32_t most, struct ie_error *err)
{
    near->owner = ie_calloc((size_t)most + 1, sizeof(*near->owner));
    if (!near->owner)
        return ie_fail_nomem(err);
    for (int t = 0; t < IE_MATCH_TYPE_COUNT; t++)
        if (!(near->allowed[t] = ie_calloc((size_t)most / 64 + 1, sizeof(uint64_t))))
            return ie_fail_nomem(err);
    return 0;
}

/* Texts are weighed by the average length in all profiles' texts, the candidates' or not:
 * an index of empty documents of that average carries it. */
static int carry_average(struct making *making, double average, struct ie_error *err)
{
    enum { EMPTY = 256 };
    struct ie_retrieval_builder *builder = NULL;
    struct ie_retrieval_part *part = NULL;
    struct ie_match_near *near = making->near;
    double sum = floor(average * EMPTY + 0.5);
    int code = ie_retrieval_builder_new(&making->options, &builder, err);

    if (!code)
        code = ie_retrieval_part_new(builder, &part, err);
    for (uint32_t i = 0; i < EMPTY && !code; i++) {
        double length = floor(sum * (i + 1) / EMPTY) - floor(sum * i / EMPTY);
        code = ie_retrieval_add(part, i, NULL, 0, (uint32_t)length, NULL, err);
    }
    if (!code)
        code = ie_retrieval_finish(builder, NULL, &near->all, err);
    ie_retrieval_builder_free(builder);
    return code ? code
                : ie_retrieval_open(near->all.bytes, near->all.len, identity,
                                    &near->statistics, err);
}

static void set_segments(struct ie_match_near *near)
{
    near->segment = (struct ie_retrieval_segment){near->index, NULL};
    near->whole = (struct ie_retrieval_segment){near->statistics, NULL};
}

static int make_texts(struct ie_match_model *model, uint32_t lang, uint32_t *documents,
                      const struct ie_solve_control *control, struct ie_error *err)
{
    struct making making = {.model = model,
                            .near = &model->langs[lang].near,
                            .control = control,
                            .lang = lang,
                            .options = {.k1 = IE_BAG_K1, .b = IE_BAG_B, .norm = 0}};
    uint32_t count = 0;
    int code = reserve(making.near, model->langs[lang].with_candidates, err);

    for (uint32_t d = 0; d < model->doc_count && !code; d++) {
        uint32_t candidate = model->candidate_of[model->docs[d].profile];
        if (candidate == IE_MATCH_NONE || model->docs[d].lang != lang)
            continue;
        allow(&making, count, candidate);
        documents[count++] = d;
    }
    memcpy(making.options.identity, identity, sizeof(identity));
    if (!code)
        code = carry_average(&making, model->langs[lang].average, err);
    making.options.statistics = making.near->statistics;
    if (!code)
        code = make_one(&making, documents, count, &making.near->image,
                        &making.near->index, err);
    set_segments(making.near);
    return code;
}

int ie_match_near_texts(struct ie_match_model *model,
                        const struct ie_solve_control *control, struct ie_error *err)
{
    uint32_t *documents = ie_calloc((size_t)model->doc_count + 1, sizeof(*documents));
    int code = documents ? 0 : ie_fail_nomem(err);

    for (uint32_t l = 0; l < model->lang_count && !code; l++)
        if (model->langs[l].with_candidates)
            code = make_texts(model, l, documents, control, err);
    ie_free(documents);
    return code;
}

/* Those who have no concepts are no documents. */
int ie_match_near_concepts(struct ie_match_model *model,
                           const struct ie_solve_control *control, struct ie_error *err)
{
    struct making making = {.model = model,
                            .near = &model->near_concepts,
                            .control = control,
                            .concepts = true,
                            .options = ie_retrieval_options_default()};
    uint32_t *documents = ie_calloc((size_t)model->input->count + 1, sizeof(*documents));
    uint32_t count = 0;
    int code =
        documents ? reserve(making.near, model->candidates, err) : ie_fail_nomem(err);

    making.options.k1 = 0;
    memcpy(making.options.identity, identity, sizeof(identity));
    for (uint32_t p = 0; p < model->input->count && !code; p++)
        if (model->concept_first[p + 1] > model->concept_first[p])
            documents[count++] = p;
    if (!code)
        code = make_one(&making, documents, count, &making.near->all,
                        &making.near->statistics, err);
    making.options.statistics = making.near->statistics;
    count = 0;
    for (uint32_t c = 0; c < model->candidates && !code; c++) {
        uint32_t p = ie_match_candidate(model->input, c);
        if (model->concept_first[p + 1] == model->concept_first[p])
            continue;
        allow(&making, count, c);
        documents[count++] = p;
    }
    if (!code)
        code = make_one(&making, documents, count, &making.near->image,
                        &making.near->index, err);
    set_segments(making.near);
    ie_free(documents);
    return code;
}

/* ---- Asking ----------------------------------------------------------------------- */

double ie_match_near_idf(const struct ie_match_near *near, uint32_t number)
{
    struct ie_retrieval_view whole = {&near->whole, 1};

    return ie_retrieval_idf(&whole, ie_match_near_term(number));
}

int ie_match_near_ask(const struct ie_match_near *near,
                      const struct ie_retrieval_weight *terms, uint32_t count,
                      uint8_t type, uint32_t want, struct ie_retrieval_workspace *work,
                      struct ie_retrieval_hit *hits, uint32_t *found,
                      struct ie_error *err)
{
    struct ie_retrieval_view view = {&near->segment, 1};
    struct ie_retrieval_query query = {
        .terms = terms, .top = want, .filter = near->allowed[type]};

    query.count = count < IE_RETRIEVAL_TERMS_MAX ? count : IE_RETRIEVAL_TERMS_MAX;
    int code = ie_retrieval_search(&view, &query, work, hits, found, err);
    for (uint32_t i = 0; !code && i < *found; i++)
        hits[i].document = near->owner[hits[i].document];
    return code;
}
