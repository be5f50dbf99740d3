/*
 * CSV after RFC 4180, as spreadsheet programs really write it: any of three separators, a
 * `sep=;` line, line ends of CR, LF or both, line breaks inside quotes, rows of unequal
 * length. One character class table drives both scans, so that text between two special
 * characters is copied in one piece.
 */
#include "base/sheet_priv.h"

enum { WINDOW = 65536 };

enum { PLAIN = 0, SEPARATOR = 1, LINE_END = 2, QUOTE = 4, NUL = 8 };

struct ie_csv_reader {
    struct ie_decoder *decoder;
    uint64_t line; /* of the character at `at` */
    size_t at, end;
    bool drained;  /* the decoder has no more */
    bool after_cr; /* the character before `at` was CR */
    char separator;
    unsigned char class[256];
    char window[WINDOW];
};

/* More text behind what is left; true if there is any at `at`. */
static int more(struct ie_csv_reader *csv, bool *any, struct ie_error *err)
{
    if (csv->at < csv->end || csv->drained) {
        *any = csv->at < csv->end;
        return 0;
    }
    size_t got;
    int rc = ie_decoder_read(csv->decoder, csv->window, sizeof(csv->window), &got, err);
    if (rc)
        return rc;
    csv->at = 0;
    csv->end = got;
    csv->drained = got == 0;
    *any = got > 0;
    return 0;
}

/* How many cells a record beginning at *at has with this separator; *at moves behind its
 * line end. 0 when the text ends before the record does, unless it is the `whole` text.
 * *stray counts quotation marks that stand where this separator leaves them no meaning. */
static unsigned count_cells(struct ie_str text, size_t *at, bool whole, char separator,
                            unsigned *stray)
{
    enum { FRESH, BARE, QUOTED, CLOSED } in = FRESH;
    unsigned cells = 1;

    for (size_t i = *at; i < text.len; i++) {
        char c = text.ptr[i];
        if (in == QUOTED) {
            in = c == '"' ? CLOSED : QUOTED;
        } else if (c == '"') {
            *stray += in == BARE;
            in = in == BARE ? BARE : QUOTED;
        } else if (c == separator) {
            cells++;
            in = FRESH;
        } else if (c == '\n' || c == '\r') {
            *at = i + 1;
            if (c == '\r' && i + 1 < text.len && text.ptr[i + 1] == '\n')
                *at = i + 2;
            return cells;
        } else {
            *stray += in == CLOSED && c != ' ';
            in = in == CLOSED && c == ' ' ? CLOSED : BARE;
        }
    }
    if (!whole || *at == text.len)
        return 0;
    *stray += in == QUOTED;
    *at = text.len;
    return cells;
}

enum { RECORDS = 32 };

struct guess {
    char separator;
    unsigned stray; /* quotation marks without meaning */
    unsigned agree; /* records that have as many cells as each other */
    unsigned cells; /* and how many that is */
};

static bool is_better(const struct guess *a, const struct guess *b)
{
    if ((a->stray == 0) != (b->stray == 0))
        return a->stray == 0;
    return a->agree > b->agree || (a->agree == b->agree && a->cells > b->cells);
}

static struct guess judge_separator(struct ie_str text, bool whole, char separator)
{
    struct guess guess = {.separator = separator};
    unsigned cells[RECORDS];
    size_t at = 0, n = 0;

    while (n < RECORDS) {
        size_t from = at;
        unsigned stray = 0;
        cells[n] = count_cells(text, &at, whole, separator, &stray);
        guess.stray += stray;
        if (!cells[n])
            break;
        n += at - from > 2 || cells[n] > 1; /* blank lines say nothing */
    }
    for (size_t i = 0; i < n; i++) {
        unsigned agree = 0;
        for (size_t j = 0; j < n; j++)
            agree += cells[j] == cells[i];
        if (cells[i] > 1 &&
            (agree > guess.agree || (agree == guess.agree && cells[i] > guess.cells))) {
            guess.agree = agree;
            guess.cells = cells[i];
        }
    }
    return guess;
}

/* The separator by which most of the first records have the same number (> 1) of cells,
 * among those that make sense of all quotation marks if there are any. */
static char find_separator(struct ie_str text, bool whole)
{
    static const char candidates[] = {',', ';', '\t'};
    struct guess best = {.separator = ','};

    for (size_t k = 0; k < sizeof(candidates); k++) {
        struct guess guess = judge_separator(text, whole, candidates[k]);
        if (guess.cells && (!best.cells || is_better(&guess, &best)))
            best = guess;
    }
    return best.separator;
}

