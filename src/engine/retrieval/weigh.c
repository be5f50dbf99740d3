/* Statistics of a view, and texts as queries. */
#include <math.h>

#include "base/alloc.h"
#include "engine/retrieval/postings.h"

uint32_t ie_retrieval_frequency(const struct ie_retrieval_view *view, uint64_t term)
{
    uint32_t number;

    if (!view->count || !ie_retrieval_find(view->segments[0].index, term, &number))
        return 0;
    return ie_retrieval_list(view->segments[0].index, number).df;
}

double ie_retrieval_idf(const struct ie_retrieval_view *view, uint64_t term)
{
    if (!view->count)
        return 0;
    return ie_retrieval_idf_of(view->segments[0].index->header->documents,
                               ie_retrieval_frequency(view, term));
}

struct weighing {
    uint64_t term;
    double times, weight;
};

static int by_term(const void *x, const void *y)
{
    uint64_t a = ((const struct weighing *)x)->term;
    uint64_t b = ((const struct weighing *)y)->term;

    return (a > b) - (a < b);
}

static int by_weight(const void *x, const void *y)
{
    const struct weighing *a = x, *b = y;

    if (a->weight < b->weight || b->weight < a->weight)
        return a->weight < b->weight ? 1 : -1;
    return by_term(x, y);
}

int ie_retrieval_weigh(const struct ie_retrieval_view *view,
                       const struct ie_retrieval_entry *entries, size_t count,
                       uint32_t limit, struct ie_arena *arena,
                       struct ie_retrieval_query *query, struct ie_error *err)
{
    struct weighing *own = IE_NEW_ARRAY(arena, struct weighing, count + 1);
    double length = 0, square = 0;
    size_t kept = 0;

    if (!own)
        return ie_fail_nomem(err);
    for (size_t i = 0; i < count; i++) {
        own[i] = (struct weighing){entries[i].term, (double)entries[i].times, 0};
        if (!(entries[i].term & IE_RETRIEVAL_ASIDE))
            length += (double)entries[i].times;
    }
    if (count)
        qsort(own, count, sizeof(*own), by_term);
    for (size_t i = 0; i < count; i++) {
        if (kept && own[kept - 1].term == own[i].term)
            own[kept - 1].times += own[i].times;
        else
            own[kept++] = own[i];
    }
    const struct ie_retrieval_header *header =
        view->count ? view->segments[0].index->header : NULL;
    double slack =
        header ? header->k1 * (1 - header->b + header->b * length / header->average) : 1;
    for (size_t i = 0; i < kept; i++) {
        double idf = ie_retrieval_idf(view, own[i].term);
        double times = own[i].times < IE_TIMES_MAX ? own[i].times : IE_TIMES_MAX;
        double part = idf * ie_retrieval_saturation(times, slack);
        own[i].weight = idf * part;
        if (!(own[i].term & IE_RETRIEVAL_ASIDE))
            square += part * part;
    }
    qsort(own, kept, sizeof(*own), by_weight);
    if (limit && kept > limit)
        kept = limit;
    struct ie_retrieval_weight *terms =
        IE_NEW_ARRAY(arena, struct ie_retrieval_weight, kept + 1);
    if (!terms)
        return ie_fail_nomem(err);
    double unit = square > 0 ? 1 / sqrt(square) : 1;
    for (size_t i = 0; i < kept; i++)
        terms[i] =
            (struct ie_retrieval_weight){own[i].term, (float)(own[i].weight * unit)};
    query->terms = terms;
    query->count =
        (uint32_t)(kept < IE_RETRIEVAL_TERMS_MAX ? kept : IE_RETRIEVAL_TERMS_MAX);
    return 0;
}
