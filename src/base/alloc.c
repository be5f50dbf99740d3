#include "base/alloc.h"

#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdlib.h>

static _Atomic int64_t fail_after = -1;
static _Atomic uint64_t asked;
static _Atomic uint64_t refused;

static bool refuse(void)
{
    atomic_fetch_add_explicit(&asked, 1, memory_order_relaxed);
    int64_t left = atomic_load_explicit(&fail_after, memory_order_relaxed);
    if (left < 0)
        return false;
    if (left == 0) {
        atomic_fetch_add_explicit(&refused, 1, memory_order_relaxed);
        errno = ENOMEM; /* as malloc does */
        return true;
    }
    atomic_fetch_sub_explicit(&fail_after, 1, memory_order_relaxed);
    return false;
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

void ie_alloc_fail_after(int64_t after)
{
    atomic_store(&refused, 0);
    atomic_store(&fail_after, after);
}

uint64_t ie_alloc_refused(void)
{
    return atomic_load(&refused);
}

uint64_t ie_alloc_count(void)
{
    return atomic_load(&asked);
}
