/* CSV and JSON Lines. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sheet_build.h"

static void check_csv(struct ie_str text, const struct ie_sheet_options *options,
                      const char *expected)
{
    struct ie_buf out = IE_BUF_INIT;

    IE_CHECK_STR(shown(text, "t.csv", options, &out), expected);
    ie_buf_release(&out);
}

static void check_jsonl(struct ie_str text, const char *expected)
{
    struct ie_buf out = IE_BUF_INIT;

    IE_CHECK_STR(shown(text, "t.jsonl", NULL, &out), expected);
    ie_buf_release(&out);
}

IE_TEST(csv_plain)
{
    check_csv(IE_STR("a,b,c\r\n1,,3\r\n"), NULL, "1:t,a|t,b|t,c\n2:t,1|e|t,3\n");
    check_csv(IE_STR("a,b\n1,2"), NULL, "1:t,a|t,b\n2:t,1|t,2\n");
    check_csv(IE_STR("a,b\r1,2\r"), NULL, "1:t,a|t,b\n2:t,1|t,2\n");
    check_csv(IE_STR("a\n"), NULL, "1:t,a\n");
    check_csv(IE_STR(" a , b "), NULL, "1:t, a |t, b \n");
}

IE_TEST(csv_rows_keep_their_raggedness_and_blank_ones_are_left_out)
{
    check_csv(IE_STR("a,b,c\n1\n1,2,3,4\n\n,,\n1,,\n"), NULL,
              "1:t,a|t,b|t,c\n2:t,1\n3:t,1|t,2|t,3|t,4\n6:t,1|e|e\n");
}

IE_TEST(csv_quotes)
{
    check_csv(IE_STR("\"a,b\",\"c\"\"d\"\n\"\",x\n"), NULL, "1:t,a,b|t,c\"d\n2:e|t,x\n");
    check_csv(IE_STR("\"two\r\nlines\",x\nnext,y\n"), NULL,
              "1:t,two\r\nlines|t,x\n3:t,next|t,y\n");
    check_csv(IE_STR("\"a\" ,b\n"), NULL, "1:t,a|t,b\n");
    check_csv(IE_STR("a\"b,c\n"), NULL, "1:t,a\"b|t,c\n");
    check_csv(IE_STR("a,b\n\"\",\"\"\n\"x\""), NULL, "1:t,a|t,b\n3:t,x\n");
}

IE_TEST(csv_quote_errors_say_where)
{
    check_csv(IE_STR("a,b\n1,\"open\nand on\n"), NULL,
              "1:t,a|t,b\n! sheet.quote_unclosed 2:2\n");
    check_csv(IE_STR("a,b\n1,\"x\"y\n2,3\n"), NULL,
              "1:t,a|t,b\n! sheet.quote_stray 2:2\n");
}

IE_TEST(csv_counts_lines_as_an_editor_does)
{
    check_csv(IE_STR("\"a\r\rb\n\r\nc\",d\r\ne,f\r\n"), NULL,
              "1:t,a\r\rb\n\r\nc|t,d\n6:t,e|t,f\n");
    check_csv(IE_STR("a\r\n\r\n\n\rb\n"), NULL, "1:t,a\n5:t,b\n");
}

IE_TEST(csv_finds_its_separator)
{
    check_csv(IE_STR("a;b;c\n1,5;2,5;3\n"), NULL, "1:t,a|t,b|t,c\n2:t,1,5|t,2,5|t,3\n");
    check_csv(IE_STR("a\tb\nx,y\tz;w\n"), NULL, "1:t,a|t,b\n2:t,x,y|t,z;w\n");
    check_csv(IE_STR("a,b\n\"x;y;z\",2\n\"p;q;r\",3\n"), NULL,
              "1:t,a|t,b\n2:t,x;y;z|t,2\n3:t,p;q;r|t,3\n");
    check_csv(IE_STR("List of participants\na;b\n1;2\n3;4\n"), NULL,
              "1:t,List of participants\n2:t,a|t,b\n3:t,1|t,2\n4:t,3|t,4\n");
    check_csv(IE_STR("a;b"), NULL, "1:t,a|t,b\n");
    check_csv(IE_STR("sep=;\r\na,b;c\r\n"), NULL, "2:t,a,b|t,c\n");
    check_csv(IE_STR("a;b,c\n"), &(struct ie_sheet_options){.separator = ','},
              "1:t,a;b|t,c\n");
}

IE_TEST(csv_encodings)
{
    check_csv(IE_STR("\xEF\xBB\xBF기업,국가\n한국,프랑스\n"), NULL,
              "1:t,기업|t,국가\n2:t,한국|t,프랑스\n");
    /* the same in CP949, with a syllable that EUC-KR lacks (똠) */
    check_csv(IE_STR("\xB1\xE2\xBE\xF7,\x8C\x63\n"), NULL, "1:t,기업|t,똠\n");
    check_csv(IE_STR("\xFF\xFE\x30\xAE,\0b\0\n\0"), NULL, "1:t,기|t,b\n");
    check_csv(IE_STR("\xFE\xFF\xAE\x30\0,\0b\0\n"), NULL, "1:t,기|t,b\n");
    check_csv(IE_STR("\xE9t\xE9,x\n"),
              &(struct ie_sheet_options){.encoding = "windows-1252"}, "1:t,été|t,x\n");
    check_csv(IE_STR("a\n"), &(struct ie_sheet_options){.encoding = "KLINGON"},
              "!! sheet.unknown_encoding");
}

