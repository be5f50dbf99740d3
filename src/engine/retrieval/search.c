/* A search: weights to integers, lists of each segment, window by window. */
#include "engine/retrieval/search.h"

#include <math.h>

#include "base/alloc.h"
#include "engine/retrieval/postings.h"

static const double UNITS = 1 << 23; /* the sum of a query's integer weights */

int ie_retrieval_workspace_new(struct ie_retrieval_workspace **work, struct ie_error *err)
{
    *work = ie_calloc(1, sizeof(**work));
    return *work ? 0 : ie_fail_nomem(err);
}

void ie_retrieval_workspace_free(struct ie_retrieval_workspace *work)
{
    if (!work)
        return;
    IE_VEC_RELEASE(&work->terms);
    IE_VEC_RELEASE(&work->cursors);
    IE_VEC_RELEASE(&work->runs);
    IE_VEC_RELEASE(&work->near);
    IE_VEC_RELEASE(&work->all);
    ie_free(work);
}

struct ie_retrieval_effort ie_retrieval_effort(const struct ie_retrieval_workspace *work)
{
    return work->effort;
}

/* ---- The query -------------------------------------------------------------------- */

static int check_query(const struct ie_retrieval_query *query, struct ie_error *err)
{
    if (query->top < 1 || query->top > IE_RETRIEVAL_TOP_MAX)
        return ie_retrieval_bad(err, "top");
    if (query->count > IE_RETRIEVAL_TERMS_MAX)
        return ie_retrieval_bad(err, "terms");
    if (!isfinite(query->least))
        return ie_retrieval_bad(err, "least");
    for (uint32_t i = 0; i < query->count; i++)
        if (!isfinite(query->terms[i].weight) || query->terms[i].weight < 0)
            return ie_retrieval_bad(err, "weight");
    return 0;
}

static int by_term(const void *x, const void *y)
{
    const struct ie_retrieval_weight *a = x, *b = y;

    if (a->term != b->term)
        return (a->term > b->term) - (a->term < b->term);
    return (a->weight > b->weight) - (a->weight < b->weight);
}

/* Distinct terms by rising hash into work->terms; the sum of their weights. The order
 * makes the sums of floats the same however the caller ordered the terms. */
static int read_terms(const struct ie_retrieval_query *query,
                      struct ie_retrieval_workspace *work, double *sum,
                      struct ie_error *err)
{
    size_t kept = 0;

    work->terms.count = 0;
    while (work->terms.count < query->count)
        if (!IE_PUSH(&work->terms))
            return ie_fail_nomem(err);
    *sum = 0;
    if (!query->count)
        return 0;
    struct ie_retrieval_weight *terms = work->terms.at;
    memcpy(terms, query->terms, query->count * sizeof(*terms));
    qsort(terms, query->count, sizeof(*terms), by_term);
    for (uint32_t i = 0; i < query->count; i++) {
        if (kept && terms[kept - 1].term == terms[i].term)
            terms[kept - 1].weight += terms[i].weight;
        else
            terms[kept++] = terms[i];
    }
    work->terms.count = kept;
    for (size_t i = 0; i < kept; i++)
        *sum += (double)terms[i].weight;
    return 0;
}

/* The segment's lists of the query's terms. */
static int find_lists(const struct ie_search *search, double units, struct ie_error *err)
{
    struct ie_retrieval_workspace *work = search->work;

    work->cursors.count = 0;
    for (size_t i = 0; i < work->terms.count; i++) {
        uint32_t weight = (uint32_t)((double)work->terms.at[i].weight * units + 0.5);
        uint32_t number;
        if (!weight || !ie_retrieval_find(search->index, work->terms.at[i].term, &number))
            continue;
        struct ie_cursor *cursor = IE_PUSH(&work->cursors);
        if (!cursor)
            return ie_fail_nomem(err);
        cursor->list = ie_retrieval_list(search->index, number);
        cursor->weight = weight;
        work->effort.postings += cursor->list.df;
    }
    return 0;
}

/* ---- Windows ---------------------------------------------------------------------- */

static int new_run(struct ie_retrieval_workspace *work, struct ie_run run,
                   struct ie_error *err)
{
    struct ie_run *kept = IE_PUSH(&work->runs);

    if (!kept)
        return ie_fail_nomem(err);
    float cost = run.docs || run.copied ? (float)run.count : (float)IE_WINDOW / 8;
    run.value = run.max / cost;
    *kept = run;
    return 0;
}

/* A plain list's postings within the window are copied as 16-bit numbers, behind those of
 * others: `low` says where, and window_runs sets `docs` when all are there, since the
 * copies may move until then. */
static int plain_run(struct ie_search *search, struct ie_cursor *cursor, uint32_t window,
                     struct ie_error *err)
{
    struct ie_retrieval_workspace *work = search->work;
    uint32_t first = cursor->next;
    float max = 0;

    uint32_t near = (uint32_t)work->near.count;
    if (!ie_vec_grow((void **)&work->near.at, &work->near.room,
                     work->near.count + cursor->list.df, sizeof(*work->near.at)))
        return ie_fail_nomem(err);
    for (; cursor->next < cursor->list.df; cursor->next++) {
        uint32_t document = ie_list_document(search->index, &cursor->list, cursor->next);
        if (document / IE_WINDOW != window)
            break;
        work->near.at[work->near.count++] = (uint16_t)document;
        float impact =
            (float)cursor->list.codes[cursor->next] * search->index->scales[document];
        max = impact > max ? impact : max;
    }
    if (cursor->next == first)
        return 0;
    return new_run(work,
                   (struct ie_run){.copied = true,
                                   .codes = cursor->list.codes + first,
                                   .count = cursor->next - first,
                                   .weight = cursor->weight,
                                   .low = near,
                                   .max = (float)cursor->weight * max},
                   err);
}

