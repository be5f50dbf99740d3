#include "cli/line_reader.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/alloc.h"
#include "base/buf.h"

enum { PACKED = 64 << 10, BLOCK = 256 << 10 };

/* What the stored bytes are; between two members it is not known yet what follows. */
enum form { FORM_UNKNOWN, FORM_PLAIN, FORM_MEMBER, FORM_BETWEEN };

struct ie_line_reader {
    const char *path;
    const struct ie_solve_control *control;
    int fd;
    enum form form;
    bool spent; /* the file has no more bytes */
    bool inflating;
    z_stream zip; /* next_in, avail_in: what is read and not used yet */
    unsigned char packed[PACKED];
    char block[BLOCK]; /* text; at … have is not used yet */
    size_t at, have;
    struct ie_buf line;
    uint32_t number;
};

static int fail_at(const struct ie_line_reader *r, const char *id, struct ie_error *err)
{
    ie_fail(err, IE_INPUT, id);
    ie_error_at(err, r->path, r->number, 0, NULL);
    return IE_INPUT;
}

static bool stopped(const struct ie_line_reader *r)
{
    return ie_solve_stopped(r->control) == IE_STOP_CANCEL;
}

/* Up to `room` bytes of the file; 0 at its end. */
static int read_some(struct ie_line_reader *r, void *to, size_t room, size_t *got,
                     struct ie_error *err)
{
    for (;;) {
        if (stopped(r))
            return ie_fail(err, IE_CANCELLED, "job.cancelled");
        ssize_t n = read(r->fd, to, room);
        if (n >= 0) {
            *got = (size_t)n;
            r->spent = n == 0;
            return 0;
        }
        if (errno != EINTR)
            return ie_fail_open(err, "file.read", r->path, errno);
    }
}

/* Stored bytes until there are `least`, or all there are. */
static int fetch(struct ie_line_reader *r, size_t least, struct ie_error *err)
{
    int code = 0;

    while (!code && !r->spent && r->zip.avail_in < least) {
        size_t got = 0;
        if (r->zip.avail_in)
            memmove(r->packed, r->zip.next_in, r->zip.avail_in);
        r->zip.next_in = r->packed;
        code = read_some(r, r->packed + r->zip.avail_in, PACKED - r->zip.avail_in, &got,
                         err);
        r->zip.avail_in += (uInt)got;
    }
    return code;
}

static bool at_magic(const struct ie_line_reader *r)
{
    return r->zip.avail_in >= 2 && r->zip.next_in[0] == 0x1F && r->zip.next_in[1] == 0x8B;
}

/* By its first two bytes. */
static int tell_form(struct ie_line_reader *r, struct ie_error *err)
{
    int code = fetch(r, 2, err);

    if (code)
        return code;
    r->form = at_magic(r) ? FORM_MEMBER : FORM_PLAIN;
    if (r->form == FORM_PLAIN)
        return 0;
    r->inflating = inflateInit2(&r->zip, 15 + 16) == Z_OK;
    return r->inflating ? 0 : ie_fail_nomem(err);
}

/* Behind a member: another, zeros, or the end. */
static int next_member(struct ie_line_reader *r, bool *end, struct ie_error *err)
{
    int code;

    *end = false;
    while (!(code = fetch(r, 1, err)) && r->zip.avail_in && *r->zip.next_in == 0) {
        r->zip.next_in++;
        r->zip.avail_in--;
    }
    if (!code)
        code = fetch(r, 2, err);
    if (code)
        return code;
    *end = r->zip.avail_in == 0;
    if (*end)
        return 0;
    if (!at_magic(r))
        return fail_at(r, "match_file.gzip_tail", err);
    r->form = FORM_MEMBER;
    return inflateReset(&r->zip) == Z_OK ? 0 : ie_fail_nomem(err);
}

