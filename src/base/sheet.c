#include "base/sheet.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/sheet_priv.h"

static const struct ie_sheet_limits defaults = {
    .file_bytes = UINT64_C(1) << 30,
    .row_bytes = 10u << 20,
    .cell_bytes = 1u << 20,
    .columns = 16384,
    .rows = 0, /* by format */
    .cells = 200000000,
    .inflated_bytes = UINT64_C(4) << 30,
    .ratio = 500,
    .strings_bytes = UINT64_C(1) << 30,
    .strings = 12000000,
    .entries = 10000,
    .merges = 100000,
    .depth = 64,
};

static void resolve_limits(struct ie_sheet_limits *l)
{
#define RESOLVE(field)                                                                   \
    if (!l->field)                                                                       \
    l->field = defaults.field
    RESOLVE(file_bytes);
    RESOLVE(row_bytes);
    RESOLVE(cell_bytes);
    RESOLVE(columns);
    RESOLVE(cells);
    RESOLVE(inflated_bytes);
    RESOLVE(ratio);
    RESOLVE(strings_bytes);
    RESOLVE(strings);
    RESOLVE(entries);
    RESOLVE(merges);
    RESOLVE(depth);
#undef RESOLVE
    /* lines and columns are 32-bit in rows and errors, string offsets in the table */
    if (l->strings_bytes > UINT32_MAX)
        l->strings_bytes = UINT32_MAX;
    if (l->columns > 1u << 20)
        l->columns = 1u << 20;
}

