/*
 * XLSX out. The library's headers define macros over functions that are banned here, so
 * the build lets this file include them before the ban (see meson.build).
 */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <unistd.h>
#include <xlsxwriter.h>

#undef IE_BASE_BANNED_H
#include "base/alloc.h"
#include "base/banned.h"
#include "base/moment.h"
#include "base/sheet_write.h"

enum { ROWS_MOST = 1048576, COLUMNS_MOST = 16384, CELL_MOST = 32767 };

struct ie_xlsx {
    lxw_workbook *workbook;
    lxw_worksheet *sheet;
    lxw_format *head, *day, *head_day;
    uint32_t row;
    uint32_t column;
    struct ie_buf text; /* of the cell, as the format wants it, NUL-terminated */
    struct ie_error failed;
    char *path, *part; /* where it goes, where it is until it is whole */
};

/* The library opens the file only at the end, and complains to standard error if it
 * cannot; so it is tried now. */
static int try_file(const char *path, struct ie_error *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

    if (fd < 0)
        return ie_fail_errno(err, "sheet.write", path, errno);
    close(fd);
    return 0;
}

int ie_xlsx_new(const char *path, struct ie_xlsx **xlsx, struct ie_error *err)
{
    size_t len = strlen(path);
    struct ie_xlsx *x = ie_calloc(1, sizeof(*x));
    char *path_copy = ie_calloc(len + 1, 1), *part = ie_calloc(len + 6, 1);

    if (x && path_copy && part) {
        memcpy(path_copy, path, len);
        snprintf(part, len + 6, "%s.part", path);
        int rc = try_file(part, err);
        if (rc) {
            ie_free(x);
            ie_free(path_copy);
            ie_free(part);
            return rc;
        }
        lxw_workbook_options options = {.constant_memory = LXW_TRUE};
        x->workbook = workbook_new_opt(part, &options);
    }
    if (!x || !x->workbook) {
        ie_free(x);
        ie_free(path_copy);
        ie_free(part);
        return ie_fail_nomem(err);
    }
    x->path = path_copy;
    x->part = part;
    x->head = workbook_add_format(x->workbook);
    x->day = workbook_add_format(x->workbook);
    x->head_day = workbook_add_format(x->workbook);
    if (!x->head || !x->day || !x->head_day) {
        ie_xlsx_free(x);
        return ie_fail_nomem(err);
    }
    format_set_bold(x->head);
    format_set_num_format(x->day, "yyyy-mm-dd");
    format_set_bold(x->head_day);
    format_set_num_format(x->head_day, "yyyy-mm-dd");
    *xlsx = x;
    return 0;
}

void ie_xlsx_free(struct ie_xlsx *x)
{
    lxw_worksheet *sheet;

    if (!x)
        return;
    if (x->workbook) {
        /* given up half-way: the library leaves these open */
        STAILQ_FOREACH(sheet, x->workbook->worksheets, list_pointers)
        {
            if (sheet->optimize_tmpfile)
                fclose(sheet->optimize_tmpfile);
            sheet->optimize_tmpfile = NULL;
        }
        lxw_workbook_free(x->workbook);
        unlink(x->part);
    }
    ie_buf_release(&x->text);
    ie_free(x->path);
    ie_free(x->part);
    ie_free(x);
}

static int report(const struct ie_xlsx *x, struct ie_error *err)
{
    if (x->failed.code && err)
        *err = x->failed;
    return (int)x->failed.code;
}

int ie_xlsx_sheet(struct ie_xlsx *x, struct ie_str name, const uint16_t *widths,
                  uint32_t columns, struct ie_error *err)
{
    if (x->failed.code)
        return report(x, err);
    ie_buf_clear(&x->text);
    ie_buf_add(&x->text, name);
    ie_buf_addc(&x->text, '\0');
    if (ie_buf_check(&x->text, err))
        return ie_fail_nomem(err);
    if (memchr(name.ptr, '\0', name.len) ||
        workbook_validate_sheet_name(x->workbook, x->text.ptr) != LXW_NO_ERROR) {
        ie_fail(err, IE_INPUT, "sheet.sheet_name");
        ie_error_argn(err, "value", name.ptr, name.len);
        return IE_INPUT;
    }
    x->sheet = workbook_add_worksheet(x->workbook, x->text.ptr);
    if (!x->sheet)
        return ie_fail_nomem(err);
    worksheet_freeze_panes(x->sheet, 1, 0);
    for (uint32_t i = 0; widths && i < columns && i < COLUMNS_MOST; i++)
        worksheet_set_column(x->sheet, (lxw_col_t)i, (lxw_col_t)i, widths[i], NULL);
    x->row = x->column = 0;
    return 0;
}

