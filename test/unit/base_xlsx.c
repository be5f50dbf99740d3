/* XLSX: what the cells say, and what hostile packages get. */
#include "sheet_build.h"

static void check_book(const struct build_book *book,
                       const struct ie_sheet_options *options, const char *expected)
{
    struct ie_buf out = IE_BUF_INIT;
    struct ie_str bytes = build_xlsx(book);

    IE_CHECK_STR(shown(bytes, "t.xlsx", options, &out), expected);
    ie_buf_release(&out);
    build_free(bytes);
}

static void check_rows(const char *rows, const char *expected)
{
    check_book(&(struct build_book){.rows = rows}, NULL, expected);
}

IE_TEST(xlsx_kinds_of_cells)
{
    check_book(
        &(struct build_book){
            .rows = "<row r=\"2\"><c r=\"B2\" t=\"s\"><v>1</v></c><c r=\"C2\" "
                    "t=\"inlineStr\"><is><t>in</t><r><t xml:space=\"preserve\"> line"
                    "</t></r><rPh sb=\"0\"><t>NO</t></rPh></is></c>"
                    "<c r=\"D2\" t=\"str\"><f>A1&amp;B1</f><v>made</v></c>"
                    "<c r=\"E2\" t=\"b\"><v>1</v></c><c r=\"F2\" t=\"e\"><v>#N/A</v></c>"
                    "<c r=\"G2\"><v>12.5</v></c><c r=\"H2\" s=\"0\"/></row>",
            .strings = "<si><t>zero</t></si><si><r><t>rich</t></r><r><rPr><b/></rPr>"
                       "<t> text</t></r><rPh sb=\"0\" eb=\"1\"><t>ruby</t></rPh>"
                       "<phoneticPr fontId=\"1\"/></si>"},
        NULL, "2:e|t,rich text|t,in line|t,made|b,true|!,#N/A|n,12.5\n");
}

IE_TEST(xlsx_rows_and_cells_without_references)
{
    check_rows("<row><c><v>1</v></c><c><v>2</v></c></row><row/><row r=\"9\" hidden=\"1\">"
               "<c r=\"C9\"><v>3</v></c><c><v>4</v></c></row><row><c><v>5</v></c></row>",
               "1:n,1|n,2\n9:e|e|n,3|n,4\n10:n,5\n");
}

IE_TEST(xlsx_wrong_references)
{
    check_rows("<row r=\"2\"><c r=\"A2\"><v>1</v></c></row><row r=\"2\"/>",
               "2:n,1\n! sheet.cell_reference 2:0\n");
    check_rows("<row r=\"2\"><c r=\"A3\"><v>1</v></c></row>",
               "! sheet.cell_reference 2:1\n");
    check_rows("<row r=\"2\"><c r=\"B2\"><v>1</v></c><c r=\"B2\"><v>1</v></c></row>",
               "! sheet.cell_reference 2:2\n");
    check_rows("<row r=\"x\"/>", "! sheet.cell_reference 0:0\n");
    check_rows("<row r=\"1\"><c r=\"XFE1\"><v>1</v></c></row>",
               "! sheet.too_many_columns 1:16385\n");
    check_rows("<row><c t=\"s\"><v>0</v></c></row>", "! sheet.cell_value 1:1\n");
    check_rows("<row><c t=\"s\"><v>-1</v></c></row>", "! sheet.cell_value 1:1\n");
    check_rows("<row><c t=\"b\"><v>2</v></c></row>", "! sheet.cell_value 1:1\n");
    check_rows("<row><c><v>1,5</v></c></row>", "! sheet.cell_value 1:1\n");
}

IE_TEST(xlsx_numbers_as_shortest_text)
{
    check_rows("<row><c><v>0.10000000000000001</v></c><c><v>1248100998</v></c>"
               "<c><v>1E-3</v></c><c><v>1.5E+20</v></c><c><v>12345678901234567890</v></c>"
               "<c><v>-2.5</v></c><c><v>1E300</v></c><c><v>0.30000000000000004</v></c>"
               "<c><v>0E0</v></c><c><v>123.0</v></c><c><v>1e2</v></c></row>",
               "1:n,0.1|n,1248100998|n,0.001|n,150000000000000000000|"
               "n,12345678901234567890|n,-2.5|n,1e+300|n,0.30000000000000004|n,0|n,123.0|"
               "n,100\n");
}

