#include "base/arena.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"

enum { FIRST_CHUNK = 4096, LARGEST_CHUNK = 1 << 20, ALIGN = 16 };

struct ie_arena_chunk {
    struct ie_arena_chunk *older;
    size_t size; /* of data */
    size_t unused_align_;
    size_t unused_align2_;
    unsigned char data[];
};

static _Atomic bool chunk_each; /* no chunk has room for a second one */

void ie_arena_chunk_each(bool each)
{
    atomic_store(&chunk_each, each);
}

void ie_arena_init(struct ie_arena *arena, size_t limit)
{
    memset(arena, 0, sizeof(*arena));
    arena->limit = limit;
}

static void drop_newest(struct ie_arena *arena)
{
    struct ie_arena_chunk *chunk = arena->newest;

    arena->newest = chunk->older;
    arena->taken -= chunk->size;
    ie_free(chunk);
}

void ie_arena_release(struct ie_arena *arena)
{
    while (arena->newest)
        drop_newest(arena);
    arena->next = arena->end = NULL;
}

void ie_arena_clear(struct ie_arena *arena)
{
    while (arena->newest && arena->newest->older)
        drop_newest(arena);
    if (arena->newest) {
        arena->next = arena->newest->data;
        arena->end = arena->next + arena->newest->size;
    }
}

static bool add_chunk(struct ie_arena *arena, size_t need)
{
    size_t size = arena->newest ? arena->newest->size * 2 : FIRST_CHUNK;

    if (size > LARGEST_CHUNK)
        size = LARGEST_CHUNK;
    if (size < need || atomic_load_explicit(&chunk_each, memory_order_relaxed))
        size = need;
    if (arena->limit && (size > arena->limit || arena->taken > arena->limit - size)) {
        size = need; /* near the limit a chunk of just the size may still fit */
        if (size > arena->limit || arena->taken > arena->limit - size)
            return false;
    }
    struct ie_arena_chunk *chunk = ie_realloc(NULL, 1, sizeof(*chunk) + size);
    if (!chunk)
        return false;
    chunk->older = arena->newest;
    chunk->size = size;
    arena->newest = chunk;
    arena->taken += size;
    arena->next = chunk->data;
    arena->end = chunk->data + size;
    return true;
}

void *ie_arena_alloc(struct ie_arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2)
        return NULL;
    size = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    if (size == 0)
        size = ALIGN;
    if ((size_t)(arena->end - arena->next) < size && !add_chunk(arena, size))
        return NULL;
    void *block = arena->next;
    arena->next += size;
    return memset(block, 0, size);
}

void *ie_arena_array(struct ie_arena *arena, size_t count, size_t size)
{
    size_t bytes;

    if (__builtin_mul_overflow(count, size, &bytes))
        return NULL;
    return ie_arena_alloc(arena, bytes);
}

struct ie_str ie_arena_str(struct ie_arena *arena, struct ie_str text)
{
    char *copy = ie_arena_strz(arena, text);

    return copy ? (struct ie_str){copy, text.len} : (struct ie_str){NULL, 0};
}

char *ie_arena_strz(struct ie_arena *arena, struct ie_str text)
{
    char *copy = text.len < SIZE_MAX ? ie_arena_alloc(arena, text.len + 1) : NULL;

    if (copy && text.len)
        memcpy(copy, text.ptr, text.len);
    return copy;
}

struct ie_str ie_arena_printf(struct ie_arena *arena, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = len < 0 ? NULL : ie_arena_alloc(arena, (size_t)len + 1);
    if (!text)
        return (struct ie_str){NULL, 0};
    va_start(args, format);
    vsnprintf(text, (size_t)len + 1, format, args);
    va_end(args);
    return (struct ie_str){text, (size_t)len};
}

struct ie_arena_mark ie_arena_mark(const struct ie_arena *arena)
{
    return (struct ie_arena_mark){arena->newest, arena->next};
}

void ie_arena_rewind(struct ie_arena *arena, struct ie_arena_mark mark)
{
    while (arena->newest != mark.chunk)
        drop_newest(arena);
    arena->next = mark.next;
    arena->end = mark.chunk ? mark.chunk->data + mark.chunk->size : NULL;
}
