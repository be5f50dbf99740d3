/*
 * JSON Lines: one object a line. A scanner of our own rather than jansson, because a cell
 * has to keep a number as it was written (jansson makes 1.10 a double) and an error has
 * to say at which character of which line; it goes over each line once and builds
 * nothing. Grammar: RFC 8259; names twice in an object are refused.
 */
#include "base/arena.h"
#include "base/sheet_priv.h"
#include "base/sheet_value.h"

enum { WINDOW = 65536 };

struct ie_jsonl_reader {
    uint64_t offset; /* of the byte after the window */
    uint64_t line;   /* of the line last read */
    size_t at, end;
    struct ie_buf pending; /* the beginning of a line that spans windows */
    struct ie_buf key;     /* the name being read, unescaped */
    struct ie_arena names;
    size_t names_bytes;
    IE_VEC(struct ie_str) heading;
    IE_VEC(uint32_t) order; /* headings by text */
    uint32_t expected; /* the heading that comes next if this line is like the last */
    char window[WINDOW];
};

struct scan {
    struct ie_sheet *sheet;
    struct ie_error *err;
    const char *begin, *p, *end;
    uint32_t column; /* heading of the value being read; 0: none */
};

int ie_jsonl_open(struct ie_sheet *sheet, struct ie_error *err)
{
    struct ie_jsonl_reader *j = ie_calloc(1, sizeof(*j));
    char mark[3];
    size_t got;

    if (!j)
        return ie_fail_nomem(err);
    sheet->jsonl = j;
    ie_arena_init(&j->names, 0);
    int rc = ie_source_read(&sheet->source, 0, mark, sizeof(mark), &got, err);
    if (!rc && got == 3 && memcmp(mark, "\xEF\xBB\xBF", 3) == 0)
        j->offset = 3;
    return rc;
}

void ie_jsonl_close(struct ie_sheet *sheet)
{
    struct ie_jsonl_reader *j = sheet->jsonl;

    if (!j)
        return;
    ie_buf_release(&j->pending);
    ie_buf_release(&j->key);
    ie_arena_release(&j->names);
    IE_VEC_RELEASE(&j->heading);
    IE_VEC_RELEASE(&j->order);
    ie_free(j);
    sheet->jsonl = NULL;
}

uint64_t ie_jsonl_offset(const struct ie_sheet *sheet)
{
    return sheet->jsonl->offset - (sheet->jsonl->end - sheet->jsonl->at);
}

uint32_t ie_jsonl_headings(const struct ie_sheet *sheet)
{
    return (uint32_t)sheet->jsonl->heading.count;
}

struct ie_str ie_jsonl_heading(const struct ie_sheet *sheet, uint32_t index)
{
    return sheet->jsonl->heading.at[index];
}

/* Headings. */

