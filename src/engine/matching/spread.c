#include "engine/matching/spread.h"

#include <pthread.h>

struct sharing {
    const struct ie_match_spread *spread;
    _Atomic uint32_t next;
    _Atomic bool failed, stopped;
};

struct hand {
    struct sharing *sharing;
    void *worker;
    struct ie_error err;
    int code;
    pthread_t thread;
    bool first;
};

unsigned ie_match_workers(const struct ie_solve_control *control, uint32_t count,
                          uint32_t together)
{
    unsigned threads = control && control->threads ? control->threads : 1;
    uint32_t blocks = count / together + 1;

    threads = threads < IE_MATCH_THREADS_MAX ? threads : IE_MATCH_THREADS_MAX;
    return threads < blocks ? threads : (unsigned)blocks;
}

static void *work(void *data)
{
    struct hand *hand = data;
    struct sharing *sharing = hand->sharing;
    const struct ie_match_spread *spread = sharing->spread;
    const struct ie_solve_control *control = spread->control;
    uint32_t from;

    while ((from = atomic_fetch_add(&sharing->next, spread->together)) < spread->count) {
        uint32_t left = spread->count - from;
        uint32_t end = from + (left < spread->together ? left : spread->together);
        if (atomic_load(&sharing->failed))
            return NULL;
        for (uint32_t i = from; i < end; i++) {
            if (ie_solve_stopped(control) != IE_GO_ON) {
                atomic_store(&sharing->stopped, true);
                return NULL;
            }
            if ((hand->code = spread->each(hand->worker, i, &hand->err))) {
                atomic_store(&sharing->failed, true);
                return NULL;
            }
        }
        if (hand->first && control && control->progress)
            control->progress(control->progress_data,
                              (int)(1000 * (uint64_t)from / spread->count), from,
                              spread->count);
    }
    return NULL;
}

int ie_match_spread(struct ie_match_spread *spread, struct ie_error *err)
{
    struct hand hands[IE_MATCH_THREADS_MAX] = {0};
    struct sharing sharing = {.spread = spread};
    unsigned started = 1;

    spread->stopped = false;
    if (!spread->count)
        return 0;
    for (unsigned i = 0; i < spread->worker_count; i++)
        hands[i] = (struct hand){
            .sharing = &sharing, .worker = spread->workers[i], .first = i == 0};
    while (started < spread->worker_count &&
           pthread_create(&hands[started].thread, NULL, work, &hands[started]) == 0)
        started++;
    work(&hands[0]);
    for (unsigned i = 1; i < started; i++)
        pthread_join(hands[i].thread, NULL);
    spread->stopped = atomic_load(&sharing.stopped);
    for (unsigned i = 0; i < started; i++)
        if (hands[i].code) {
            *err = hands[i].err;
            return hands[i].code;
        }
    return 0;
}
