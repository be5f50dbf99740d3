#include "service/match/learn.h"

#include <math.h>

#include "service/event/event.h"
#include "service/match/judged.h"
#include "service/open.h"
#include "store/schema_types.h"
#include "store/values.h"

/* ---- from records to examples ---- */

/* *has false: the match was made before degrees were kept. */
static int read_degrees(const struct ie_judged_match *match,
                        struct ie_match_example *example, bool *has, struct ie_error *err)
{
    json_t *object = NULL;
    int code = match->degrees.len ? ie_json_parse(match->degrees, &object, err) : 0;

    *has = false;
    for (int f = 0; f < IE_MATCH_FIELD_COUNT && object; f++) {
        const json_t *value =
            json_object_get(object, ie_match_field_name((enum ie_match_field)f));
        double degree = json_is_number(value) ? json_number_value(value) : -1;
        example->degree[f] = degree < 0 ? -1 : degree > 1 ? 1 : degree;
        *has = *has || (f == IE_MATCH_TEXT && degree >= 0);
    }
    json_decref(object);
    return code;
}

static void count_judgement(struct ie_match_learning *l, enum ie_judgement how)
{
    switch (how) {
    case IE_JUDGED_DISMISSED:
        l->dismissed++;
        break;
    case IE_JUDGED_TAKEN_UP:
        l->taken_up++;
        break;
    case IE_JUDGED_WISHED:
        l->wished++;
        break;
    case IE_JUDGED_MET:
        l->met++;
        break;
    case IE_JUDGED_AGREED:
        l->agreed++;
        break;
    }
}

/* Same organisation, same number. O(organisations), of which few judge. */
static uint32_t group_of(struct ie_str *groups, uint32_t *count, struct ie_str id)
{
    uint32_t n = 0;

    while (n < *count && !ie_str_eq(groups[n], id))
        n++;
    if (n == *count)
        groups[(*count)++] = id;
    return n;
}

static int make_examples(struct ie_call *call, const struct ie_judged_list *list,
                         struct ie_match_learning *l, struct ie_error *err)
{
    static const double importance[] = {[IE_JUDGED_DISMISSED] = 1,
                                        [IE_JUDGED_TAKEN_UP] = 1,
                                        [IE_JUDGED_WISHED] = 1,
                                        [IE_JUDGED_MET] = 2,
                                        [IE_JUDGED_AGREED] = 3};
    struct ie_str *groups = IE_NEW_ARRAY(call->arena, struct ie_str, list->count + 1);
    uint32_t group_count = 0;

    l->examples = IE_NEW_ARRAY(call->arena, struct ie_match_example, list->count + 1);
    l->scores = IE_NEW_ARRAY(call->arena, double, list->count + 1);
    l->good = IE_NEW_ARRAY(call->arena, bool, list->count + 1);
    if (!groups || !l->examples || !l->scores || !l->good)
        return ie_fail_nomem(err);
    l->left_out = list->left_out;
    for (size_t i = 0; i < list->count; i++) {
        const struct ie_judged *one = &list->at[i];
        struct ie_match_example *example = &l->examples[l->count];
        count_judgement(l, one->how);
        l->scores[l->judged] = one->match->score;
        l->good[l->judged++] = one->how != IE_JUDGED_DISMISSED;
        bool has;
        int code = read_degrees(one->match, example, &has, err);
        if (code)
            return code;
        if (!has) {
            l->without_degrees++;
            continue;
        }
        example->good = one->how != IE_JUDGED_DISMISSED;
        example->importance = importance[one->how];
        example->group = group_of(groups, &group_count, one->match->need_organisation);
        l->count++;
    }
    return 0;
}

static int learn(struct ie_call *call, struct ie_match_learning *l, struct ie_error *err)
{
    struct ie_match_learn_input input = {.examples = l->examples,
                                         .count = l->count,
                                         .prior = ie_match_model_default().weights,
                                         .ridge = IE_LEARN_RIDGE,
                                         .folds = IE_LEARN_FOLDS};

    for (int f = 0; f < IE_MATCH_FIELD_COUNT; f++)
        input.learnable[f] = f != IE_MATCH_COUNTRY || l->country;
    return ie_match_learn(&input, NULL, call->arena, &l->learned, err);
}

