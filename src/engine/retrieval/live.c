#include "engine/retrieval/live.h"

#include <stdatomic.h>

#include "base/alloc.h"

struct slot { /* a cache line each: readers do not disturb each other */
    _Alignas(64) _Atomic(struct ie_retrieval_snapshot *) held;
};

struct ie_retrieval_live {
    _Atomic(struct ie_retrieval_snapshot *) current;
    struct ie_retrieval_snapshot
        *retired; /* the writer's: no longer current, perhaps held */
    struct slot *slots;
    void *block; /* what `slots` lies in, aligned */
    uint32_t readers;
};

int ie_retrieval_live_new(uint32_t readers, struct ie_retrieval_live **live,
                          struct ie_error *err)
{
    struct ie_retrieval_live *made = ie_calloc(1, sizeof(*made));
    void *block = ie_calloc((size_t)readers + 1, sizeof(struct slot));

    if (!made || !block) {
        ie_free(made);
        ie_free(block);
        return ie_fail_nomem(err);
    }
    made->block = block;
    made->slots = (void *)(((uintptr_t)block + 63) & ~(uintptr_t)63);
    made->readers = readers;
    *live = made;
    return 0;
}

static void release(struct ie_retrieval_snapshot *snapshot)
{
    if (snapshot->release)
        snapshot->release(snapshot);
}

static bool held(struct ie_retrieval_live *live,
                 const struct ie_retrieval_snapshot *snapshot)
{
    for (uint32_t i = 0; i < live->readers; i++)
        if (atomic_load(&live->slots[i].held) == snapshot)
            return true;
    return false;
}

static void sweep(struct ie_retrieval_live *live)
{
    struct ie_retrieval_snapshot **link = &live->retired;

    while (*link) {
        struct ie_retrieval_snapshot *snapshot = *link;
        if (held(live, snapshot)) {
            link = &snapshot->next;
            continue;
        }
        *link = snapshot->next;
        release(snapshot);
    }
}

void ie_retrieval_live_publish(struct ie_retrieval_live *live,
                               struct ie_retrieval_snapshot *next)
{
    struct ie_retrieval_snapshot *old = atomic_exchange(&live->current, next);

    if (old) {
        old->next = live->retired;
        live->retired = old;
    }
    sweep(live);
}

const struct ie_retrieval_snapshot *
ie_retrieval_live_acquire(struct ie_retrieval_live *live, uint32_t reader)
{
    struct ie_retrieval_snapshot *seen = atomic_load(&live->current), *again;

    /* Sequentially consistent: either the writer's sweep sees the slot, or the second
     * load sees the writer's exchange. */
    for (;; seen = again) {
        atomic_store(&live->slots[reader].held, seen);
        again = atomic_load(&live->current);
        if (again == seen)
            return seen;
    }
}

void ie_retrieval_live_let_go(struct ie_retrieval_live *live, uint32_t reader)
{
    atomic_store_explicit(&live->slots[reader].held, NULL, memory_order_release);
}

void ie_retrieval_live_free(struct ie_retrieval_live *live)
{
    if (!live)
        return;
    ie_retrieval_live_publish(live, NULL);
    while (live->retired) {
        struct ie_retrieval_snapshot *snapshot = live->retired;
        live->retired = snapshot->next;
        release(snapshot);
    }
    ie_free(live->block);
    ie_free(live);
}