IE_TEST(csv_neither_utf8_nor_cp949)
{
    struct ie_sheet *sheet;
    struct ie_error err;

    IE_CHECK_FAIL(ie_sheet_open_memory(IE_STR("a,b\n\xED\x95\x9C,x\n\xFF,y\n"), "t.csv",
                                       NULL, &sheet, &err),
                  &err, IE_INPUT, "sheet.encoding");
    IE_CHECK_INT(err.line, 3);
    IE_CHECK_STR(err.arg[0].value, "10");
    IE_CHECK_STR(err.file, "t.csv");
    IE_CHECK_FAIL(ie_sheet_open_memory(IE_STR("a,\xED\x95"), "t.csv", NULL, &sheet, &err),
                  &err, IE_INPUT, "sheet.encoding");
}

IE_TEST(csv_refuses_nul)
{
    check_csv(IE_STR("a,b\n1,x\0y\n"), NULL, "1:t,a|t,b\n! sheet.nul 2:2\n");
}

IE_TEST(csv_takes_off_the_guard_of_formulas)
{
    check_csv(IE_STR("'=1+1,'-5,'abc,''=x,'\n"), NULL,
              "1:t,=1+1|t,-5|t,'abc|t,'=x|t,'\n");
    check_csv(IE_STR("'=1+1,'x\n"), &(struct ie_sheet_options){.keep_guard = true},
              "1:t,'=1+1|t,'x\n");
}

IE_TEST(csv_limits)
{
    struct ie_sheet_options o = {.limits = {.cell_bytes = 4}};

    check_csv(IE_STR("a,1234\nb,12345\n"), &o,
              "1:t,a|t,1234\n! sheet.cell_too_large 2:2\n");
    o.limits = (struct ie_sheet_limits){.row_bytes = 4};
    check_csv(IE_STR("ab,cd\nab,cde\n"), &o, "1:t,ab|t,cd\n! sheet.row_too_large 2:2\n");
    o.limits = (struct ie_sheet_limits){.columns = 2};
    check_csv(IE_STR("a,b\na,b,c\n"), &o, "1:t,a|t,b\n! sheet.too_many_columns 2:3\n");
    o.limits = (struct ie_sheet_limits){.rows = 1};
    check_csv(IE_STR("a\nb\n"), &o, "1:t,a\n! sheet.too_many_rows 2:0\n");
    o.limits = (struct ie_sheet_limits){.cells = 3};
    check_csv(IE_STR("a,b\nc,d\n"), &o, "1:t,a|t,b\n! sheet.too_many_cells 2:0\n");
    o.limits = (struct ie_sheet_limits){.file_bytes = 3};
    check_csv(IE_STR("abcd"), &o, "!! sheet.file_too_large");
}

