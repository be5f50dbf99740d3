/* Each allocation of base's decoders fails in turn: the call says so, and forgets
 * nothing (the sanitizer build looks for what is left behind). */
#include "sheet_build.h"

#include "base/json.h"
#include "base/message.h"
#include "base/moment.h"

static int json_there_and_back(void *data, struct ie_error *err)
{
    struct ie_buf buf = IE_BUF_INIT;
    json_t *value = NULL;
    int code = ie_json_parse(*(const struct ie_str *)data, &value, err);

    if (!code) {
        struct ie_json json = ie_json_into(&buf);
        ie_json_value(&json, value);
        code = ie_buf_check(&buf, err);
    }
    json_decref(value);
    ie_buf_release(&buf);
    return code;
}

IE_TEST(json_survives)
{
    struct ie_str text = IE_STR(
        "{\"name\":\"이음\",\"list\":[1,2.5,0.12345678901234567,{\"deep\":[true,null]}],"
        "\"long\":\"abcdefghijklmnopqrstuvwxyz\\u00e9\"}");

    IE_CHECK(ie_test_each_allocation(json_there_and_back, &text) > 10);
}

static int load_zone(void *data, struct ie_error *err)
{
    struct ie_zone *zone = NULL;
    int code = ie_zone_load(data, &zone, err);

    ie_zone_free(zone);
    return code;
}

IE_TEST(zone_survives)
{
    char name[] = "Europe/Paris";

    IE_CHECK(ie_test_each_allocation(load_zone, name) >= 3);
}

static int word_an_error(void *data, struct ie_error *err)
{
    struct ie_buf buf = IE_BUF_INIT;

    ie_message_at("ko", data, &buf);
    int code = ie_buf_check(&buf, err);
    ie_buf_release(&buf);
    return code;
}

IE_TEST(message_survives)
{
    struct ie_error told;

    ie_fail(&told, IE_INPUT, "day.no_such_day");
    ie_error_arg(&told, "value", "2019-02-30");
    IE_CHECK(ie_test_each_allocation(word_an_error, &told) >= 1);
}

static int read_sheet(void *data, struct ie_error *err)
{
    const struct ie_str *bytes = data;
    struct ie_sheet *sheet = NULL;
    const struct ie_row *row = NULL;
    int code = ie_sheet_open_memory(*bytes, "input", NULL, &sheet, err);

    while (!code && !(code = ie_sheet_next(sheet, &row, err)) && row)
        continue;
    ie_sheet_close(sheet);
    return code;
}

IE_TEST(csv_survives)
{
    struct ie_str text =
        IE_STR("이름;국가;직원\r\n\"가나;다\";KR;12\r\n\"a\"\"b\";FR;\r\n");

    IE_CHECK(ie_test_each_allocation(read_sheet, &text) >= 3);
}

IE_TEST(json_lines_survive)
{
    struct ie_str text =
        IE_STR("{\"name\":\"이음\",\"n\":1.5}\n{\"more\":[1,2],\"n\":null}\n");

    IE_CHECK(ie_test_each_allocation(read_sheet, &text) >= 3);
}

IE_TEST(workbook_survives)
{
    struct build_book book = {
        .rows = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"C1\"><v>12.5</v></c>"
                "<c r=\"D1\" s=\"1\"><v>43766</v></c></row>"
                "<row r=\"3\"><c r=\"B3\" t=\"inlineStr\"><is><t>x</t></is></c></row>",
        .strings = "<si><t>이음</t></si>",
        .styles =
            "<cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs>"};
    struct ie_str bytes = build_xlsx(&book);

    IE_CHECK(ie_test_each_allocation(read_sheet, &bytes) > 10);
    build_free(bytes);
}
