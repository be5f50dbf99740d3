#include "fuzz.h"

#include "base/json.h"
#include "base/sheet.h"

/* The cell that stands for a value that jansson has read. */
static void compare(const struct ie_cell *cell, const json_t *value)
{
    json_t *again = NULL;
    struct ie_error err;

    switch (json_typeof(value)) {
    case JSON_STRING:
        IE_FUZZ_CHECK(ie_str_eq(
            cell->text, ie_str_n(json_string_value(value), json_string_length(value))));
        break;
    case JSON_TRUE:
        IE_FUZZ_CHECK(ie_str_eqz(cell->text, "true"));
        break;
    case JSON_FALSE:
        IE_FUZZ_CHECK(ie_str_eqz(cell->text, "false"));
        break;
    case JSON_NULL:
        IE_FUZZ_CHECK(cell->kind == IE_CELL_EMPTY);
        break;
    case JSON_INTEGER:
    case JSON_REAL: {
        double number;
        IE_FUZZ_CHECK(cell->kind == IE_CELL_NUMBER);
        if (ie_str_double(cell->text, &number))
            IE_FUZZ_CHECK(number == json_number_value(value));
        break;
    }
    case JSON_OBJECT:
    case JSON_ARRAY:
        IE_FUZZ_CHECK(cell->kind == IE_CELL_JSON);
        IE_FUZZ_CHECK(ie_json_parse(cell->text, &again, &err) == 0);
        IE_FUZZ_CHECK(json_equal(again, value));
        json_decref(again);
        break;
    }
}

/* What jansson takes for an object, the reader takes for the same one. */
static void against_jansson(struct ie_str line)
{
    struct ie_sheet_options options = {.format = IE_SHEET_JSONL};
    const struct ie_row *row;
    struct ie_sheet *sheet;
    struct ie_error err;
    const char *key;
    json_t *value, *object;

    if (ie_json_parse(line, &object, &err))
        return;
    if (json_is_object(object) && ie_str_find(line, IE_STR("\\u0000")) < 0) {
        IE_FUZZ_CHECK(ie_sheet_open_memory(line, "line", &options, &sheet, &err) == 0);
        IE_FUZZ_CHECK(ie_sheet_next(sheet, &row, &err) == 0);
        json_object_foreach(object, key, value) {
            uint32_t column = 0;
            while (column < ie_sheet_headings(sheet) &&
                   !ie_str_eqz(ie_sheet_heading(sheet, column), key))
                column++;
            IE_FUZZ_CHECK(column < ie_sheet_headings(sheet));
            struct ie_cell none = {IE_STR_NONE, IE_CELL_EMPTY, column + 1};
            struct ie_cell cell = row ? ie_row_cell(row, column + 1) : none;
            compare(&cell, value);
        }
        ie_sheet_close(sheet);
    }
    json_decref(object);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ie_sheet_options options = {.format = IE_SHEET_JSONL};
    struct ie_str bytes = ie_str_n((const char *)data, size);
    const struct ie_row *row;
    struct ie_sheet *sheet;
    struct ie_error err;
    uint32_t line = 0;

    int code = ie_sheet_open_memory(bytes, "input.jsonl", &options, &sheet, &err);
    if (code) {
        ie_fuzz_refused(code, &err);
        return 0;
    }
    for (;;) {
        code = ie_sheet_next(sheet, &row, &err);
        if (code) {
            ie_fuzz_refused(code, &err);
            if (!ie_sheet_can_go_on(sheet))
                break;
            IE_FUZZ_CHECK(err.line > line);
            line = err.line;
            continue;
        }
        if (!row)
            break;
        IE_FUZZ_CHECK(row->line > line && row->cells <= ie_sheet_headings(sheet));
        line = row->line;
        for (uint32_t i = 0; i < row->cells; i++)
            IE_FUZZ_CHECK(ie_utf8_valid(row->cell[i].text));
    }
    ie_sheet_close(sheet);
    if (ie_str_find_char(bytes, '\n') < 0 &&
        !ie_str_starts(bytes, IE_STR("\xEF\xBB\xBF")))
        against_jansson(bytes);
    return 0;
}
