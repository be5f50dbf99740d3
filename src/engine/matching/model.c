/* From profiles to unit vectors and postings. */
#include "engine/matching/model.h"

#include <float.h>
#include <math.h>

#include "base/alloc.h"

static const double K1 = 1.2, B = 0.75;

struct making {
    struct ie_match_model *model;
    struct ie_analyser *analyser;
    struct ie_arena scratch;
    IE_VEC(uint32_t) seen; /* by term: entry + 1 - the doc's first, with `stamp` */
    IE_VEC(uint32_t) stamp;
    IE_VEC(double) lengths; /* by doc */
};

void ie_match_model_release(struct ie_match_model *model)
{
    ie_terms_release(&model->terms);
    IE_VEC_RELEASE(&model->docs);
    IE_VEC_RELEASE(&model->entries);
    IE_VEC_RELEASE(&model->places);
    ie_free(model->doc_first);
    ie_free(model->candidate_of);
    ie_match_near_release(&model->near_texts);
    ie_match_near_release(&model->near_concepts);
    ie_free(model->concept_first);
    ie_free(model->concepts);
    ie_free(model->concept_ids);
}

/* ---- Texts ------------------------------------------------------------------------ */

static bool seen_room(struct making *making, uint32_t number)
{
    while (making->seen.count <= number)
        if (!IE_PUSH(&making->seen) || !IE_PUSH(&making->stamp))
            return false;
    return true;
}

/* One occurrence in the running (last) doc. */
static bool add_occurrence(struct making *making, const struct ie_token *token,
                           bool title)
{
    struct ie_match_model *model = making->model;
    uint32_t number, stamp = (uint32_t)model->docs.count;
    uint64_t first = model->docs.at[stamp - 1].first;

    if (!ie_terms_add(&model->terms, token->term, &number) || !seen_room(making, number))
        return false;
    if (making->stamp.at[number] != stamp) {
        struct ie_match_entry *entry = IE_PUSH(&model->entries);
        if (!entry)
            return false;
        entry->term = number;
        making->stamp.at[number] = stamp;
        making->seen.at[number] = (uint32_t)(model->entries.count - 1 - first);
        if (!model->input->no_reasons) {
            struct ie_match_place *place = IE_PUSH(&model->places);
            if (!place)
                return false;
            bool gram = token->kind == IE_TOKEN_GRAM;
            *place = (struct ie_match_place){gram ? token->word_from : token->from,
                                             gram ? token->word_len : token->len,
                                             token->kind, title, gram};
        }
    }
    model->entries.at[first + making->seen.at[number]].weight +=
        title ? IE_MATCH_TITLE : 1;
    making->lengths.at[stamp - 1] += title ? IE_MATCH_TITLE : 1;
    return true;
}

static int add_tokens(struct making *making, const struct ie_tokens *tokens, bool common,
                      bool title, struct ie_error *err)
{
    for (size_t i = 0; i < tokens->count; i++)
        if (tokens->at[i].common == common && !ie_token_aside(&tokens->at[i]) &&
            !add_occurrence(making, &tokens->at[i], title))
            return ie_fail_nomem(err);
    return 0;
}

/* Words of little content count only where a text has no others. */
static int add_doc(struct making *making, uint32_t profile, uint32_t number,
                   struct ie_error *err)
{
    struct ie_match_model *model = making->model;
    const struct ie_match_text *text = &model->input->profiles[profile].texts[number];
    struct ie_match_doc *doc = IE_PUSH(&model->docs);
    struct ie_tokens title, body;
    int code;

    if (!doc || !IE_PUSH(&making->lengths))
        return ie_fail_nomem(err);
    doc->profile = profile;
    doc->text = number;
    doc->first = model->entries.count;
    if ((code = ie_text_tokens(making->analyser, &making->scratch, text->title,
                               text->lang, &title, err)) ||
        (code = ie_text_tokens(making->analyser, &making->scratch, text->text, text->lang,
                               &body, err)) ||
        (code = add_tokens(making, &title, false, true, err)) ||
        (code = add_tokens(making, &body, false, false, err)))
        return code;
    if (model->entries.count == doc->first &&
        ((code = add_tokens(making, &title, true, true, err)) ||
         (code = add_tokens(making, &body, true, false, err))))
        return code;
    doc->count = (uint32_t)(model->entries.count - doc->first);
    ie_arena_clear(&making->scratch);
    return 0;
}

struct both { /* an entry with its place, to sort them together */
    struct ie_match_entry entry;
    struct ie_match_place place;
};

static int by_term(const void *x, const void *y)
{
    uint32_t a = ((const struct ie_match_entry *)x)->term;
    uint32_t b = ((const struct ie_match_entry *)y)->term;

    return (a > b) - (a < b);
}

