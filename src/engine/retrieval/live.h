/*
 * Publishing views to readers that never wait (after hazard pointers, Michael 2004).
 *
 *   writer   publish(next) ─▶ atomic pointer ◀─ acquire ─ readers, each with a slot
 *            the old one is freed when no slot holds it: at a later publish or at the end
 *
 * One writer at a time; any number of readers up to the slots. A reader's acquire is two
 * atomic loads and a store, again only if a publish fell between them.
 */
#ifndef IE_ENGINE_RETRIEVAL_LIVE_H
#define IE_ENGINE_RETRIEVAL_LIVE_H

#include "engine/retrieval/retrieval.h"

struct ie_retrieval_snapshot {
    struct ie_retrieval_view view;
    /* called once, by the writer, when no reader holds it: closes, unmaps, frees */
    void (*release)(struct ie_retrieval_snapshot *snapshot);
    void *data;                         /* the caller's */
    struct ie_retrieval_snapshot *next; /* private */
};

struct ie_retrieval_live;

/* `readers`: threads that may hold a snapshot at once. IE_NOMEM. */
int ie_retrieval_live_new(uint32_t readers, struct ie_retrieval_live **live,
                          struct ie_error *err) IE_MUST_CHECK;
/* Releases every snapshot; no reader may be left. */
void ie_retrieval_live_free(struct ie_retrieval_live *live);
/* Puts `next` (NULL: nothing) in place; from now on readers take it. O(readers + retired
 * snapshots). */
void ie_retrieval_live_publish(struct ie_retrieval_live *live,
                               struct ie_retrieval_snapshot *next);
/* The current snapshot, held for `reader` (a number below `readers`, one thread's at a
 * time) until let go; NULL if there is none. Lock-free. */
const struct ie_retrieval_snapshot *
ie_retrieval_live_acquire(struct ie_retrieval_live *live, uint32_t reader);
void ie_retrieval_live_let_go(struct ie_retrieval_live *live, uint32_t reader);

#endif
