/* Private to retrieval/: the best K so far, as a heap with the worst on top. */
#ifndef IE_ENGINE_RETRIEVAL_BEST_H
#define IE_ENGINE_RETRIEVAL_BEST_H

#include "engine/retrieval/retrieval.h"

struct ie_best {
    struct ie_retrieval_hit *heap; /* [top] */
    uint32_t count, top;
    float bar; /* what a newcomer must exceed */
    bool all;  /* all above the bar, which stays; they are no heap, but in order */
};

/* A score above the bar, of a document after all that were put in before. O(log top). */
void ie_best_put(struct ie_best *best, uint32_t document, float score);
/* Best first; the heap is then no heap any more. O(count log count). */
void ie_best_sort(struct ie_best *best);

#endif