static const char styles[] =
    "<numFmts count=\"4\"><numFmt numFmtId=\"164\" formatCode=\"yyyy&quot;년&quot; "
    "m&quot;월&quot; d&quot;일&quot;\"/><numFmt numFmtId=\"165\" "
    "formatCode=\"[$-412]AM/PM h:mm;@\"/><numFmt numFmtId=\"166\" "
    "formatCode=\"#,##0&quot;days&quot;\"/><numFmt numFmtId=\"167\" "
    "formatCode=\"yyyy\\-mm\\-dd\\ hh:mm\"/></numFmts>"
    "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
    "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/>"
    "<xf numFmtId=\"165\"/><xf numFmtId=\"166\"/><xf numFmtId=\"167\"/>"
    "<xf numFmtId=\"31\"/></cellXfs>";

IE_TEST(xlsx_days_by_number_format)
{
    check_book(
        &(struct build_book){
            .styles = styles,
            .rows =
                "<row><c><v>43766</v></c><c s=\"1\"><v>43766</v></c><c s=\"2\"><v>43766"
                "</v></c><c s=\"3\"><v>0.4375</v></c><c s=\"4\"><v>43766</v></c>"
                "<c s=\"5\"><v>43766.4375</v></c><c s=\"5\"><v>43766</v></c>"
                "<c s=\"6\"><v>43766.9</v></c><c s=\"99\"><v>7</v></c></row>"},
        NULL,
        "1:n,43766|d,2019-10-28|d,2019-10-28|T,10:30:00|n,43766|T,2019-10-28T10:30:00|"
        "d,2019-10-28|d,2019-10-28|n,7\n");
}

IE_TEST(xlsx_the_day_that_never_was)
{
    check_book(&(struct build_book){.styles = styles,
                                    .rows =
                                        "<row><c s=\"1\"><v>1</v></c><c s=\"1\"><v>59"
                                        "</v></c><c s=\"1\"><v>60</v></c><c s=\"1\"><v>"
                                        "61</v></c><c s=\"1\"><v>0</v></c><c s=\"1\">"
                                        "<v>-3</v></c><c s=\"1\"><v>2958465</v></c>"
                                        "<c s=\"1\"><v>2958466</v></c></row>"},
               NULL,
               "1:d,1900-01-01|d,1900-02-28|t,1900-02-29|d,1900-03-01|n,0|n,-3|"
               "d,9999-12-31|n,2958466\n");
}

IE_TEST(xlsx_1904)
{
    check_book(
        &(struct build_book){
            .styles = styles,
            .workbook = "<workbook xmlns=\"" BUILD_MAIN "\" xmlns:r=\"" BUILD_REL
                        "\"><workbookPr date1904=\"1\"/><sheets><sheet name=\"S\" "
                        "sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
            .rows = "<row><c s=\"1\"><v>0</v></c><c s=\"1\"><v>60</v></c><c s=\"1\">"
                    "<v>42304</v></c></row>"},
        NULL, "1:d,1904-01-01|d,1904-03-01|d,2019-10-28\n");
}

IE_TEST(xlsx_iso_days)
{
    check_rows("<row><c t=\"d\"><v>2019-10-28</v></c><c t=\"d\"><v>2019-10-28T10:30:00.5Z"
               "</v></c><c t=\"d\"><v>2019-10-28T00:00</v></c><c t=\"d\"><v>10:30</v></c>"
               "</row><row><c t=\"d\"><v>2019-02-30</v></c></row>",
               "1:d,2019-10-28|T,2019-10-28T10:30:00|d,2019-10-28|T,10:30:00\n"
               "! sheet.cell_value 2:1\n");
}

IE_TEST(xlsx_strict_namespaces_and_prefixes)
{
    check_book(
        &(struct build_book){
            .workbook =
                "<w:workbook xmlns:w=\"http://purl.oclc.org/ooxml/spreadsheetml/main\" "
                "xmlns:q=\"http://purl.oclc.org/ooxml/officeDocument/relationships\">"
                "<w:sheets><w:sheet name=\"S\" sheetId=\"1\" q:id=\"rId1\"/></w:sheets>"
                "</w:workbook>",
            .sheet =
                "<x:worksheet xmlns:x=\"http://purl.oclc.org/ooxml/spreadsheetml/"
                "main\" xmlns:y=\"urn:other\"><x:sheetData><x:row r=\"1\"><y:c r=\"A1\">"
                "<v>NO</v></y:c><x:c r=\"B1\"><x:v>7</x:v></x:c></x:row>"
                "</x:sheetData><x:extLst><row><c><v>9</v></c></row></x:extLst>"
                "</x:worksheet>"},
        NULL, "1:e|n,7\n");
}