/* Whether the next cell may be written: counts it, notes what stands in the way. */
static bool next_cell(struct ie_xlsx *x, lxw_col_t *column)
{
    if (x->failed.code)
        return false;
    if (!x->sheet)
        IE_BUG("a cell before the first sheet");
    if (x->row >= ROWS_MOST) {
        ie_fail(&x->failed, IE_LIMIT, "sheet.too_many_rows");
        ie_error_argi(&x->failed, "limit", ROWS_MOST);
        return false;
    }
    if (x->column >= COLUMNS_MOST) {
        ie_fail(&x->failed, IE_LIMIT, "sheet.too_many_columns");
        ie_error_argi(&x->failed, "limit", COLUMNS_MOST);
        ie_error_at(&x->failed, x->path, x->row + 1, x->column + 1, NULL);
        return false;
    }
    *column = (lxw_col_t)x->column++;
    return true;
}

static void note(struct ie_xlsx *x, lxw_error error)
{
    if (error == LXW_NO_ERROR || x->failed.code)
        return;
    if (error == LXW_ERROR_MEMORY_MALLOC_FAILED) {
        ie_fail_nomem(&x->failed);
    } else if (error == LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED) {
        ie_fail(&x->failed, IE_LIMIT, "sheet.cell_too_large");
        ie_error_argi(&x->failed, "limit", CELL_MOST);
        ie_error_at(&x->failed, x->path, x->row + 1, x->column, NULL);
    } else {
        ie_fail(&x->failed, IE_IO, "sheet.write");
        ie_error_arg(&x->failed, "path", x->path);
        ie_error_arg(&x->failed, "reason", lxw_strerror(error));
    }
}

/* ST_Xstring: characters that XML cannot hold as _xHHHH_, and text that looks like such
 * an escape with its underscore escaped. */
static void escape(struct ie_str text, struct ie_buf *out)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if ((c < 0x20 && c != '\t' && c != '\n') || c == 0x7F) {
            ie_buf_printf(out, "_x%04X_", c);
        } else if (c == 0xEF &&
                   ie_str_starts(ie_str_sub(text, i, 3), IE_STR("\xEF\xBF\xBE"))) {
            ie_buf_addz(out, "_xFFFE_");
            i += 2;
        } else if (c == 0xEF &&
                   ie_str_starts(ie_str_sub(text, i, 3), IE_STR("\xEF\xBF\xBF"))) {
            ie_buf_addz(out, "_xFFFF_");
            i += 2;
        } else if (c == '_' && i + 1 < text.len && text.ptr[i + 1] == 'x') {
            ie_buf_addz(out, "_x005F_");
        } else {
            ie_buf_addc(out, (char)c);
        }
    }
}

void ie_xlsx_cell(struct ie_xlsx *x, struct ie_str text)
{
    lxw_col_t column;

    if (!next_cell(x, &column) || !text.len)
        return;
    ie_buf_clear(&x->text);
    escape(text, &x->text);
    ie_buf_addc(&x->text, '\0');
    if (ie_buf_check(&x->text, &x->failed))
        return;
    note(x, worksheet_write_string(x->sheet, x->row, column, x->text.ptr,
                                   x->row ? NULL : x->head));
}

void ie_xlsx_number(struct ie_xlsx *x, double value)
{
    lxw_col_t column;

    if (!next_cell(x, &column) || !isfinite(value))
        return;
    note(x, worksheet_write_number(x->sheet, x->row, column, value,
                                   x->row ? NULL : x->head));
}

void ie_xlsx_day(struct ie_xlsx *x, int32_t day)
{
    enum { FIRST = -25567, MARCH = -25508, LAST = 2932896 }; /* 1900-01-01, 1900-03-01 */
    lxw_col_t column;
    char text[16];

    if (day < FIRST || day > LAST) {
        ie_day_format(day, text);
        ie_xlsx_cell(x, ie_str_z(text));
        return;
    }
    if (!next_cell(x, &column))
        return;
    double serial = (double)day - FIRST + 1 + (day >= MARCH);
    note(x, worksheet_write_number(x->sheet, x->row, column, serial,
                                   x->row ? x->day : x->head_day));
}

void ie_xlsx_bool(struct ie_xlsx *x, bool value)
{
    lxw_col_t column;

    if (!next_cell(x, &column))
        return;
    note(x, worksheet_write_boolean(x->sheet, x->row, column, value,
                                    x->row ? NULL : x->head));
}

int ie_xlsx_end(struct ie_xlsx *x, struct ie_error *err)
{
    x->row++;
    x->column = 0;
    return report(x, err);
}

int ie_xlsx_finish(struct ie_xlsx *x, struct ie_error *err)
{
    if (x->failed.code)
        return report(x, err);
    if (!x->workbook)
        IE_BUG("a workbook finished twice");
    errno = 0;
    lxw_error error = workbook_close(x->workbook);
    x->workbook = NULL;
    x->sheet = NULL;
    note(x, error);
    if (!x->failed.code && rename(x->part, x->path) < 0)
        ie_fail_errno(&x->failed, "sheet.write", x->path, errno);
    if (x->failed.code)
        unlink(x->part);
    return report(x, err);
}