static int sort_entries(struct making *making, struct ie_error *err)
{
    struct ie_match_model *model = making->model;

    for (size_t d = 0; d < model->docs.count; d++) {
        const struct ie_match_doc *doc = &model->docs.at[d];
        struct ie_match_entry *entries = model->entries.at + doc->first;
        if (!model->places.count) {
            if (doc->count)
                qsort(entries, doc->count, sizeof(*entries), by_term);
            continue;
        }
        struct ie_match_place *places = model->places.at + doc->first;
        struct both *both = IE_NEW_ARRAY(&making->scratch, struct both, doc->count + 1);
        if (!both)
            return ie_fail_nomem(err);
        for (uint32_t i = 0; i < doc->count; i++)
            both[i] = (struct both){entries[i], places[i]};
        qsort(both, doc->count, sizeof(*both), by_term);
        for (uint32_t i = 0; i < doc->count; i++) {
            entries[i] = both[i].entry;
            places[i] = both[i].place;
        }
        ie_arena_clear(&making->scratch);
    }
    return 0;
}

static double idf_of(double count, double in)
{
    return log(1 + (count - in + 0.5) / (in + 0.5));
}

/* Counts of terms become weights of unit vectors. */
static int weigh(struct making *making, struct ie_error *err)
{
    struct ie_match_model *model = making->model;
    size_t terms = model->terms.from.count, docs = model->docs.count;
    double *idf = ie_calloc(terms + 1, sizeof(*idf));
    double sum = 0;

    if (!idf)
        return ie_fail_nomem(err);
    for (size_t i = 0; i < model->entries.count; i++)
        idf[model->entries.at[i].term] += 1;
    for (size_t t = 0; t < terms; t++)
        idf[t] = idf_of((double)docs, idf[t]);
    for (size_t d = 0; d < docs; d++)
        sum += making->lengths.at[d];
    double average = docs && sum > 0 ? sum / (double)docs : 1;
    for (size_t d = 0; d < docs; d++) {
        const struct ie_match_doc *doc = &model->docs.at[d];
        struct ie_match_entry *entries = model->entries.at + doc->first;
        double norm = K1 * (1 - B + B * making->lengths.at[d] / average), square = 0;
        for (uint32_t i = 0; i < doc->count; i++) {
            double times = (double)entries[i].weight;
            double weight = idf[entries[i].term] * times / (times + norm);
            entries[i].weight = (float)weight;
            square += weight * weight;
        }
        double unit = square > 0 ? 1 / sqrt(square) : 0;
        for (uint32_t i = 0; i < doc->count; i++) {
            entries[i].weight = (float)((double)entries[i].weight * unit);
            if (!(entries[i].weight > 0)) /* a row tells touched docs by acc > 0 */
                entries[i].weight = FLT_MIN;
        }
    }
    ie_free(idf);
    return 0;
}

static int read_texts(struct making *making, const struct ie_solve_control *control,
                      struct ie_error *err)
{
    struct ie_match_model *model = making->model;
    const struct ie_matching_input *input = model->input;

    for (uint32_t p = 0; p < input->count; p++) {
        model->doc_first[p] = (uint32_t)model->docs.count;
        if (ie_solve_stopped(control) != IE_GO_ON)
            continue; /* the caller notices and returns no rows */
        for (uint32_t t = 0; t < input->profiles[p].text_count; t++) {
            int code = add_doc(making, p, t, err);
            if (code)
                return code;
        }
    }
    model->doc_first[input->count] = (uint32_t)model->docs.count;
    int code = sort_entries(making, err);
    if (!code)
        code = ie_match_near_texts(model, control, err);
    return code ? code : weigh(making, err);
}

/* ---- Concepts ------------------------------------------------------------------- */

static int by_value(const void *x, const void *y)
{
    uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;

    return (a > b) - (a < b);
}

static uint32_t distinct(uint32_t *values, uint32_t count)
{
    uint32_t kept = 0;

    qsort(values, count, sizeof(*values), by_value);
    for (uint32_t i = 0; i < count; i++)
        if (!kept || values[kept - 1] != values[i])
            values[kept++] = values[i];
    return kept;
}

