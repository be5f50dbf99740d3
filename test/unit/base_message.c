#include "harness.h"

#include "base/message.h"

static struct ie_buf out;

static struct ie_str worded(const char *lang, const struct ie_error *err, bool at)
{
    ie_buf_clear(&out);
    if (at)
        ie_message_at(lang, err, &out);
    else
        ie_message(lang, err, &out);
    return ie_buf_str(&out);
}

IE_TEST(language_is_the_nearest)
{
    IE_CHECK_STR(ie_message_language("ko-KR"), "ko");
    IE_CHECK_STR(ie_message_language("KO"), "ko");
    IE_CHECK_STR(ie_message_language("en-GB"), "en");
    IE_CHECK_STR(ie_message_language("fr"), "en");
    IE_CHECK_STR(ie_message_language("kok"), "en");
    IE_CHECK_STR(ie_message_language(""), "en");
    IE_CHECK_STR(ie_message_language(NULL), "en");
}

IE_TEST(rows_ascend_and_are_worded_in_each_language)
{
    for (size_t i = 0; i < ie_message_row_count; i++) {
        if (i > 0)
            IE_CHECK(strcmp(ie_message_rows[i - 1].id, ie_message_rows[i].id) < 0);
        for (size_t k = 0; k < IE_MESSAGE_LANGUAGES; k++) {
            IE_CHECK(ie_message_rows[i].text[k] != NULL);
            IE_CHECK(ie_utf8_valid(ie_str_z(ie_message_rows[i].text[k])));
        }
        IE_CHECK(ie_message_wording("ko", ie_message_rows[i].id) ==
                 ie_message_rows[i].text[1]);
    }
    IE_CHECK(ie_message_wording("en", "no.such_id") == NULL);
}

IE_TEST(arguments_are_filled_in)
{
    struct ie_error err;

    ie_fail(&err, IE_INPUT, "day.no_such_day");
    ie_error_arg(&err, "value", "2019-02-30");
    IE_CHECK_STR(worded("en", &err, false),
                 "There is no such day as 2019-02-30 in the calendar.");
    IE_CHECK_STR(worded("ko", &err, false), "달력에 없는 날짜입니다: 2019-02-30.");
}

IE_TEST(an_argument_is_not_expanded_again)
{
    struct ie_error err;

    ie_fail(&err, IE_INPUT, "day.no_such_day");
    ie_error_arg(&err, "value", "{value}{value}");
    IE_CHECK_STR(worded("en", &err, false),
                 "There is no such day as {value}{value} in the calendar.");
}

IE_TEST(a_missing_argument_stays_visible)
{
    struct ie_error err;

    ie_fail(&err, IE_INPUT, "day.no_such_day");
    IE_CHECK_STR(worded("en", &err, false),
                 "There is no such day as {value} in the calendar.");
}

IE_TEST(an_id_without_wording_still_says_something)
{
    struct ie_error err;

    ie_fail(&err, IE_INPUT, "no.such_id");
    IE_CHECK_STR(worded("en", &err, false), "no.such_id");
    ie_error_arg(&err, "a", "1");
    ie_error_arg(&err, "b", "2");
    IE_CHECK_STR(worded("en", &err, false), "no.such_id (a=1, b=2)");
    err = (struct ie_error){.code = IE_CONFLICT};
    IE_CHECK_STR(worded("en", &err, false), "conflict");
}

IE_TEST(the_place_stands_before)
{
    struct ie_error err;

    ie_fail(&err, IE_INPUT, "json.encoding");
    IE_CHECK_STR(worded("en", &err, true), "The text is not well-formed UTF-8.");
    ie_error_at(&err, NULL, 0, 0, "name");
    IE_CHECK_STR(worded("en", &err, true), "name: The text is not well-formed UTF-8.");
    ie_error_at(&err, "a.csv", 12, 0, NULL);
    IE_CHECK_STR(worded("en", &err, true),
                 "a.csv:12: name: The text is not well-formed UTF-8.");
    ie_error_at(&err, NULL, 0, 4, NULL);
    IE_CHECK_STR(worded("en", &err, true),
                 "a.csv:12:4: name: The text is not well-formed UTF-8.");
    ie_buf_release(&out);
}
