#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/alloc.h"

void ie_buf_release(struct ie_buf *buf)
{
    ie_free(buf->ptr);
    *buf = IE_BUF_INIT;
}

void ie_buf_clear(struct ie_buf *buf)
{
    buf->len = 0;
    buf->failed = false;
}

bool ie_buf_reserve(struct ie_buf *buf, size_t more)
{
    size_t need;

    if (buf->failed)
        return false;
    if (__builtin_add_overflow(buf->len, more, &need) || need > SIZE_MAX / 2) {
        buf->failed = true;
        return false;
    }
    if (need <= buf->room)
        return true;
    size_t room = buf->room ? buf->room * 2 : 256;
    while (room < need)
        room *= 2;
    char *grown = ie_realloc(buf->ptr, room, 1);
    if (!grown) {
        buf->failed = true;
        return false;
    }
    buf->ptr = grown;
    buf->room = room;
    return true;
}

void ie_buf_add(struct ie_buf *buf, struct ie_str text)
{
    if (text.len == 0 || !ie_buf_reserve(buf, text.len))
        return;
    memcpy(buf->ptr + buf->len, text.ptr, text.len);
    buf->len += text.len;
}

void ie_buf_addz(struct ie_buf *buf, const char *text)
{
    ie_buf_add(buf, ie_str_z(text));
}

void ie_buf_addc(struct ie_buf *buf, char c)
{
    if (!ie_buf_reserve(buf, 1))
        return;
    buf->ptr[buf->len++] = c;
}

void ie_buf_printf(struct ie_buf *buf, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len < 0 || !ie_buf_reserve(buf, (size_t)len + 1))
        return;
    va_start(args, format);
    vsnprintf(buf->ptr + buf->len, (size_t)len + 1, format, args);
    va_end(args);
    buf->len += (size_t)len;
}

void ie_buf_addi(struct ie_buf *buf, int64_t value)
{
    char digits[20];
    size_t n = 0;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;

    do
        digits[n++] = (char)('0' + rest % 10);
    while (rest /= 10);
    if (!ie_buf_reserve(buf, n + 1))
        return;
    if (value < 0)
        buf->ptr[buf->len++] = '-';
    while (n)
        buf->ptr[buf->len++] = digits[--n];
}

int ie_buf_check(const struct ie_buf *buf, struct ie_error *err)
{
    return buf->failed ? ie_fail_nomem(err) : 0;
}
