/*
 * Growing bytes on the heap. A failed allocation makes the buffer `failed`: further
 * writes do nothing, and the one check at the end (`ie_buf_check`) reports it. So writers
 * of JSON, CSV, iCalendar need no check a line.
 */
#ifndef IE_BASE_BUF_H
#define IE_BASE_BUF_H

#include "base/error.h"
#include "base/str.h"

struct ie_buf {
    char *ptr;
    size_t len;
    size_t room;
    bool failed;
};

#define IE_BUF_INIT ((struct ie_buf){0})

void ie_buf_release(struct ie_buf *buf);
void ie_buf_clear(struct ie_buf *buf); /* empties and forgets a failure; keeps memory */
bool ie_buf_reserve(struct ie_buf *buf, size_t more);
void ie_buf_add(struct ie_buf *buf, struct ie_str text);
void ie_buf_addz(struct ie_buf *buf, const char *text);
void ie_buf_addc(struct ie_buf *buf, char c);
void ie_buf_printf(struct ie_buf *buf, const char *format, ...) IE_PRINTF(2, 3);
void ie_buf_addi(struct ie_buf *buf, int64_t value);
/* IE_NOMEM if any write since the last clear failed. */
int ie_buf_check(const struct ie_buf *buf, struct ie_error *err) IE_MUST_CHECK;

static inline struct ie_str ie_buf_str(const struct ie_buf *buf)
{
    return (struct ie_str){buf->ptr, buf->len};
}

#endif