static uint32_t number_of(const uint32_t *ids, uint32_t count, uint32_t id)
{
    uint32_t low = 0, high = count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (ids[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Distinct concepts of each profile; weights are filled in by weigh_concepts. */
static uint64_t gather_concepts(struct ie_match_model *model, uint32_t *scratch)
{
    const struct ie_matching_input *input = model->input;
    uint64_t at = 0;

    for (uint32_t p = 0; p < input->count; p++) {
        const struct ie_match_profile *profile = &input->profiles[p];
        model->concept_first[p] = at;
        if (!profile->concept_count)
            continue;
        memcpy(scratch, profile->concepts, profile->concept_count * sizeof(*scratch));
        uint32_t count = distinct(scratch, profile->concept_count);
        for (uint32_t i = 0; i < count; i++)
            model->concepts[at++].term =
                number_of(model->concept_ids, model->concept_count, scratch[i]);
    }
    model->concept_first[input->count] = at;
    return at;
}

static int weigh_concepts(struct ie_match_model *model, uint64_t total,
                          struct ie_error *err)
{
    uint32_t profiles = model->input->count, with = 0;
    double *idf = ie_calloc((size_t)model->concept_count + 1, sizeof(*idf));

    if (!idf)
        return ie_fail_nomem(err);
    for (uint32_t p = 0; p < profiles; p++)
        with += model->concept_first[p + 1] > model->concept_first[p];
    for (uint64_t i = 0; i < total; i++)
        idf[model->concepts[i].term] += 1;
    for (uint32_t c = 0; c < model->concept_count; c++)
        idf[c] = idf_of(with, idf[c]);
    for (uint32_t p = 0; p < profiles; p++) {
        double square = 0;
        for (uint64_t i = model->concept_first[p]; i < model->concept_first[p + 1]; i++)
            square += idf[model->concepts[i].term] * idf[model->concepts[i].term];
        for (uint64_t i = model->concept_first[p]; i < model->concept_first[p + 1]; i++)
            model->concepts[i].weight =
                (float)(idf[model->concepts[i].term] / sqrt(square));
    }
    ie_free(idf);
    return 0;
}

static int read_concepts(struct ie_match_model *model, struct ie_error *err)
{
    const struct ie_matching_input *input = model->input;
    uint64_t total = 0;
    uint32_t most = 0, at = 0;

    for (uint32_t p = 0; p < input->count; p++) {
        total += input->profiles[p].concept_count;
        if (input->profiles[p].concept_count > most)
            most = input->profiles[p].concept_count;
    }
    model->concept_first = ie_calloc((size_t)input->count + 1, sizeof(uint64_t));
    model->concepts = ie_calloc((size_t)total + 1, sizeof(*model->concepts));
    model->concept_ids = ie_calloc((size_t)total + 1, sizeof(uint32_t));
    uint32_t *scratch = ie_calloc((size_t)most + 1, sizeof(*scratch));
    int code = 0;
    if (!model->concept_first || !model->concepts || !model->concept_ids || !scratch ||
        total >= IE_MATCH_NONE) {
        code = ie_fail_nomem(err);
        goto out;
    }
    for (uint32_t p = 0; p < input->count; p++)
        for (uint32_t i = 0; i < input->profiles[p].concept_count; i++)
            model->concept_ids[at++] = input->profiles[p].concepts[i];
    model->concept_count = distinct(model->concept_ids, at);
    code = weigh_concepts(model, gather_concepts(model, scratch), err);
out:
    ie_free(scratch);
    return code;
}

/* ---- All of it -------------------------------------------------------------------- */

int ie_match_model_build(struct ie_match_model *model,
                         const struct ie_matching_input *input,
                         const struct ie_solve_control *control, struct ie_error *err)
{
    struct making making = {.model = model};
    int code = 0;

    memset(model, 0, sizeof(*model));
    model->input = input;
    model->seekers = input->seekers ? input->seeker_count : input->count;
    model->candidates = input->candidates ? input->candidate_count : input->count;
    model->doc_first = ie_calloc((size_t)input->count + 1, sizeof(uint32_t));
    model->candidate_of = ie_calloc((size_t)input->count + 1, sizeof(uint32_t));
    ie_arena_init(&making.scratch, 0);
    if (!model->doc_first || !model->candidate_of) {
        code = ie_fail_nomem(err);
        goto out;
    }
    for (uint32_t p = 0; p < input->count; p++)
        model->candidate_of[p] = IE_MATCH_NONE;
    for (uint32_t c = 0; c < model->candidates; c++)
        model->candidate_of[ie_match_candidate(input, c)] = c;
    if ((code = ie_analyser_new(&making.analyser, err)) ||
        (code = read_texts(&making, control, err)) || (code = read_concepts(model, err)))
        goto out;
    code = ie_match_near_concepts(model, control, err);
out:
    ie_analyser_free(making.analyser);
    ie_arena_release(&making.scratch);
    IE_VEC_RELEASE(&making.seen);
    IE_VEC_RELEASE(&making.stamp);
    IE_VEC_RELEASE(&making.lengths);
    if (code)
        ie_match_model_release(model);
    return code;
}
