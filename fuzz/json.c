#include "fuzz.h"

#include "base/json.h"

/* What is read, written and read again is the same value. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ie_error err;
    json_t *value = NULL, *again = NULL;
    int code = ie_json_parse(ie_str_n((const char *)data, size), &value, &err);

    if (code) {
        ie_fuzz_refused(code, &err);
        IE_FUZZ_CHECK(value == NULL);
        return 0;
    }
    struct ie_buf buf = IE_BUF_INIT;
    struct ie_json json = ie_json_into(&buf);
    ie_json_value(&json, value);
    IE_FUZZ_CHECK(ie_json_parse(ie_buf_str(&buf), &again, &err) == 0);
    IE_FUZZ_CHECK(json_equal(value, again));
    if (json_is_string(value)) { /* our own writer of texts, too */
        json_decref(again);
        ie_buf_clear(&buf);
        json = ie_json_into(&buf);
        ie_json_str(&json, ie_str_n(json_string_value(value), json_string_length(value)));
        IE_FUZZ_CHECK(ie_json_parse(ie_buf_str(&buf), &again, &err) == 0);
        IE_FUZZ_CHECK(json_equal(value, again));
    }
    json_decref(again);
    json_decref(value);
    ie_buf_release(&buf);
    return 0;
}
