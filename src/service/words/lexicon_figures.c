/* Coverage and samples as JSON: see lexicon_view.h. */
#include <stdlib.h>
#include <xxhash.h>

#include "lexicon/lint.h"
#include "service/words/lexicon_json.h"

/* ---- coverage ---- */

static void row_json(const struct ie_lexicon_answer *a,
                     const struct ie_coverage *coverage,
                     const struct ie_coverage_row *row)
{
    ie_json_object(a->json);
    if (row->field == IE_THESAURUS_NONE) {
        ie_json_kstr(a->json, "concept", IE_STR_NONE);
        ie_json_kstr(a->json, "label", IE_STR_NONE);
        ie_json_kstr(a->json, "language", IE_STR_NONE);
    } else {
        ie_lexicon_name_json(a, row->field);
    }
    ie_json_kint(a->json, "concepts", row->concepts);
    ie_json_key(a->json, "cells");
    ie_json_array(a->json);
    for (uint32_t i = 0; i < coverage->languages; i++) {
        ie_json_object(a->json);
        ie_json_kstr(a->json, "language", coverage->lang[i]);
        ie_json_kint(a->json, "concepts", row->cell[i].concepts);
        ie_json_kint(a->json, "labels", row->cell[i].labels);
        ie_json_kint(a->json, "two", row->cell[i].two);
        ie_json_kint(a->json, "reviewed", row->cell[i].reviewed);
        ie_json_end(a->json);
    }
    ie_json_end(a->json);
    ie_json_end(a->json);
}

int ie_lexicon_coverage_json(struct ie_call *call, struct ie_json *json,
                             struct ie_error *err)
{
    struct ie_lexicon_answer a;
    struct ie_coverage coverage;
    int code = ie_lexicon_answer_coverage(&a, call, json, &coverage, err);

    if (code)
        return code;
    ie_json_key(json, "rows");
    ie_json_array(json);
    for (uint32_t i = 0; i < coverage.row_count; i++)
        row_json(&a, &coverage, &coverage.rows[i]);
    ie_json_end(json);
    ie_lexicon_answer_end(&a);
    return 0;
}

/* ---- samples ---- */

struct drawn {
    uint64_t hash;
    uint32_t concept, label;
};

struct draw { /* keeps the `room` smallest */
    struct drawn *at;
    unsigned count, room;
    uint64_t left; /* labels to be reviewed in all */
};

static void offer(struct draw *draw, struct drawn one)
{
    unsigned at = draw->count;

    draw->left++;
    if (draw->count == draw->room) {
        if (!draw->room || draw->at[draw->room - 1].hash <= one.hash)
            return;
        at = draw->room - 1;
    } else {
        draw->count++;
    }
    for (; at > 0 && draw->at[at - 1].hash > one.hash; at--)
        draw->at[at] = draw->at[at - 1];
    draw->at[at] = one;
}

static bool is_below(const struct ie_lexicon *lexicon, uint32_t concept, uint32_t field)
{
    struct ie_lexicon_span fields = ie_lexicon_fields(lexicon, concept);

    if (field == IE_THESAURUS_NONE)
        return true;
    for (uint32_t i = 0; i < fields.count; i++)
        if (fields.at[i] == field)
            return true;
    return false;
}

static void draw_all(const struct ie_lexicon *lexicon,
                     const struct ie_lexicon_sample *sample, uint32_t field,
                     struct draw *draw)
{
    struct ie_label label;

    for (uint32_t c = 0; c < ie_lexicon_count(lexicon); c++) {
        if (!is_below(lexicon, c, field))
            continue;
        struct ie_str id = ie_lexicon_id(lexicon, c);
        uint64_t seed = XXH3_64bits_withSeed(id.ptr, id.len, sample->seed);
        for (uint32_t i = 0; i < ie_lexicon_label_count(lexicon, c); i++) {
            ie_lexicon_label_at(lexicon, c, i, &label);
            if (label.review == IE_REVIEW_DRAFT && ie_str_eq(label.lang, sample->lang))
                offer(draw, (struct drawn){XXH3_64bits_withSeed(label.text.ptr,
                                                                label.text.len, seed),
                                           c, i});
        }
    }
}

static void drawn_json(const struct ie_lexicon_answer *a, const struct drawn *one)
{
    static const char *const kinds[] = {"preferred", "alternative", "hidden"};
    struct ie_label label;

    ie_lexicon_label_at(a->lexicon, one->concept, one->label, &label);
    ie_json_object(a->json);
    ie_lexicon_name_json(a, one->concept);
    ie_json_kstr(a->json, "text", label.text);
    ie_json_kstr(a->json, "kind", ie_str_z(kinds[label.kind]));
    ie_json_kstr(a->json, "source", label.source);
    ie_lexicon_briefs_json(a, "broader", ie_lexicon_broader(a->lexicon, one->concept));
    ie_lexicon_beside_json(a->lexicon, one->concept, label.lang, a->json);
    ie_json_end(a->json);
}

int ie_lexicon_sample_json(struct ie_call *call, const struct ie_lexicon_sample *sample,
                           struct ie_json *json, struct ie_error *err)
{
    struct ie_lexicon_answer a;
    uint32_t field = IE_THESAURUS_NONE;
    struct draw draw = {.room = sample->count,
                        .at = IE_NEW_ARRAY(call->arena, struct drawn, sample->count)};
    int code =
        draw.at ? ie_lexicon_answer_begin(&a, call, json, err) : ie_fail_nomem(err);

    if (code)
        return code;
    if (sample->field.len)
        code = ie_lexicon_answer_concept(&a, sample->field, &field, err);
    if (!code) {
        draw_all(a.lexicon, sample, field, &draw);
        ie_json_kint(json, "left", (int64_t)draw.left);
        ie_json_key(json, "items");
        ie_json_array(json);
        for (unsigned i = 0; i < draw.count; i++)
            drawn_json(&a, &draw.at[i]);
        ie_json_end(json);
    }
    ie_lexicon_answer_end(&a);
    return code;
}
