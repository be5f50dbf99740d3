/* Private to retrieval/: one search as it goes, shared by search.c (which lists, which
 * windows) and step.c (what happens in 8,192 documents). */
#ifndef IE_ENGINE_RETRIEVAL_SEARCH_H
#define IE_ENGINE_RETRIEVAL_SEARCH_H

#include "base/vec.h"
#include "engine/retrieval/best.h"
#include "engine/retrieval/format.h"

enum { IE_STEP = 8 * IE_BLOCK /* documents whose accumulators stay in cache */ };

struct ie_cursor { /* a term's list and how far the windows have got */
    struct ie_list list;
    uint32_t weight;
    uint32_t next; /* container, or posting of a plain list */
};

struct ie_run {           /* a list within the running window */
    const uint16_t *docs; /* NULL: dense */
    const uint8_t *codes;
    const uint16_t *starts; /* NULL: not blocked */
    const uint8_t *maxes;
    bool copied; /* docs stand in the workspace's `near` */
    uint32_t count, weight;
    float max;   /* greatest weight · code · scale in the window */
    float value; /* max a unit of cost: what the order goes by */
    /* within the running step */
    uint32_t low, high; /* postings; dense: low is unused, high − low their number */
    float bound;        /* greatest weight · code · scale in the step */
};

struct ie_retrieval_workspace {
    uint32_t sums[IE_STEP];
    uint16_t found[IE_STEP]; /* candidates */
    uint64_t touched[IE_STEP / 64];
    IE_VEC(struct ie_retrieval_weight) terms;
    IE_VEC(struct ie_cursor) cursors;
    IE_VEC(struct ie_run) runs;
    IE_VEC(uint16_t) near; /* documents of plain lists within the window */
    IE_VEC(struct ie_retrieval_hit) all;
    struct ie_retrieval_effort effort;
};

struct ie_search {
    const struct ie_retrieval_index *index;
    const uint64_t *deleted; /* of the segment; NULL: none */
    const uint64_t *filter;  /* of the view; NULL: all */
    uint32_t base;           /* number in the view of the segment's first document */
    struct ie_retrieval_workspace *work;
    struct ie_best *best;
};

/* One step: documents from … from + count − 1 of the segment, within one window, over
 * work->runs, which stand by falling value. from is a multiple of IE_STEP. */
void ie_search_step(struct ie_search *search, uint32_t from, uint32_t count);

#endif
