#include "engine/matching/near.h"

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

struct making {
    const struct ie_match_model *model;
    struct ie_match_near *near;
    const struct ie_solve_control *control;
    bool concepts; /* else texts */
    struct ie_retrieval_builder *builder;
    struct ie_retrieval_part *part;
    IE_VEC(struct ie_retrieval_entry) entries;
};

static int add(struct making *making, uint32_t document,
               const struct ie_match_entry *entries, uint64_t count, struct ie_error *err)
{
    making->entries.count = 0;
    for (uint64_t i = 0; i < count; i++) {
        struct ie_retrieval_entry *entry = IE_PUSH(&making->entries);
        if (!entry)
            return ie_fail_nomem(err);
        *entry = (struct ie_retrieval_entry){
            ie_match_near_term(entries[i].term),
            making->concepts ? 1 : (uint32_t)entries[i].weight};
    }
    return ie_retrieval_add(making->part, document, making->entries.at, count,
                            IE_RETRIEVAL_SUM, NULL, err);
}

/* Who may see document `document`, which is the candidate's. */
static void allow(struct making *making, uint32_t document, uint32_t candidate)
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

/* The documents of all profiles, or those of the candidates. */
static int add_texts(struct making *making, bool all, struct ie_error *err)
{
    const struct ie_match_model *model = making->model;
    uint32_t document = 0;
    int code = 0;

    for (size_t d = 0; d < model->docs.count && !code; d++) {
        const struct ie_match_doc *doc = &model->docs.at[d];
        uint32_t candidate = model->candidate_of[doc->profile];
        if (!all && candidate == IE_MATCH_NONE)
            continue;
        if (!all)
            allow(making, document, candidate);
        code = add(making, document++, model->entries.at + doc->first, doc->count, err);
    }
    return code;
}

/* The same for concepts: those who have none are no documents. */
static int add_concepts(struct making *making, bool all, struct ie_error *err)
{
    const struct ie_match_model *model = making->model;
    uint32_t document = 0, count = all ? model->input->count : model->candidates;
    int code = 0;

    for (uint32_t c = 0; c < count && !code; c++) {
        uint32_t p = all ? c : ie_match_candidate(model->input, c);
        uint64_t first = model->concept_first[p], end = model->concept_first[p + 1];
        if (first == end)
            continue;
        if (!all)
            allow(making, document, c);
        code = add(making, document++, model->concepts + first, end - first, err);
    }
    return code;
}

static int make_one(struct making *making, bool all, struct ie_retrieval_image *image,
                    struct ie_retrieval_index **index, struct ie_error *err)
{
    struct ie_retrieval_options options = ie_retrieval_options_default();
    /* a stop is noticed by rows, which then are none: the index is made all the same */
    struct ie_solve_control own = {.threads =
                                       making->control ? making->control->threads : 1};
    int code;

    if (making->concepts)
        options.k1 = 0;
    options.statistics = all ? NULL : making->near->statistics;
    memcpy(options.identity, identity, sizeof(identity));
    making->builder = NULL;
    if (!(code = ie_retrieval_builder_new(&options, &making->builder, err)) &&
        !(code = ie_retrieval_part_new(making->builder, &making->part, err)) &&
        !(code = making->concepts ? add_concepts(making, all, err)
                                  : add_texts(making, all, err)))
        code = ie_retrieval_finish(making->builder, &own, image, err);
    ie_retrieval_builder_free(making->builder);
    return code ? code
                : ie_retrieval_open(image->bytes, image->len, identity, index, err);
}

static int make(struct making *making, size_t most, struct ie_error *err)
{
    struct ie_match_near *near = making->near;
    int code;

    near->owner = ie_calloc(most + 1, sizeof(*near->owner));
    if (!near->owner)
        return ie_fail_nomem(err);
    for (int t = 0; t < IE_MATCH_TYPE_COUNT; t++)
        if (!(near->allowed[t] = ie_calloc(most / 64 + 1, sizeof(uint64_t))))
            return ie_fail_nomem(err);
    if (!(code = make_one(making, true, &near->all, &near->statistics, err)))
        code = make_one(making, false, &near->image, &near->index, err);
    IE_VEC_RELEASE(&making->entries);
    near->segment = (struct ie_retrieval_segment){near->index, NULL};
    near->whole = (struct ie_retrieval_segment){near->statistics, NULL};
    return code;
}

int ie_match_near_texts(struct ie_match_model *model,
                        const struct ie_solve_control *control, struct ie_error *err)
{
    struct making making = {
        .model = model, .near = &model->near_texts, .control = control};

    return make(&making, model->docs.count, err);
}

int ie_match_near_concepts(struct ie_match_model *model,
                           const struct ie_solve_control *control, struct ie_error *err)
{
    struct making making = {.model = model,
                            .near = &model->near_concepts,
                            .control = control,
                            .concepts = true};

    return make(&making, model->candidates, err);
}

/* ---- Asking ----------------------------------------------------------------------- */

int ie_match_near_ask(const struct ie_match_near *near,
                      const struct ie_match_entry *entries, uint32_t count, uint8_t type,
                      uint32_t want, struct ie_retrieval_workspace *work,
                      struct ie_retrieval_weight *terms, struct ie_retrieval_hit *hits,
                      uint32_t *found, struct ie_error *err)
{
    struct ie_retrieval_view view = {&near->segment, 1}, whole = {&near->whole, 1};
    struct ie_retrieval_query query = {
        .terms = terms, .top = want, .filter = near->allowed[type]};

    for (uint32_t i = 0; i < count; i++) {
        uint64_t term = ie_match_near_term(entries[i].term);
        terms[i] = (struct ie_retrieval_weight){
            term, (float)((double)entries[i].weight * ie_retrieval_idf(&whole, term))};
    }
    query.count = count < IE_RETRIEVAL_TERMS_MAX ? count : IE_RETRIEVAL_TERMS_MAX;
    int code = ie_retrieval_search(&view, &query, work, hits, found, err);
    for (uint32_t i = 0; !code && i < *found; i++)
        hits[i].document = near->owner[hits[i].document];
    return code;
}

uint64_t ie_match_near_cost(const struct ie_match_near *near,
                            const struct ie_match_entry *entries, uint32_t count)
{
    struct ie_retrieval_view view = {&near->segment, 1};
    uint64_t cost = 0;

    for (uint32_t i = 0; i < count; i++)
        cost += ie_retrieval_frequency(&view, ie_match_near_term(entries[i].term));
    return cost;
}
