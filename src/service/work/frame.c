/* Frames on a pipe: four bytes of length, little endian, then JSON. */
#include <errno.h>
#include <unistd.h>

#include "base/alloc.h"
#include "service/work/impl.h"

static int write_whole(int fd, const char *bytes, size_t len, struct ie_error *err)
{
    while (len > 0) {
        ssize_t n = write(fd, bytes, len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return ie_fail_errno(err, "job.pipe", "", errno);
        bytes += n;
        len -= (size_t)n;
    }
    return 0;
}

int ie_frame_write(int fd, const json_t *message, struct ie_error *err)
{
    struct ie_buf buf = IE_BUF_INIT;
    struct ie_json json;
    int rc;

    ie_buf_add(&buf, ie_str_n("\0\0\0\0", 4));
    json = ie_json_into(&buf);
    ie_json_value(&json, message);
    rc = ie_buf_check(&buf, err);
    if (!rc && buf.len - 4 > IE_FRAME_MAX)
        rc = ie_fail(err, IE_LIMIT, "job.frame");
    if (!rc) {
        for (int i = 0; i < 4; i++)
            buf.ptr[i] = (char)(unsigned char)((buf.len - 4) >> (8 * i));
        rc = write_whole(fd, buf.ptr, buf.len, err);
    }
    ie_buf_release(&buf);
    return rc;
}

void ie_frames_release(struct ie_frames *frames)
{
    ie_free(frames->bytes);
    *frames = (struct ie_frames){0};
}

int ie_frames_read(struct ie_frames *frames, int fd, bool *end, struct ie_error *err)
{
    enum { CHUNK = 16384 };
    ssize_t n;

    *end = false;
    if (frames->room - frames->len < CHUNK) {
        size_t room = 2 * frames->room + CHUNK;
        char *more = ie_realloc(frames->bytes, room, 1);
        if (!more)
            return ie_fail_nomem(err);
        frames->bytes = more;
        frames->room = room;
    }
    n = read(fd, frames->bytes + frames->len, CHUNK);
    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return 0;
    if (n < 0)
        return ie_fail_errno(err, "job.pipe", "", errno);
    *end = n == 0;
    frames->len += (size_t)n;
    return 0;
}

int ie_frames_next(struct ie_frames *frames, json_t **message, struct ie_error *err)
{
    size_t len = 0;
    int rc;

    *message = NULL;
    if (frames->len < 4)
        return 0;
    for (int i = 0; i < 4; i++)
        len |= (size_t)(unsigned char)frames->bytes[i] << (8 * i);
    if (len > IE_FRAME_MAX)
        return ie_fail(err, IE_INPUT, "job.frame");
    if (frames->len - 4 < len)
        return 0;
    rc = ie_json_parse(ie_str_n(frames->bytes + 4, len), message, err);
    memmove(frames->bytes, frames->bytes + 4 + len, frames->len - 4 - len);
    frames->len -= 4 + len;
    return rc;
}
