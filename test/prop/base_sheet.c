/* What is written reads back: random tables through CSV, XLSX and JSON Lines. */
#include <unistd.h>

#include "base/json.h"
#include "base/moment.h"
#include "base/sheet_write.h"
#include "harness.h"
#include "sheet_build.h"

enum { ROWS = 12, COLUMNS = 6, TEXT = 40 };

struct table {
    unsigned rows, columns;
    struct {
        char text[TEXT * 4];
        size_t len;
    } cell[ROWS][COLUMNS];
};

/* Pieces that a writer or a reader could trip over, and anything else of Unicode. */
static size_t random_text(char *out)
{
    static const char *const pieces[] = {"",
                                         "\"",
                                         "\"\"",
                                         ",",
                                         ";",
                                         "\t",
                                         "\n",
                                         "\r\n",
                                         "\r",
                                         "=1+1",
                                         "'=",
                                         "''-",
                                         "-5",
                                         "+82 2",
                                         "@x",
                                         "sep=;",
                                         "_x0041_",
                                         "_x",
                                         " ",
                                         "한국",
                                         "été",
                                         "שלום",
                                         "😀",
                                         "\xEF\xBB\xBF",
                                         "<b>&amp;",
                                         "]]>",
                                         "\x01",
                                         "\x1F",
                                         "\xEF\xBF\xBE",
                                         "0.10",
                                         "00123",
                                         "true",
                                         "{\"a\":1}",
                                         "PK",
                                         "\\u0041",
                                         "\\"};
    struct ie_rng *rng = ie_test_rng();
    size_t len = 0;

    for (uint64_t n = ie_rng_below(rng, 4); n > 0 && len < TEXT; n--) {
        if (ie_rng_below(rng, 3)) {
            const char *piece = pieces[ie_rng_below(rng, IE_COUNT(pieces))];
            memcpy(out + len, piece, strlen(piece));
            len += strlen(piece);
        } else {
            uint32_t point =
                (uint32_t)ie_rng_below(rng, ie_rng_below(rng, 2) ? 128 : 0x10FFFF);
            if (point && (point < 0xD800 || point > 0xDFFF))
                len += ie_utf8_put(point, out + len);
        }
    }
    return len;
}

static void random_table(struct table *t)
{
    struct ie_rng *rng = ie_test_rng();

    t->rows = 1 + (unsigned)ie_rng_below(rng, ROWS);
    t->columns = 1 + (unsigned)ie_rng_below(rng, COLUMNS);
    for (unsigned r = 0; r < t->rows; r++)
        for (unsigned c = 0; c < t->columns; c++)
            t->cell[r][c].len =
                ie_rng_below(rng, 5) ? random_text(t->cell[r][c].text) : 0;
}

static bool row_is_blank(const struct table *t, unsigned r)
{
    for (unsigned c = 0; c < t->columns; c++)
        if (t->cell[r][c].len)
            return false;
    return true;
}

/* The sheet has the table's rows but the blank ones, every cell as text. */
static void compare(struct ie_sheet *sheet, const struct table *t)
{
    const struct ie_row *row;
    struct ie_error err;

    for (unsigned r = 0; r < t->rows; r++) {
        if (row_is_blank(t, r))
            continue;
        IE_REQUIRE_OK(ie_sheet_next(sheet, &row, &err), &err);
        IE_REQUIRE(row != NULL);
        for (uint32_t c = 0; c < t->columns; c++)
            IE_CHECK_STR(ie_row_cell(row, c + 1).text.len ? ie_row_cell(row, c + 1).text
                                                          : IE_STR(""),
                         ie_str_n(t->cell[r][c].text, t->cell[r][c].len));
    }
    IE_REQUIRE_OK(ie_sheet_next(sheet, &row, &err), &err);
    IE_CHECK(row == NULL);
}

