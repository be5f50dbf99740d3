#include "base/sheet_write.h"

struct ie_csv ie_csv_into(struct ie_buf *out, unsigned flags)
{
    if (flags & IE_CSV_BOM)
        ie_buf_addz(out, "\xEF\xBB\xBF");
    return (struct ie_csv){.out = out, .flags = flags, .separator = ','};
}

/* -12, 3.5, 1,234: what a spreadsheet takes for a number, whatever sign it begins with. */
static bool is_plain_number(struct ie_str text)
{
    size_t i = text.len > 0 && text.ptr[0] == '-', digits = 0;

    for (; i < text.len; i++) {
        if (text.ptr[i] >= '0' && text.ptr[i] <= '9')
            digits++;
        else if (text.ptr[i] != '.' && text.ptr[i] != ',')
            return false;
    }
    return digits > 0;
}

/* Text that a spreadsheet runs as a formula, or that the reader would unguard. */
static bool needs_guard(struct ie_str text)
{
    size_t i = 0;

    while (i < text.len && text.ptr[i] == '\'')
        i++;
    return i < text.len && text.ptr[i] && strchr("=+-@\t\r", text.ptr[i]) &&
           (i > 0 || !is_plain_number(text));
}

/* Quotes where RFC 4180 asks for them, and where a reader that looks for the separator,
 * for a byte order mark or for `sep=` could be misled. */
static bool needs_quotes(const struct ie_csv *csv, struct ie_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] == csv->separator || !text.ptr[i] ||
            strchr("\",;\t\r\n", text.ptr[i]))
            return true;
    return text.len && (text.ptr[0] == ' ' || text.ptr[text.len - 1] == ' ' ||
                        ie_str_starts(text, IE_STR("\xEF\xBB\xBF")) ||
                        ie_str_eq_ascii_nocase(ie_str_sub(text, 0, 4), IE_STR("sep=")));
}

void ie_csv_cell(struct ie_csv *csv, struct ie_str text)
{
    struct ie_buf *out = csv->out;

    if (csv->column++)
        ie_buf_addc(out, csv->separator);
    bool guard = (csv->flags & IE_CSV_GUARD) && needs_guard(text);
    if (!needs_quotes(csv, text)) {
        if (guard)
            ie_buf_addc(out, '\'');
        ie_buf_add(out, text);
        return;
    }
    ie_buf_addc(out, '"');
    if (guard)
        ie_buf_addc(out, '\'');
    for (size_t plain = 0; plain < text.len;) {
        struct ie_str rest = ie_str_sub(text, plain, text.len);
        int64_t quote = ie_str_find_char(rest, '"');
        size_t len = quote < 0 ? rest.len : (size_t)quote + 1;
        ie_buf_add(out, ie_str_sub(rest, 0, len));
        if (quote >= 0)
            ie_buf_addc(out, '"');
        plain += len;
    }
    ie_buf_addc(out, '"');
}

void ie_csv_cellz(struct ie_csv *csv, const char *text)
{
    ie_csv_cell(csv, ie_str_z(text));
}

void ie_csv_int(struct ie_csv *csv, int64_t value)
{
    if (csv->column++)
        ie_buf_addc(csv->out, csv->separator);
    ie_buf_addi(csv->out, value);
}

void ie_csv_end(struct ie_csv *csv)
{
    ie_buf_addz(csv->out, "\r\n");
    csv->column = 0;
}