int ie_source_read(const struct ie_source *source, uint64_t offset, void *to, size_t room,
                   size_t *got, struct ie_error *err)
{
    size_t done = 0;

    if (offset > source->size)
        offset = source->size;
    if (room > source->size - offset)
        room = (size_t)(source->size - offset);
    if (source->fd < 0) {
        if (room)
            memcpy(to, source->bytes + offset, room);
        *got = room;
        return 0;
    }
    while (done < room) {
        ssize_t n =
            pread(source->fd, (char *)to + done, room - done, (off_t)(offset + done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return ie_fail_errno(err, "sheet.read", source->name, errno);
        if (n == 0)
            break; /* the file shrank while we read: ends here */
        done += (size_t)n;
    }
    *got = done;
    return 0;
}

int ie_sheet_fail(const struct ie_sheet *sheet, struct ie_error *err, enum ie_code code,
                  const char *id, uint64_t line, uint32_t column)
{
    ie_fail(err, code, id);
    ie_error_at(err, sheet->name, line > UINT32_MAX ? UINT32_MAX : (uint32_t)line, column,
                NULL);
    return (int)code;
}

int ie_sheet_fail_limit(const struct ie_sheet *sheet, struct ie_error *err,
                        const char *id, uint64_t limit, uint64_t line, uint32_t column)
{
    ie_sheet_fail(sheet, err, IE_LIMIT, id, line, column);
    ie_error_argi(err, "limit", limit > INT64_MAX ? INT64_MAX : (int64_t)limit);
    return IE_LIMIT;
}

/* Row making. */

void ie_maker_begin(struct ie_sheet *sheet, uint64_t line)
{
    struct ie_row_maker *m = &sheet->maker;

    if (m->used)
        memset(m->slot.at, 0, m->used * sizeof(*m->slot.at));
    ie_buf_clear(&m->text);
    m->used = 0;
    m->open = false;
    m->row.line = line > UINT32_MAX ? UINT32_MAX : (uint32_t)line;
}

int ie_maker_add(struct ie_sheet *sheet, uint32_t column, struct ie_str text,
                 struct ie_error *err)
{
    struct ie_row_maker *m = &sheet->maker;
    const struct ie_sheet_limits *l = &sheet->options.limits;

    if (!m->open) {
        m->open = true;
        m->start = m->text.len;
    }
    if (text.len > l->cell_bytes - (m->text.len - m->start))
        return ie_sheet_fail_limit(sheet, err, "sheet.cell_too_large", l->cell_bytes,
                                   m->row.line, column);
    if (m->text.len + text.len > l->row_bytes)
        return ie_sheet_fail_limit(sheet, err, "sheet.row_too_large", l->row_bytes,
                                   m->row.line, column);
    ie_buf_add(&m->text, text);
    return ie_buf_check(&m->text, err);
}

struct ie_slot *ie_maker_slot(struct ie_sheet *sheet, uint32_t column)
{
    struct ie_row_maker *m = &sheet->maker;

    return column <= m->used && m->slot.at[column - 1].set ? &m->slot.at[column - 1]
                                                           : NULL;
}

int ie_maker_end_cell(struct ie_sheet *sheet, uint32_t column, enum ie_cell_kind kind,
                      struct ie_error *err)
{
    struct ie_row_maker *m = &sheet->maker;

    if (column > sheet->options.limits.columns)
        return ie_sheet_fail_limit(sheet, err, "sheet.too_many_columns",
                                   sheet->options.limits.columns, m->row.line, column);
    if (!m->open)
        m->start = m->text.len;
    if (column > m->slot.count) {
        size_t room = m->slot.count ? m->slot.count * 2 : 32;
        while (room < column)
            room *= 2;
        struct ie_slot *grown = ie_realloc(m->slot.at, room, sizeof(*grown));
        if (!grown)
            return ie_fail_nomem(err);
        memset(grown + m->slot.count, 0, (room - m->slot.count) * sizeof(*grown));
        m->slot.at = grown;
        m->slot.count = m->slot.room = room;
    }
    size_t len = m->text.len - m->start;
    m->slot.at[column - 1] =
        (struct ie_slot){m->start, len, len ? kind : IE_CELL_EMPTY, true};
    if (column > m->used)
        m->used = column;
    m->open = false;
    return 0;
}

int ie_maker_set(struct ie_sheet *sheet, uint32_t column, enum ie_cell_kind kind,
                 struct ie_str text, struct ie_error *err)
{
    int rc = ie_maker_add(sheet, column, text, err);

    return rc ? rc : ie_maker_end_cell(sheet, column, kind, err);
}

int ie_maker_finish(struct ie_sheet *sheet, bool trim, bool *blank, struct ie_error *err)
{
    struct ie_row_maker *m = &sheet->maker;
    const struct ie_sheet_limits *l = &sheet->options.limits;
    uint32_t last = m->used;

    while (last > 0 && m->slot.at[last - 1].kind == IE_CELL_EMPTY)
        last--;
    *blank = last == 0;
    if (*blank)
        return 0;
    if (!trim)
        last = m->used;
    if (++sheet->rows > l->rows)
        return ie_sheet_fail_limit(sheet, err, "sheet.too_many_rows", l->rows,
                                   m->row.line, 0);
    sheet->cells += last;
    if (sheet->cells > l->cells)
        return ie_sheet_fail_limit(sheet, err, "sheet.too_many_cells", l->cells,
                                   m->row.line, 0);
    if (m->cell.count < m->slot.count) {
        struct ie_cell *grown = ie_realloc(m->cell.at, m->slot.count, sizeof(*grown));
        if (!grown)
            return ie_fail_nomem(err);
        m->cell.at = grown;
        m->cell.count = m->cell.room = m->slot.count;
    }
    for (uint32_t i = 0; i < last; i++) {
        const struct ie_slot *s = &m->slot.at[i];
        m->cell.at[i] = (struct ie_cell){s->len ? ie_str_n(m->text.ptr + s->start, s->len)
                                                : ie_str_n("", 0),
                                         s->kind, i + 1};
    }
    m->row.cells = last;
    m->row.cell = m->cell.at;
    return 0;
}

/* Opening. */

/* Compound files (OLE 2): an encrypted workbook keeps its package in a stream of this
 * name; an .xls has none. Directory sectors may lie anywhere, so all is looked through.
 */
static int look_into_compound(const struct ie_sheet *sheet, bool *encrypted,
                              struct ie_error *err)
{
    static const char what[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
    enum { OVERLAP = sizeof(what) };
    char part[16384];
    size_t got;

    *encrypted = false;
    for (uint64_t at = 0; at < sheet->source.size; at += sizeof(part) - OVERLAP) {
        int rc = ie_source_read(&sheet->source, at, part, sizeof(part), &got, err);
        if (rc)
            return rc;
        if (memmem(part, got, what, sizeof(what) - 1)) {
            *encrypted = true;
            return 0;
        }
        if (got < sizeof(part))
            return 0;
    }
    return 0;
}

static bool name_ends(const struct ie_sheet *sheet, const char *ending)
{
    struct ie_str name = ie_str_z(sheet->name), end = ie_str_z(ending);

    return name.len >= end.len &&
           ie_str_eq_ascii_nocase(ie_str_sub(name, name.len - end.len, end.len), end);
}

static bool begins_with_html(struct ie_str head)
{
    static const char *const tags[] = {"<!doctype html", "<html", "<table", "<meta"};

    for (size_t i = 0; i < IE_COUNT(tags); i++)
        if (ie_str_eq_ascii_nocase(ie_str_sub(head, 0, strlen(tags[i])),
                                   ie_str_z(tags[i])))
            return true;
    return false;
}

static int recognise(struct ie_sheet *sheet, struct ie_error *err)
{
    char bytes[256];
    size_t got;
    bool encrypted;

    int rc = ie_source_read(&sheet->source, 0, bytes, sizeof(bytes), &got, err);
    if (rc)
        return rc;
    struct ie_str head = ie_str_n(bytes, got);
    struct ie_str text = ie_str_trim(head);
    if (!got)
        return ie_sheet_fail(sheet, err, IE_INPUT, "sheet.empty", 0, 0);
    if (ie_str_starts(head, IE_STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"))) {
        rc = look_into_compound(sheet, &encrypted, err);
        return rc ? rc
                  : ie_sheet_fail(sheet, err, IE_INPUT,
                                  encrypted ? "sheet.encrypted" : "sheet.old_xls", 0, 0);
    }
    if (sheet->format == IE_SHEET_XLSX || sheet->format == IE_SHEET_AUTO) {
        if (ie_str_starts(head, IE_STR("PK\x03\x04")) ||
            ie_str_starts(head, IE_STR("PK\x05\x06"))) {
            sheet->format = IE_SHEET_XLSX;
            return 0;
        }
        if (begins_with_html(text) && !name_ends(sheet, ".csv"))
            return ie_sheet_fail(sheet, err, IE_INPUT, "sheet.html", 0, 0);
        if (sheet->format == IE_SHEET_XLSX || name_ends(sheet, ".xlsx") ||
            name_ends(sheet, ".xlsm"))
            return ie_sheet_fail(sheet, err, IE_INPUT, "sheet.not_a_zip", 0, 0);
    }
    if (sheet->format == IE_SHEET_AUTO) {
        if (name_ends(sheet, ".jsonl") || name_ends(sheet, ".ndjson"))
            sheet->format = IE_SHEET_JSONL;
        else if (name_ends(sheet, ".csv") || name_ends(sheet, ".tsv") ||
                 name_ends(sheet, ".txt"))
            sheet->format = IE_SHEET_CSV;
        else
            sheet->format =
                text.len && text.ptr[0] == '{' ? IE_SHEET_JSONL : IE_SHEET_CSV;
    }
    return 0;
}

static int open_source(struct ie_sheet *made, struct ie_sheet **sheet,
                       struct ie_error *err)
{
    struct ie_sheet_limits *l = &made->options.limits;
    int rc;

    made->source.name = made->name;
    resolve_limits(l);
    if (made->source.size > l->file_bytes) {
        rc = ie_sheet_fail_limit(made, err, "sheet.file_too_large", l->file_bytes, 0, 0);
        goto out;
    }
    made->format = made->options.format;
    rc = recognise(made, err);
    if (rc)
        goto out;
    if (!l->rows)
        l->rows = made->format == IE_SHEET_XLSX ? 1048576 : 10000000;
    rc = made->format == IE_SHEET_XLSX    ? ie_xlsx_open(made, err)
         : made->format == IE_SHEET_JSONL ? ie_jsonl_open(made, err)
                                          : ie_csv_open(made, err);
out:
    if (rc) {
        if (err && !err->file[0])
            ie_error_at(err, made->name, 0, 0, NULL);
        ie_sheet_close(made);
        return rc;
    }
    *sheet = made;
    return 0;
}

static struct ie_sheet *blank_sheet(const char *name,
                                    const struct ie_sheet_options *options)
{
    struct ie_sheet *sheet = ie_calloc(1, sizeof(*sheet));
    struct ie_error cut;

    if (!sheet)
        return NULL;
    sheet->source.fd = -1;
    if (options)
        sheet->options = *options;
    /* the error's own copying, which does not cut a character in two */
    ie_fail(&cut, IE_INPUT, "sheet.open");
    ie_error_at(&cut, name ? name : "", 0, 0, NULL);
    memcpy(sheet->name, cut.file, sizeof(sheet->name));
    return sheet;
}

int ie_sheet_open_memory(struct ie_str bytes, const char *name,
                         const struct ie_sheet_options *options, struct ie_sheet **sheet,
                         struct ie_error *err)
{
    struct ie_sheet *made = blank_sheet(name, options);

    if (!made)
        return ie_fail_nomem(err);
    made->source.bytes = bytes.ptr;
    made->source.size = bytes.len;
    return open_source(made, sheet, err);
}

/* Takes over the descriptor. */
static int open_descriptor(int fd, const char *name,
                           const struct ie_sheet_options *options,
                           struct ie_sheet **sheet, struct ie_error *err)
{
    struct ie_sheet *made = blank_sheet(name, options);
    struct stat facts;

    if (!made) {
        close(fd);
        return ie_fail_nomem(err);
    }
    made->source.fd = fd;
    if (fstat(fd, &facts) < 0) {
        int rc = ie_fail_errno(err, "sheet.open", made->name, errno);
        ie_sheet_close(made);
        return rc;
    }
    if (!S_ISREG(facts.st_mode)) {
        int rc = ie_sheet_fail(made, err, IE_INPUT, "sheet.not_a_file", 0, 0);
        ie_sheet_close(made);
        return rc;
    }
    made->source.size = (uint64_t)facts.st_size;
    return open_source(made, sheet, err);
}

int ie_sheet_open_fd(int fd, const char *name, const struct ie_sheet_options *options,
                     struct ie_sheet **sheet, struct ie_error *err)
{
    int own = fcntl(fd, F_DUPFD_CLOEXEC, 3);

    if (own < 0)
        return ie_fail_errno(err, "sheet.open", name, errno);
    return open_descriptor(own, name, options, sheet, err);
}

int ie_sheet_open_path(const char *path, const struct ie_sheet_options *options,
                       struct ie_sheet **sheet, struct ie_error *err)
{
    /* without O_NONBLOCK opening a FIFO would wait for its writer */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

    if (fd < 0) {
        int rc = ie_fail_open(err, "sheet.open", path, errno);
        ie_error_at(err, path, 0, 0, NULL);
        return rc;
    }
    return open_descriptor(fd, path, options, sheet, err);
}

void ie_sheet_close(struct ie_sheet *sheet)
{
    if (!sheet)
        return;
    ie_csv_close(sheet);
    ie_jsonl_close(sheet);
    ie_xlsx_close(sheet);
    ie_buf_release(&sheet->maker.text);
    IE_VEC_RELEASE(&sheet->maker.slot);
    IE_VEC_RELEASE(&sheet->maker.cell);
    if (sheet->source.fd >= 0)
        close(sheet->source.fd);
    ie_free(sheet);
}

/* Reading. */

int ie_sheet_next(struct ie_sheet *sheet, const struct ie_row **row, struct ie_error *err)
{
    struct ie_error why = {0};
    bool got = false;
    int rc;

    if (sheet->broken.code) {
        if (err)
            *err = sheet->broken;
        return (int)sheet->broken.code;
    }
    sheet->go_on = false;
    if (!sheet->ended) {
        rc = sheet->format == IE_SHEET_XLSX    ? ie_xlsx_next(sheet, &got, &why)
             : sheet->format == IE_SHEET_JSONL ? ie_jsonl_next(sheet, &got, &why)
                                               : ie_csv_next(sheet, &got, &why);
        if (rc) {
            ie_error_at(&why, sheet->name, 0, 0, NULL);
            if (!sheet->go_on)
                sheet->broken = why;
            if (err)
                *err = why;
            return rc;
        }
        sheet->ended = !got;
    }
    *row = got ? &sheet->maker.row : NULL;
    return 0;
}

bool ie_sheet_can_go_on(const struct ie_sheet *sheet)
{
    return sheet->go_on;
}

enum ie_sheet_format ie_sheet_format(const struct ie_sheet *sheet)
{
    return sheet->format;
}

const char *ie_sheet_encoding(const struct ie_sheet *sheet)
{
    return sheet->format == IE_SHEET_CSV ? ie_csv_encoding(sheet) : "UTF-8";
}

char ie_sheet_separator(const struct ie_sheet *sheet)
{
    return sheet->format == IE_SHEET_CSV ? ie_csv_separator(sheet) : '\0';
}

int ie_sheet_permille(const struct ie_sheet *sheet)
{
    if (sheet->ended)
        return 1000;
    if (sheet->format == IE_SHEET_XLSX)
        return ie_xlsx_permille(sheet);
    uint64_t at =
        sheet->format == IE_SHEET_JSONL ? ie_jsonl_offset(sheet) : ie_csv_offset(sheet);
    return at >= sheet->source.size ? 1000 : (int)(at * 1000 / sheet->source.size);
}

uint32_t ie_sheet_headings(const struct ie_sheet *sheet)
{
    return sheet->format == IE_SHEET_JSONL ? ie_jsonl_headings(sheet) : 0;
}

struct ie_str ie_sheet_heading(const struct ie_sheet *sheet, uint32_t index)
{
    return index < ie_sheet_headings(sheet) ? ie_jsonl_heading(sheet, index)
                                            : IE_STR_NONE;
}

void ie_column_letters(uint32_t column, char out[8])
{
    char letters[8];
    size_t n = 0;

    while (column > 0 && n < sizeof(letters) - 1) {
        column--;
        letters[n++] = (char)('A' + column % 26);
        column /= 26;
    }
    for (size_t i = 0; i < n; i++)
        out[i] = letters[n - 1 - i];
    out[n] = '\0';
}
