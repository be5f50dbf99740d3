#include "service/search/merge.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/solve.h"
#include "service/impl.h"

struct ie_search_merge {
    struct ie_search_segment *segments[IE_SEARCH_SEGMENTS];
    uint64_t *deleted[IE_SEARCH_SEGMENTS];
    uint32_t count;
    char identity[IE_RETRIEVAL_IDENTITY];
    struct ie_search_files *files;
    struct ie_search_generation generation;
    bool written;
    int failed; /* why it was not */
    int code;
    struct ie_error err;
    pthread_t thread;
    bool beside;
    _Atomic bool done;
    _Atomic int stop; /* enum ie_stop */
};

/* ---- segments as one ---- */

/* The crossed out, and those that are not wanted, in *mask (ie_free). */
static int mask_of(const struct ie_search_segment *segment, const uint64_t *deleted,
                   int open, uint64_t **mask, struct ie_error *err)
{
    size_t words = ((size_t)segment->documents + 63) / 64;

    *mask = ie_calloc(words + 1, sizeof(uint64_t));
    if (!*mask)
        return ie_fail_nomem(err);
    if (deleted)
        memcpy(*mask, deleted, words * sizeof(uint64_t));
    for (uint32_t d = 0; d < segment->documents && open >= 0; d++)
        if (ie_search_is_open(&segment->keys[d]) != (open > 0))
            (*mask)[d / 64] |= UINT64_C(1) << (d % 64);
    return 0;
}

int ie_search_merge_segments(struct ie_search_segment *const *segments,
                             uint64_t *const *deleted, uint32_t count, int open,
                             const struct ie_retrieval_index *statistics,
                             const char identity[IE_RETRIEVAL_IDENTITY],
                             const struct ie_solve_control *control,
                             struct ie_search_segment **merged, struct ie_error *err)
{
    struct ie_retrieval_segment sources[IE_SEARCH_SEGMENTS] = {0};
    struct ie_completion_source beside[IE_SEARCH_SEGMENTS] = {0};
    uint64_t *masks[IE_SEARCH_SEGMENTS] = {0};
    struct ie_retrieval_view view = {sources, count};
    struct ie_search_image image = {.terms = {0}};
    int code = 0;

    for (uint32_t i = 0; i < count && !code; i++) {
        code = mask_of(segments[i], deleted[i], open, &masks[i], err);
        sources[i] = (struct ie_retrieval_segment){segments[i]->index, masks[i]};
        beside[i] = (struct ie_completion_source){&segments[i]->completion, masks[i],
                                                  segments[i]->keys};
    }
    if (!code)
        code = ie_retrieval_merge_under(&view, statistics, control, &image.terms, err);
    if (!code)
        code = ie_completion_merge(beside, count, &image.completion, err);
    for (uint32_t i = 0; i < count; i++)
        ie_free(masks[i]);
    return ie_search_segment_of(code, &image, identity, merged, err);
}

/* ---- the whole ---- */

static void run(struct ie_search_merge *m)
{
    struct ie_solve_control control = {.threads = 1, .stop = &m->stop};
    struct ie_search_generation *g = &m->generation;
    struct ie_error ignored;

    m->code = ie_search_merge_segments(m->segments, m->deleted, m->count, 1, NULL,
                                       m->identity, &control, &g->open, &m->err);
    if (!m->code)
        m->code =
            ie_search_merge_segments(m->segments, m->deleted, m->count, 0, g->open->index,
                                     m->identity, &control, &g->rest, &m->err);
    if (!m->code && m->files) {
        m->failed = ie_search_files_write(m->files, m->identity, g, &ignored);
        m->written = !m->failed;
    }
}

static void *thread_main(void *data)
{
    struct ie_search_merge *m = data;

    (void)setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), 10);
    run(m);
    atomic_store(&m->done, true);
    return NULL;
}

static void release(struct ie_search_merge *m)
{
    for (uint32_t i = 0; i < m->count; i++) {
        ie_search_segment_give(m->segments[i]);
        ie_free(m->deleted[i]);
    }
    ie_free(m);
}

static int share(struct ie_search_merge *m, const struct ie_search_merging *what,
                 struct ie_error *err)
{
    for (uint32_t i = 0; i < what->count; i++) {
        size_t words = ((size_t)what->segments[i]->documents + 63) / 64;
        m->segments[m->count++] = ie_search_segment_share(what->segments[i]);
        if (!what->deleted[i])
            continue;
        m->deleted[i] = ie_calloc(words + 1, sizeof(uint64_t));
        if (!m->deleted[i])
            return ie_fail_nomem(err);
        memcpy(m->deleted[i], what->deleted[i], words * sizeof(uint64_t));
    }
    return 0;
}

int ie_search_merge_begin(const struct ie_search_merging *what, bool beside,
                          struct ie_search_merge **merge, struct ie_error *err)
{
    struct ie_search_merge *m = ie_calloc(1, sizeof(*m));
    int code = m ? share(m, what, err) : ie_fail_nomem(err);

    if (code) {
        if (m)
            release(m);
        return code;
    }
    memcpy(m->identity, what->identity, sizeof(m->identity));
    m->files = what->files;
    m->generation = what->generation;
    m->beside = beside && ie_thread_start(&m->thread, thread_main, m, err) == 0;
    if (!m->beside) {
        run(m);
        atomic_store(&m->done, true);
    }
    *merge = m;
    return 0;
}

bool ie_search_merge_done(const struct ie_search_merge *merge)
{
    return atomic_load(&merge->done);
}

int ie_search_merge_end(struct ie_search_merge *merge, struct ie_search_segment *made[2],
                        bool *written, int *failed, struct ie_error *err)
{
    if (merge->beside)
        pthread_join(merge->thread, NULL);
    int code = merge->code;
    made[0] = merge->generation.open;
    made[1] = merge->generation.rest;
    *written = merge->written;
    *failed = merge->failed;
    if (code) {
        ie_search_segment_give(made[0]);
        made[0] = made[1] = NULL;
        if (err)
            *err = merge->err;
    }
    release(merge);
    return code;
}

void ie_search_merge_cancel(struct ie_search_merge *merge)
{
    struct ie_search_segment *made[2];
    struct ie_error ignored;
    bool written;
    int failed;

    if (!merge)
        return;
    atomic_store(&merge->stop, IE_STOP_CANCEL);
    if (ie_search_merge_end(merge, made, &written, &failed, &ignored))
        return;
    ie_search_segment_give(made[0]);
    ie_search_segment_give(made[1]);
}
