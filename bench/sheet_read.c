/*
 * Reads a table and says what it cost, or makes one:
 *   sheet_read FILE [fill]       rows, cells, bytes of text, seconds, peak memory in KiB
 *   sheet_read make FILE ROWS COLUMNS       XLSX or CSV by the ending
 *   sheet_read inflate FILE      bytes and seconds to inflate all parts, and to copy them
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <zip.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/id.h"
#include "base/moment.h"
#include "base/sheet_write.h"

static double now(void)
{
    return (double)ie_monotonic_us() / 1e6;
}

static int fail(const struct ie_error *err)
{
    fprintf(stderr, "%s %s:%u:%u\n", err->id, err->file, err->line, err->column);
    return 1;
}

/* Peak resident memory since the program began; getrusage would count what the process
 * was before exec, too. */
static long peak_kib(void)
{
    FILE *file = fopen("/proc/self/status", "re");
    char line[128];
    long kib = 0;

    while (file && fgets(line, sizeof(line), file))
        if (strncmp(line, "VmHWM:", 6) == 0)
            kib = strtol(line + 6, NULL, 10);
    if (file)
        fclose(file);
    return kib;
}

static int read_table(const char *path, bool fill)
{
    struct ie_sheet_options options = {.fill_merged = fill};
    uint64_t rows = 0, cells = 0, bytes = 0;
    const struct ie_row *row;
    struct ie_sheet *sheet;
    struct ie_error err;
    double begun = now();

    if (ie_sheet_open_path(path, &options, &sheet, &err))
        return fail(&err);
    for (;;) {
        if (ie_sheet_next(sheet, &row, &err))
            return fail(&err);
        if (!row)
            break;
        rows++;
        cells += row->cells;
        for (uint32_t i = 0; i < row->cells; i++)
            bytes += row->cell[i].text.len;
    }
    ie_sheet_close(sheet);
    double seconds = now() - begun;
    printf("%llu %llu %llu %.6f %ld\n", (unsigned long long)rows,
           (unsigned long long)cells, (unsigned long long)bytes, seconds, peak_kib());
    return 0;
}

/* A cell as tables of organisations have them: names, codes, numbers, days. */
static void make_cell(struct ie_rng *rng, unsigned row, unsigned column,
                      struct ie_buf *out)
{
    static const char *const words[] = {"정밀", "precision", "금형",   "casting",
                                        "용접", "bearing",   "열처리", "société"};

    ie_buf_clear(out);
    switch (column % 5) {
    case 0:
        ie_buf_printf(out, "%s %s %u", words[ie_rng_below(rng, 8)],
                      words[ie_rng_below(rng, 8)], row * 7 + column);
        break;
    case 1:
        ie_buf_printf(out, "KR-%05u", (unsigned)ie_rng_below(rng, 100000));
        break;
    case 2:
        ie_buf_printf(out, "%u", (unsigned)ie_rng_below(rng, 5000));
        break;
    case 3:
        ie_buf_printf(out, "%u.%02u", (unsigned)ie_rng_below(rng, 5000),
                      (unsigned)ie_rng_below(rng, 100));
        break;
    default:
        ie_buf_printf(out, "20%02u-%02u-%02u", (unsigned)ie_rng_below(rng, 26),
                      (unsigned)ie_rng_below(rng, 12) + 1,
                      (unsigned)ie_rng_below(rng, 28) + 1);
        break;
    }
}

static int make_csv(const char *path, unsigned rows, unsigned columns)
{
    struct ie_buf out = IE_BUF_INIT, cell = IE_BUF_INIT;
    struct ie_rng rng;
    FILE *file = fopen(path, "we");

    if (!file)
        return 1;
    ie_rng_init(&rng, 1);
    for (unsigned r = 0; r < rows; r++) {
        struct ie_csv csv = ie_csv_into(&out, 0);
        for (unsigned c = 0; c < columns; c++) {
            make_cell(&rng, r, c, &cell);
            ie_csv_cell(&csv, ie_buf_str(&cell));
        }
        ie_csv_end(&csv);
        fwrite(out.ptr, 1, out.len, file);
        ie_buf_clear(&out);
    }
    ie_buf_release(&out);
    ie_buf_release(&cell);
    return fclose(file) != 0;
}

static int make_xlsx(const char *path, unsigned rows, unsigned columns)
{
    struct ie_buf cell = IE_BUF_INIT;
    struct ie_xlsx *xlsx;
    struct ie_error err;
    struct ie_rng rng;
    ie_day day;
    double number;

    ie_rng_init(&rng, 1);
    if (ie_xlsx_new(path, &xlsx, &err) ||
        ie_xlsx_sheet(xlsx, IE_STR("table"), NULL, 0, &err))
        return fail(&err);
    for (unsigned r = 0; r < rows; r++) {
        for (unsigned c = 0; c < columns; c++) {
            make_cell(&rng, r, c, &cell);
            struct ie_str text = ie_buf_str(&cell);
            if (c % 5 == 4 && ie_day_parse(text, &day, NULL) == 0)
                ie_xlsx_day(xlsx, day);
            else if (c % 5 >= 2 && ie_str_double(text, &number))
                ie_xlsx_number(xlsx, number);
            else
                ie_xlsx_cell(xlsx, text);
        }
        if (ie_xlsx_end(xlsx, &err))
            return fail(&err);
    }
    if (ie_xlsx_finish(xlsx, &err))
        return fail(&err);
    ie_xlsx_free(xlsx);
    ie_buf_release(&cell);
    return 0;
}

/* The bound: nothing can read the sheet faster than zlib inflates it. */
static int inflate_all(const char *path)
{
    static char window[65536], copy[65536];
    zip_t *zip = zip_open(path, ZIP_RDONLY, NULL);
    uint64_t bytes = 0;
    double copying = 0, begun = now();

    if (!zip)
        return 1;
    for (zip_int64_t i = 0; i < zip_get_num_entries(zip, 0); i++) {
        zip_file_t *file = zip_fopen_index(zip, (zip_uint64_t)i, 0);
        zip_int64_t n;
        while (file && (n = zip_fread(file, window, sizeof(window))) > 0) {
            double before = now();
            memcpy(copy, window, (size_t)n);
            __asm__ volatile("" : : "r"(copy) : "memory");
            copying += now() - before;
            bytes += (uint64_t)n;
        }
        if (file)
            zip_fclose(file);
    }
    zip_discard(zip);
    printf("%llu %.6f %.6f\n", (unsigned long long)bytes, now() - begun - copying,
           copying);
    return 0;
}

int main(int count, char **word)
{
    if (count == 5 && strcmp(word[1], "make") == 0) {
        unsigned rows = (unsigned)strtoul(word[3], NULL, 10);
        unsigned columns = (unsigned)strtoul(word[4], NULL, 10);
        return ie_str_ends(ie_str_z(word[2]), IE_STR(".csv"))
                   ? make_csv(word[2], rows, columns)
                   : make_xlsx(word[2], rows, columns);
    }
    if (count == 3 && strcmp(word[1], "inflate") == 0)
        return inflate_all(word[2]);
    if (count == 2 || (count == 3 && strcmp(word[2], "fill") == 0))
        return read_table(word[1], count == 3);
    fprintf(stderr,
            "usage: sheet_read FILE [fill] | make FILE ROWS COLUMNS | inflate FILE\n");
    return 2;
}