static int long_run(struct ie_search *search, struct ie_cursor *cursor, uint32_t window,
                    struct ie_error *err)
{
    if (cursor->next == cursor->list.containers)
        return 0;
    struct ie_container container =
        ie_retrieval_container(search->index, &cursor->list, cursor->next);
    if (container.window != window)
        return 0;
    cursor->next++;
    return new_run(search->work,
                   (struct ie_run){.docs = container.docs,
                                   .codes = container.codes,
                                   .starts = container.starts,
                                   .maxes = container.maxes,
                                   .count = container.count,
                                   .weight = cursor->weight,
                                   .max = (float)cursor->weight * container.max},
                   err);
}

static int by_value(const void *x, const void *y)
{
    const struct ie_run *a = x, *b = y;

    return (b->value > a->value) - (b->value < a->value);
}

static int window_runs(struct ie_search *search, uint32_t window, struct ie_error *err)
{
    struct ie_retrieval_workspace *work = search->work;
    int code = 0;

    work->runs.count = work->near.count = 0;
    for (size_t i = 0; i < work->cursors.count && !code; i++) {
        struct ie_cursor *cursor = &work->cursors.at[i];
        code = cursor->list.containers ? long_run(search, cursor, window, err)
                                       : plain_run(search, cursor, window, err);
    }
    for (size_t i = 0; i < work->runs.count && !code; i++) {
        struct ie_run *run = &work->runs.at[i];
        if (run->copied)
            run->docs = work->near.at + run->low;
        run->low = run->high = 0;
    }
    if (work->runs.count)
        qsort(work->runs.at, work->runs.count, sizeof(*work->runs.at), by_value);
    return code;
}

static int search_segment(struct ie_search *search, double units, struct ie_error *err)
{
    uint32_t documents = search->index->header->documents;
    int code = find_lists(search, units, err);

    for (uint32_t window = 0; !code && (uint64_t)window * IE_WINDOW < documents;
         window++) {
        uint32_t from = window * IE_WINDOW, span = ie_window_span(documents, window);
        code = window_runs(search, window, err);
        if (code || !search->work->runs.count)
            continue;
        for (uint32_t at = 0; at < span; at += IE_STEP)
            ie_search_step(search, from + at, span - at < IE_STEP ? span - at : IE_STEP);
    }
    return code;
}

static uint64_t view_documents(const struct ie_retrieval_view *view)
{
    uint64_t documents = 0;

    for (uint32_t i = 0; i < view->count; i++)
        documents += view->segments[i].index->header->documents;
    return documents;
}

/* Puts every document above query->least into `best`; *unit turns its scores into those
 * that are told. */
static int search_view(const struct ie_retrieval_view *view,
                       const struct ie_retrieval_query *query,
                       struct ie_retrieval_workspace *work, struct ie_best *best,
                       double *unit, struct ie_error *err)
{
    struct ie_search search = {.filter = query->filter, .work = work, .best = best};
    double sum = 0;
    int code = check_query(query, err);

    *unit = 0;
    if (!code && view_documents(view) >= UINT32_MAX)
        code = ie_fail(err, IE_LIMIT, "retrieval.too_large");
    if (!code)
        code = read_terms(query, work, &sum, err);
    if (code || !(sum > 0))
        return code;
    *unit = sum / UNITS;
    if (query->least > 0) /* a little low: scores are compared below as they are told */
        best->bar = (float)((double)query->least / *unit * (1 - 1e-6));
    work->effort.searches++;
    for (uint32_t i = 0; i < view->count && !code; i++) {
        search.index = view->segments[i].index;
        search.deleted = view->segments[i].deleted;
        code = search_segment(&search, UNITS / sum, err);
        search.base += search.index->header->documents;
    }
    return code;
}

int ie_retrieval_search(const struct ie_retrieval_view *view,
                        const struct ie_retrieval_query *query,
                        struct ie_retrieval_workspace *work,
                        struct ie_retrieval_hit *hits, uint32_t *count,
                        struct ie_error *err)
{
    struct ie_best best = {.heap = hits, .top = query->top};
    double unit;
    int code = search_view(view, query, work, &best, &unit, err);

    *count = 0;
    if (code)
        return code;
    ie_best_sort(&best);
    for (uint32_t i = 0; i < best.count; i++)
        hits[i].score = (float)((double)hits[i].score * unit);
    while (best.count && hits[best.count - 1].score < query->least)
        best.count--;
    *count = best.count;
    return 0;
}

int ie_retrieval_all(const struct ie_retrieval_view *view,
                     const struct ie_retrieval_query *query,
                     struct ie_retrieval_workspace *work,
                     const struct ie_retrieval_hit **hits, uint32_t *count,
                     struct ie_error *err)
{
    struct ie_best best = {.all = true};
    double unit;
    uint32_t kept = 0;

    *count = 0;
    if (!ie_vec_grow((void **)&work->all.at, &work->all.room,
                     (size_t)view_documents(view) + 1, sizeof(*work->all.at)))
        return ie_fail_nomem(err);
    best.heap = work->all.at;
    int code = search_view(view, query, work, &best, &unit, err);
    if (code)
        return code;
    for (uint32_t i = 0; i < best.count; i++) {
        float score = (float)((double)best.heap[i].score * unit);
        if (!(score < query->least))
            best.heap[kept++] = (struct ie_retrieval_hit){best.heap[i].document, score};
    }
    *hits = best.heap;
    *count = kept;
    return 0;
}