/* Every buffer edge: the same table with padding that moves it across the window. */
IE_TEST(csv_across_windows)
{
    struct ie_buf text = IE_BUF_INIT, out = IE_BUF_INIT;

    for (size_t pad = 65500; pad < 65545; pad++) {
        ie_buf_clear(&text);
        for (size_t i = 0; i < pad; i++)
            ie_buf_addc(&text, 'x');
        ie_buf_addz(&text, ",y\r\n\"a\"\"b\r\nc\",한국\r\nz,w\r\n");
        struct ie_str got = shown(ie_buf_str(&text), "t.csv", NULL, &out);
        IE_REQUIRE(got.len > pad);
        IE_CHECK_STR(ie_str_sub(got, pad + 4, got.len),
                     "|t,y\n2:t,a\"b\r\nc|t,한국\n4:t,z|t,w\n");
        if (ie_test_failed())
            break;
    }
    ie_buf_release(&text);
    ie_buf_release(&out);
}

IE_TEST(an_error_stays)
{
    struct ie_sheet *sheet;
    const struct ie_row *row;
    struct ie_error err;

    IE_REQUIRE_OK(ie_sheet_open_memory(IE_STR("\"a"), "t.csv", NULL, &sheet, &err), &err);
    for (int i = 0; i < 3; i++)
        IE_CHECK_FAIL(ie_sheet_next(sheet, &row, &err), &err, IE_INPUT,
                      "sheet.quote_unclosed");
    IE_CHECK(!ie_sheet_can_go_on(sheet));
    ie_sheet_close(sheet);
}

IE_TEST(the_end_stays)
{
    struct ie_sheet *sheet;
    const struct ie_row *row;
    struct ie_error err;

    IE_REQUIRE_OK(ie_sheet_open_memory(IE_STR("a"), "t.csv", NULL, &sheet, &err), &err);
    IE_CHECK_OK(ie_sheet_next(sheet, &row, &err), &err);
    IE_CHECK(row != NULL);
    for (int i = 0; i < 3; i++) {
        IE_CHECK_OK(ie_sheet_next(sheet, &row, &err), &err);
        IE_CHECK(row == NULL);
    }
    IE_CHECK_INT(ie_sheet_permille(sheet), 1000);
    ie_sheet_close(sheet);
}

IE_TEST(jsonl_headings_are_the_union_in_order_of_appearance)
{
    struct ie_sheet *sheet;
    const struct ie_row *row;
    struct ie_error err;
    struct ie_str text =
        IE_STR("{\"b\":1,\"a\":\"x\"}\n{\"c\":true,\"a\":null,\"b\":\"\"}\n"
               "{\"d\\u0041\":false,\"b\":2.50}\n");

    IE_REQUIRE_OK(ie_sheet_open_memory(text, "t", NULL, &sheet, &err), &err);
    IE_CHECK_INT(ie_sheet_format(sheet), IE_SHEET_JSONL);
    IE_CHECK_INT(ie_sheet_headings(sheet), 0);
    IE_REQUIRE_OK(ie_sheet_next(sheet, &row, &err), &err);
    IE_CHECK_INT(ie_sheet_headings(sheet), 2);
    IE_CHECK_STR(ie_row_cell(row, 2).text, "x");
    IE_REQUIRE_OK(ie_sheet_next(sheet, &row, &err), &err);
    IE_CHECK_INT(ie_row_cell(row, 3).kind, IE_CELL_BOOL);
    IE_CHECK_INT(ie_row_cell(row, 1).kind, IE_CELL_EMPTY);
    IE_REQUIRE_OK(ie_sheet_next(sheet, &row, &err), &err);
    IE_CHECK_STR(ie_row_cell(row, 1).text, "2.50");
    IE_CHECK_INT(ie_row_cell(row, 99).kind, IE_CELL_EMPTY);
    IE_CHECK_INT(ie_sheet_headings(sheet), 4);
    IE_CHECK_STR(ie_sheet_heading(sheet, 0), "b");
    IE_CHECK_STR(ie_sheet_heading(sheet, 3), "dA");
    ie_sheet_close(sheet);
}

