#include "base/alloc.h"

#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdlib.h>

static _Atomic uint64_t asked;
static _Atomic uint64_t refused;
/* By the count above: the first to be refused and the one behind the last. */
static _Atomic uint64_t refuse_from = UINT64_MAX, refuse_to = UINT64_MAX;

static bool refuse(void)
{
    uint64_t at = atomic_fetch_add_explicit(&asked, 1, memory_order_relaxed);

    if (at < atomic_load_explicit(&refuse_from, memory_order_relaxed) ||
        at >= atomic_load_explicit(&refuse_to, memory_order_relaxed))
        return false;
    atomic_fetch_add_explicit(&refused, 1, memory_order_relaxed);
    errno = ENOMEM; /* as malloc does */
    return true;
}

void *ie_calloc(size_t count, size_t size)
{
    size_t bytes;

    if (__builtin_mul_overflow(count, size, &bytes) || refuse())
        return NULL;
    return calloc(count ? count : 1, size ? size : 1);
}

void *ie_realloc(void *old, size_t count, size_t size)
{
    size_t bytes;

    if (__builtin_mul_overflow(count, size, &bytes) || refuse())
        return NULL;
    return realloc(old, bytes ? bytes : 1);
}

void ie_free(void *block)
{
    free(block);
}

void ie_alloc_trim(void)
{
    (void)malloc_trim(0);
}

static void refuse_between(int64_t after, uint64_t most)
{
    uint64_t from = after < 0 ? UINT64_MAX : atomic_load(&asked) + (uint64_t)after;

    atomic_store(&refuse_from, UINT64_MAX);
    atomic_store(&refuse_to, from > UINT64_MAX - most ? UINT64_MAX : from + most);
    atomic_store(&refused, 0);
    atomic_store(&refuse_from, from);
}

void ie_alloc_fail_after(int64_t after)
{
    refuse_between(after, UINT64_MAX);
}

void ie_alloc_fail_only(int64_t after)
{
    refuse_between(after, 1);
}

uint64_t ie_alloc_refused(void)
{
    return atomic_load(&refused);
}

uint64_t ie_alloc_count(void)
{
    return atomic_load(&asked);
}