IE_TEST(xlsx_escaped_characters)
{
    check_rows(
        "<row><c t=\"inlineStr\"><is><t>a_x000D_b_x005F_x0041_ _x00 _xD800_ &lt;&#xD55C;"
        "</t></is></c></row>",
        "1:t,a\rb_x0041_ _x00 _xD800_ <한\n");
}

static const char two_sheets[] =
    "<workbook xmlns=\"" BUILD_MAIN "\" xmlns:r=\"" BUILD_REL "\"><sheets>"
    "<sheet name=\"숨김\" sheetId=\"1\" state=\"hidden\" r:id=\"rId9\"/>"
    "<sheet name=\"chart\" sheetId=\"3\" r:id=\"rId8\"/>"
    "<sheet name=\"참가\" sheetId=\"2\" r:id=\"rId1\"/></sheets></workbook>";
static const char two_relations[] =
    "<Relationships "
    "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"rId1\" Type=\"" BUILD_REL
    "/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
    "<Relationship Id=\"rId9\" Type=\"" BUILD_REL
    "/worksheet\" Target=\"../xl/./other.xml\"/>"
    "<Relationship Id=\"rId7\" Type=\"x/hyperlink\" Target=\"http://h/\" "
    "TargetMode=\"External\"/>"
    "<Relationship Id=\"rId8\" Type=\"" BUILD_REL
    "/chartsheet\" Target=\"chartsheets/c.xml\"/></Relationships>";

IE_TEST(xlsx_sheets_by_name)
{
    struct build_book book = {
        .workbook = two_sheets,
        .relations = two_relations,
        .rows = "<row><c><v>1</v></c></row>",
        .extra = {"xl/other.xml", IE_STR("<worksheet xmlns=\"" BUILD_MAIN
                                         "\"><sheetData><row><c><v>2</v></c>"
                                         "</row></sheetData></worksheet>")}};
    struct ie_str bytes = build_xlsx(&book);
    struct ie_sheet *sheet;
    struct ie_error err;

    check_book(&book, NULL, "1:n,1\n");
    check_book(&book, &(struct ie_sheet_options){.sheet_name = "숨김"}, "1:n,2\n");
    check_book(&book, &(struct ie_sheet_options){.sheet_name = "chart"},
               "!! sheet.no_such_sheet");
    IE_REQUIRE_OK(ie_sheet_open_memory(bytes, "t", NULL, &sheet, &err), &err);
    IE_CHECK_INT(ie_sheet_count(sheet), 2);
    IE_CHECK_INT(ie_sheet_at(sheet), 1);
    IE_CHECK_STR(ie_sheet_name(sheet, 0), "숨김");
    IE_CHECK(ie_sheet_hidden(sheet, 0));
    IE_CHECK(!ie_sheet_hidden(sheet, 1));
    ie_sheet_close(sheet);
    build_free(bytes);
}

