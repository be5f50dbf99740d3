/*
 * Tables that people send: CSV, XLSX and JSON Lines through one streaming reader.
 *
 *      file or bytes
 *        │ what it is, by its first bytes, then its name
 *        ├── CSV    ── encoding ── separator ── records ─┐
 *        ├── XLSX   ── zip ── expat ── cells ────────────┼── ie_sheet_next: one row
 *        └── JSON Lines ── one object a line ────────────┘
 *
 * A row is its line in the input and its cells from column 1 on; the cell at index i is
 * column i + 1. XLSX and JSON Lines end a row at the last cell that holds anything; CSV
 * keeps as many cells as the line has. Rows without any non-empty cell are not given.
 * What a cell means (a heading, a country, a number of employees) is the importer's
 * business; base/cellvalue.h helps with that.
 *
 * Nothing is held but the row being read (and, for XLSX, the table of shared strings,
 * which leaves memory for an unlinked temporary file when it grows beyond 32 MB). So the
 * memory of a reader is bounded whatever the size of the file, and every other quantity
 * that hostile input could drive up has a stated limit (struct ie_sheet_limits): a limit
 * that is hit is IE_LIMIT, bad bytes are IE_INPUT, both with file, line and column.
 *
 *   struct ie_sheet *sheet;
 *   const struct ie_row *row;
 *   int rc = ie_sheet_open_path(path, NULL, &sheet, err);
 *   while (!rc && !(rc = ie_sheet_next(sheet, &row, err)) && row)
 *       ...
 *   ie_sheet_close(sheet);
 *
 * Formats: RFC 4180; ECMA-376 (transitional and strict); https://jsonlines.org. Security:
 * document type declarations are refused (so are all entities but the five of XML), the
 * package is never unpacked to disk, only regular files are opened.
 */
#ifndef IE_BASE_SHEET_H
#define IE_BASE_SHEET_H

#include "base/error.h"
#include "base/str.h"

enum ie_sheet_format {
    IE_SHEET_AUTO = 0, /* options only: by content, then by the name's ending */
    IE_SHEET_CSV,
    IE_SHEET_XLSX,
    IE_SHEET_JSONL,
};

enum ie_cell_kind {
    IE_CELL_EMPTY = 0, /* no text (CSV: nothing between two separators) */
    IE_CELL_TEXT,
    IE_CELL_NUMBER, /* decimal text, shortest that reads back: "0.1", "1248100998" */
    IE_CELL_DAY,    /* "2019-10-28" */
    IE_CELL_TIME,   /* "2019-10-28T10:30:00", or "10:30:00" when it has no day */
    IE_CELL_BOOL,   /* "true", "false" */
    IE_CELL_ERROR,  /* XLSX: "#N/A", "#REF!" … */
    IE_CELL_JSON,   /* JSON Lines: an object or array, as compact JSON text */
};

/* Text is UTF-8, without NUL, as it stands in the input (not trimmed, not normalised). */
struct ie_cell {
    struct ie_str text;
    enum ie_cell_kind kind;
    uint32_t column; /* from 1 */
};

/* Borrowed from the reader until the next call. */
struct ie_row {
    uint32_t line; /* from 1. CSV: line of the file where the row begins; XLSX: row of
                      the sheet; JSON Lines: line of the file */
    uint32_t cells;
    const struct ie_cell *cell;
};

/* 0 means the default in brackets. */
struct ie_sheet_limits {
    uint64_t file_bytes;     /* the file itself [1 GB] */
    uint64_t row_bytes;      /* text of one row [10 MB] */
    uint64_t cell_bytes;     /* text of one cell [1 MB] */
    uint32_t columns;        /* [16,384, as Excel] */
    uint64_t rows;           /* [1,048,576, as Excel; CSV and JSON Lines 10,000,000] */
    uint64_t cells;          /* all cells given, empty ones too [200,000,000] */
    uint64_t inflated_bytes; /* all that is inflated from a package [4 GB] */
    uint32_t ratio;          /* inflated : packed, beyond the first 16 MB [500] */
    uint64_t strings_bytes;  /* shared strings [1 GB, of which 32 MB in memory] */
    uint32_t strings;        /* shared strings [12,000,000] */
    uint32_t entries;        /* files in a package [10,000] */
    uint32_t merges;         /* merged ranges [100,000] */
    uint32_t depth;          /* nested elements, nested JSON [64] */
};

struct ie_sheet_options {
    enum ie_sheet_format format;
    const char *sheet_name; /* XLSX: NULL: the first visible sheet */
    const char *encoding;   /* CSV: NULL: detected; else one of ie_sheet_encodings */
    char separator;         /* CSV: 0: detected among , ; TAB */
    bool keep_guard;        /* CSV: do not take off the apostrophe that guards a formula
                               (see ie_csv_writer), so "'=1" stays "'=1" */
    bool merges;            /* XLSX: find the merged ranges (one more pass on opening) */
    bool fill_merged;       /* XLSX: every cell of a merged range has the range's value
                               (implies merges) */
    const char *spill_dir;  /* XLSX: for large shared strings; NULL: /var/tmp, /tmp */
    struct ie_sheet_limits limits;
};

struct ie_sheet;