IE_TEST(jsonl_values)
{
    check_jsonl(IE_STR("{\"a\": -0.50, \"b\":1e3, \"c\":12345678901234567890123}\r\n"),
                "1:n,-0.50|n,1000|n,12345678901234567890123\n");
    check_jsonl(IE_STR("{\"a\":\"\\ud83d\\ude00\\n\\\"\\/\"}"), "1:t,😀\n\"/\n");
    check_jsonl(IE_STR("{\"a\":{ \"x\" : [ 1 , {\"y\":\"\\u0041 b\"} , [] , {} ] }}"),
                "1:j,{\"x\":[1,{\"y\":\"\\u0041 b\"},[],{}]}\n");
    check_jsonl(IE_STR("\xEF\xBB\xBF{\"a\":1}\n\n  \n{\"a\":2}"), "1:n,1\n4:n,2\n");
    check_jsonl(IE_STR("{}\n{\"a\":1}"), "2:n,1\n");
}

IE_TEST(jsonl_errors_name_the_line_and_reading_goes_on)
{
    check_jsonl(IE_STR("[1]\n{\"a\":1}\n"), "! sheet.json_not_object 1:1\n2:n,1\n");
    check_jsonl(IE_STR("{\"a\":1,\"a\":2}\n{\"a\":1}"),
                "! sheet.json_key_twice 1:11\n2:n,1\n");
    check_jsonl(IE_STR("{\"한\":tru}\n{\"a\":1}"), "! sheet.json 1:6\n2:e|n,1\n");
    static const char *const bad[] = {
        "{\"a\":01}",
        "{\"a\":1.}",
        "{\"a\":+1}",
        "{\"a\":1e}",
        "{\"a\":\"x}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\t\"}",
        "{\"a\":1,}",
        "{\"a\" 1}",
        "{\"a\":1} x",
        "{\"a\":[1,]}",
        "{\"a\":[1}",
        "{\"a\":{\"b\"}}",
        "{\"a\":\"\\ud800\"}",
        "{a:1}",
        "{\"a\":",
        "{\"a\":\"\\udc00\"}",
        "{\"a\":nul}",
        "{\"a\":\"\\u12\"}",
        "{",
    };
    for (size_t i = 0; i < IE_COUNT(bad); i++) {
        struct ie_buf text = IE_BUF_INIT, out = IE_BUF_INIT;
        ie_buf_addz(&text, bad[i]);
        ie_buf_addz(&text, "\n{\"z\":1}");
        struct ie_str got = shown(ie_buf_str(&text), "t.jsonl", NULL, &out);
        IE_CHECK(ie_str_starts(got, IE_STR("! sheet.json 1:")));
        IE_CHECK(ie_str_ends(got, IE_STR("n,1\n")));
        if (ie_test_failed())
            IE_CHECK_STR(got, bad[i]);
        ie_buf_release(&text);
        ie_buf_release(&out);
    }
    check_jsonl(IE_STR("{\"a\":\"\\u0000\"}"), "! sheet.nul 1:7\n");
    check_jsonl(IE_STR("{\"a\":\"\xFF\"}\n{\"a\":1}"), "! sheet.encoding 1:7\n2:n,1\n");
}

IE_TEST(jsonl_limits)
{
    struct ie_sheet_options o = {.limits = {.row_bytes = 16, .depth = 3}};
    struct ie_buf out = IE_BUF_INIT;

    IE_CHECK_STR(
        shown(IE_STR("{\"a\":\"1234567890123\"}\n{\"a\":1}"), "t.jsonl", &o, &out),
        "! sheet.row_too_large 1:0\n2:n,1\n");
    IE_CHECK_STR(
        shown(IE_STR("{\"a\":[[1]]}\n{\"a\":[[[1]]]}\n{\"a\":1}"), "t.jsonl", &o, &out),
        "1:j,[[1]]\n! sheet.too_deep 2:0\n3:n,1\n");
    o.limits = (struct ie_sheet_limits){.columns = 2};
    IE_CHECK_STR(
        shown(IE_STR("{\"a\":1,\"b\":1,\"c\":1}\n{\"b\":1}"), "t.jsonl", &o, &out),
        "! sheet.too_many_columns 1:0\n2:e|n,1\n");
    ie_buf_release(&out);
}

IE_TEST(jsonl_ten_thousand_deep)
{
    struct ie_buf text = IE_BUF_INIT, out = IE_BUF_INIT;

    ie_buf_addz(&text, "{\"a\":");
    for (int i = 0; i < 10000; i++)
        ie_buf_addc(&text, '[');
    IE_CHECK_STR(shown(ie_buf_str(&text), "t.jsonl", NULL, &out),
                 "! sheet.too_deep 1:0\n");
    ie_buf_release(&text);
    ie_buf_release(&out);
}