static int may_look(const struct ie_call *call, const struct ie_record *event,
                    struct ie_error *err)
{
    if (ie_actor_has(call->actor, IE_ROLE_ADMIN | IE_ROLE_OFFICER | IE_ROLE_ANALYST |
                                      IE_ROLE_AUDITOR) ||
        (event && ie_event_officer(call->actor, event)))
        return 0;
    return ie_fail(err, IE_FORBIDDEN, "match.quality_officer_only");
}

int ie_match_learning(struct ie_call *call, struct ie_str event, bool country,
                      struct ie_match_learning *l, struct ie_error *err)
{
    struct ie_judged_list list;
    int code;

    *l = (struct ie_match_learning){.country = country};
    if ((event.len && (code = ie_event_find(call, event, &l->event, err))) ||
        (code = may_look(call, l->event, err)) ||
        (code = ie_match_model_load(call, &l->present, &l->model, err)) ||
        (code = ie_matches_judged(call, l->event, &list, err)) ||
        (code = make_examples(call, &list, l, err)))
        return code;
    code = learn(call, l, err);
    if (code != IE_INPUT)
        return code;
    *err = (struct ie_error){0}; /* too few yet */
    l->learned = NULL;
    return 0;
}

/* ---- as JSON ---- */

static void put_double(struct ie_json *json, const char *key, double value)
{
    ie_json_key(json, key);
    ie_json_double(json, nearbyint(value * 10000) / 10000);
}

static void put_loss(struct ie_json *json, const char *key,
                     const struct ie_match_loss *loss)
{
    ie_json_key(json, key);
    ie_json_object(json);
    put_double(json, "logarithmic", loss->logarithmic);
    put_double(json, "brier", loss->brier);
    ie_json_end(json);
}

static void put_fields(const struct ie_match_learning *l, struct ie_json *json)
{
    ie_json_key(json, "fields");
    ie_json_array(json);
    for (int f = 0; f < IE_MATCH_FIELD_COUNT; f++) {
        const struct ie_match_evidence *e = &l->learned->evidence[f];
        ie_json_object(json);
        ie_json_key(json, "field");
        ie_json_strz(json, ie_match_field_name((enum ie_match_field)f));
        ie_json_kbool(json, "learned_from", f != IE_MATCH_COUNTRY || l->country);
        ie_json_kint(json, "stated_good", (int64_t)e->stated_good);
        ie_json_kint(json, "stated_other", (int64_t)e->stated_other);
        put_double(json, "mean_good", e->mean_good);
        put_double(json, "mean_other", e->mean_other);
        put_double(json, "default", e->prior);
        put_double(json, "learned", e->learned);
        put_double(json, "error", e->error);
        ie_json_end(json);
    }
    ie_json_end(json);
}

static void put_learned(const struct ie_match_learning *l, struct ie_json *json)
{
    const struct ie_match_learned *learned = l->learned;

    ie_json_key(json, "learned");
    if (!learned) {
        ie_json_null(json);
        return;
    }
    ie_json_object(json);
    ie_json_kbool(json, "better", learned->better);
    ie_json_key(json, "losses");
    ie_json_object(json);
    put_loss(json, "base", &learned->base);
    put_loss(json, "default", &learned->prior);
    put_loss(json, "learned", &learned->learned);
    ie_json_end(json);
    put_fields(l, json);
    ie_json_key(json, "weights");
    ie_match_weights_json(&learned->weights, json);
    ie_json_key(json, "curve");
    ie_match_curve_json(&learned->curve, json);
    ie_json_key(json, "bands");
    ie_json_array(json);
    for (int b = 0; b < IE_MATCH_BANDS; b++) {
        const struct ie_match_band *band = &learned->bands[b];
        ie_json_object(json);
        put_double(json, "from", (double)b / IE_MATCH_BANDS);
        put_double(json, "to", (double)(b + 1) / IE_MATCH_BANDS);
        ie_json_kint(json, "count", (int64_t)band->count);
        put_double(json, "predicted", band->predicted);
        put_double(json, "observed", band->observed);
        put_double(json, "low", band->low);
        put_double(json, "high", band->high);
        ie_json_end(json);
    }
    ie_json_end(json);
    ie_json_end(json);
}

