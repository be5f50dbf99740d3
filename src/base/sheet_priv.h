/* What the readers behind base/sheet.h share; not for anyone else. */
#ifndef IE_BASE_SHEET_PRIV_H
#define IE_BASE_SHEET_PRIV_H

#include "base/buf.h"
#include "base/sheet.h"
#include "base/vec.h"

/* Bytes of the input at any offset: a regular file or memory. */
struct ie_source {
    int fd; /* -1: memory */
    const char *bytes;
    uint64_t size;
    const char *name; /* for errors */
};

/* Reads up to `room` bytes at `offset`; *got is less only at the end. IE_IO sheet.read.
 */
int ie_source_read(const struct ie_source *source, uint64_t offset, void *to, size_t room,
                   size_t *got, struct ie_error *err) IE_MUST_CHECK;

/*
 * A row in the making. Text of all cells lies in one buffer, so the cells keep offsets
 * until the row is done; columns may come in any order.
 */
struct ie_slot {
    size_t start, len;
    enum ie_cell_kind kind;
    bool set; /* the input spoke of this cell */
};

struct ie_row_maker {
    struct ie_buf text;
    IE_VEC(struct ie_slot) slot;
    IE_VEC(struct ie_cell) cell;
    uint32_t used; /* slots up to the last one that was set */
    bool open;     /* a cell was begun; its text is from `start` to the end */
    size_t start;
    struct ie_row row;
};

struct ie_headings;
struct ie_xlsx_reader;
struct ie_csv_reader;
struct ie_jsonl_reader;

struct ie_sheet {
    enum ie_sheet_format format;
    struct ie_sheet_options options; /* limits resolved: none is 0 */
    char name[104];
    struct ie_source source;
    struct ie_row_maker maker;
    uint64_t rows, cells; /* given so far */
    bool ended;
    bool go_on;             /* the last error concerned one line only */
    struct ie_error broken; /* code set: what every further call returns */
    struct ie_csv_reader *csv;
    struct ie_jsonl_reader *jsonl;
    struct ie_xlsx_reader *xlsx;
};

/* Sets an error about this input; line and column may be 0. Returns code. */
int ie_sheet_fail(const struct ie_sheet *sheet, struct ie_error *err, enum ie_code code,
                  const char *id, uint64_t line, uint32_t column);
/* An IE_LIMIT with {limit}. */
int ie_sheet_fail_limit(const struct ie_sheet *sheet, struct ie_error *err,
                        const char *id, uint64_t limit, uint64_t line, uint32_t column);

/* Row making. A cell is begun, gets text, is ended; or is set at once. */
void ie_maker_begin(struct ie_sheet *sheet, uint64_t line);
int ie_maker_set(struct ie_sheet *sheet, uint32_t column, enum ie_cell_kind kind,
                 struct ie_str text, struct ie_error *err) IE_MUST_CHECK;
/* Text for the cell being written; checks the limits of cell and row. */
int ie_maker_add(struct ie_sheet *sheet, uint32_t column, struct ie_str text,
                 struct ie_error *err) IE_MUST_CHECK;
int ie_maker_end_cell(struct ie_sheet *sheet, uint32_t column, enum ie_cell_kind kind,
                      struct ie_error *err) IE_MUST_CHECK;
/* The slot of a column that was set in this row, or NULL. */
struct ie_slot *ie_maker_slot(struct ie_sheet *sheet, uint32_t column);
/* Makes the cells; *blank if none holds anything (the row is then not counted). `trim`
 * ends the row at the last cell that holds anything. */
int ie_maker_finish(struct ie_sheet *sheet, bool trim, bool *blank,
                    struct ie_error *err) IE_MUST_CHECK;

/* Text in: bytes of the file become UTF-8. */
struct ie_decoder;
/* Finds out (or checks) the encoding; reads the whole input once. `encoding` NULL: by
 * looking. */
int ie_decoder_new(const struct ie_sheet *sheet, const char *encoding,
                   struct ie_decoder **decoder, struct ie_error *err) IE_MUST_CHECK;
void ie_decoder_free(struct ie_decoder *decoder);
/* More text into to[0..room), room at least 64; *got 0 at the end. Never cuts a
 * character in two. */
int ie_decoder_read(struct ie_decoder *decoder, char *to, size_t room, size_t *got,
                    struct ie_error *err) IE_MUST_CHECK;
const char *ie_decoder_encoding(const struct ie_decoder *decoder);
uint64_t ie_decoder_offset(const struct ie_decoder *decoder);
/* Length of the well-formed prefix of UTF-8; *cut when what follows may be a character
 * whose rest is missing. O(n). */
size_t ie_utf8_span(const char *text, size_t len, bool *cut);

/* The three readers. _next makes one row in sheet->maker; *got false at the end. */
int ie_csv_open(struct ie_sheet *sheet, struct ie_error *err) IE_MUST_CHECK;
int ie_csv_next(struct ie_sheet *sheet, bool *got, struct ie_error *err) IE_MUST_CHECK;
void ie_csv_close(struct ie_sheet *sheet);
uint64_t ie_csv_offset(const struct ie_sheet *sheet);
char ie_csv_separator(const struct ie_sheet *sheet);
const char *ie_csv_encoding(const struct ie_sheet *sheet);

int ie_jsonl_open(struct ie_sheet *sheet, struct ie_error *err) IE_MUST_CHECK;
int ie_jsonl_next(struct ie_sheet *sheet, bool *got, struct ie_error *err) IE_MUST_CHECK;
void ie_jsonl_close(struct ie_sheet *sheet);
uint64_t ie_jsonl_offset(const struct ie_sheet *sheet);
uint32_t ie_jsonl_headings(const struct ie_sheet *sheet);
struct ie_str ie_jsonl_heading(const struct ie_sheet *sheet, uint32_t index);

int ie_xlsx_open(struct ie_sheet *sheet, struct ie_error *err) IE_MUST_CHECK;
int ie_xlsx_next(struct ie_sheet *sheet, bool *got, struct ie_error *err) IE_MUST_CHECK;
void ie_xlsx_close(struct ie_sheet *sheet);
int ie_xlsx_permille(const struct ie_sheet *sheet);

#endif
