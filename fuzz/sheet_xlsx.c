#include "fuzz.h"

#include <zip.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/sheet.h"

/*
 * Two ways in. What begins with PK is a package as it stands. Anything else is the inside
 * of a package, parted by zero bytes: rows, what follows sheetData, shared strings,
 * styles, the workbook; so that the fuzzer need not learn to write zip and checksums.
 */
#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define RELS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define BEGIN_RELATIONS                                                                  \
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/"             \
    "relationships\">"

static const char top[] = BEGIN_RELATIONS "<Relationship Id=\"a\" Type=\"" RELS
                                          "/officeDocument\" Target=\"w.xml\"/>"
                                          "</Relationships>";
static const char relations[] = BEGIN_RELATIONS
    "<Relationship Id=\"a\" Type=\"" RELS "/worksheet\" Target=\"s.xml\"/>"
    "<Relationship Id=\"b\" Type=\"" RELS "/sharedStrings\" Target=\"t.xml\"/>"
    "<Relationship Id=\"c\" Type=\"" RELS "/styles\" Target=\"y.xml\"/></Relationships>";
static const char workbook[] =
    "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" RELS
    "\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"a\"/></sheets></workbook>";

static void add_part(zip_t *zip, const char *name, struct ie_buf *text)
{
    zip_source_t *source = zip_source_buffer(zip, text->ptr, text->len, 0);

    if (!source)
        IE_BUG("no memory for a part");
    zip_int64_t index = zip_file_add(zip, name, source, 0);
    if (index < 0 || zip_set_file_compression(zip, (zip_uint64_t)index, ZIP_CM_STORE, 0))
        IE_BUG("a part cannot be added");
}

static void wrap(struct ie_buf *out, const char *before, struct ie_str inside,
                 const char *behind)
{
    ie_buf_addz(out, before);
    ie_buf_add(out, inside);
    ie_buf_addz(out, behind);
}

static struct ie_str package(struct ie_str bytes, char *to, size_t room)
{
    struct ie_str piece[5] = {{NULL, 0}};
    struct ie_buf text[6] = {{0}};
    zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *zip = target ? zip_open_from_source(target, ZIP_TRUNCATE, NULL) : NULL;
    zip_stat_t facts;

    if (!zip)
        IE_BUG("no memory for a package");
    for (size_t i = 0; i < IE_COUNT(piece) && ie_str_split(&bytes, '\0', &piece[i]); i++)
        continue;
    wrap(&text[0], top, IE_STR_NONE, "");
    wrap(&text[1], relations, IE_STR_NONE, "");
    wrap(&text[2], piece[4].len ? "" : workbook, piece[4], "");
    wrap(&text[3], "<worksheet xmlns=\"" MAIN "\"><sheetData>", piece[0], "</sheetData>");
    wrap(&text[3], "", piece[1], "</worksheet>");
    wrap(&text[4], "<sst xmlns=\"" MAIN "\">", piece[2], "</sst>");
    wrap(&text[5], "<styleSheet xmlns=\"" MAIN "\">", piece[3], "</styleSheet>");
    static const char *const names[] = {
        "_rels/.rels", "_rels/w.xml.rels", "w.xml", "s.xml", "t.xml", "y.xml"};
    for (size_t i = 0; i < IE_COUNT(names); i++)
        add_part(zip, names[i], &text[i]);
    zip_source_keep(target);
    if (zip_close(zip) < 0 || zip_source_open(target) < 0 ||
        zip_source_stat(target, &facts) < 0 || facts.size > room ||
        zip_source_read(target, to, facts.size) != (zip_int64_t)facts.size)
        IE_BUG("a package cannot be finished");
    zip_source_close(target);
    zip_source_free(target);
    for (size_t i = 0; i < IE_COUNT(text); i++)
        ie_buf_release(&text[i]);
    return ie_str_n(to, (size_t)facts.size);
}

static void read_all(struct ie_str bytes, bool fill)
{
    struct ie_sheet_options options = {
        .format = IE_SHEET_XLSX,
        .fill_merged = fill,
        .limits = {.inflated_bytes = 8 << 20, .cells = 1000000}};
    const struct ie_row *row;
    struct ie_sheet *sheet;
    struct ie_error err;
    uint32_t line = 0;

    int code = ie_sheet_open_memory(bytes, "input.xlsx", &options, &sheet, &err);
    if (code) {
        ie_fuzz_refused(code, &err);
        return;
    }
    IE_FUZZ_CHECK(ie_sheet_at(sheet) < ie_sheet_count(sheet));
    for (;;) {
        code = ie_sheet_next(sheet, &row, &err);
        if (code) {
            ie_fuzz_refused(code, &err);
            IE_FUZZ_CHECK(ie_sheet_next(sheet, &row, &err) == code);
            break;
        }
        if (!row)
            break;
        IE_FUZZ_CHECK(row->line > line);
        line = row->line;
        IE_FUZZ_CHECK(row->cells > 0);
        IE_FUZZ_CHECK(row->cell[row->cells - 1].kind != IE_CELL_EMPTY);
        for (uint32_t i = 0; i < row->cells; i++) {
            IE_FUZZ_CHECK(row->cell[i].column == i + 1);
            IE_FUZZ_CHECK(ie_utf8_valid(row->cell[i].text));
            IE_FUZZ_CHECK(row->cell[i].text.len || row->cell[i].kind == IE_CELL_EMPTY);
        }
    }
    ie_sheet_close(sheet);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ie_str bytes = ie_str_n((const char *)data, size);
    size_t room = size + 16384;

    if (size >= 2 && memcmp(data, "PK", 2) == 0) {
        read_all(bytes, true);
        return 0;
    }
    char *made = ie_calloc(room, 1);
    if (!made)
        return 0;
    bytes = package(bytes, made, room);
    read_all(bytes, false);
    read_all(bytes, true);
    ie_free(made);
    return 0;
}