/* Wilson's interval at 95 % (J. Am. Stat. Assoc. 22, 1927); [0, 1] of nothing. */
static void wilson(size_t good, size_t count, double *low, double *high)
{
    const double z = 1.959963984540054;
    double n = (double)count, p = count ? (double)good / n : 0.5;
    double of = 1 + (count ? z * z / n : 0);
    double middle = count ? (p + z * z / (2 * n)) / of : 0.5;
    double half = count ? z / of * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) : 0.5;

    *low = middle - half > 0 ? middle - half : 0;
    *high = middle + half < 1 ? middle + half : 1;
}

/* Accepted or not by the score that people saw, in tenths. */
static void put_acceptance(const struct ie_match_learning *l, struct ie_json *json)
{
    size_t count[IE_MATCH_BANDS] = {0}, good[IE_MATCH_BANDS] = {0};

    for (size_t i = 0; i < l->judged; i++) {
        double score = l->scores[i];
        int band = score >= 1  ? IE_MATCH_BANDS - 1
                   : score > 0 ? (int)(score * IE_MATCH_BANDS)
                               : 0;
        count[band]++;
        good[band] += l->good[i];
    }
    ie_json_key(json, "acceptance");
    ie_json_array(json);
    for (int b = 0; b < IE_MATCH_BANDS; b++) {
        double low, high;
        wilson(good[b], count[b], &low, &high);
        ie_json_object(json);
        put_double(json, "from", (double)b / IE_MATCH_BANDS);
        put_double(json, "to", (double)(b + 1) / IE_MATCH_BANDS);
        ie_json_kint(json, "count", (int64_t)count[b]);
        ie_json_kint(json, "good", (int64_t)good[b]);
        put_double(json, "low", low);
        put_double(json, "high", high);
        ie_json_end(json);
    }
    ie_json_end(json);
}

static void put_model(const struct ie_match_learning *l, struct ie_json *json)
{
    bool applied =
        l->model && ie_str_eqz(ie_record_get(l->model, "status")->text, "applied");
    char at[40];

    ie_json_key(json, "in_force");
    ie_json_object(json);
    ie_json_kbool(json, "applied", applied);
    ie_json_key(json, "weights");
    ie_match_weights_json(&l->present.weights, json);
    ie_json_key(json, "curve");
    ie_match_curve_json(&l->present.curve, json);
    if (applied) {
        ie_moment_format(l->model->updated_at, at);
        ie_json_kstr(json, "model", ie_id_str(&l->model->id));
        ie_json_kint(json, "revision", l->model->revision);
        ie_json_kstr(json, "since", ie_str_z(at));
        ie_json_kint(json, "examples", ie_record_get(l->model, "examples")->integer);
    }
    ie_json_end(json);
}

void ie_match_learning_json(const struct ie_match_learning *l, struct ie_json *json)
{
    const struct {
        const char *key;
        size_t count;
    } sources[] = {{"taken_up", l->taken_up},
                   {"wished", l->wished},
                   {"met", l->met},
                   {"agreed", l->agreed},
                   {"dismissed", l->dismissed},
                   {"left_out", l->left_out},
                   {"without_degrees", l->without_degrees}};
    size_t good = 0;

    for (size_t i = 0; i < l->count; i++)
        good += l->examples[i].good;
    ie_json_object(json);
    ie_json_kstr(json, "engine", ie_str_z(ie_matching_version()));
    ie_json_kstr(json, "event", l->event ? ie_id_str(&l->event->id) : IE_STR_NONE);
    ie_json_kbool(json, "country", l->country);
    ie_json_kint(json, "examples", (int64_t)l->count);
    ie_json_kint(json, "good", (int64_t)good);
    ie_json_key(json, "needed");
    ie_json_object(json);
    ie_json_kint(json, "examples", IE_LEARN_LEAST);
    ie_json_kint(json, "of_a_kind", IE_LEARN_LEAST_OF_A_KIND);
    ie_json_end(json);
    ie_json_key(json, "sources");
    ie_json_object(json);
    for (size_t i = 0; i < IE_COUNT(sources); i++)
        ie_json_kint(json, sources[i].key, (int64_t)sources[i].count);
    ie_json_end(json);
    put_acceptance(l, json);
    put_model(l, json);
    put_learned(l, json);
    ie_json_end(json);
}

/* ---- in force, or not ---- */

static int may_decide(const struct ie_call *call, struct ie_error *err)
{
    return ie_actor_has(call->actor, IE_ROLE_ADMIN | IE_ROLE_OFFICER)
               ? 0
               : ie_fail(err, IE_FORBIDDEN, "match.quality_officer_only");
}

