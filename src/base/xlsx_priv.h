/*
 * XLSX behind base/sheet.h:
 *
 *   xlsx_package   the zip: what may be in it, parts found by name, inflated in pieces
 *   xlsx_xml       expat over a part: no DTD, bounded depth and tokens, stops for a row
 *   xlsx_book      relationships, workbook, styles: which sheet, which cells are dates
 *   xlsx_strings   the table of shared strings
 *   xlsx_sheet     cells
 */
#ifndef IE_BASE_XLSX_PRIV_H
#define IE_BASE_XLSX_PRIV_H

#include <expat.h>

#include "base/arena.h"
#include "base/sheet_priv.h"

/* Package. */

struct ie_package;
int ie_package_open(const struct ie_sheet *sheet, struct ie_package **package,
                    struct ie_error *err) IE_MUST_CHECK;
void ie_package_close(struct ie_package *package);
/* Whether there is a part of that name ("xl/workbook.xml"; case does not matter). */
bool ie_package_has(const struct ie_package *package, const char *name);

/* One part being inflated. */
struct ie_part {
    struct ie_package *package;
    void *file; /* zip_file_t */
    const char *name;
    uint64_t packed, declared, inflated;
    bool counted; /* the package's total has this part's packed size */
};

/* IE_INPUT sheet.part_missing {part}, sheet.encrypted, sheet.zip_damaged. `name` must
 * outlive the part. */
int ie_part_open(struct ie_package *package, const char *name, struct ie_part *part,
                 struct ie_error *err) IE_MUST_CHECK;
/* *got 0 at the end. IE_LIMIT sheet.bomb; IE_INPUT sheet.zip_damaged. */
int ie_part_read(struct ie_part *part, void *to, size_t room, size_t *got,
                 struct ie_error *err) IE_MUST_CHECK;
void ie_part_close(struct ie_part *part);

/* XML. */

enum ie_xml_space {
    IE_XML_OTHER = 0,
    IE_XML_MAIN,    /* SpreadsheetML, transitional or strict */
    IE_XML_RELS,    /* package relationships */
    IE_XML_DOC_RELS /* officeDocument relationships (r:id) */
};

struct ie_xml;
/* `depth` is 1 for the root. A handler that fails sets xml's error and returns its code;
 * parsing then stops with it. `attributes` as expat's. */
struct ie_xml_handlers {
    int (*start)(struct ie_xml *xml, const char *name, unsigned depth,
                 const char **attributes);
    int (*end)(struct ie_xml *xml, const char *name, unsigned depth);
    int (*text)(struct ie_xml *xml, struct ie_str text); /* may be NULL */
};

struct ie_xml {
    struct ie_sheet *sheet;
    void *data;
    struct ie_error *err; /* of the call under way */
    const struct ie_xml_handlers *handlers;
    /* private */
    XML_Parser parser;
    struct ie_part part;
    unsigned depth;
    uint64_t fed;
    int rc;
    bool paused, last;
};

int ie_xml_open(struct ie_xml *xml, struct ie_sheet *sheet, struct ie_package *package,
                const char *part, const struct ie_xml_handlers *handlers, void *data,
                struct ie_error *err) IE_MUST_CHECK;
void ie_xml_close(struct ie_xml *xml);
/* Goes on until a handler calls ie_xml_pause, or to the end: *more false. */
int ie_xml_step(struct ie_xml *xml, bool *more, struct ie_error *err) IE_MUST_CHECK;
void ie_xml_pause(struct ie_xml *xml);
/* open, step to the end, close */
int ie_xml_whole(struct ie_sheet *sheet, struct ie_package *package, const char *part,
                 const struct ie_xml_handlers *handlers, void *data,
                 struct ie_error *err) IE_MUST_CHECK;
/* The name without its namespace if it is of that space, else "". */
const char *ie_xml_name(const char *name, enum ie_xml_space space);
/* The value of an attribute without namespace, or NULL. */
const char *ie_xml_attribute(const char **attributes, const char *name);
/* r:id */
const char *ie_xml_relation(const char **attributes);
/* ST_Xstring: _xHHHH_ stands for a character; result in `out` (appended). */
void ie_xml_unescape(struct ie_str text, struct ie_buf *out);

/* Book. */

struct ie_book_sheet {
    struct ie_str name;
    const char *part; /* "xl/worksheets/sheet1.xml"; NULL: no worksheet */
    bool hidden;
};

struct ie_book {
    struct ie_arena arena;
    const char *workbook, *styles, *strings; /* parts; the last two may be NULL */
    IE_VEC(struct ie_book_sheet) sheet;      /* worksheets in order */
    bool from_1904;
    IE_VEC(uint8_t) look; /* enum ie_number_look by cell style */
};

int ie_book_open(struct ie_book *book, struct ie_sheet *sheet, struct ie_package *package,
                 struct ie_error *err) IE_MUST_CHECK;
void ie_book_close(struct ie_book *book);

/* Shared strings. */

struct ie_strings;
int ie_strings_load(struct ie_sheet *sheet, struct ie_package *package, const char *part,
                    struct ie_strings **strings, struct ie_error *err) IE_MUST_CHECK;
void ie_strings_free(struct ie_strings *strings);
/* Adds string `index` to the cell being made; `strings` may be NULL (no table). IE_INPUT
 * sheet.cell_value if there is no such string. */
int ie_strings_add(struct ie_sheet *sheet, struct ie_strings *strings, uint64_t index,
                   uint32_t column, struct ie_error *err) IE_MUST_CHECK;

#endif
