/* Workbooks and packages made byte by byte for the tests of base/sheet.h: what no writer
 * would write has to be built by hand. */
#ifndef IE_TEST_SHEET_BUILD_H
#define IE_TEST_SHEET_BUILD_H

#include <stdlib.h>
#include <zip.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/sheet.h"
#include "harness.h"

#define BUILD_MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define BUILD_REL  "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define BUILD_XML  "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"

struct build_part {
    const char *name;
    struct ie_str text;
};

/* A zip of the parts; the caller frees the text. */
static inline struct ie_str build_zip(const struct build_part *parts, size_t count)
{
    zip_error_t why;
    zip_error_init(&why);
    zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, &why);
    zip_t *zip = target ? zip_open_from_source(target, ZIP_TRUNCATE, &why) : NULL;
    zip_stat_t facts;

    if (!zip)
        IE_BUG("libzip cannot begin a package");
    zip_source_keep(target);
    for (size_t i = 0; i < count; i++) {
        zip_source_t *part =
            zip_source_buffer(zip, parts[i].text.ptr, parts[i].text.len, 0);
        zip_int64_t index =
            part ? zip_file_add(zip, parts[i].name, part, ZIP_FL_ENC_UTF_8) : -1;
        /* the fastest level: tests build megabytes */
        if (index < 0 ||
            zip_set_file_compression(zip, (zip_uint64_t)index, ZIP_CM_DEFLATE, 1) < 0)
            IE_BUG("libzip cannot add a part");
    }
    if (zip_close(zip) < 0 || zip_source_open(target) < 0 ||
        zip_source_stat(target, &facts) < 0)
        IE_BUG("libzip cannot finish a package");
    char *bytes = malloc((size_t)facts.size + 1);
    if (!bytes || zip_source_read(target, bytes, facts.size) != (zip_int64_t)facts.size)
        IE_BUG("libzip cannot give a package back");
    zip_source_close(target);
    zip_source_free(target);
    zip_error_fini(&why);
    return ie_str_n(bytes, (size_t)facts.size);
}

/* The parts around a sheet, so that a test says only what it is about. Any may be NULL:
 * then the usual one. */
struct build_book {
    const char *sheet;    /* xl/worksheets/sheet1.xml, whole */
    const char *rows;     /* or only what is inside sheetData */
    const char *after;    /* and what follows it */
    const char *strings;  /* inside sst */
    const char *styles;   /* inside styleSheet */
    const char *workbook; /* whole */
    const char *relations;
    const char *top;
    struct build_part extra; /* name NULL: none */
};

static inline struct ie_str build_text(const char *before, const char *text,
                                       const char *behind)
{
    struct ie_buf buf = IE_BUF_INIT;

    ie_buf_addz(&buf, before);
    ie_buf_addz(&buf, text ? text : "");
    ie_buf_addz(&buf, behind);
    return ie_buf_str(&buf);
}

static inline struct ie_str build_xlsx(const struct build_book *b)
{
    static const char top[] =
        BUILD_XML "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/"
                  "relationships\"><Relationship Id=\"rId1\" Type=\"" BUILD_REL
                  "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
    static const char relations[] =
        BUILD_XML "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/"
                  "relationships\"><Relationship Id=\"rId1\" Type=\"" BUILD_REL
                  "/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship "
                  "Id=\"rId2\" Type=\"" BUILD_REL
                  "/sharedStrings\" Target=\"/xl/sharedStrings.xml\"/><Relationship "
                  "Id=\"rId3\" Type=\"" BUILD_REL
                  "/styles\" Target=\"./styles.xml\"/></Relationships>";
    static const char workbook[] =
        BUILD_XML "<workbook xmlns=\"" BUILD_MAIN "\" xmlns:r=\"" BUILD_REL
                  "\"><sheets><sheet name=\"Sheet1\" sheetId=\"1\" r:id=\"rId1\"/>"
                  "</sheets></workbook>";
    struct ie_str made[3] = {
        build_text(BUILD_XML "<worksheet xmlns=\"" BUILD_MAIN "\"><sheetData>", b->rows,
                   "</sheetData>"),
        build_text(BUILD_XML "<sst xmlns=\"" BUILD_MAIN "\">", b->strings, "</sst>"),
        build_text(BUILD_XML "<styleSheet xmlns=\"" BUILD_MAIN "\">", b->styles,
                   "</styleSheet>")};
    struct ie_buf sheet = IE_BUF_INIT;
    ie_buf_add(&sheet, made[0]);
    ie_buf_addz(&sheet, b->after ? b->after : "");
    ie_buf_addz(&sheet, "</worksheet>");
    struct build_part parts[7] = {
        {"_rels/.rels", ie_str_z(b->top ? b->top : top)},
        {"xl/workbook.xml", ie_str_z(b->workbook ? b->workbook : workbook)},
        {"xl/_rels/workbook.xml.rels", ie_str_z(b->relations ? b->relations : relations)},
        {"xl/worksheets/sheet1.xml", b->sheet ? ie_str_z(b->sheet) : ie_buf_str(&sheet)},
        {"xl/sharedStrings.xml", made[1]},
        {"xl/styles.xml", made[2]},
        b->extra,
    };
    struct ie_str bytes = build_zip(parts, b->extra.name ? 7 : 6);
    ie_buf_release(&sheet);
    for (size_t i = 0; i < 3; i++)
        ie_free((void *)(uintptr_t)made[i].ptr);
    return bytes;
}

static inline void build_free(struct ie_str bytes)
{
    free((void *)(uintptr_t)bytes.ptr);
}

/* A whole table as one text to compare: "line:kind,text|kind,text\n"; kinds e t n d T b !
 * j. An error ends it with "! id line:column" (and the reading goes on where it can). */
static inline void read_shown(struct ie_sheet *sheet, struct ie_buf *out)
{
    static const char kinds[] = "etndTb!j";
    const struct ie_row *row;
    struct ie_error err;

    for (;;) {
        int rc = ie_sheet_next(sheet, &row, &err);
        if (rc) {
            ie_buf_printf(out, "! %s %u:%u\n", err.id, err.line, err.column);
            if (ie_sheet_can_go_on(sheet))
                continue;
            return;
        }
        if (!row)
            return;
        ie_buf_printf(out, "%u:", row->line);
        for (uint32_t i = 0; i < row->cells; i++) {
            const struct ie_cell *c = &row->cell[i];
            if (c->column != i + 1)
                ie_buf_addz(out, "WRONG COLUMN ");
            if (i)
                ie_buf_addc(out, '|');
            ie_buf_addc(out, kinds[c->kind]);
            if (c->kind != IE_CELL_EMPTY)
                ie_buf_addc(out, ',');
            ie_buf_add(out, c->text);
        }
        ie_buf_addc(out, '\n');
    }
}

/* The same from bytes; an error on opening is "!! id". The caller releases `out`. */
static inline struct ie_str shown(struct ie_str bytes, const char *name,
                                  const struct ie_sheet_options *options,
                                  struct ie_buf *out)
{
    struct ie_sheet *sheet;
    struct ie_error err;

    ie_buf_clear(out);
    int rc = ie_sheet_open_memory(bytes, name, options, &sheet, &err);
    if (rc) {
        ie_buf_printf(out, "!! %s", err.id);
    } else {
        read_shown(sheet, out);
        ie_sheet_close(sheet);
    }
    return out->len ? ie_buf_str(out) : IE_STR("");
}

#endif