static int put_text(struct ie_call *call, struct ie_value *values, const char *field,
                    struct ie_buf *out, struct ie_error *err)
{
    int code = ie_buf_check(out, err);
    struct ie_str text = code ? IE_STR_NONE : ie_arena_str(call->arena, ie_buf_str(out));

    if (!code && !text.ptr)
        code = ie_fail_nomem(err);
    ie_values_text(&ie_type_match_model, values, field, text);
    ie_buf_clear(out);
    return code;
}

/* The learned weight of the text may come out as nothing; a match needs some of it. */
static struct ie_match_weights usable(struct ie_match_weights weights)
{
    if (!(weights.field[IE_MATCH_TEXT] > 0.01))
        weights.field[IE_MATCH_TEXT] = 0.01;
    return weights;
}

static int fill(struct ie_call *call, const struct ie_match_learning *l,
                struct ie_value *values, struct ie_error *err)
{
    const struct ie_type *type = &ie_type_match_model;
    struct ie_match_weights weights = usable(l->learned->weights);
    struct ie_buf out = IE_BUF_INIT;
    struct ie_json json = ie_json_into(&out);
    int code;

    ie_values_text(type, values, "status", IE_STR("applied"));
    ie_values_text(type, values, "event",
                   l->event ? ie_id_str(&l->event->id) : IE_STR_NONE);
    ie_values_int(type, values, "country", l->country);
    ie_values_int(type, values, "examples", (int64_t)l->learned->count);
    ie_values_int(type, values, "good", (int64_t)l->learned->good);
    ie_values_text(type, values, "engine", ie_str_z(ie_matching_version()));
    ie_match_weights_json(&weights, &json);
    code = put_text(call, values, "weights", &out, err);
    json = ie_json_into(&out);
    ie_match_curve_json(&l->learned->curve, &json);
    if (!code && l->learned->curve.known)
        code = put_text(call, values, "curve", &out, err);
    else
        ie_values_null(type, values, "curve");
    ie_buf_clear(&out);
    json = ie_json_into(&out);
    ie_match_learning_json(l, &json);
    if (!code)
        code = put_text(call, values, "evidence", &out, err);
    ie_buf_release(&out);
    return code;
}

static int write_model(struct ie_call *call, const struct ie_record *old,
                       struct ie_value *values, struct ie_error *err)
{
    const struct ie_type *type = &ie_type_match_model;
    struct ie_writer writer = ie_call_writer(call);
    struct ie_id id = {0};
    int64_t revision;

    return old ? ie_record_revise(call->db, &writer, type, ie_id_str(&old->id), 0, values,
                                  &revision, err)
               : ie_record_create(call->db, &writer, type, values,
                                  IE_STR(IE_MATCH_MODEL_KEY), &id, err);
}

int ie_match_model_apply(struct ie_call *call, struct ie_str event, bool country,
                         struct ie_match_learning *l, struct ie_error *err)
{
    int code = may_decide(call, err);

    if (code || (code = ie_match_learning(call, event, country, l, err)))
        return code;
    if (!l->learned) {
        ie_fail(err, IE_INPUT, "matching.too_few_outcomes");
        ie_error_argi(err, "count", (int64_t)l->count);
        return IE_INPUT;
    }
    struct ie_value *values = l->model ? ie_values_of(call->arena, l->model)
                                       : ie_values_new(call->arena, &ie_type_match_model);
    if (!values)
        return ie_fail_nomem(err);
    code = fill(call, l, values, err);
    if (!code)
        code = write_model(call, l->model, values, err);
    return code ? code : ie_match_model_load(call, &l->present, &l->model, err);
}

int ie_match_model_reset(struct ie_call *call, struct ie_error *err)
{
    const struct ie_type *type = &ie_type_match_model;
    struct ie_match_model_set set;
    struct ie_record *model;
    int code = may_decide(call, err);

    if (code || (code = ie_match_model_load(call, &set, &model, err)) || !model)
        return code;
    struct ie_value *values = ie_values_of(call->arena, model);
    if (!values)
        return ie_fail_nomem(err);
    ie_values_text(type, values, "status", IE_STR("reset"));
    ie_values_null(type, values, "weights");
    ie_values_null(type, values, "curve");
    return write_model(call, model, values, err);
}