/* Where a name stands, or would, in the order by text. */
static size_t find_place(const struct ie_jsonl_reader *j, struct ie_str name, bool *there)
{
    size_t low = 0, high = j->order.count;

    *there = false;
    while (low < high) {
        size_t mid = (low + high) / 2;
        int order = ie_str_cmp(j->heading.at[j->order.at[mid]], name);
        if (order == 0) {
            *there = true;
            return mid;
        }
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static int heading_of(struct scan *s, struct ie_str name, uint32_t *column)
{
    struct ie_jsonl_reader *j = s->sheet->jsonl;
    const struct ie_sheet_limits *l = &s->sheet->options.limits;
    bool there;

    if (j->expected < j->heading.count && ie_str_eq(j->heading.at[j->expected], name)) {
        *column = ++j->expected;
        return 0;
    }
    size_t place = find_place(j, name, &there);
    if (there) {
        *column = j->order.at[place] + 1;
        j->expected = *column;
        return 0;
    }
    if (j->heading.count >= l->columns)
        return ie_sheet_fail_limit(s->sheet, s->err, "sheet.too_many_columns", l->columns,
                                   j->line, 0);
    if (name.len > l->row_bytes - j->names_bytes)
        return ie_sheet_fail_limit(s->sheet, s->err, "sheet.row_too_large", l->row_bytes,
                                   j->line, 0);
    struct ie_str kept = ie_arena_str(&j->names, name);
    struct ie_str *heading = kept.ptr ? IE_PUSH(&j->heading) : NULL;
    if (!heading)
        return ie_fail_nomem(s->err);
    uint32_t *last = IE_PUSH(&j->order);
    if (!last) {
        j->heading.count--;
        return ie_fail_nomem(s->err);
    }
    j->names_bytes += name.len;
    *heading = kept;
    memmove(j->order.at + place + 1, j->order.at + place,
            (j->order.count - 1 - place) * sizeof(*last));
    j->order.at[place] = (uint32_t)j->heading.count - 1;
    *column = (uint32_t)j->heading.count;
    j->expected = *column;
    return 0;
}

/* Scanning. */

/* An error about this line only; the column is counted in characters. */
static int fail_here(struct scan *s, const char *id)
{
    uint32_t column = 1;

    for (const char *p = s->begin; p < s->p; p++)
        column += ((unsigned char)*p & 0xC0) != 0x80;
    s->sheet->go_on = true;
    return ie_sheet_fail(s->sheet, s->err, IE_INPUT, id, s->sheet->jsonl->line, column);
}

static void skip_space(struct scan *s)
{
    while (s->p < s->end && (*s->p == ' ' || *s->p == '\t' || *s->p == '\r'))
        s->p++;
}

static bool take(struct scan *s, char c)
{
    skip_space(s);
    if (s->p == s->end || *s->p != c)
        return false;
    s->p++;
    return true;
}

static bool hex4(const char *p, const char *end, uint32_t *value)
{
    *value = 0;
    if (end - p < 4)
        return false;
    for (int i = 0; i < 4; i++) {
        char c = p[i];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
        if (digit < 0)
            return false;
        *value = *value << 4 | (uint32_t)digit;
    }
    return true;
}

/* The escape after a backslash at *p, as UTF-8. */
static int read_escape(struct scan *s, char out[4], size_t *len)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    uint32_t point, low;

    if (s->p + 1 >= s->end)
        return fail_here(s, "sheet.json");
    const char *plain = s->p[1] ? strchr(from, s->p[1]) : NULL;
    if (plain) {
        out[0] = to[plain - from];
        *len = 1;
        s->p += 2;
        return 0;
    }
    if (s->p[1] != 'u' || !hex4(s->p + 2, s->end, &point) ||
        (point >= 0xDC00 && point < 0xE000))
        return fail_here(s, "sheet.json");
    if (point == 0)
        return fail_here(s, "sheet.nul");
    size_t used = 6;
    if (point >= 0xD800 && point < 0xDC00) {
        if (s->end - s->p < 12 || s->p[6] != '\\' || s->p[7] != 'u' ||
            !hex4(s->p + 8, s->end, &low) || low < 0xDC00 || low > 0xDFFF)
            return fail_here(s, "sheet.json");
        point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
        used = 12;
    }
    *len = ie_utf8_put(point, out);
    s->p += used;
    return 0;
}

enum sink { TO_KEY, TO_CELL, TO_NOWHERE };

static int put(struct scan *s, enum sink sink, const char *text, size_t len)
{
    if (sink == TO_CELL)
        return ie_maker_add(s->sheet, s->column, ie_str_n(text, len), s->err);
    if (sink == TO_KEY) {
        ie_buf_add(&s->sheet->jsonl->key, ie_str_n(text, len));
        return ie_buf_check(&s->sheet->jsonl->key, s->err);
    }
    return 0;
}

/* A string, its opening quote passed; unescaped into the sink. */
static int read_string(struct scan *s, enum sink sink)
{
    char escaped[4];
    size_t len = 0;
    int rc;

    for (;;) {
        const char *from = s->p;
        while (s->p < s->end && *s->p != '"' && *s->p != '\\' &&
               (unsigned char)*s->p >= 32)
            s->p++;
        if (s->p > from && (rc = put(s, sink, from, (size_t)(s->p - from))))
            return rc;
        if (s->p == s->end || (unsigned char)*s->p < 32)
            return fail_here(s, "sheet.json");
        if (*s->p == '"') {
            s->p++;
            return 0;
        }
        if ((rc = read_escape(s, escaped, &len)) || (rc = put(s, sink, escaped, len)))
            return rc;
    }
}

static const char *skip_digits(struct scan *s, const char *p)
{
    while (p < s->end && *p >= '0' && *p <= '9')
        p++;
    return p;
}

/* RFC 8259: -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)? */
static int read_number(struct scan *s, struct ie_str *number)
{
    const char *from = s->p, *p = s->p, *digits;

    p += p < s->end && *p == '-';
    digits = p;
    p = skip_digits(s, p);
    bool good = p > digits && (*digits != '0' || p == digits + 1);
    if (good && p < s->end && *p == '.') {
        digits = ++p;
        p = skip_digits(s, p);
        good = p > digits;
    }
    if (good && p < s->end && (*p == 'e' || *p == 'E')) {
        p++;
        p += p < s->end && (*p == '+' || *p == '-');
        digits = p;
        p = skip_digits(s, p);
        good = p > digits;
    }
    if (!good)
        return fail_here(s, "sheet.json");
    s->p = p;
    *number = ie_str_n(from, (size_t)(p - from));
    return 0;
}

static bool take_word(struct scan *s, const char *word)
{
    size_t len = strlen(word);

    if ((size_t)(s->end - s->p) < len || memcmp(s->p, word, len) != 0)
        return false;
    s->p += len;
    return true;
}

/* A value inside an object or array that becomes the text of a cell: checked, then copied
 * without the white space around tokens. */
static int copy_nested(struct scan *s, unsigned depth);

static int copy_string(struct scan *s)
{
    const char *from = s->p++;
    int rc = read_string(s, TO_NOWHERE);

    return rc ? rc : put(s, TO_CELL, from, (size_t)(s->p - from));
}

static int copy_scalar(struct scan *s)
{
    const char *from = s->p;
    struct ie_str number;

    if (take_word(s, "true") || take_word(s, "false") || take_word(s, "null"))
        return put(s, TO_CELL, from, (size_t)(s->p - from));
    int rc = read_number(s, &number);
    return rc ? rc : put(s, TO_CELL, number.ptr, number.len);
}

static int copy_members(struct scan *s, unsigned depth, bool object)
{
    char closer = object ? '}' : ']';
    int rc;

    if (take(s, closer))
        return put(s, TO_CELL, &closer, 1);
    for (;;) {
        skip_space(s);
        if (object) {
            if (s->p == s->end || *s->p != '"')
                return fail_here(s, "sheet.json");
            if ((rc = copy_string(s)))
                return rc;
            if (!take(s, ':'))
                return fail_here(s, "sheet.json");
            if ((rc = put(s, TO_CELL, ":", 1)))
                return rc;
        }
        if ((rc = copy_nested(s, depth)))
            return rc;
        if (take(s, closer))
            return put(s, TO_CELL, &closer, 1);
        if (!take(s, ','))
            return fail_here(s, "sheet.json");
        if ((rc = put(s, TO_CELL, ",", 1)))
            return rc;
    }
}

/* Recursion is bounded by limits.depth, which ie_jsonl_next caps. */
static int copy_nested(struct scan *s, unsigned depth)
{
    unsigned limit = s->sheet->options.limits.depth;

    skip_space(s);
    if (s->p == s->end)
        return fail_here(s, "sheet.json");
    char c = *s->p;
    if (c == '"')
        return copy_string(s);
    if (c != '{' && c != '[')
        return copy_scalar(s);
    if (depth >= limit) {
        s->sheet->go_on = true;
        return ie_sheet_fail_limit(s->sheet, s->err, "sheet.too_deep", limit,
                                   s->sheet->jsonl->line, 0);
    }
    s->p++;
    int rc = put(s, TO_CELL, &c, 1);
    return rc ? rc : copy_members(s, depth + 1, c == '{');
}

static int read_value(struct scan *s)
{
    char room[IE_NUMBER_ROOM];
    struct ie_str number;
    enum ie_cell_kind kind;
    int rc = 0;

    skip_space(s);
    if (s->p == s->end)
        return fail_here(s, "sheet.json");
    if (*s->p == '"') {
        s->p++;
        kind = IE_CELL_TEXT;
        rc = read_string(s, TO_CELL);
    } else if (*s->p == '{' || *s->p == '[') {
        kind = IE_CELL_JSON;
        rc = copy_nested(s, 1);
    } else if (take_word(s, "null")) {
        kind = IE_CELL_EMPTY;
    } else if (*s->p == 't' || *s->p == 'f') {
        bool yes = *s->p == 't';
        kind = IE_CELL_BOOL;
        if (!take_word(s, yes ? "true" : "false"))
            return fail_here(s, "sheet.json");
        rc = yes ? put(s, TO_CELL, "true", 4) : put(s, TO_CELL, "false", 5);
    } else {
        kind = IE_CELL_NUMBER;
        rc = read_number(s, &number);
        if (!rc) {
            number = ie_number_text(number, false, room);
            rc = put(s, TO_CELL, number.ptr, number.len);
        }
    }
    return rc ? rc : ie_maker_end_cell(s->sheet, s->column, kind, s->err);
}

static int read_member(struct scan *s)
{
    struct ie_buf *key = &s->sheet->jsonl->key;
    int rc;

    if (!take(s, '"'))
        return fail_here(s, "sheet.json");
    ie_buf_clear(key);
    if ((rc = read_string(s, TO_KEY)) ||
        (rc = heading_of(s, key->len ? ie_buf_str(key) : IE_STR(""), &s->column)))
        return rc;
    if (ie_maker_slot(s->sheet, s->column)) {
        rc = fail_here(s, "sheet.json_key_twice");
        ie_error_argn(s->err, "key", key->ptr, key->len);
        return rc;
    }
    if (!take(s, ':'))
        return fail_here(s, "sheet.json");
    return read_value(s);
}

static int read_object(struct scan *s)
{
    bool cut;
    int rc;

    size_t good = ie_utf8_span(s->begin, (size_t)(s->end - s->begin), &cut);
    if (good < (size_t)(s->end - s->begin)) {
        s->p = s->begin + good;
        rc = fail_here(s, "sheet.encoding");
        ie_error_argi(s->err, "offset", (int64_t)good);
        ie_error_arg(s->err, "encoding", "UTF-8");
        return rc;
    }
    if (!take(s, '{'))
        return fail_here(s, "sheet.json_not_object");
    s->sheet->jsonl->expected = 0;
    if (!take(s, '}')) {
        do {
            if ((rc = read_member(s)))
                return rc;
        } while (take(s, ','));
        if (!take(s, '}'))
            return fail_here(s, "sheet.json");
    }
    skip_space(s);
    return s->p == s->end ? 0 : fail_here(s, "sheet.json");
}

/* Lines. */

static int refill(struct ie_sheet *sheet, struct ie_error *err)
{
    struct ie_jsonl_reader *j = sheet->jsonl;
    size_t got;

    int rc = ie_source_read(&sheet->source, j->offset, j->window, sizeof(j->window), &got,
                            err);
    if (rc)
        return rc;
    j->offset += got;
    j->at = 0;
    j->end = got;
    return 0;
}

/* The next line without its end; *got false at the end of the input. A line beyond the
 * limit is passed over and reported. */
static int next_line(struct ie_sheet *sheet, struct ie_str *line, bool *got,
                     struct ie_error *err)
{
    struct ie_jsonl_reader *j = sheet->jsonl;
    uint64_t limit = sheet->options.limits.row_bytes;
    bool any = false, over = false;
    int rc;

    ie_buf_clear(&j->pending);
    for (;;) {
        if (j->at == j->end) {
            if ((rc = refill(sheet, err)))
                return rc;
            if (j->end == 0)
                break;
        }
        any = true;
        const char *from = j->window + j->at;
        const char *stop = memchr(from, '\n', j->end - j->at);
        size_t len = stop ? (size_t)(stop - from) : j->end - j->at;
        j->at += len + (stop != NULL);
        over = over || j->pending.len + len > limit;
        if (stop && !over && !j->pending.len) {
            *line = ie_str_n(from, len);
            j->line++;
            *got = true;
            return 0;
        }
        if (!over)
            ie_buf_add(&j->pending, ie_str_n(from, len));
        if ((rc = ie_buf_check(&j->pending, err)))
            return rc;
        if (stop)
            break;
    }
    *got = any;
    j->line += any;
    if (over) {
        sheet->go_on = true;
        return ie_sheet_fail_limit(sheet, err, "sheet.row_too_large", limit, j->line, 0);
    }
    *line = j->pending.len ? ie_buf_str(&j->pending) : IE_STR("");
    return 0;
}

int ie_jsonl_next(struct ie_sheet *sheet, bool *got, struct ie_error *err)
{
    enum { DEPTH_CAP = 512 };
    struct ie_str line = IE_STR_NONE;
    bool any, blank;
    int rc;

    if (sheet->options.limits.depth > DEPTH_CAP)
        sheet->options.limits.depth = DEPTH_CAP;
    for (;;) {
        if ((rc = next_line(sheet, &line, &any, err)))
            return rc;
        if (!any) {
            *got = false;
            return 0;
        }
        struct scan s = {sheet, err, line.ptr, line.ptr, line.ptr + line.len, 0};
        skip_space(&s);
        if (s.p == s.end)
            continue;
        s.p = s.begin;
        ie_maker_begin(sheet, sheet->jsonl->line);
        if ((rc = read_object(&s))) {
            sheet->go_on |= rc == IE_LIMIT; /* a cell, a row: this line's matter */
            return rc;
        }
        if ((rc = ie_maker_finish(sheet, true, &blank, err)))
            return rc;
        if (!blank) {
            *got = true;
            return 0;
        }
    }
}
