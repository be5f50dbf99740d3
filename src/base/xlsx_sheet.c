/*
 * Cells. The parser pauses at the end of each <row>; elements are recognised by name and
 * depth (worksheet 1, sheetData 2, row 3, c 4, v or is 5), so that the same names inside
 * extensions mean nothing.
 */
#include "base/sheet_value.h"
#include "base/xlsx_merge.h"
#include "base/xlsx_priv.h"

enum cell_type { NUMBER, SHARED, FORMULA_TEXT, INLINE, BOOLEAN, ERROR, ISO_DAY };

struct ie_xlsx_reader {
    struct ie_package *package;
    struct ie_book book;
    struct ie_strings *strings;
    struct ie_merges merges;
    struct ie_xml xml;
    uint32_t at; /* which sheet */
    bool book_open, xml_open;
    bool in_data, in_row, in_cell, in_value, in_inline, row_done;
    unsigned phonetic, in_text; /* depth at which each began */
    uint64_t line;
    uint32_t column;
    enum cell_type type;
    uint32_t style;
    struct ie_buf value, plain;
};

/* "BC12": the letters as a column and the digits as a row; false if it is no reference.
 * A row of 0 stands for digits left out. */
bool ie_cell_reference(struct ie_str text, uint32_t *column, uint64_t *line)
{
    size_t i = 0;

    *column = 0;
    *line = 0;
    for (; i < text.len && text.ptr[i] >= 'A' && text.ptr[i] <= 'Z'; i++) {
        if (i == 4)
            return false;
        *column = *column * 26 + (uint32_t)(text.ptr[i] - 'A') + 1;
    }
    if (i == 0 || i == text.len || text.len - i > 9)
        return false;
    for (; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
        *line = *line * 10 + (uint64_t)(text.ptr[i] - '0');
    }
    return *line > 0;
}

static int fail_value(struct ie_xml *xml, const char *id, const char *value, size_t len)
{
    struct ie_xlsx_reader *x = xml->data;

    ie_sheet_fail(xml->sheet, xml->err, IE_INPUT, id, x->line, x->column);
    ie_error_argn(xml->err, "value", value, len);
    return IE_INPUT;
}

static int begin_row(struct ie_xml *xml, const char **attributes)
{
    struct ie_xlsx_reader *x = xml->data;
    const char *r = ie_xml_attribute(attributes, "r");
    int64_t line = (int64_t)x->line + 1;

    x->column = 0;
    if (r && (!ie_str_int64(ie_str_z(r), &line) || line <= (int64_t)x->line ||
              line > INT32_MAX))
        return fail_value(xml, "sheet.cell_reference", r, strlen(r));
    x->line = (uint64_t)line;
    x->in_row = true;
    ie_maker_begin(xml->sheet, x->line);
    return 0;
}

static enum cell_type type_of(const char *t)
{
    static const struct {
        const char *name;
        enum cell_type type;
    } types[] = {{"n", NUMBER},         {"s", SHARED},  {"str", FORMULA_TEXT},
                 {"inlineStr", INLINE}, {"b", BOOLEAN}, {"e", ERROR},
                 {"d", ISO_DAY}};

    for (size_t i = 0; i < IE_COUNT(types); i++)
        if (strcmp(types[i].name, t) == 0)
            return types[i].type;
    return NUMBER;
}

static int begin_cell(struct ie_xml *xml, const char **attributes)
{
    struct ie_xlsx_reader *x = xml->data;
    uint32_t column = x->column + 1;
    uint64_t line;
    int64_t style;

    x->type = NUMBER;
    x->style = 0;
    for (size_t i = 0; attributes[i]; i += 2) {
        const char *name = attributes[i], *value = attributes[i + 1];
        if (!name[0] || name[1])
            continue;
        if (name[0] == 'r') {
            bool good = ie_cell_reference(ie_str_z(value), &column, &line);
            x->column = column;
            if (!good || line != x->line)
                return fail_value(xml, "sheet.cell_reference", value, strlen(value));
        } else if (name[0] == 't') {
            x->type = type_of(value);
        } else if (name[0] == 's' && ie_str_int64(ie_str_z(value), &style) &&
                   style >= 0 && style < UINT32_MAX) {
            x->style = (uint32_t)style;
        }
    }
    x->column = column;
    if (column > xml->sheet->options.limits.columns)
        return ie_sheet_fail_limit(xml->sheet, xml->err, "sheet.too_many_columns",
                                   xml->sheet->options.limits.columns, x->line, column);
    if (ie_maker_slot(xml->sheet, column))
        return fail_value(xml, "sheet.cell_reference", "", 0);
    x->in_cell = true;
    ie_buf_clear(&x->value);
    return 0;
}