/*
 * Opens a table. `options` may be NULL. `name` is what errors call the input, and its
 * ending decides between formats when the content does not.
 *
 * _path and _fd: regular files only; the descriptor is duplicated, so the caller still
 * closes its own. The file must not change while it is read. _memory: the bytes must
 * outlive the sheet.
 *
 * Errors: IE_IO sheet.open, sheet.read {path, reason}; IE_INPUT sheet.not_a_file,
 * sheet.empty, sheet.unknown_encoding {encoding}, sheet.encoding {offset}, sheet.html
 * (HTML saved as .xls); XLSX: sheet.not_a_zip, sheet.not_xlsx, sheet.old_xls,
 * sheet.encrypted, sheet.zip_name {name}, sheet.zip_duplicate {name}, sheet.zip_damaged
 * {reason}, sheet.part_missing {part}, sheet.xml {part, reason}, sheet.doctype {part},
 * sheet.no_sheet, sheet.no_such_sheet {sheet}; IE_LIMIT sheet.file_too_large,
 * sheet.too_many_entries, sheet.bomb, sheet.strings_too_large, sheet.too_many_merges,
 * sheet.too_deep, each with {limit}; IE_NOMEM.
 *
 * Cost: CSV O(file) (one pass to know the encoding); XLSX O(shared strings), and
 * O(sheet) more with options.merges; JSON Lines O(1).
 */
int ie_sheet_open_path(const char *path, const struct ie_sheet_options *options,
                       struct ie_sheet **sheet, struct ie_error *err) IE_MUST_CHECK;
int ie_sheet_open_fd(int fd, const char *name, const struct ie_sheet_options *options,
                     struct ie_sheet **sheet, struct ie_error *err) IE_MUST_CHECK;
int ie_sheet_open_memory(struct ie_str bytes, const char *name,
                         const struct ie_sheet_options *options, struct ie_sheet **sheet,
                         struct ie_error *err) IE_MUST_CHECK;
void ie_sheet_close(struct ie_sheet *sheet); /* NULL is fine */

/*
 * The next row, or *row NULL at the end. Errors (all with file, line, column where
 * known): IE_INPUT sheet.quote_unclosed {line}, sheet.quote_stray, sheet.nul,
 * sheet.encoding {offset}, sheet.json, sheet.json_not_object, sheet.json_key_twice
 * {key}, sheet.xml, sheet.cell_reference {value}, sheet.cell_value {value}; IE_LIMIT
 * sheet.row_too_large, sheet.cell_too_large, sheet.too_many_columns,
 * sheet.too_many_rows, sheet.too_many_cells, sheet.too_deep, sheet.bomb, each {limit};
 * IE_IO; IE_NOMEM.
 *
 * After an error of JSON Lines that concerns one line only, ie_sheet_can_go_on is true
 * and the next call gives the line after. After any other error, the same error comes
 * again. O(row).
 */
int ie_sheet_next(struct ie_sheet *sheet, const struct ie_row **row,
                  struct ie_error *err) IE_MUST_CHECK;
bool ie_sheet_can_go_on(const struct ie_sheet *sheet);

enum ie_sheet_format ie_sheet_format(const struct ie_sheet *sheet);
const char *ie_sheet_encoding(const struct ie_sheet *sheet); /* "UTF-8", "CP949", … */
char ie_sheet_separator(const struct ie_sheet *sheet);       /* CSV; else 0 */
/* Share of the input read so far, 0 to 1000 (progress bars). */
int ie_sheet_permille(const struct ie_sheet *sheet);

/* XLSX: the worksheets in order, of which `ie_sheet_at` is being read. Else count 0. */
uint32_t ie_sheet_count(const struct ie_sheet *sheet);
uint32_t ie_sheet_at(const struct ie_sheet *sheet);
struct ie_str ie_sheet_name(const struct ie_sheet *sheet, uint32_t index);
bool ie_sheet_hidden(const struct ie_sheet *sheet, uint32_t index);

/*
 * JSON Lines: the headings met so far, the union of all keys in order of first
 * appearance; heading i belongs to column i + 1. A row read later may add some, so look
 * again after each row. CSV and XLSX: none (the first row is what the importer makes of
 * it). The text lives as long as the sheet.
 */
uint32_t ie_sheet_headings(const struct ie_sheet *sheet);
struct ie_str ie_sheet_heading(const struct ie_sheet *sheet, uint32_t index);

/* XLSX: merged ranges of the sheet by first row, then column; none unless options.merges
 * or options.fill_merged asked for them. */
struct ie_sheet_range {
    uint32_t first_line, last_line;     /* from 1, inclusive */
    uint32_t first_column, last_column; /* from 1, inclusive */
};
uint32_t ie_sheet_merges(const struct ie_sheet *sheet,
                         const struct ie_sheet_range **ranges);

/* The names accepted in options.encoding, NULL at the end: UTF-8, CP949, UTF-16LE … */
extern const char *const ie_sheet_encodings[];

/* The cell of a column (from 1); an empty one beyond the row's end. O(1). */
static inline struct ie_cell ie_row_cell(const struct ie_row *row, uint32_t column)
{
    if (column == 0 || column > row->cells)
        return (struct ie_cell){IE_STR_NONE, IE_CELL_EMPTY, column};
    return row->cell[column - 1];
}

/* The letters of a column as spreadsheets show them: 1 "A", 27 "AA", 16384 "XFD". */
void ie_column_letters(uint32_t column, char out[8]);

#endif
