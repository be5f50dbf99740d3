/* Lists of times as records keep them: [{"from": moment, "until": moment}, …]. */
#ifndef IE_SERVICE_SPANS_H
#define IE_SERVICE_SPANS_H

#include "base/json.h"
#include "base/moment.h"

/* Writes one. */
void ie_span_json(struct ie_json *json, ie_moment from, ie_moment until);

/* Writes what [a, b) is outside [from, until): none, one or two; says how many. */
size_t ie_span_without(ie_moment a, ie_moment b, ie_moment from, ie_moment until,
                       struct ie_json *json);

/* The same for each of a list, as elements of the array that `json` is in; adds to `left`
 * how many were written. `spans` empty: an empty list. IE_INPUT: not such a list. O(n). */
int ie_spans_without(struct ie_str spans, ie_moment from, ie_moment until,
                     struct ie_json *json, size_t *left,
                     struct ie_error *err) IE_MUST_CHECK;

#endif