IE_TEST(a_cell_of_ten_megabytes_is_refused)
{
    struct ie_buf text = IE_BUF_INIT, out = IE_BUF_INIT;

    ie_buf_addz(&text, "a,b\n1,");
    for (int i = 0; i < 10 << 20; i++)
        ie_buf_addc(&text, 'x');
    IE_CHECK_STR(shown(ie_buf_str(&text), "t.csv", NULL, &out),
                 "1:t,a|t,b\n! sheet.cell_too_large 2:2\n");
    ie_buf_release(&text);
    ie_buf_release(&out);
}

IE_TEST(recognises_what_is_not_a_table)
{
    struct ie_buf out = IE_BUF_INIT;

    IE_CHECK_STR(shown(IE_STR(""), "t.csv", NULL, &out), "!! sheet.empty");
    IE_CHECK_STR(shown(IE_STR("\xEF\xBB\xBF"), "t.csv", NULL, &out), "!! sheet.empty");
    IE_CHECK_STR(shown(IE_STR("a,b"), "t.xlsx", NULL, &out), "!! sheet.not_a_zip");
    IE_CHECK_STR(shown(IE_STR("\n <HTML><table>"), "t.xls", NULL, &out), "!! sheet.html");
    IE_CHECK_STR(shown(IE_STR("PK\x03\x04"), "t.csv", NULL, &out), "!! sheet.zip_cut");
    IE_CHECK_STR(shown(IE_STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 x"), "t.xls", NULL, &out),
                 "!! sheet.old_xls");
    IE_CHECK_STR(
        shown(IE_STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 E\0n\0c\0r\0y\0p\0t\0e\0d\0"
                     "P\0a\0c\0k\0a\0g\0e\0"),
              "t.xlsx", NULL, &out),
        "!! sheet.encrypted");
    ie_buf_release(&out);
}

IE_TEST(opens_regular_files_only)
{
    struct ie_sheet *sheet;
    const struct ie_row *row;
    struct ie_error err;
    const char *path = ie_test_temp("a.csv");

    FILE *file = fopen(path, "w");
    IE_REQUIRE(file != NULL);
    fputs("a,b\n", file);
    fclose(file);
    IE_REQUIRE_OK(ie_sheet_open_path(path, NULL, &sheet, &err), &err);
    IE_CHECK_OK(ie_sheet_next(sheet, &row, &err), &err);
    IE_CHECK(row && row->cells == 2);
    ie_sheet_close(sheet);

    int fd = open(path, O_RDONLY);
    IE_REQUIRE_OK(ie_sheet_open_fd(fd, "given.csv", NULL, &sheet, &err), &err);
    close(fd);
    IE_CHECK_OK(ie_sheet_next(sheet, &row, &err), &err);
    IE_CHECK(row && row->cells == 2);
    ie_sheet_close(sheet);

    IE_CHECK_FAIL(ie_sheet_open_path(ie_test_temp("none.csv"), NULL, &sheet, &err), &err,
                  IE_NOT_FOUND, "file.absent");
    IE_CHECK_FAIL(ie_sheet_open_path("/dev/zero", NULL, &sheet, &err), &err, IE_INPUT,
                  "sheet.not_a_file");
    IE_CHECK_FAIL(ie_sheet_open_path("/tmp", NULL, &sheet, &err), &err, IE_INPUT,
                  "sheet.not_a_file");
    const char *pipe_path = ie_test_temp("fifo");
    IE_REQUIRE(mkfifo(pipe_path, 0600) == 0);
    IE_CHECK_FAIL(ie_sheet_open_path(pipe_path, NULL, &sheet, &err), &err, IE_INPUT,
                  "sheet.not_a_file");
}

IE_TEST(column_letters)
{
    static const struct {
        uint32_t column;
        const char *letters;
    } known[] = {{1, "A"},    {26, "Z"},    {27, "AA"},
                 {702, "ZZ"}, {703, "AAA"}, {16384, "XFD"}};
    char out[8];

    for (size_t i = 0; i < IE_COUNT(known); i++) {
        ie_column_letters(known[i].column, out);
        IE_CHECK_STR(out, known[i].letters);
    }
}
