/* Tables under failing allocations, beyond the plain ones of base_allocations.c: merged
 * ranges, other encodings, lines across windows, and the writers. */
#include <unistd.h>

#include "base/ident.h"
#include "base/sheet_write.h"
#include "sheet_build.h"

struct input {
    struct ie_str bytes;
    struct ie_sheet_options options;
};

static int read_sheet(void *data, struct ie_error *err)
{
    const struct input *in = data;
    struct ie_sheet *sheet = NULL;
    const struct ie_row *row = NULL;
    int code = ie_sheet_open_memory(in->bytes, "input", &in->options, &sheet, err);

    while (!code && !(code = ie_sheet_next(sheet, &row, err)) && row)
        continue;
    ie_sheet_close(sheet);
    return code;
}

IE_TEST(merged_ranges_survive)
{
    struct build_book book = {
        .rows = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>a_x0041_</t></is></c>"
                "<c r=\"D1\"><v>0.10000000000000001</v></c></row>"
                "<row r=\"2\"><c r=\"D2\"><v>6</v></c></row>",
        .after = "<mergeCells><mergeCell ref=\"A1:C4\"/><mergeCell ref=\"E1:AZ2\"/>"
                 "</mergeCells>",
        .styles = "<numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy\"/></numFmts>"
                  "<cellXfs><xf numFmtId=\"164\"/></cellXfs>"};
    struct input in = {build_xlsx(&book), {.fill_merged = true}};

    IE_CHECK(ie_test_each_allocation(read_sheet, &in) > 20);
    build_free(in.bytes);
}

IE_TEST(encodings_survive)
{
    struct input cp949 = {IE_STR("\xB1\xE2\xBE\xF7,b\n\xB1\xE2,c\n"), {0}};
    struct input utf16 = {IE_STR("\xFF\xFE\x30\xAE,\0b\0\n\0"), {0}};

    IE_CHECK(ie_test_each_allocation(read_sheet, &cp949) >= 3);
    IE_CHECK(ie_test_each_allocation(read_sheet, &utf16) >= 3);
}

IE_TEST(lines_across_windows_survive)
{
    struct ie_buf text = IE_BUF_INIT;

    ie_buf_addz(&text, "{\"a\":\"");
    for (int i = 0; i < 70000; i++)
        ie_buf_addc(&text, 'x');
    ie_buf_addz(&text, "\"}\n{");
    for (int i = 0; i < 50; i++)
        ie_buf_printf(&text, "%s\"key%d\":%d", i ? "," : "", i, i);
    ie_buf_addz(&text, "}\n");
    struct input in = {ie_buf_str(&text), {.format = IE_SHEET_JSONL}};
    IE_CHECK(ie_test_each_allocation(read_sheet, &in) > 10);
    ie_buf_release(&text);
}

static int write_csv(void *data, struct ie_error *err)
{
    struct ie_buf out = IE_BUF_INIT;
    struct ie_csv csv = ie_csv_into(&out, IE_CSV_BOM | IE_CSV_GUARD);

    for (int i = 0; i < 100; i++) {
        ie_csv_cellz(&csv, "=a \"quoted\" cell");
        ie_csv_int(&csv, i);
        ie_csv_end(&csv);
    }
    int code = ie_buf_check(&out, err);
    ie_buf_release(&out);
    return code;
}

static int write_xlsx(void *data, struct ie_error *err)
{
    struct ie_xlsx *xlsx = NULL;
    int code = ie_xlsx_new(data, &xlsx, err);

    if (!code)
        code = ie_xlsx_sheet(xlsx, IE_STR("표"), NULL, 0, err);
    for (int i = 0; i < 3 && !code; i++) {
        ie_xlsx_cell(xlsx,
                     IE_STR("a cell of more text than the first buffer of a cell has "
                            "room for _x0041_ \x01 and so on and on and on and on"));
        ie_xlsx_number(xlsx, i);
        code = ie_xlsx_end(xlsx, err);
    }
    if (!code)
        code = ie_xlsx_finish(xlsx, err);
    ie_xlsx_free(xlsx);
    return code;
}

IE_TEST(writers_survive)
{
    char path[512], part[520];

    snprintf(path, sizeof(path), "%s", ie_test_temp("out.xlsx"));
    snprintf(part, sizeof(part), "%s.part", path);
    IE_CHECK(ie_test_each_allocation(write_csv, NULL) > 2);
    IE_CHECK(ie_test_each_allocation(write_xlsx, path) > 3);
    IE_CHECK(access(part, F_OK) != 0);
}

static int check_identifier(void *data, struct ie_error *err)
{
    struct ie_ident normal;

    return ie_ident_require(IE_IDENT_KR_BRN, IE_STR("124-81-00998"), &normal, err);
}

IE_TEST(identifiers_allocate_nothing)
{
    IE_CHECK_INT(ie_test_each_allocation(check_identifier, NULL), 0);
}
