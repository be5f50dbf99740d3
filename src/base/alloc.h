/*
 * The one door to the heap. Every allocation of ours goes through it, so that the fault
 * suite can fail the n-th one (after curl's torture tests) and so that sizes are checked
 * for overflow in one place. All return NULL on failure and never abort.
 */
#ifndef IE_BASE_ALLOC_H
#define IE_BASE_ALLOC_H

#include "base/base.h"

/* count * size bytes, zeroed. NULL if the product overflows or memory is out. */
void *ie_calloc(size_t count, size_t size) __attribute__((malloc, alloc_size(1, 2)));
/* Grows or shrinks to count * size bytes; on failure the old block stays. */
void *ie_realloc(void *old, size_t count, size_t size) IE_MUST_CHECK;
void ie_free(void *block);

/* Gives memory that is free back to the system: after a great piece of work in a process
 * that lives on. */
void ie_alloc_trim(void);

/* Fault suite: lets `after` allocations pass, then refuses every one, or that one alone.
 * -1: refuse none. Exact with any number of threads. */
void ie_alloc_fail_after(int64_t after);
void ie_alloc_fail_only(int64_t after);
/* How many were refused since either was called last. */
uint64_t ie_alloc_refused(void);
/* Allocations asked for in this process so far (fault suite and benchmarks). */
uint64_t ie_alloc_count(void);

#endif
