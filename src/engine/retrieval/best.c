#include "engine/retrieval/best.h"

/* Lower score, then higher document. */
static bool worse(const struct ie_retrieval_hit *x, const struct ie_retrieval_hit *y)
{
    return x->score < y->score || (!(y->score < x->score) && x->document > y->document);
}

static void sift_down(struct ie_retrieval_hit *heap, uint32_t count, uint32_t at)
{
    struct ie_retrieval_hit moving = heap[at];

    for (;;) {
        uint32_t child = 2 * at + 1;
        if (child >= count)
            break;
        if (child + 1 < count && worse(&heap[child + 1], &heap[child]))
            child++;
        if (!worse(&heap[child], &moving))
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = moving;
}

void ie_best_put(struct ie_best *best, uint32_t document, float score)
{
    struct ie_retrieval_hit hit = {document, score};

    if (best->all) {
        best->heap[best->count++] = hit;
        return;
    }
    if (best->count < best->top) {
        uint32_t at = best->count++;
        for (; at && worse(&hit, &best->heap[(at - 1) / 2]); at = (at - 1) / 2)
            best->heap[at] = best->heap[(at - 1) / 2];
        best->heap[at] = hit;
    } else {
        best->heap[0] = hit;
        sift_down(best->heap, best->count, 0);
    }
    if (best->count == best->top)
        best->bar = best->heap[0].score;
}

void ie_best_sort(struct ie_best *best)
{
    for (uint32_t left = best->count; left > 1; left--) {
        struct ie_retrieval_hit last = best->heap[left - 1];
        best->heap[left - 1] = best->heap[0];
        best->heap[0] = last;
        sift_down(best->heap, left - 1, 0);
    }
}
