/*
 * base: what every other layer stands on, and which stands on nothing of ours.
 *
 * The layer holds memory (alloc, arena), bytes (str, buf, vec, map), failure (error),
 * time (moment), identity (uuid), chance (rng), tables of cells (sheet: CSV, XLSX, JSON
 * Lines), JSON out (json), options, threads and the log. Four agreements run through it
 * and through all layers above:
 *
 *   1. A function that can fail returns `int`: 0, or the `enum ie_code` that it also put
 *      into the caller's `struct ie_error` together with a message id, arguments and the
 *      place. Messages are worded at the edge (po/), never here. Results come back
 *      through pointers, which stay as they were on failure.
 *   2. Memory of one request or one solve comes from one arena and goes with it. What
 *      lives longer has `x_init`/`x_release` (embedded) or `x_new`/`x_free` (heap).
 *      `x_clear` empties for reuse.
 *   3. Text is (pointer, length), UTF-8; it need not end in NUL unless a name says `z`.
 *   4. No function here knows a database, a language or the network. The clock is read
 *      only in `ie_now`, chance only in `ie_random_bytes`.
 */
#ifndef IE_BASE_BASE_H
#define IE_BASE_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define IE_MUST_CHECK   __attribute__((warn_unused_result))
#define IE_PRINTF(f, a) __attribute__((format(printf, f, a)))
#define IE_NORETURN     __attribute__((noreturn))
#define IE_COUNT(a)     (sizeof(a) / sizeof((a)[0]))

/* For states that no input can bring about: says where, then aborts. */
#define IE_BUG(what) ie_bug(__FILE__, __LINE__, (what))
IE_NORETURN void ie_bug(const char *file, int line, const char *what);

#endif
