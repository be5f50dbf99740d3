/*
 * Arena: memory of one request or one solve, given back all at once.
 *
 *   struct ie_arena a;            chunk ── chunk ── chunk (newest first)
 *   ie_arena_init(&a, limit);     each allocation bumps a pointer in the newest one;
 *   p = ie_arena_alloc(&a, n);    a larger one gets a chunk of its own
 *   ie_arena_release(&a);
 *
 * The limit bounds what hostile input can make one request take.
 */
#ifndef IE_BASE_ARENA_H
#define IE_BASE_ARENA_H

#include "base/str.h"

struct ie_arena {
    struct ie_arena_chunk *newest; /* private */
    unsigned char *next;           /* private */
    unsigned char *end;            /* private */
    size_t taken;                  /* bytes in chunks */
    size_t limit;                  /* bytes in chunks at most; 0: no limit */
};

struct ie_arena_mark {
    struct ie_arena_chunk *chunk;
    unsigned char *next;
};

/* Fault suite: from now on every allocation of every arena is a chunk of its own, so that
 * each can be refused, and the address sanitizer sees where each ends. */
void ie_arena_chunk_each(bool each);

void ie_arena_init(struct ie_arena *arena, size_t limit);
/* Frees everything; the arena can be used again. O(chunks). */
void ie_arena_release(struct ie_arena *arena);
/* Empties but keeps one chunk for the next request. O(chunks). */
void ie_arena_clear(struct ie_arena *arena);

/* `size` zeroed bytes aligned for any type, or NULL (memory out, limit hit). Amortised
 * O(size). */
void *ie_arena_alloc(struct ie_arena *arena, size_t size);
/* As above for an array; NULL too if the product overflows. */
void *ie_arena_array(struct ie_arena *arena, size_t count, size_t size);

#define IE_NEW(arena, type)          ((type *)ie_arena_alloc((arena), sizeof(type)))
#define IE_NEW_ARRAY(arena, type, n) ((type *)ie_arena_array((arena), (n), sizeof(type)))

/* NUL-terminated copy of bytes; {NULL, 0} when memory is out. */
struct ie_str ie_arena_str(struct ie_arena *arena, struct ie_str text);
char *ie_arena_strz(struct ie_arena *arena, struct ie_str text);
/* Formatted text, NUL-terminated beyond its length; {NULL, 0} when memory is out. */
struct ie_str ie_arena_printf(struct ie_arena *arena, const char *format, ...)
    IE_PRINTF(2, 3);

/* Scratch use: everything taken after the mark goes at rewind. */
struct ie_arena_mark ie_arena_mark(const struct ie_arena *arena);
void ie_arena_rewind(struct ie_arena *arena, struct ie_arena_mark mark);

#endif
