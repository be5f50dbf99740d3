/* Concepts of a profile, and all of them as unit vectors. */
#include "engine/matching/field.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "engine/matching/model.h"

static bool is_manner(const struct ie_lexicon *lexicon, uint32_t concept)
{
    struct ie_lexicon_span fields = ie_lexicon_fields(lexicon, concept);

    return fields.count == 1 &&
           ie_str_eqz(ie_lexicon_id(lexicon, fields.at[0]), "cooperation");
}

static void say(struct ie_match_voices *field, uint32_t concept, double voice)
{
    if (is_manner(field->reader->lexicon, concept))
        return;
    if (field->count == IE_MATCH_FIELD_ROOM) {
        field->count = ie_match_loudest(field->said, field->count);
        if (field->count > IE_MATCH_FIELD_ROOM / 2)
            field->count = IE_MATCH_FIELD_ROOM / 2;
    }
    field->said[field->count++] = (struct ie_match_said){concept, voice};
}

void ie_match_field_add(struct ie_match_voices *field,
                        const struct ie_match_concept *concepts, uint32_t count)
{
    const double sure = 0.5; /* a phrase of two meanings speaks for neither */

    for (uint32_t i = 0; i < count; i++) {
        const struct ie_match_concept *concept = &concepts[i];
        uint32_t times = concept->title + concept->text;
        double voice =
            concept->surest * (concept->title ? 4 : 1) + 0.05 * (times < 10 ? times : 10);
        if (concept->surest < sure || is_manner(field->reader->lexicon, concept->number))
            continue;
        say(field, concept->number, voice);
        struct ie_lexicon_span broader =
            ie_lexicon_broader(field->reader->lexicon, concept->number);
        for (uint32_t k = 0; k < broader.count; k++)
            say(field, broader.at[k], voice - 0.001);
    }
}

uint32_t ie_match_field_end(struct ie_match_voices *field, uint32_t *ids)
{
    field->count = ie_match_loudest(field->said, field->count);
    if (field->count > IE_MATCH_FIELD_MOST)
        field->count = IE_MATCH_FIELD_MOST;
    for (uint32_t i = 0; i < field->count; i++)
        ids[i] = field->said[i].concept;
    return field->count;
}

/* ---- Unit vectors ------------------------------------------------------------------- */

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

static const uint32_t *concepts_of(const struct ie_match_model *model, uint32_t profile,
                                   uint32_t *count)
{
    if (model->input->tag_concepts)
        return ie_match_texts_concepts(model, profile, count);
    *count = model->input->profiles[profile].concept_count;
    return model->input->profiles[profile].concepts;
}

static double idf_of(double count, double in)
{
    return log(1 + (count - in + 0.5) / (in + 0.5));
}

/* Distinct concepts of each profile; weights are filled in by weigh_concepts. */
static uint64_t gather_concepts(struct ie_match_model *model, uint32_t *scratch)
{
    const struct ie_matching_input *input = model->input;
    uint64_t at = 0;

    for (uint32_t p = 0; p < input->count; p++) {
        uint32_t count;
        const uint32_t *own = concepts_of(model, p, &count);
        model->concept_first[p] = at;
        if (!count)
            continue;
        memcpy(scratch, own, count * sizeof(*scratch));
        count = distinct(scratch, count);
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

int ie_match_concepts_read(struct ie_match_model *model, struct ie_error *err)
{
    const struct ie_matching_input *input = model->input;
    uint64_t total = 0;
    uint32_t most = 0, at = 0, count;

    for (uint32_t p = 0; p < input->count; p++) {
        concepts_of(model, p, &count);
        total += count;
        if (count > most)
            most = count;
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
    for (uint32_t p = 0; p < input->count; p++) {
        const uint32_t *own = concepts_of(model, p, &count);
        for (uint32_t i = 0; i < count; i++)
            model->concept_ids[at++] = own[i];
    }
    model->concept_count = distinct(model->concept_ids, at);
    code = weigh_concepts(model, gather_concepts(model, scratch), err);
out:
    ie_free(scratch);
    return code;
}

void ie_match_concepts_release(struct ie_match_model *model)
{
    ie_free(model->concept_first);
    ie_free(model->concepts);
    ie_free(model->concept_ids);
}