IE_TEST(xlsx_merged_ranges)
{
    struct build_book book = {
        .rows = "<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"D1\"><v>4</v></c></row>"
                "<row r=\"2\"><c r=\"A2\"><v>5</v></c><c r=\"D2\"><v>6</v></c></row>"
                "<row r=\"3\"><c r=\"A3\"/></row>"
                "<row r=\"4\"><c r=\"D4\"><v>7</v></c></row>",
        .after = "<mergeCells count=\"2\"><mergeCell ref=\"A2:B4\"/><mergeCell "
                 "ref=\"A1:C1\"/></mergeCells>"};
    struct ie_str bytes = build_xlsx(&book);
    const struct ie_sheet_range *ranges;
    struct ie_sheet *sheet;
    struct ie_error err;

    check_book(&book, NULL, "1:n,1|e|e|n,4\n2:n,5|e|e|n,6\n4:e|e|e|n,7\n");
    check_book(&book, &(struct ie_sheet_options){.fill_merged = true},
               "1:n,1|n,1|n,1|n,4\n2:n,5|n,5|e|n,6\n4:n,5|n,5|e|n,7\n");
    IE_REQUIRE_OK(ie_sheet_open_memory(bytes, "t",
                                       &(struct ie_sheet_options){.merges = true}, &sheet,
                                       &err),
                  &err);
    IE_REQUIRE(ie_sheet_merges(sheet, &ranges) == 2);
    IE_CHECK_INT(ranges[0].first_line, 1);
    IE_CHECK_INT(ranges[0].last_column, 3);
    IE_CHECK_INT(ranges[1].last_line, 4);
    ie_sheet_close(sheet);
    build_free(bytes);
    book.after = "<mergeCells><mergeCell ref=\"A1:B4\"/><mergeCell ref=\"B2:C2\"/>"
                 "</mergeCells>";
    check_book(&book, &(struct ie_sheet_options){.fill_merged = true},
               "1:n,1|n,1|e|n,4\n! sheet.merge_overlap 2:2\n");
    book.after = "<mergeCells><mergeCell ref=\"B4:A1\"/></mergeCells>";
    check_book(&book, &(struct ie_sheet_options){.merges = true},
               "!! sheet.cell_reference");
    check_book(&book, &(struct ie_sheet_options){.merges = true, .limits = {.merges = 1}},
               "!! sheet.cell_reference");
}

IE_TEST(xlsx_refuses_entities)
{
    check_book(
        &(struct build_book){
            .sheet = "<!DOCTYPE w [<!ENTITY a \"ha\"><!ENTITY b "
                     "\"&a;&a;&a;&a;&a;&a;&a;&a;\">]><worksheet xmlns=\"" BUILD_MAIN
                     "\"><sheetData><row><c t=\"inlineStr\"><is><t>&b;</t></is></c>"
                     "</row></sheetData></worksheet>"},
        NULL, "! sheet.doctype 0:0\n");
    check_book(&(struct build_book){.workbook =
                                        "<!DOCTYPE w SYSTEM \"file:///etc/passwd\"><w/>"},
               NULL, "!! sheet.doctype");
    check_rows("<row><c t=\"inlineStr\"><is><t>&b;</t></is></c></row>",
               "! sheet.xml 1:0\n");
}

IE_TEST(xlsx_damaged_xml)
{
    check_rows("<row><c><v>1</v></c></row><row><c></row>", "1:n,1\n! sheet.xml 2:0\n");
    check_book(&(struct build_book){.sheet = ""}, NULL, "! sheet.xml 0:0\n");
    check_book(&(struct build_book){.sheet = "<html/>"}, NULL, "! sheet.not_xlsx 0:0\n");
    check_book(&(struct build_book){.workbook = "<html/>"}, NULL, "!! sheet.not_xlsx");
    check_book(&(struct build_book){.workbook = "<workbook xmlns=\"" BUILD_MAIN "\"/>"},
               NULL, "!! sheet.no_sheet");
    check_book(&(struct build_book){.relations = "<Relationships/>"}, NULL,
               "!! sheet.no_sheet");
}

static struct ie_str nested(const char *before, const char *open, int times)
{
    struct ie_buf text = IE_BUF_INIT;

    ie_buf_addz(&text, before);
    for (int i = 0; i < times; i++)
        ie_buf_addz(&text, open);
    ie_buf_addc(&text, '\0');
    return ie_buf_str(&text);
}

IE_TEST(xlsx_ten_thousand_nested_elements)
{
    struct ie_str rows = nested("", "<row>", 10000);

    check_rows(rows.ptr, "! sheet.too_deep 1:0\n");
    ie_free((void *)(uintptr_t)rows.ptr);
}

IE_TEST(xlsx_a_cell_of_ten_megabytes)
{
    struct ie_str text =
        nested("<row><c t=\"inlineStr\"><is><t>", "0123456789ABCDEF", 10 << 16);
    struct ie_str tag = nested("<row><c r=\"", "0123456789ABCDEF", 10 << 16);
    struct ie_str strings = nested("<si><t>", "0123456789ABCDEF", 10 << 16);

    check_rows(text.ptr, "! sheet.cell_too_large 1:1\n");
    check_rows(tag.ptr, "! sheet.cell_too_large 1:0\n");
    check_book(&(struct build_book){.strings = strings.ptr}, NULL,
               "!! sheet.cell_too_large");
    ie_free((void *)(uintptr_t)text.ptr);
    ie_free((void *)(uintptr_t)tag.ptr);
    ie_free((void *)(uintptr_t)strings.ptr);
}