IE_TEST(csv_write_then_read)
{
    struct ie_buf out = IE_BUF_INIT;
    struct table t;

    for (unsigned round = ie_test_rounds(4000); round > 0 && !ie_test_failed(); round--) {
        struct ie_sheet *sheet;
        struct ie_error err;
        bool blank = true;

        random_table(&t);
        ie_buf_clear(&out);
        struct ie_csv csv =
            ie_csv_into(&out, (round % 2 ? IE_CSV_BOM : 0) | IE_CSV_GUARD);
        for (unsigned r = 0; r < t.rows; r++) {
            for (unsigned c = 0; c < t.columns; c++)
                ie_csv_cell(&csv, ie_str_n(t.cell[r][c].text, t.cell[r][c].len));
            ie_csv_end(&csv);
            blank = blank && row_is_blank(&t, r);
        }
        if (blank)
            continue;
        IE_REQUIRE_OK(ie_sheet_open_memory(ie_buf_str(&out), "t.csv", NULL, &sheet, &err),
                      &err);
        compare(sheet, &t);
        ie_sheet_close(sheet);
    }
    ie_buf_release(&out);
}

/* Nothing that a spreadsheet would run comes out at the beginning of a cell. */
IE_TEST(csv_guards_every_formula)
{
    struct ie_buf out = IE_BUF_INIT;
    char text[TEXT * 4];

    for (unsigned round = ie_test_rounds(20000); round > 0 && !ie_test_failed();
         round--) {
        size_t len = random_text(text);
        ie_buf_clear(&out);
        struct ie_csv csv = ie_csv_into(&out, IE_CSV_GUARD);
        ie_csv_cell(&csv, ie_str_n(text, len));
        const char *p = out.ptr;
        if (!out.len)
            continue;
        p += *p == '"';
        IE_CHECK(!strchr("=+@\t\r", *p) || !*p);
        if (*p == '-') /* a number, with no letter or operator behind */
            for (size_t i = 1; i < len; i++)
                IE_CHECK(strchr("0123456789.,", text[i]) != NULL);
    }
    ie_buf_release(&out);
}

IE_TEST(xlsx_write_then_read)
{
    struct table t;

    for (unsigned round = ie_test_rounds(60); round > 0 && !ie_test_failed(); round--) {
        struct ie_sheet *sheet;
        struct ie_xlsx *xlsx;
        struct ie_error err;
        const char *path = ie_test_temp("t.xlsx");
        static const uint16_t widths[] = {10, 20, 30};

        random_table(&t);
        IE_REQUIRE_OK(ie_xlsx_new(path, &xlsx, &err), &err);
        IE_REQUIRE_OK(ie_xlsx_sheet(xlsx, IE_STR("거절 목록"), widths, 3, &err), &err);
        for (unsigned r = 0; r < t.rows; r++) {
            for (unsigned c = 0; c < t.columns; c++)
                ie_xlsx_cell(xlsx, ie_str_n(t.cell[r][c].text, t.cell[r][c].len));
            IE_REQUIRE_OK(ie_xlsx_end(xlsx, &err), &err);
        }
        IE_REQUIRE_OK(ie_xlsx_finish(xlsx, &err), &err);
        ie_xlsx_free(xlsx);
        IE_REQUIRE_OK(ie_sheet_open_path(path, NULL, &sheet, &err), &err);
        IE_CHECK_STR(ie_sheet_name(sheet, 0), "거절 목록");
        compare(sheet, &t);
        ie_sheet_close(sheet);
        unlink(path);
    }
}

IE_TEST(xlsx_days_and_numbers_write_then_read)
{
    enum { COUNT = 400 };
    static ie_day days[COUNT];
    static double numbers[COUNT];
    struct ie_rng *rng = ie_test_rng();
    const char *path = ie_test_temp("d.xlsx");
    const struct ie_row *row;
    struct ie_sheet *sheet;
    struct ie_xlsx *xlsx;
    struct ie_error err;
    ie_day edge;

    IE_REQUIRE_OK(ie_xlsx_new(path, &xlsx, &err), &err);
    IE_REQUIRE_OK(ie_xlsx_sheet(xlsx, IE_STR("days"), NULL, 0, &err), &err);
    for (int i = 0; i < COUNT; i++) {
        days[i] = (ie_day)ie_rng_below(rng, 80000) - 40000;
        numbers[i] = (double)(int64_t)ie_rng_below(rng, 1000000000) / 1000 - 400000;
    }
    IE_REQUIRE(ie_day_from_civil(1900, 2, 28, &edge));
    days[0] = edge;
    days[1] = edge + 1;
    days[2] = edge - 58;
    days[3] = edge - 59;
    for (int i = 0; i < COUNT; i++) {
        ie_xlsx_day(xlsx, days[i]);
        ie_xlsx_number(xlsx, numbers[i]);
        ie_xlsx_bool(xlsx, i % 2);
        IE_REQUIRE_OK(ie_xlsx_end(xlsx, &err), &err);
    }
    IE_REQUIRE_OK(ie_xlsx_finish(xlsx, &err), &err);
    ie_xlsx_free(xlsx);
    IE_REQUIRE_OK(ie_sheet_open_path(path, NULL, &sheet, &err), &err);
    for (int i = 0; i < COUNT && !ie_test_failed(); i++) {
        char text[16];
        double value = 0;

        IE_REQUIRE_OK(ie_sheet_next(sheet, &row, &err), &err);
        ie_day_format(days[i], text);
        IE_CHECK_STR(ie_row_cell(row, 1).text, text);
        IE_CHECK(ie_str_double(ie_row_cell(row, 2).text, &value));
        IE_CHECK_DOUBLE(value, numbers[i], 1e-9); /* written with 16 digits */
        IE_CHECK_STR(ie_row_cell(row, 3).text, i % 2 ? "true" : "false");
    }
    ie_sheet_close(sheet);
    unlink(path);
}

