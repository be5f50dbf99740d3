/*
 * The weights that an office's matches are scored by, and the curve that makes a score a
 * chance: the default ones of the engine until an officer applies others (match/learn.h).
 *
 *   {"weights": {"text": 6, "concept": 8, …}, "curve": {"at": -2.1, "slope": 5.3} | null}
 *
 * That object is a member of the record match_model, and as a file what `ieum match
 * --weights FILE` reads (docs/formats.md). A field that is left out keeps its default.
 */
#ifndef IE_SERVICE_MATCH_MODEL_H
#define IE_SERVICE_MATCH_MODEL_H

#include "base/json.h"
#include "engine/matching/learn.h"
#include "service/service.h"

#define IE_MATCH_MODEL_KEY "office" /* external id of the record */

struct ie_match_model_set {
    struct ie_match_weights weights;
    struct ie_match_curve curve;
};
struct ie_match_model_set ie_match_model_default(void);

/* From the object above. IE_INPUT match.weights {what}: an unknown member or field, a
 * number that is none, below 0 or not finite, no weight for the text. */
int ie_match_model_read(const json_t *object, struct ie_match_model_set *set,
                        struct ie_error *err) IE_MUST_CHECK;
/* The values of "weights" and "curve". */
void ie_match_weights_json(const struct ie_match_weights *weights, struct ie_json *json);
void ie_match_curve_json(const struct ie_match_curve *curve, struct ie_json *json);

/* What the call's office applied, else the default; *record NULL when none was ever
 * applied. O(1) queries. */
int ie_match_model_load(struct ie_call *call, struct ie_match_model_set *set,
                        struct ie_record **record, struct ie_error *err) IE_MUST_CHECK;

#endif
