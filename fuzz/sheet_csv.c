#include "fuzz.h"

#include "base/sheet_write.h"

/* Every cell of a sheet, each as: kind, length, text; ends at the first error. */
static void gather(struct ie_sheet *sheet, struct ie_buf *cells, bool whole)
{
    const struct ie_row *row;
    struct ie_error err;
    uint32_t before = 0;

    for (;;) {
        int code = ie_sheet_next(sheet, &row, &err);
        if (code) {
            ie_fuzz_refused(code, &err);
            IE_FUZZ_CHECK(!whole);
            return;
        }
        if (!row)
            return;
        IE_FUZZ_CHECK(row->line > before || row->line == UINT32_MAX);
        IE_FUZZ_CHECK(row->cells > 0);
        before = row->line;
        for (uint32_t i = 0; i < row->cells; i++) {
            const struct ie_cell *c = &row->cell[i];
            IE_FUZZ_CHECK(c->column == i + 1);
            IE_FUZZ_CHECK((c->kind == IE_CELL_EMPTY) == (c->text.len == 0));
            IE_FUZZ_CHECK(ie_utf8_valid(c->text));
            ie_buf_printf(cells, "%d %zu ", c->kind, c->text.len);
            ie_buf_add(cells, c->text);
        }
        ie_buf_addc(cells, '\n');
    }
}

/* What was read, written with the guard and read again, is the same cells. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ie_buf cells = IE_BUF_INIT, again = IE_BUF_INIT, out = IE_BUF_INIT;
    struct ie_sheet_options options = {.format = IE_SHEET_CSV};
    struct ie_str bytes = ie_str_n((const char *)data, size);
    const struct ie_row *row;
    struct ie_sheet *sheet;
    struct ie_error err;

    int code = ie_sheet_open_memory(bytes, "input.csv", &options, &sheet, &err);
    if (code) {
        ie_fuzz_refused(code, &err);
        return 0;
    }
    gather(sheet, &cells, false);
    ie_sheet_close(sheet);
    IE_FUZZ_CHECK(ie_sheet_open_memory(bytes, "input.csv", &options, &sheet, &err) == 0);
    struct ie_csv csv = ie_csv_into(&out, IE_CSV_GUARD);
    while (ie_sheet_next(sheet, &row, &err) == 0 && row) {
        for (uint32_t i = 0; i < row->cells; i++)
            ie_csv_cell(&csv, row->cell[i].text);
        ie_csv_end(&csv);
    }
    ie_sheet_close(sheet);
    if (out.len) {
        code =
            ie_sheet_open_memory(ie_buf_str(&out), "output.csv", &options, &sheet, &err);
        IE_FUZZ_CHECK(code == 0);
        gather(sheet, &again, true);
        ie_sheet_close(sheet);
        IE_FUZZ_CHECK(ie_str_eq(ie_buf_str(&cells), ie_buf_str(&again)));
    }
    ie_buf_release(&cells);
    ie_buf_release(&again);
    ie_buf_release(&out);
    return 0;
}