IE_TEST(jsonl_write_then_read)
{
    struct ie_buf out = IE_BUF_INIT;
    struct table t;

    for (unsigned round = ie_test_rounds(4000); round > 0 && !ie_test_failed(); round--) {
        struct ie_sheet *sheet;
        struct ie_error err;
        char key[16];

        random_table(&t);
        ie_buf_clear(&out);
        for (unsigned r = 0; r < t.rows; r++) {
            struct ie_json j = ie_json_into(&out);
            ie_json_object(&j);
            for (unsigned c = 0; c < t.columns; c++) {
                snprintf(key, sizeof(key), "열%u", c);
                ie_json_kstr(&j, key, ie_str_n(t.cell[r][c].text, t.cell[r][c].len));
            }
            ie_json_end(&j);
            ie_buf_addc(&out, '\n');
        }
        IE_REQUIRE_OK(
            ie_sheet_open_memory(ie_buf_str(&out), "t.jsonl", NULL, &sheet, &err), &err);
        compare(sheet, &t);
        IE_CHECK_INT(ie_sheet_headings(sheet), t.columns);
        ie_sheet_close(sheet);
    }
    ie_buf_release(&out);
}

IE_TEST(xlsx_writer_refuses)
{
    struct ie_xlsx *xlsx;
    struct ie_error err;
    struct ie_buf text = IE_BUF_INIT;
    const char *path = ie_test_temp("r.xlsx");

    IE_REQUIRE_OK(ie_xlsx_new(path, &xlsx, &err), &err);
    IE_CHECK_FAIL(ie_xlsx_sheet(xlsx, IE_STR("a[b"), NULL, 0, &err), &err, IE_INPUT,
                  "sheet.sheet_name");
    IE_CHECK_FAIL(
        ie_xlsx_sheet(xlsx, IE_STR("12345678901234567890123456789012"), NULL, 0, &err),
        &err, IE_INPUT, "sheet.sheet_name");
    IE_REQUIRE_OK(ie_xlsx_sheet(xlsx, IE_STR("a"), NULL, 0, &err), &err);
    IE_CHECK_FAIL(ie_xlsx_sheet(xlsx, IE_STR("A"), NULL, 0, &err), &err, IE_INPUT,
                  "sheet.sheet_name");
    ie_xlsx_cell(xlsx, IE_STR("fine"));
    IE_CHECK_OK(ie_xlsx_end(xlsx, &err), &err);
    for (int i = 0; i < 32768; i++)
        ie_buf_addc(&text, 'x');
    ie_xlsx_cell(xlsx, ie_buf_str(&text));
    IE_CHECK_FAIL(ie_xlsx_end(xlsx, &err), &err, IE_LIMIT, "sheet.cell_too_large");
    IE_CHECK_INT(err.line, 2);
    IE_CHECK_FAIL(ie_xlsx_finish(xlsx, &err), &err, IE_LIMIT, "sheet.cell_too_large");
    ie_xlsx_free(xlsx);
    IE_CHECK(access(path, F_OK) != 0);

    IE_CHECK_FAIL(ie_xlsx_new("/nonexistent/place/t.xlsx", &xlsx, &err), &err, IE_IO,
                  "sheet.write");
    ie_buf_release(&text);
}
