/*
 * The table of shared strings. A sheet refers to its texts by number, so all of them must
 * be at hand: one run of bytes and a 32-bit offset for each string. The first 32 MB of
 * the bytes lie in memory, in blocks so that growing copies nothing; what is more goes to
 * an unlinked temporary file, read back through a small cache of pages. Strings are mostly
 * numbered in the order in which the sheet uses them, so the cache nearly always has the
 * page; the pages are small for the sheets that were sorted since.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/xlsx_priv.h"

enum {
    BLOCK = 256 << 10,
    BLOCKS_MOST = 128,
    HELD = BLOCKS_MOST * BLOCK, /* bytes in memory: 32 MB; the file has the rest */
    PAGE = 4096,
    PAGES = 1024,
};

struct page {
    uint64_t number; /* + 1; 0: empty */
    char bytes[PAGE];
};

struct ie_strings {
    struct ie_sheet *sheet;
    IE_VEC(uint32_t) start; /* of each string, and the end of the last */
    uint64_t total;
    char *block[BLOCKS_MOST];
    int file; /* -1: all in memory */
    struct page *page;
    /* while loading */
    struct ie_buf tail; /* bytes that wait to be written to the file */
    struct ie_buf text, plain;
    unsigned phonetic, in_item, in_text; /* depth at which each began; 0: not in it */
};

