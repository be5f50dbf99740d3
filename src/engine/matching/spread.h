/* Private to matching/: numbered pieces of work over threads. */
#ifndef IE_ENGINE_MATCHING_SPREAD_H
#define IE_ENGINE_MATCHING_SPREAD_H

#include "base/solve.h"

enum { IE_MATCH_THREADS_MAX = 64 };

struct ie_match_spread {
    uint32_t count;    /* pieces 0 … count - 1 */
    uint32_t together; /* a worker takes so many at once, in rising order; >= 1 */
    /* One piece by one worker, who is of one thread; what they share is only read. */
    int (*each)(void *worker, uint32_t number, struct ie_error *err);
    void **workers; /* [ie_match_workers()] */
    unsigned worker_count;
    const struct ie_solve_control *control; /* stop, progress; may be NULL */
    bool stopped;                           /* out: some pieces were left undone */
};

/* How many workers are of use: control->threads, but no more than there is work for. */
unsigned ie_match_workers(const struct ie_solve_control *control, uint32_t count,
                          uint32_t together);
/* Does the pieces; worker 0 runs on the caller's thread and tells progress. The first
 * error, by worker. Fewer threads than asked for do the same work. */
int ie_match_spread(struct ie_match_spread *spread, struct ie_error *err) IE_MUST_CHECK;

#endif