IE_TEST(xlsx_bombs)
{
    struct ie_str spaces = nested("", "                                ", 1 << 20);
    struct build_book book = {.rows = spaces.ptr};
    struct ie_sheet_options strict = {.limits = {.ratio = 100}};

    check_book(&book, &strict, "! sheet.bomb 0:0\n");
    check_book(&book, &(struct ie_sheet_options){.limits = {.ratio = 2000}}, "");
    check_book(
        &book,
        &(struct ie_sheet_options){.limits = {.ratio = 2000, .inflated_bytes = 1 << 20}},
        "! sheet.bomb 0:0\n");
    book = (struct build_book){.strings = spaces.ptr};
    check_book(&book, &strict, "!! sheet.bomb");
    ie_free((void *)(uintptr_t)spaces.ptr);
}

static void check_extra(const char *name, const char *expected)
{
    check_book(&(struct build_book){.rows = "<row><c><v>1</v></c></row>",
                                    .extra = {name, IE_STR("x")}},
               NULL, expected);
}

IE_TEST(xlsx_names_that_lead_out)
{
    check_extra("../../etc/passwd", "!! sheet.zip_name");
    check_extra("/etc/passwd", "!! sheet.zip_name");
    check_extra("xl/../../x", "!! sheet.zip_name");
    check_extra("xl\\..\\..\\x", "!! sheet.zip_name");
    check_extra("C:/x", "!! sheet.zip_name");
    check_extra("xl/..x/y..", "1:n,1\n");
    check_book(
        &(struct build_book){
            .relations = "<Relationships xmlns=\"http://schemas.openxmlformats.org/"
                         "package/2006/relationships\"><Relationship Id=\"a\" "
                         "Type=\"b\" Target=\"../../../x\"/></Relationships>"},
        NULL, "!! sheet.zip_name");
}

IE_TEST(xlsx_duplicate_entries)
{
    check_extra("XL/worksheets/Sheet1.XML", "!! sheet.zip_duplicate");
}

IE_TEST(xlsx_too_many_entries)
{
    check_book(&(struct build_book){0},
               &(struct ie_sheet_options){.limits = {.entries = 5}},
               "!! sheet.too_many_entries");
    check_book(&(struct build_book){0},
               &(struct ie_sheet_options){.limits = {.entries = 6}}, "");
}

/* Flips the general purpose bit that says "encrypted" in every header. */
IE_TEST(xlsx_encrypted_entries)
{
    struct ie_str made = build_xlsx(&(struct build_book){0});
    struct ie_buf out = IE_BUF_INIT;
    char *bytes = malloc(made.len);

    IE_REQUIRE(bytes != NULL);
    memcpy(bytes, made.ptr, made.len);
    for (size_t i = 0; i + 10 < made.len; i++) {
        if (memcmp(bytes + i, "PK\x03\x04", 4) == 0)
            bytes[i + 6] |= 1;
        if (memcmp(bytes + i, "PK\x01\x02", 4) == 0)
            bytes[i + 8] |= 1;
    }
    IE_CHECK_STR(shown(ie_str_n(bytes, made.len), "t.xlsx", NULL, &out),
                 "!! sheet.encrypted");
    free(bytes);
    build_free(made);
    ie_buf_release(&out);
}

/* A package cut at any byte is refused, and says so in words of ours. */
IE_TEST(xlsx_cut_at_every_byte)
{
    struct ie_str made = build_xlsx(&(struct build_book){
        .rows = "<row><c t=\"s\"><v>0</v></c></row>", .strings = "<si><t>x</t></si>"});
    struct ie_buf out = IE_BUF_INIT;

    for (size_t len = 0; len < made.len && !ie_test_failed(); len++) {
        /* in a block of its own, so that a sanitizer sees a read behind its end */
        char *cut = malloc(len ? len : 1);
        IE_REQUIRE(cut != NULL);
        memcpy(cut, made.ptr, len);
        struct ie_str got = shown(ie_str_n(cut, len), "t.xlsx", NULL, &out);
        IE_CHECK(ie_str_starts(got, IE_STR("!! sheet.")));
        free(cut);
    }
    IE_CHECK_STR(shown(made, "t.xlsx", NULL, &out), "1:t,x\n");
    build_free(made);
    ie_buf_release(&out);
}