/* "sep=;" on the first line, which Excel writes and obeys. */
static bool take_separator_line(struct ie_csv_reader *csv)
{
    struct ie_str text = ie_str_n(csv->window, csv->end);

    if (text.len < 6 || !ie_str_eq_ascii_nocase(ie_str_sub(text, 0, 4), IE_STR("sep=")) ||
        !strchr(",;\t|", text.ptr[4]) || !text.ptr[4])
        return false;
    if (text.ptr[5] != '\r' && text.ptr[5] != '\n')
        return false;
    csv->separator = text.ptr[4];
    csv->at = 6;
    if (text.ptr[5] == '\r' && text.len > 6 && text.ptr[6] == '\n')
        csv->at = 7;
    csv->line = 2;
    return true;
}

int ie_csv_open(struct ie_sheet *sheet, struct ie_error *err)
{
    struct ie_csv_reader *csv = ie_calloc(1, sizeof(*csv));
    bool any;

    if (!csv)
        return ie_fail_nomem(err);
    sheet->csv = csv;
    csv->line = 1;
    int rc = ie_decoder_new(sheet, sheet->options.encoding, &csv->decoder, err);
    if (rc || (rc = more(csv, &any, err)))
        return rc;
    if (!any)
        return ie_sheet_fail(sheet, err, IE_INPUT, "sheet.empty", 0, 0);
    if (!take_separator_line(csv))
        csv->separator = find_separator(ie_str_n(csv->window, csv->end),
                                        csv->end < sizeof(csv->window));
    if (sheet->options.separator)
        csv->separator = sheet->options.separator;
    csv->class[(unsigned char)'\n'] = LINE_END;
    csv->class[(unsigned char)'\r'] = LINE_END;
    csv->class[(unsigned char)'"'] = QUOTE;
    csv->class[0] = NUL;
    csv->class[(unsigned char)csv->separator] = SEPARATOR;
    return 0;
}

void ie_csv_close(struct ie_sheet *sheet)
{
    if (!sheet->csv)
        return;
    ie_decoder_free(sheet->csv->decoder);
    ie_free(sheet->csv);
    sheet->csv = NULL;
}

uint64_t ie_csv_offset(const struct ie_sheet *sheet)
{
    return ie_decoder_offset(sheet->csv->decoder);
}

char ie_csv_separator(const struct ie_sheet *sheet)
{
    return sheet->csv->separator;
}

const char *ie_csv_encoding(const struct ie_sheet *sheet)
{
    return ie_decoder_encoding(sheet->csv->decoder);
}

/* Copies up to the next character of one of the classes; *class is that of the character
 * at `at`, PLAIN at the end of the text. */
static int copy_until(struct ie_sheet *sheet, unsigned stop, uint32_t column,
                      unsigned *class, struct ie_error *err)
{
    struct ie_csv_reader *csv = sheet->csv;
    bool any;
    int rc;

    for (;;) {
        if ((rc = more(csv, &any, err)))
            return rc;
        if (!any) {
            *class = PLAIN;
            return 0;
        }
        size_t i = csv->at;
        while (i < csv->end && !(csv->class[(unsigned char)csv->window[i]] & stop))
            i++;
        if (i > csv->at) {
            rc = ie_maker_add(sheet, column, ie_str_n(csv->window + csv->at, i - csv->at),
                              err);
            if (rc)
                return rc;
            csv->after_cr = false;
            csv->at = i;
        }
        if (i < csv->end) {
            *class = csv->class[(unsigned char)csv->window[i]];
            if (*class != NUL)
                return 0;
            ie_sheet_fail(sheet, err, IE_INPUT, "sheet.nul", csv->line, column);
            return IE_INPUT;
        }
    }
}

/* Steps over the line end at `at`, keeping the count of lines. */
static void step_line_end(struct ie_csv_reader *csv)
{
    bool cr = csv->window[csv->at] == '\r';

    csv->line += cr || !csv->after_cr;
    csv->after_cr = cr;
    csv->at++;
}

