#include "harness.h"

#include <float.h>

#include "base/json.h"

static void write_sample(struct ie_buf *buf)
{
    struct ie_json j = ie_json_into(buf);

    ie_json_object(&j);
    ie_json_kstr(&j, "name", IE_STR("a \"b\"\\\n\t\x01 한"));
    ie_json_kint(&j, "count", -3);
    ie_json_kbool(&j, "open", true);
    ie_json_key(&j, "none");
    ie_json_null(&j);
    ie_json_key(&j, "absent");
    ie_json_str(&j, IE_STR_NONE);
    ie_json_key(&j, "list");
    ie_json_array(&j);
    ie_json_int(&j, 1);
    ie_json_object(&j);
    ie_json_end(&j);
    ie_json_array(&j);
    ie_json_end(&j);
    ie_json_raw(&j, IE_STR("{\"x\":1}"));
    ie_json_strz(&j, "");
    ie_json_end(&j);
    ie_json_end(&j);
}

IE_TEST(json_writes_commas_and_escapes)
{
    struct ie_buf buf = IE_BUF_INIT;

    write_sample(&buf);
    IE_CHECK_STR(
        ie_buf_str(&buf),
        "{\"name\":\"a \\\"b\\\"\\\\\\n\\u0009\\u0001 한\",\"count\":-3,\"open\":true,"
        "\"none\":null,\"absent\":null,\"list\":[1,{},[],{\"x\":1},\"\"]}");
    ie_buf_release(&buf);
}

IE_TEST(json_written_is_read_back)
{
    struct ie_buf buf = IE_BUF_INIT;
    struct ie_error err;
    json_t *value = NULL;

    write_sample(&buf);
    IE_REQUIRE_OK(ie_json_parse(ie_buf_str(&buf), &value, &err), &err);
    IE_CHECK_STR(ie_json_get_str(value, "name"), "a \"b\"\\\n\t\x01 한");
    IE_CHECK_INT(json_integer_value(json_object_get(value, "count")), -3);
    IE_CHECK(ie_json_get_str(value, "count").ptr == NULL);
    IE_CHECK(ie_json_get_str(value, "nowhere").ptr == NULL);
    IE_CHECK_INT(json_array_size(json_object_get(value, "list")), 5);
    struct ie_buf again = IE_BUF_INIT;
    struct ie_json j = ie_json_into(&again);
    ie_json_value(&j, value);
    json_t *reread = NULL;
    IE_CHECK_OK(ie_json_parse(ie_buf_str(&again), &reread, &err), &err);
    IE_CHECK(json_equal(value, reread));
    json_decref(reread);
    json_decref(value);
    ie_buf_release(&again);
    ie_buf_release(&buf);
}

IE_TEST(json_numbers_read_back_exactly)
{
    static const double values[] = {0.0,          -0.5,    0.1,     1.0 / 3,
                                    1e21,         1e-7,    DBL_MAX, 1e300,
                                    DBL_TRUE_MIN, DBL_MIN, 100,     123456789.25};

    for (size_t i = 0; i < IE_COUNT(values); i++) {
        struct ie_buf buf = IE_BUF_INIT;
        struct ie_json j = ie_json_into(&buf);
        double back = 0;
        ie_json_double(&j, values[i]);
        IE_CHECK(ie_str_double(ie_buf_str(&buf), &back));
        IE_CHECK_DOUBLE(back, values[i], 0);
        ie_buf_release(&buf);
    }
}

static void refuse(const char *text, size_t len, const char *id)
{
    struct ie_error err;
    json_t *value = NULL;

    IE_CHECK_FAIL(ie_json_parse(ie_str_n(text, len), &value, &err), &err, IE_INPUT, id);
    IE_CHECK(value == NULL);
}

IE_TEST(json_refuses_what_is_not_json)
{
    static const char *const bad[] = {"",        "{",
                                      "[1,]",    "{\"a\":1,}",
                                      "nul",     "1 2",
                                      "\"\\x\"", "{\"a\" 1}",
                                      "01",      "+1",
                                      "[NaN]",   "\"\\ud800\"",
                                      "'a'",     "{\"a\":1,\"a\":2}"};

    for (size_t i = 0; i < IE_COUNT(bad); i++)
        refuse(bad[i], strlen(bad[i]), "json.malformed");
    refuse("\"\xC0\x80\"", 4, "json.encoding");
    refuse("\"\xED\xA0\x80\"", 5, "json.encoding");
    refuse("[\"a\0b\"]", 7, "json.malformed");
}

IE_TEST(json_says_where)
{
    struct ie_error err;
    json_t *value = NULL;

    IE_CHECK_FAIL(ie_json_parse(IE_STR("{\n  \"a\": nope\n}"), &value, &err), &err,
                  IE_INPUT, "json.malformed");
    IE_CHECK_INT(err.line, 2);
    IE_CHECK(err.column >= 7 && err.column <= 12);
}

IE_TEST(json_depth_is_bounded)
{
    enum { DEEP = 10000 };
    static char text[2 * DEEP];
    struct ie_error err;
    json_t *value = NULL;

    memset(text, '[', DEEP);
    memset(text + DEEP, ']', DEEP);
    refuse(text, sizeof(text), "json.too_deep");
    refuse(text + DEEP - IE_JSON_DEPTH - 1, 2 * (IE_JSON_DEPTH + 1), "json.too_deep");
    IE_REQUIRE_OK(ie_json_parse(ie_str_n(text + DEEP - IE_JSON_DEPTH, 2 * IE_JSON_DEPTH),
                                &value, &err),
                  &err);
    json_decref(value);
    /* brackets within a text do not count */
    static char quoted[400] = "\"";
    memset(quoted + 1, '[', 200);
    quoted[201] = '"';
    IE_CHECK_OK(ie_json_parse(ie_str_z(quoted), &value, &err), &err);
    json_decref(value);
}