static int open_spill(struct ie_strings *s, struct ie_error *err)
{
    const char *asked = s->sheet->options.spill_dir;
    const char *const places[] = {asked ? asked : "/var/tmp", asked ? asked : "/tmp"};

    for (size_t i = 0; i < IE_COUNT(places) && s->file < 0; i++)
        s->file = open(places[i], O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    for (size_t i = 0; i < IE_COUNT(places) && s->file < 0; i++) {
        /* file systems without O_TMPFILE */
        char path[4096];
        int len = snprintf(path, sizeof(path), "%s/ieum-XXXXXX", places[i]);
        if (len < 0 || (size_t)len >= sizeof(path))
            continue;
        s->file = mkostemp(path, O_CLOEXEC);
        if (s->file >= 0)
            unlink(path);
    }
    if (s->file < 0)
        return ie_fail_errno(err, "sheet.spill", places[0], errno);
    s->page = ie_calloc(PAGES, sizeof(*s->page));
    return s->page ? 0 : ie_fail_nomem(err);
}

static int write_all(struct ie_strings *s, const char *bytes, size_t len,
                     struct ie_error *err)
{
    while (len) {
        ssize_t n = write(s->file, bytes, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return ie_fail_errno(err, "sheet.spill", "", n < 0 ? errno : ENOSPC);
        bytes += n;
        len -= (size_t)n;
    }
    return 0;
}

static int flush(struct ie_strings *s, struct ie_error *err)
{
    int rc = write_all(s, s->tail.ptr, s->tail.len, err);

    ie_buf_clear(&s->tail);
    return rc;
}

static int append(struct ie_strings *s, struct ie_str text, struct ie_error *err)
{
    int rc;

    while (s->total < HELD && text.len) {
        size_t at = (size_t)(s->total / BLOCK), inside = (size_t)(s->total % BLOCK);
        if (!s->block[at] && !(s->block[at] = ie_calloc(BLOCK, 1)))
            return ie_fail_nomem(err);
        size_t n = text.len < BLOCK - inside ? text.len : BLOCK - inside;
        memcpy(s->block[at] + inside, text.ptr, n);
        s->total += n;
        text = ie_str_sub(text, n, text.len);
    }
    if (!text.len)
        return 0;
    if (s->file < 0 && (rc = open_spill(s, err)))
        return rc;
    ie_buf_add(&s->tail, text);
    s->total += text.len;
    if ((rc = ie_buf_check(&s->tail, err)))
        return rc;
    return s->tail.len >= BLOCK ? flush(s, err) : 0;
}

/* The string collected in `text` becomes the next of the table. */
static int end_item(struct ie_strings *s, struct ie_error *err)
{
    const struct ie_sheet_limits *l = &s->sheet->options.limits;

    ie_buf_clear(&s->plain);
    ie_xml_unescape(ie_buf_str(&s->text), &s->plain);
    int rc = ie_buf_check(&s->plain, err);
    if (rc)
        return rc;
    if (s->start.count > l->strings)
        return ie_sheet_fail_limit(s->sheet, err, "sheet.strings_too_many", l->strings, 0,
                                   0);
    if (s->total + s->plain.len > l->strings_bytes)
        return ie_sheet_fail_limit(s->sheet, err, "sheet.strings_too_large",
                                   l->strings_bytes, 0, 0);
    if ((rc = append(s, ie_buf_str(&s->plain), err)))
        return rc;
    uint32_t *end = IE_PUSH(&s->start);
    if (!end)
        return ie_fail_nomem(err);
    *end = (uint32_t)s->total;
    return 0;
}

static int strings_start(struct ie_xml *xml, const char *full, unsigned depth,
                         const char **attributes)
{
    struct ie_strings *s = xml->data;
    const char *name = ie_xml_name(full, IE_XML_MAIN);

    if (depth == 2 && strcmp(name, "si") == 0) {
        s->in_item = depth;
        ie_buf_clear(&s->text);
    } else if (s->in_item && strcmp(name, "rPh") == 0 && !s->phonetic) {
        s->phonetic = depth;
    } else if (s->in_item && !s->phonetic && strcmp(name, "t") == 0) {
        s->in_text = depth;
    }
    return 0;
}

static int strings_end(struct ie_xml *xml, const char *name, unsigned depth)
{
    struct ie_strings *s = xml->data;

    if (depth == s->in_text)
        s->in_text = 0;
    if (depth == s->phonetic)
        s->phonetic = 0;
    if (depth == s->in_item) {
        s->in_item = 0;
        return end_item(s, xml->err);
    }
    return 0;
}

static int strings_text(struct ie_xml *xml, struct ie_str text)
{
    struct ie_strings *s = xml->data;
    uint64_t limit = xml->sheet->options.limits.cell_bytes;

    if (!s->in_text)
        return 0;
    if (text.len > limit - s->text.len)
        return ie_sheet_fail_limit(xml->sheet, xml->err, "sheet.cell_too_large", limit, 0,
                                   0);
    ie_buf_add(&s->text, text);
    return ie_buf_check(&s->text, xml->err);
}

static const struct ie_xml_handlers strings_handlers = {strings_start, strings_end,
                                                        strings_text};

int ie_strings_load(struct ie_sheet *sheet, struct ie_package *package, const char *part,
                    struct ie_strings **strings, struct ie_error *err)
{
    struct ie_strings *s = ie_calloc(1, sizeof(*s));

    if (!s)
        return ie_fail_nomem(err);
    s->sheet = sheet;
    s->file = -1;
    int rc = IE_PUSH(&s->start) ? 0 : ie_fail_nomem(err);
    if (!rc)
        rc = ie_xml_whole(sheet, package, part, &strings_handlers, s, err);
    if (!rc && s->file >= 0)
        rc = flush(s, err);
    ie_buf_release(&s->tail);
    ie_buf_release(&s->text);
    ie_buf_release(&s->plain);
    if (rc) {
        ie_strings_free(s);
        return rc;
    }
    *strings = s;
    return 0;
}

void ie_strings_free(struct ie_strings *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < BLOCKS_MOST; i++)
        ie_free(s->block[i]);
    if (s->file >= 0)
        close(s->file);
    ie_free(s->page);
    IE_VEC_RELEASE(&s->start);
    ie_buf_release(&s->tail);
    ie_buf_release(&s->text);
    ie_buf_release(&s->plain);
    ie_free(s);
}

/* The bytes of the file at `at`, up to the end of their page. */
static int read_page(struct ie_strings *s, uint64_t at, struct ie_str *bytes,
                     struct ie_error *err)
{
    uint64_t number = at / PAGE, filled = s->total - HELD;
    struct page *page = &s->page[number % PAGES];

    if (page->number != number + 1) {
        size_t want =
            filled - number * PAGE < PAGE ? (size_t)(filled - number * PAGE) : PAGE;
        ssize_t n;
        do
            n = pread(s->file, page->bytes, want, (off_t)(number * PAGE));
        while (n < 0 && errno == EINTR);
        page->number = 0;
        if (n < 0 || (size_t)n != want)
            return ie_fail_errno(err, "sheet.spill", "", n < 0 ? errno : EIO);
        page->number = number + 1;
    }
    *bytes = ie_str_n(page->bytes + at % PAGE, PAGE - (size_t)(at % PAGE));
    return 0;
}

int ie_strings_add(struct ie_sheet *sheet, struct ie_strings *s, uint64_t index,
                   uint32_t column, struct ie_error *err)
{
    struct ie_str bytes;
    int rc;

    if (!s || index >= s->start.count - 1) {
        ie_sheet_fail(sheet, err, IE_INPUT, "sheet.cell_value", sheet->maker.row.line,
                      column);
        ie_error_argi(err, "value", (int64_t)index);
        return IE_INPUT;
    }
    uint64_t at = s->start.at[index], end = s->start.at[index + 1];
    while (at < end) {
        if (at < HELD) {
            size_t inside = (size_t)(at % BLOCK);
            bytes = ie_str_n(s->block[at / BLOCK] + inside, BLOCK - inside);
        } else if ((rc = read_page(s, at - HELD, &bytes, err))) {
            return rc;
        }
        bytes = ie_str_sub(bytes, 0, (size_t)(end - at));
        if ((rc = ie_maker_add(sheet, column, bytes, err)))
            return rc;
        at += bytes.len;
    }
    return 0;
}
