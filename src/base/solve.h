/*
 * The engine contract (docs/architecture.md):
 *
 *   int ie_x_solve(const struct ie_x_input *, const struct ie_solve_control *,
 *                  struct ie_arena *, struct ie_x_output **, struct ie_error *);
 *
 * Same input, seed and tick limit give the same output on any number of threads. An
 * engine reads no clock: wall limits come through `stop`, which the caller's timer sets;
 * the engine polls it at least once every 10^6 ticks. A stopped engine returns its best
 * result so far with code IE_LIMIT or IE_CANCELLED in the output's status, never nothing.
 */
#ifndef IE_BASE_SOLVE_H
#define IE_BASE_SOLVE_H

#include <stdatomic.h>

#include "base/arena.h"
#include "base/error.h"

enum ie_stop { IE_GO_ON = 0, IE_STOP_LIMIT = 1, IE_STOP_CANCEL = 2 };

/* The points at which an engine asks whether to go on, numbered from 1, so that a test can
 * stop it at each. Of one thread: an engine asks from the thread that was called. */
struct ie_solve_points {
    uint64_t count;   /* asked so often */
    uint64_t stop_at; /* cancelled from this point on; 0: never */
};

struct ie_solve_control {
    uint64_t seed;
    unsigned threads;        /* 0: 1 */
    uint64_t ticks;          /* effort limit; 0: the engine's default */
    const _Atomic int *stop; /* an enum ie_stop; may be NULL */
    /* permille done (or -1: unknown), objective and bound as they move; may be NULL */
    void (*progress)(void *data, int permille, double objective, double bound);
    void *progress_data;
    struct ie_solve_points *points; /* of tests; may be NULL */
};

static inline enum ie_stop ie_solve_stopped(const struct ie_solve_control *control)
{
    if (control && control->points &&
        ++control->points->count >= control->points->stop_at && control->points->stop_at)
        return IE_STOP_CANCEL;
    return control && control->stop
               ? (enum ie_stop)atomic_load_explicit(control->stop, memory_order_relaxed)
               : IE_GO_ON;
}

#endif
