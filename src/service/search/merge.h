/*
 * Private to service/search*: open and rest made anew out of all segments, on a thread
 * beside the follower, which goes on meanwhile.
 *
 *   follower   [open rest c1 c2 c3] ── begin ──▶ … c4 c5 …  ids written since ── end ──▶
 *   merge            └ shared, deletes copied ─▶ open' ─▶ rest' ─▶ files ─▶ mapped ──┘
 *                                                       [open' rest' (c4+c5)'], ids crossed out
 */
#ifndef IE_SERVICE_SEARCH_MERGE_H
#define IE_SERVICE_SEARCH_MERGE_H

#include "service/search/files.h"

struct ie_search_merge;

struct ie_search_merging {                     /* what is to be merged */
    struct ie_search_segment *const *segments; /* [count], shared from now on */
    uint64_t *const *deleted;                  /* copied */
    uint32_t count;
    const char *identity;
    struct ie_search_files *files;          /* NULL: not to be written */
    struct ie_search_generation generation; /* but for the segments */
};

/* Begins; with `beside` on a thread of its own, else it is done when this returns.
 * IE_NOMEM. */
int ie_search_merge_begin(const struct ie_search_merging *what, bool beside,
                          struct ie_search_merge **merge,
                          struct ie_error *err) IE_MUST_CHECK;
bool ie_search_merge_done(const struct ie_search_merge *merge);
/* Waits, gives the two segments, frees. *written: the files have them. Errors: those of
 * ie_retrieval_merge; the files' are none of the merge's: then *failed. */
int ie_search_merge_end(struct ie_search_merge *merge, struct ie_search_segment *made[2],
                        bool *written, int *failed, struct ie_error *err) IE_MUST_CHECK;
/* Stops and frees it; NULL is fine. */
void ie_search_merge_cancel(struct ie_search_merge *merge);

/* Segments as one, without what is deleted; `open` 1: the open documents alone, 0: the
 * others, -1: all. Weighed by `statistics` (NULL: their own). */
int ie_search_merge_segments(struct ie_search_segment *const *segments,
                             uint64_t *const *deleted, uint32_t count, int open,
                             const struct ie_retrieval_index *statistics,
                             const char identity[IE_RETRIEVAL_IDENTITY],
                             const struct ie_solve_control *control,
                             struct ie_search_segment **merged,
                             struct ie_error *err) IE_MUST_CHECK;

#endif
