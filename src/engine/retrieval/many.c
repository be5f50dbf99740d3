/* Many searches over threads: a range of queries, each answered by itself. */
#include <pthread.h>

#include "base/alloc.h"
#include "engine/retrieval/postings.h"

enum { THREADS_MAX = 64, TOGETHER = 16 /* queries a thread takes at once */ };

struct many {
    const struct ie_retrieval_view *view;
    struct ie_retrieval_many *asked;
    const struct ie_solve_control *control;
    unsigned char *answered; /* [to − from] */
    _Atomic uint64_t next;
    _Atomic int failed;
};

struct searcher {
    struct many *many;
    struct ie_retrieval_workspace *work;
    struct ie_arena arena;
    struct ie_error err;
    pthread_t thread;
    bool first; /* tells progress: it runs on the caller's thread */
};

static int answer(struct searcher *own, uint32_t at)
{
    struct many *many = own->many;
    struct ie_retrieval_many *asked = many->asked;
    struct ie_retrieval_query query = {0};
    int code = asked->ask(asked->data, asked->from + at, &own->arena, &query, &own->err);

    query.top = asked->top;
    if (!code)
        code = ie_retrieval_search(many->view, &query, own->work,
                                   asked->hits + (size_t)at * asked->top,
                                   &asked->counts[at], &own->err);
    ie_arena_clear(&own->arena);
    many->answered[at] = code == 0;
    return code;
}

static void *run(void *data)
{
    struct searcher *own = data;
    struct many *many = own->many;
    const struct ie_solve_control *control = many->control;
    uint64_t total = many->asked->to - many->asked->from, at;

    while ((at = atomic_fetch_add(&many->next, TOGETHER)) < total) {
        for (uint64_t i = at; i < at + TOGETHER && i < total; i++) {
            if (atomic_load(&many->failed) || ie_solve_stopped(control) != IE_GO_ON)
                return NULL;
            if (answer(own, (uint32_t)i)) {
                atomic_store(&many->failed, 1);
                return NULL;
            }
        }
        if (own->first && control && control->progress)
            control->progress(control->progress_data, (int)(1000 * at / total),
                              (double)at, (double)total);
    }
    return NULL;
}

static int run_all(struct many *many, unsigned threads, struct ie_error *err)
{
    struct searcher *all = ie_calloc(threads, sizeof(*all));
    unsigned started = 0;
    int code = all ? 0 : ie_fail_nomem(err);

    for (unsigned i = 0; i < threads && !code; i++) {
        all[i].many = many;
        all[i].first = i == 0;
        ie_arena_init(&all[i].arena, 0);
        code = ie_retrieval_workspace_new(&all[i].work, err);
    }
    if (!code) { /* fewer threads than asked for answer the same */
        while (started + 1 < threads && pthread_create(&all[started + 1].thread, NULL,
                                                       run, &all[started + 1]) == 0)
            started++;
        run(&all[0]);
        for (unsigned i = 1; i <= started; i++)
            pthread_join(all[i].thread, NULL);
    }
    for (unsigned i = 0; all && i < threads; i++) {
        if (!code && all[i].err.code) {
            *err = all[i].err;
            code = (int)err->code;
        }
        ie_retrieval_workspace_free(all[i].work);
        ie_arena_release(&all[i].arena);
    }
    ie_free(all);
    return code;
}

int ie_retrieval_search_many(const struct ie_retrieval_view *view,
                             struct ie_retrieval_many *asked,
                             const struct ie_solve_control *control, struct ie_error *err)
{
    struct many many = {.view = view, .asked = asked, .control = control};
    unsigned threads = control && control->threads ? control->threads : 1;

    asked->done = asked->from;
    if (asked->from > asked->to)
        return ie_retrieval_bad(err, "range");
    uint32_t total = asked->to - asked->from;
    if (!total)
        return 0;
    many.answered = ie_calloc(total, 1);
    if (!many.answered)
        return ie_fail_nomem(err);
    int code = run_all(&many, threads < THREADS_MAX ? threads : THREADS_MAX, err);
    while (asked->done < asked->to && many.answered[asked->done - asked->from])
        asked->done++;
    ie_free(many.answered);
    return code;
}