static int unpack(struct ie_line_reader *r, struct ie_error *err)
{
    bool end = false;
    int code = 0;

    r->zip.next_out = (unsigned char *)r->block;
    r->zip.avail_out = BLOCK;
    while (!code && !end && r->zip.avail_out == BLOCK) {
        if (r->form == FORM_BETWEEN) {
            code = next_member(r, &end, err);
            continue;
        }
        if ((code = fetch(r, 1, err)))
            break;
        int rc = inflate(&r->zip, Z_NO_FLUSH);
        if (rc == Z_STREAM_END)
            r->form = FORM_BETWEEN;
        else if (rc == Z_MEM_ERROR)
            code = ie_fail_nomem(err);
        else if (rc != Z_OK && rc != Z_BUF_ERROR)
            code = fail_at(r, "match_file.gzip_damaged", err);
        else if (r->spent && r->zip.avail_in == 0 && r->zip.avail_out == BLOCK)
            code = fail_at(r, "match_file.gzip_cut", err);
    }
    r->have = BLOCK - r->zip.avail_out;
    return code;
}

/* More text; none when the file is spent. */
static int fill(struct ie_line_reader *r, struct ie_error *err)
{
    int code = r->form == FORM_UNKNOWN ? tell_form(r, err) : 0;

    r->at = r->have = 0;
    if (code)
        return code;
    if (r->form != FORM_PLAIN)
        return unpack(r, err);
    if (!r->zip.avail_in)
        return r->spent ? 0 : read_some(r, r->block, BLOCK, &r->have, err);
    memcpy(r->block, r->zip.next_in, r->zip.avail_in); /* what told the form */
    r->have = r->zip.avail_in;
    r->zip.avail_in = 0;
    return 0;
}

int ie_line_reader_open(const char *path, const struct ie_solve_control *control,
                        struct ie_line_reader **reader, struct ie_error *err)
{
    struct ie_line_reader *r = ie_calloc(1, sizeof(*r));
    int code = 0;

    if (!r)
        return ie_fail_nomem(err);
    r->path = path;
    r->control = control;
    r->fd = strcmp(path, "-") == 0 ? STDIN_FILENO : -1;
    while (!code && r->fd < 0) { /* a pipe without a writer keeps waiting */
        if (stopped(r))
            code = ie_fail(err, IE_CANCELLED, "job.cancelled");
        else if ((r->fd = open(path, O_RDONLY | O_CLOEXEC)) < 0 && errno != EINTR)
            code = ie_fail_open(err, "file.open", path, errno);
    }
    if (code)
        ie_free(r);
    else
        *reader = r;
    return code;
}

/* Some editors begin a file with it. */
static struct ie_str without_mark(const struct ie_line_reader *r)
{
    struct ie_str line = ie_buf_str(&r->line), mark = IE_STR("\xEF\xBB\xBF");

    return r->number == 1 && ie_str_starts(line, mark)
               ? ie_str_sub(line, mark.len, line.len)
               : line;
}

int ie_line_reader_next(struct ie_line_reader *r, struct ie_str *line, uint32_t *number,
                        bool *more, struct ie_error *err)
{
    const char *end = NULL;
    int code = 0;

    ie_buf_clear(&r->line);
    *number = ++r->number;
    *more = true;
    while (!end) {
        if (r->at == r->have && (code = fill(r, err)))
            return code;
        if (r->at == r->have) {
            *more = r->line.len > 0;
            break;
        }
        const char *from = r->block + r->at;
        end = memchr(from, '\n', r->have - r->at);
        size_t len = end ? (size_t)(end - from) : r->have - r->at;
        ie_buf_add(&r->line, ie_str_n(from, len));
        r->at += len + (end != NULL);
        if (r->line.len > IE_LINE_MAX) {
            fail_at(r, "match_file.line_long", err);
            ie_error_argi(err, "limit", IE_LINE_MAX);
            return IE_INPUT;
        }
    }
    *line = without_mark(r);
    return ie_buf_check(&r->line, err);
}

void ie_line_reader_close(struct ie_line_reader *r)
{
    if (!r)
        return;
    if (r->inflating)
        inflateEnd(&r->zip);
    if (r->fd > STDIN_FILENO)
        close(r->fd);
    ie_buf_release(&r->line);
    ie_free(r);
}
