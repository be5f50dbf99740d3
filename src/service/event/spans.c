#include "service/event/spans.h"

void ie_span_json(struct ie_json *json, ie_moment from, ie_moment until)
{
    char text[40];

    ie_json_object(json);
    ie_moment_format(from, text);
    ie_json_key(json, "from");
    ie_json_strz(json, text);
    ie_moment_format(until, text);
    ie_json_key(json, "until");
    ie_json_strz(json, text);
    ie_json_end(json);
}

size_t ie_span_without(ie_moment a, ie_moment b, ie_moment from, ie_moment until,
                       struct ie_json *json)
{
    size_t written = 0;

    if (a < from) {
        ie_span_json(json, a, b < from ? b : from);
        written++;
    }
    if (b > until) {
        ie_span_json(json, a > until ? a : until, b);
        written++;
    }
    return written;
}

int ie_spans_without(struct ie_str spans, ie_moment from, ie_moment until,
                     struct ie_json *json, size_t *left, struct ie_error *err)
{
    json_t *list = NULL, *span;
    ie_moment a, b;
    size_t i;
    int code = spans.len ? ie_json_parse(spans, &list, err) : 0;

    json_array_foreach(list, i, span) {
        if (code || (code = ie_moment_parse(ie_json_get_str(span, "from"), &a, err)) ||
            (code = ie_moment_parse(ie_json_get_str(span, "until"), &b, err)))
            break;
        *left += ie_span_without(a, b, from, until, json);
    }
    json_decref(list);
    return code;
}