static int on_start(struct ie_xml *xml, const char *full, unsigned depth,
                    const char **attributes)
{
    struct ie_xlsx_reader *x = xml->data;
    const char *name = ie_xml_name(full, IE_XML_MAIN);

    if (depth == 1 && strcmp(name, "worksheet") != 0)
        return ie_sheet_fail(xml->sheet, xml->err, IE_INPUT, "sheet.not_xlsx", 0, 0);
    if (depth == 2)
        x->in_data = strcmp(name, "sheetData") == 0;
    else if (depth == 3 && x->in_data && strcmp(name, "row") == 0)
        return begin_row(xml, attributes);
    else if (depth == 4 && x->in_row && strcmp(name, "c") == 0)
        return begin_cell(xml, attributes);
    else if (depth == 5 && x->in_cell) {
        x->in_value = strcmp(name, "v") == 0;
        x->in_inline = strcmp(name, "is") == 0;
    } else if (x->in_inline && !x->phonetic) {
        if (strcmp(name, "rPh") == 0)
            x->phonetic = depth;
        else if (strcmp(name, "t") == 0)
            x->in_text = depth;
    }
    return 0;
}

static int on_text(struct ie_xml *xml, struct ie_str text)
{
    struct ie_xlsx_reader *x = xml->data;
    uint64_t limit = xml->sheet->options.limits.cell_bytes;

    if (!(x->in_value && x->type != INLINE) && !(x->in_text && x->type == INLINE))
        return 0;
    if (text.len > limit - x->value.len)
        return ie_sheet_fail_limit(xml->sheet, xml->err, "sheet.cell_too_large", limit,
                                   x->line, x->column);
    ie_buf_add(&x->value, text);
    return ie_buf_check(&x->value, xml->err);
}

static int end_number(struct ie_xml *xml, struct ie_str text)
{
    struct ie_xlsx_reader *x = xml->data;
    char room[IE_NUMBER_ROOM];
    double serial;

    struct ie_str number = ie_number_text(text, true, room);
    if (!number.ptr)
        return fail_value(xml, "sheet.cell_value", text.ptr, text.len);
    if (x->style < x->book.look.count && x->book.look.at[x->style] &&
        ie_str_double(text, &serial)) {
        char shown[IE_NUMBER_ROOM];
        enum ie_cell_kind kind =
            ie_serial_text(serial, x->book.from_1904,
                           (enum ie_number_look)x->book.look.at[x->style], shown);
        if (kind != IE_CELL_NUMBER)
            return ie_maker_set(xml->sheet, x->column, kind, ie_str_z(shown), xml->err);
    }
    return ie_maker_set(xml->sheet, x->column, IE_CELL_NUMBER, number, xml->err);
}

static int end_text(struct ie_xml *xml, struct ie_str text)
{
    struct ie_xlsx_reader *x = xml->data;

    ie_buf_clear(&x->plain);
    ie_xml_unescape(text, &x->plain);
    int rc = ie_buf_check(&x->plain, xml->err);
    return rc ? rc
              : ie_maker_set(xml->sheet, x->column, IE_CELL_TEXT, ie_buf_str(&x->plain),
                             xml->err);
}

static int end_cell(struct ie_xml *xml)
{
    struct ie_xlsx_reader *x = xml->data;
    struct ie_str text = ie_buf_str(&x->value);
    struct ie_str trimmed = ie_str_trim(text);
    char room[IE_NUMBER_ROOM];
    int64_t index;
    int rc;

    if (!text.len)
        return 0;
    switch (x->type) {
    case NUMBER:
        return trimmed.len ? end_number(xml, trimmed) : 0;
    case SHARED:
        if (!ie_str_int64(trimmed, &index) || index < 0)
            return fail_value(xml, "sheet.cell_value", text.ptr, text.len);
        rc = ie_strings_add(xml->sheet, x->strings, (uint64_t)index, x->column, xml->err);
        return rc ? rc : ie_maker_end_cell(xml->sheet, x->column, IE_CELL_TEXT, xml->err);
    case FORMULA_TEXT:
    case INLINE:
        return end_text(xml, text);
    case BOOLEAN:
        if (ie_str_eqz(trimmed, "1") || ie_str_eqz(trimmed, "true"))
            return ie_maker_set(xml->sheet, x->column, IE_CELL_BOOL, IE_STR("true"),
                                xml->err);
        if (ie_str_eqz(trimmed, "0") || ie_str_eqz(trimmed, "false"))
            return ie_maker_set(xml->sheet, x->column, IE_CELL_BOOL, IE_STR("false"),
                                xml->err);
        return fail_value(xml, "sheet.cell_value", text.ptr, text.len);
    case ERROR:
        return ie_maker_set(xml->sheet, x->column, IE_CELL_ERROR, trimmed, xml->err);
    case ISO_DAY: {
        enum ie_cell_kind kind = ie_iso_text(trimmed, room);
        if (kind == IE_CELL_EMPTY)
            return fail_value(xml, "sheet.cell_value", text.ptr, text.len);
        return ie_maker_set(xml->sheet, x->column, kind, ie_str_z(room), xml->err);
    }
    }
    return 0;
}