/* Any single byte changed: no crash, and an answer. */
IE_TEST(xlsx_damaged_at_every_byte)
{
    struct ie_str made = build_xlsx(&(struct build_book){
        .rows = "<row><c t=\"s\"><v>0</v></c></row>", .strings = "<si><t>x</t></si>"});
    struct ie_buf out = IE_BUF_INIT;
    char *bytes = malloc(made.len);

    IE_REQUIRE(bytes != NULL);
    for (size_t i = 0; i < made.len; i++) {
        memcpy(bytes, made.ptr, made.len);
        bytes[i] ^= (char)(1 << (i % 8));
        struct ie_str got = shown(ie_str_n(bytes, made.len), "t.xlsx", NULL, &out);
        if (got.len && got.ptr[0] != '1')
            IE_CHECK(ie_str_find(got, IE_STR("! sheet.")) >= 0);
    }
    free(bytes);
    build_free(made);
    ie_buf_release(&out);
}

static void add_hex(struct ie_buf *out, unsigned value)
{
    for (int shift = 12; shift >= 0; shift -= 4)
        ie_buf_addc(out, "0123456789abcdef"[value >> shift & 15]);
}

/* More shared strings than fit the memory part of the table, used in another order. */
IE_TEST(xlsx_strings_that_spill_to_a_file)
{
    enum { STRINGS = 700, EACH = 60000 };
    struct ie_buf strings = IE_BUF_INIT, rows = IE_BUF_INIT;
    struct ie_sheet *sheet;
    const struct ie_row *row;
    struct ie_error err;
    unsigned seen = 0;

    for (unsigned i = 0; i < STRINGS; i++) {
        ie_buf_printf(&strings, "<si><t>%u", i);
        for (unsigned k = 0; k < EACH / 4; k++)
            add_hex(&strings, k * 2654435761u + i * 40503u);
        ie_buf_addz(&strings, "</t></si>");
        ie_buf_printf(&rows, "<row><c t=\"s\"><v>%u</v></c></row>", i * 37 % STRINGS);
    }
    ie_buf_addc(&strings, '\0');
    ie_buf_addc(&rows, '\0');
    struct ie_str bytes =
        build_xlsx(&(struct build_book){.strings = strings.ptr, .rows = rows.ptr});
    IE_REQUIRE_OK(ie_sheet_open_memory(bytes, "t.xlsx", NULL, &sheet, &err), &err);
    for (;;) {
        IE_REQUIRE_OK(ie_sheet_next(sheet, &row, &err), &err);
        if (!row)
            break;
        unsigned i = seen++ * 37 % STRINGS;
        char first[32], last[8];
        int n = snprintf(first, sizeof(first), "%u%04x", i, (i * 40503u) & 0xFFFF);
        snprintf(last, sizeof(last), "%04x",
                 ((EACH / 4 - 1) * 2654435761u + i * 40503u) & 0xFFFF);
        struct ie_str text = ie_row_cell(row, 1).text;
        IE_REQUIRE(text.len == (size_t)n - 4 + EACH);
        IE_CHECK_STR(ie_str_sub(text, 0, (size_t)n), first);
        IE_CHECK_STR(ie_str_sub(text, text.len - 4, 4), last);
        if (ie_test_failed())
            break;
    }
    IE_CHECK_INT(seen, STRINGS);
    ie_sheet_close(sheet);
    IE_CHECK_FAIL(ie_sheet_open_memory(
                      bytes, "t.xlsx",
                      &(struct ie_sheet_options){.spill_dir = "/nonexistent/place"},
                      &sheet, &err),
                  &err, IE_IO, "sheet.spill");
    IE_CHECK_FAIL(ie_sheet_open_memory(
                      bytes, "t.xlsx",
                      &(struct ie_sheet_options){.limits = {.strings_bytes = 1 << 20}},
                      &sheet, &err),
                  &err, IE_LIMIT, "sheet.strings_too_large");
    build_free(bytes);
    ie_buf_release(&strings);
    ie_buf_release(&rows);
}