/* The text between quotes; the opening one has been passed, the closing one will be. */
static int read_quoted(struct ie_sheet *sheet, uint32_t column, struct ie_error *err)
{
    struct ie_csv_reader *csv = sheet->csv;
    uint64_t opened = csv->line;
    unsigned class;
    bool any;
    int rc;

    for (;;) {
        if ((rc = copy_until(sheet, QUOTE | LINE_END | NUL, column, &class, err)))
            return rc;
        if (class == PLAIN) {
            ie_sheet_fail(sheet, err, IE_INPUT, "sheet.quote_unclosed", opened, column);
            ie_error_argi(err, "line", (int64_t)opened);
            return IE_INPUT;
        }
        char c = csv->window[csv->at];
        if (class == LINE_END) {
            step_line_end(csv);
        } else {
            csv->at++;
            csv->after_cr = false;
            if ((rc = more(csv, &any, err)))
                return rc;
            if (!any || csv->window[csv->at] != '"')
                return 0;
            csv->at++;
        }
        if ((rc = ie_maker_add(sheet, column, ie_str_n(&c, 1), err)))
            return rc;
    }
}

/* Between the closing quote and the separator there may be spaces and nothing else. */
static int skip_to_separator(struct ie_sheet *sheet, uint32_t column, unsigned *class,
                             struct ie_error *err)
{
    struct ie_csv_reader *csv = sheet->csv;
    bool any;
    int rc;

    for (;;) {
        if ((rc = more(csv, &any, err)))
            return rc;
        *class = any ? csv->class[(unsigned char)csv->window[csv->at]] : PLAIN;
        if (!any || *class == SEPARATOR || *class == LINE_END)
            return 0;
        if (csv->window[csv->at] != ' ')
            return ie_sheet_fail(sheet, err, IE_INPUT, "sheet.quote_stray", csv->line,
                                 column);
        csv->at++;
    }
}

/* Takes off the apostrophe that ie_csv_cell puts before what looks like a formula. */
static void unguard(struct ie_sheet *sheet, uint32_t column)
{
    struct ie_slot *slot = ie_maker_slot(sheet, column);
    const char *text = sheet->maker.text.ptr;

    if (sheet->options.keep_guard || !slot || slot->len < 2 || text[slot->start] != '\'')
        return;
    size_t i = slot->start, end = slot->start + slot->len;
    while (i < end && text[i] == '\'')
        i++;
    if (i < end && strchr("=+-@\t\r", text[i])) {
        slot->start++;
        slot->len--;
    }
}

/* One cell; *class says what ended it: SEPARATOR, LINE_END or (end of text) PLAIN. */
static int read_cell(struct ie_sheet *sheet, uint32_t column, unsigned *class,
                     struct ie_error *err)
{
    struct ie_csv_reader *csv = sheet->csv;
    bool any;

    int rc = more(csv, &any, err);
    if (rc)
        return rc;
    if (any && csv->window[csv->at] == '"') {
        csv->at++;
        csv->after_cr = false;
        rc = read_quoted(sheet, column, err);
        if (!rc)
            rc = skip_to_separator(sheet, column, class, err);
    } else {
        rc = copy_until(sheet, SEPARATOR | LINE_END | NUL, column, class, err);
    }
    if (!rc)
        rc = ie_maker_end_cell(sheet, column, IE_CELL_TEXT, err);
    if (!rc)
        unguard(sheet, column);
    return rc;
}

/* A record and its line end. */
static int read_record(struct ie_sheet *sheet, struct ie_error *err)
{
    struct ie_csv_reader *csv = sheet->csv;
    unsigned class = SEPARATOR;
    bool any;
    int rc;

    for (uint32_t column = 1; class == SEPARATOR; column++) {
        if ((rc = read_cell(sheet, column, &class, err)))
            return rc;
        if (class == SEPARATOR) {
            csv->at++;
            csv->after_cr = false;
        }
    }
    if (class == LINE_END) {
        step_line_end(csv);
        if (csv->after_cr) {
            if ((rc = more(csv, &any, err)))
                return rc;
            if (any && csv->window[csv->at] == '\n')
                step_line_end(csv);
        }
        csv->after_cr = false;
    }
    return 0;
}

int ie_csv_next(struct ie_sheet *sheet, bool *got, struct ie_error *err)
{
    struct ie_csv_reader *csv = sheet->csv;
    bool any, blank;
    int rc;

    for (;;) {
        if ((rc = more(csv, &any, err)))
            return rc;
        if (!any) {
            *got = false;
            return 0;
        }
        ie_maker_begin(sheet, csv->line);
        if ((rc = read_record(sheet, err)) ||
            (rc = ie_maker_finish(sheet, false, &blank, err)))
            return rc;
        if (!blank) {
            *got = true;
            return 0;
        }
    }
}
