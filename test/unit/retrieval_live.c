/* Publishing: readers see whole snapshots, held ones stay, each is released once. */
#include <pthread.h>
#include <stdatomic.h>

#include "base/alloc.h"
#include "engine/retrieval/live.h"
#include "harness.h"

enum { READERS = 3, PUBLISHED = 3000 };

struct kept { /* a snapshot that knows whether it was released */
    struct ie_retrieval_snapshot snapshot;
    _Atomic int released;
    uint32_t number;
};

static void release(struct ie_retrieval_snapshot *snapshot)
{
    struct kept *kept = snapshot->data;

    atomic_fetch_add(&kept->released, 1);
}

static struct kept *new_kept(uint32_t count)
{
    struct kept *kept = ie_calloc(count, sizeof(*kept));

    for (uint32_t i = 0; kept && i < count; i++) {
        kept[i].number = i;
        kept[i].snapshot.release = release;
        kept[i].snapshot.data = &kept[i];
    }
    return kept;
}

IE_TEST(a_held_snapshot_stays_until_it_is_let_go)
{
    struct ie_retrieval_live *live = NULL;
    struct kept *kept = new_kept(3);
    struct ie_error err;

    IE_REQUIRE(kept != NULL);
    IE_REQUIRE_OK(ie_retrieval_live_new(2, &live, &err), &err);
    IE_CHECK(ie_retrieval_live_acquire(live, 0) == NULL);
    ie_retrieval_live_publish(live, &kept[0].snapshot);
    IE_CHECK(ie_retrieval_live_acquire(live, 1) == &kept[0].snapshot);
    ie_retrieval_live_publish(live, &kept[1].snapshot);
    IE_CHECK_INT(atomic_load(&kept[0].released), 0);
    IE_CHECK(ie_retrieval_live_acquire(live, 0) == &kept[1].snapshot);
    ie_retrieval_live_let_go(live, 1);
    ie_retrieval_live_let_go(live, 0);
    ie_retrieval_live_publish(live, &kept[2].snapshot);
    IE_CHECK_INT(atomic_load(&kept[0].released), 1);
    IE_CHECK_INT(atomic_load(&kept[1].released), 1);
    IE_CHECK_INT(atomic_load(&kept[2].released), 0);
    ie_retrieval_live_free(live);
    for (int i = 0; i < 3; i++)
        IE_CHECK_INT(atomic_load(&kept[i].released), 1);
    ie_free(kept);
}

struct reading {
    struct ie_retrieval_live *live;
    uint32_t slot;
    _Atomic bool *done;
    _Atomic uint32_t *bad;
    pthread_t thread;
};

static void *read_on(void *data)
{
    struct reading *reading = data;
    uint32_t last = 0;

    while (!atomic_load(reading->done)) {
        const struct ie_retrieval_snapshot *seen =
            ie_retrieval_live_acquire(reading->live, reading->slot);
        if (seen) {
            const struct kept *kept = seen->data;
            if (atomic_load(&kept->released) || kept->number < last)
                atomic_fetch_add(reading->bad, 1);
            last = kept->number;
        }
        ie_retrieval_live_let_go(reading->live, reading->slot);
    }
    return NULL;
}

IE_TEST(readers_never_see_a_released_snapshot_nor_go_back)
{
    struct ie_retrieval_live *live = NULL;
    struct kept *kept = new_kept(PUBLISHED);
    struct reading readings[READERS];
    _Atomic bool done = false;
    _Atomic uint32_t bad = 0;
    struct ie_error err;

    IE_REQUIRE(kept != NULL);
    IE_REQUIRE_OK(ie_retrieval_live_new(READERS, &live, &err), &err);
    for (uint32_t i = 0; i < READERS; i++) {
        readings[i] = (struct reading){live, i, &done, &bad, 0};
        IE_REQUIRE(pthread_create(&readings[i].thread, NULL, read_on, &readings[i]) == 0);
    }
    for (uint32_t i = 0; i < PUBLISHED; i++)
        ie_retrieval_live_publish(live, &kept[i].snapshot);
    atomic_store(&done, true);
    for (uint32_t i = 0; i < READERS; i++)
        pthread_join(readings[i].thread, NULL);
    ie_retrieval_live_free(live);
    IE_CHECK_INT(atomic_load(&bad), 0);
    for (uint32_t i = 0; i < PUBLISHED && !ie_test_failed(); i++)
        IE_CHECK_INT(atomic_load(&kept[i].released), 1);
    ie_free(kept);
}