static int on_end(struct ie_xml *xml, const char *name, unsigned depth)
{
    struct ie_xlsx_reader *x = xml->data;

    if (depth == x->in_text)
        x->in_text = 0;
    if (depth == x->phonetic)
        x->phonetic = 0;
    if (depth == 5)
        x->in_value = x->in_inline = false;
    if (depth == 4 && x->in_cell) {
        x->in_cell = false;
        return end_cell(xml);
    }
    if (depth == 3 && x->in_row) {
        x->in_row = false;
        x->row_done = true;
        ie_xml_pause(xml);
    }
    return 0;
}

static const struct ie_xml_handlers sheet_handlers = {on_start, on_end, on_text};

static int choose_sheet(struct ie_sheet *sheet, struct ie_error *err)
{
    struct ie_xlsx_reader *x = sheet->xlsx;
    const char *asked = sheet->options.sheet_name;
    uint32_t count = (uint32_t)x->book.sheet.count;

    for (x->at = 0; x->at < count; x->at++)
        if (asked ? ie_str_eqz(x->book.sheet.at[x->at].name, asked)
                  : !x->book.sheet.at[x->at].hidden)
            return 0;
    x->at = 0; /* all are hidden */
    if (!asked)
        return 0;
    ie_sheet_fail(sheet, err, IE_INPUT, "sheet.no_such_sheet", 0, 0);
    ie_error_arg(err, "sheet", asked);
    return IE_INPUT;
}

int ie_xlsx_open(struct ie_sheet *sheet, struct ie_error *err)
{
    struct ie_xlsx_reader *x = ie_calloc(1, sizeof(*x));

    if (!x)
        return ie_fail_nomem(err);
    sheet->xlsx = x;
    int rc = ie_package_open(sheet, &x->package, err);
    if (rc)
        return rc;
    x->book_open = true;
    rc = ie_book_open(&x->book, sheet, x->package, err);
    if (!rc)
        rc = choose_sheet(sheet, err);
    if (!rc && x->book.strings && ie_package_has(x->package, x->book.strings))
        rc = ie_strings_load(sheet, x->package, x->book.strings, &x->strings, err);
    if (rc)
        return rc;
    const char *part = x->book.sheet.at[x->at].part;
    if (sheet->options.merges || sheet->options.fill_merged)
        rc = ie_merges_load(&x->merges, sheet, x->package, part, err);
    if (!rc)
        rc = ie_xml_open(&x->xml, sheet, x->package, part, &sheet_handlers, x, err);
    x->xml_open = !rc;
    return rc;
}

void ie_xlsx_close(struct ie_sheet *sheet)
{
    struct ie_xlsx_reader *x = sheet->xlsx;

    if (!x)
        return;
    if (x->xml_open)
        ie_xml_close(&x->xml);
    ie_merges_release(&x->merges);
    ie_strings_free(x->strings);
    if (x->book_open)
        ie_book_close(&x->book);
    ie_package_close(x->package);
    ie_buf_release(&x->value);
    ie_buf_release(&x->plain);
    ie_free(x);
    sheet->xlsx = NULL;
}

int ie_xlsx_next(struct ie_sheet *sheet, bool *got, struct ie_error *err)
{
    struct ie_xlsx_reader *x = sheet->xlsx;
    bool more, blank;
    int rc;

    for (;;) {
        x->row_done = false;
        if ((rc = ie_xml_step(&x->xml, &more, err))) {
            /* what the parser finds wrong, it finds near this row */
            ie_error_at(err, NULL, err->line ? 0 : (uint32_t)x->line, 0, NULL);
            return rc;
        }
        if (!x->row_done) {
            *got = false;
            return 0;
        }
        if (sheet->options.fill_merged && (rc = ie_merges_fill(&x->merges, sheet, err)))
            return rc;
        if ((rc = ie_maker_finish(sheet, true, &blank, err)))
            return rc;
        if (!blank) {
            *got = true;
            return 0;
        }
    }
}

int ie_xlsx_permille(const struct ie_sheet *sheet)
{
    const struct ie_part *part = &sheet->xlsx->xml.part;

    return part->inflated >= part->declared
               ? 1000
               : (int)((double)part->inflated * 1000 / (double)part->declared);
}

uint32_t ie_sheet_count(const struct ie_sheet *sheet)
{
    return sheet->xlsx ? (uint32_t)sheet->xlsx->book.sheet.count : 0;
}

uint32_t ie_sheet_at(const struct ie_sheet *sheet)
{
    return sheet->xlsx ? sheet->xlsx->at : 0;
}

struct ie_str ie_sheet_name(const struct ie_sheet *sheet, uint32_t index)
{
    return index < ie_sheet_count(sheet) ? sheet->xlsx->book.sheet.at[index].name
                                         : IE_STR_NONE;
}

bool ie_sheet_hidden(const struct ie_sheet *sheet, uint32_t index)
{
    return index < ie_sheet_count(sheet) && sheet->xlsx->book.sheet.at[index].hidden;
}

uint32_t ie_sheet_merges(const struct ie_sheet *sheet,
                         const struct ie_sheet_range **ranges)
{
    if (!sheet->xlsx) {
        *ranges = NULL;
        return 0;
    }
    *ranges = sheet->xlsx->merges.range.at;
    return (uint32_t)sheet->xlsx->merges.range.count;
}
