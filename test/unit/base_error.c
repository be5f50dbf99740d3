#include "harness.h"

#include <errno.h>

#include "base/error.h"

IE_TEST(fail_forgets_what_was_there)
{
    struct ie_error err;

    memset(&err, 0x5A, sizeof(err));
    IE_CHECK_FAIL(ie_fail(&err, IE_CONFLICT, "day.malformed"), &err, IE_CONFLICT,
                  "day.malformed");
    IE_CHECK_INT(err.args, 0);
    IE_CHECK_INT(err.line, 0);
    IE_CHECK_STR(err.file, "");
}

IE_TEST(fail_takes_null)
{
    IE_CHECK_INT(ie_fail(NULL, IE_INPUT, "day.malformed"), IE_INPUT);
    ie_error_arg(NULL, "value", "x");
    ie_error_at(NULL, "f", 1, 1, "field");
    IE_CHECK_INT(ie_fail_nomem(NULL), IE_NOMEM);
}

IE_TEST(arguments_are_cut_at_a_character_boundary)
{
    struct ie_error err;
    char longer[600] = "";

    for (size_t i = 0; i + 3 < sizeof(longer); i += 3)
        memcpy(longer + i, "\xED\x95\x9C", 3); /* 한 */
    ie_fail(&err, IE_INPUT, "day.malformed");
    ie_error_arg(&err, "value", longer);
    IE_CHECK_INT(strlen(err.arg[0].value), (sizeof(err.arg[0].value) - 1) / 3 * 3);
    IE_CHECK(ie_utf8_valid(ie_str_z(err.arg[0].value)));
    IE_CHECK_STR(err.arg[0].value + strlen(err.arg[0].value) - 3, "\u2026");
}

IE_TEST(a_long_path_keeps_its_end)
{
    struct ie_error err;
    char longer[600] = "";

    for (size_t i = 0; i + 20 < sizeof(longer); i += 3)
        memcpy(longer + i, "\xED\x95\x9C", 3);
    memcpy(longer + strlen(longer), "/needs.jsonl", 12);
    ie_fail_errno(&err, "io.open", longer, ENOENT);
    ie_error_at(&err, longer, 3, 0, NULL);
    const char *kept[] = {err.arg[0].value, err.file};
    const size_t room[] = {sizeof(err.arg[0].value), sizeof(err.file)};
    for (size_t i = 0; i < IE_COUNT(kept); i++) {
        size_t len = strlen(kept[i]);
        IE_CHECK(len > room[i] - 6 && len < room[i]);
        IE_CHECK(memcmp(kept[i], "\u2026", 3) == 0);
        IE_CHECK_STR(kept[i] + len - 12, "/needs.jsonl");
        IE_CHECK(ie_utf8_valid(ie_str_z(kept[i])));
    }
    longer[sizeof(err.file) - 1] = '\0'; /* one that just fits is whole */
    memset(longer, 'a', sizeof(err.file) - 1);
    ie_error_at(&err, longer, 3, 0, NULL);
    IE_CHECK_STR(err.file, longer);
}

IE_TEST(a_fifth_argument_is_dropped)
{
    struct ie_error err;

    ie_fail(&err, IE_INPUT, "day.malformed");
    for (int i = 0; i < IE_ERROR_ARGS + 3; i++)
        ie_error_argi(&err, "value", i);
    IE_CHECK_INT(err.args, IE_ERROR_ARGS);
    IE_CHECK_STR(err.arg[IE_ERROR_ARGS - 1].value, "3");
}

IE_TEST(integers_to_the_edge)
{
    struct ie_error err;

    ie_fail(&err, IE_INPUT, "day.malformed");
    ie_error_argi(&err, "value", INT64_MIN);
    IE_CHECK_STR(err.arg[0].value, "-9223372036854775808");
}

IE_TEST(place_keeps_what_is_not_given)
{
    struct ie_error err;

    ie_fail(&err, IE_INPUT, "day.malformed");
    ie_error_at(&err, "a.csv", 3, 0, NULL);
    ie_error_at(&err, NULL, 0, 7, "from");
    IE_CHECK_STR(err.file, "a.csv");
    IE_CHECK_INT(err.line, 3);
    IE_CHECK_INT(err.column, 7);
    IE_CHECK_STR(err.field, "from");
}

IE_TEST(errno_gives_path_and_reason)
{
    struct ie_error err;

    IE_CHECK_FAIL(ie_fail_errno(&err, "io.open", "/nowhere", ENOENT), &err, IE_IO,
                  "io.open");
    IE_CHECK_STR(err.arg[0].value, "/nowhere");
    IE_CHECK_STR(err.arg[1].value, "No such file or directory");
}

IE_TEST(every_code_has_name_and_status)
{
    for (int code = 0; code < IE_CODE_COUNT; code++) {
        IE_CHECK(ie_code_name((enum ie_code)code) != NULL);
        IE_CHECK((ie_exit_status((enum ie_code)code) == 0) == (code == IE_OK));
    }
    IE_CHECK_INT(ie_exit_status(IE_STALE), 6);
    IE_CHECK_INT(ie_exit_status(IE_CANCELLED), 130);
}
