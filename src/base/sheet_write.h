/*
 * Tables out: CSV into a buffer, XLSX into a file. Both are used for exports and for the
 * sheet of rejected rows, which the office mends and imports again: what is written here
 * reads back through base/sheet.h as the same cells.
 */
#ifndef IE_BASE_SHEET_WRITE_H
#define IE_BASE_SHEET_WRITE_H

#include "base/buf.h"
#include "base/sheet.h"

/*
 * CSV after RFC 4180: comma, CRLF, quotes only where needed. `bom` writes a byte order
 * mark first, without which Excel takes UTF-8 for the local code page. `guard` puts an
 * apostrophe before text that a spreadsheet would run as a formula: text that begins with
 * = + - @ TAB CR (or with apostrophes and then one of these), unless it is a plain
 * number. The reader takes that apostrophe off again.
 *
 *   struct ie_csv csv = ie_csv_into(&buf, IE_CSV_BOM | IE_CSV_GUARD);
 *   ie_csv_cell(&csv, name);
 *   ie_csv_end(&csv);
 *   rc = ie_buf_check(&buf, err);
 */
enum { IE_CSV_BOM = 1, IE_CSV_GUARD = 2 };

struct ie_csv {
    struct ie_buf *out;
    unsigned flags;
    char separator;
    uint32_t column; /* cells of the row begun */
};

struct ie_csv ie_csv_into(struct ie_buf *out, unsigned flags);
void ie_csv_cell(struct ie_csv *csv, struct ie_str text); /* O(length) */
void ie_csv_cellz(struct ie_csv *csv, const char *text);
void ie_csv_int(struct ie_csv *csv, int64_t value);
void ie_csv_end(struct ie_csv *csv); /* the end of a row */

/*
 * XLSX by libxlsxwriter in constant-memory mode: rows go to the file's temporary part as
 * they come, memory does not grow with them. Cells are written left to right, rows top to
 * bottom; text is never a formula. The file appears at `path` at ie_xlsx_finish;
 * ie_xlsx_free before that leaves nothing there. The library's own memory does not pass
 * through base/alloc.h.
 *
 * Errors: IE_LIMIT sheet.too_many_rows (1,048,576), sheet.too_many_columns (16,384),
 * sheet.cell_too_large (32,767 characters); IE_INPUT sheet.sheet_name {value}; IE_IO
 * sheet.write {path, reason}; IE_NOMEM. An error stays: every later call returns it.
 */
struct ie_xlsx;
int ie_xlsx_new(const char *path, struct ie_xlsx **xlsx,
                struct ie_error *err) IE_MUST_CHECK;
void ie_xlsx_free(struct ie_xlsx *xlsx);
/* A new sheet; rows go there from now on. Its first row is set in bold and stays in view
 * when the reader scrolls; `widths` (in characters, may be NULL) for `columns` columns.
 */
int ie_xlsx_sheet(struct ie_xlsx *xlsx, struct ie_str name, const uint16_t *widths,
                  uint32_t columns, struct ie_error *err) IE_MUST_CHECK;
/* Failures of the four are kept and reported by ie_xlsx_end. */
void ie_xlsx_cell(struct ie_xlsx *xlsx, struct ie_str text);
void ie_xlsx_number(struct ie_xlsx *xlsx, double value);
void ie_xlsx_day(struct ie_xlsx *xlsx, int32_t day); /* ie_day; before 1900: as text */
void ie_xlsx_bool(struct ie_xlsx *xlsx, bool value);
int ie_xlsx_end(struct ie_xlsx *xlsx, struct ie_error *err) IE_MUST_CHECK; /* of a row */
int ie_xlsx_finish(struct ie_xlsx *xlsx, struct ie_error *err) IE_MUST_CHECK;

#endif
