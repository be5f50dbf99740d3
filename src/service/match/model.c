#include "service/match/model.h"

#include <math.h>

#include "service/event/event.h"
#include "store/schema_types.h"

struct ie_match_model_set ie_match_model_default(void)
{
    return (struct ie_match_model_set){.weights = ie_match_weights_default()};
}

static int bad(const char *what, struct ie_error *err)
{
    ie_fail(err, IE_INPUT, "match.weights");
    ie_error_arg(err, "what", what);
    return IE_INPUT;
}

static int read_weights(const json_t *object, struct ie_match_weights *weights,
                        struct ie_error *err)
{
    const char *name;
    json_t *value;

    if (object && !json_is_object(object))
        return bad("weights", err);
    json_object_foreach((json_t *)(uintptr_t)object, name, value) {
        double weight = json_number_value(value);
        int f = 0;
        while (f < IE_MATCH_FIELD_COUNT &&
               strcmp(name, ie_match_field_name((enum ie_match_field)f)) != 0)
            f++;
        if (f == IE_MATCH_FIELD_COUNT || !json_is_number(value) || !isfinite(weight) ||
            weight < 0)
            return bad(name, err);
        weights->field[f] = weight;
    }
    return weights->field[IE_MATCH_TEXT] > 0 ? 0 : bad("text", err);
}

static int read_curve(const json_t *object, struct ie_match_curve *curve,
                      struct ie_error *err)
{
    const json_t *at = json_object_get(object, "at");
    const json_t *slope = json_object_get(object, "slope");

    if (!object || json_is_null(object))
        return 0;
    curve->known = true;
    curve->at = json_number_value(at);
    curve->slope = json_number_value(slope);
    if (!json_is_number(at) || !json_is_number(slope) || json_object_size(object) != 2 ||
        !isfinite(curve->at) || !isfinite(curve->slope) || curve->slope < 0)
        return bad("curve", err);
    return 0;
}

int ie_match_model_read(const json_t *object, struct ie_match_model_set *set,
                        struct ie_error *err)
{
    const json_t *weights = json_object_get(object, "weights");
    const json_t *curve = json_object_get(object, "curve");

    *set = ie_match_model_default();
    if (!weights || json_object_size(object) != 1 + (size_t)(curve != NULL))
        return bad("weights", err);
    int code = read_weights(weights, &set->weights, err);
    return code ? code : read_curve(curve, &set->curve, err);
}

void ie_match_weights_json(const struct ie_match_weights *weights, struct ie_json *json)
{
    ie_json_object(json);
    for (int f = 0; f < IE_MATCH_FIELD_COUNT; f++) {
        ie_json_key(json, ie_match_field_name((enum ie_match_field)f));
        ie_json_double(json, weights->field[f]);
    }
    ie_json_end(json);
}

void ie_match_curve_json(const struct ie_match_curve *curve, struct ie_json *json)
{
    if (!curve->known) {
        ie_json_null(json);
        return;
    }
    ie_json_object(json);
    ie_json_key(json, "at");
    ie_json_double(json, curve->at);
    ie_json_key(json, "slope");
    ie_json_double(json, curve->slope);
    ie_json_end(json);
}

static int parse_set(const struct ie_record *record, struct ie_match_model_set *set,
                     struct ie_error *err)
{
    const struct ie_value *weights = ie_record_get(record, "weights");
    const struct ie_value *curve = ie_record_get(record, "curve");
    json_t *value = NULL;
    int code = 0;

    if (!weights->null && !(code = ie_json_parse(weights->text, &value, err)))
        code = read_weights(value, &set->weights, err);
    json_decref(value);
    value = NULL;
    if (!code && !curve->null && !(code = ie_json_parse(curve->text, &value, err)))
        code = read_curve(value, &set->curve, err);
    json_decref(value);
    return code;
}

int ie_match_model_load(struct ie_call *call, struct ie_match_model_set *set,
                        struct ie_record **record, struct ie_error *err)
{
    struct ie_reader office = ie_office_reader(call);
    int code =
        ie_record_by_external(call->db, &office, &ie_type_match_model,
                              IE_STR(IE_MATCH_MODEL_KEY), call->arena, record, err);

    *set = ie_match_model_default();
    if (code == IE_NOT_FOUND) {
        *record = NULL;
        return 0;
    }
    if (code || !ie_str_eqz(ie_record_get(*record, "status")->text, "applied"))
        return code;
    return parse_set(*record, set, err);
}
