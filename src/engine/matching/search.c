/* Retrieval over an opened image: BM25, term at a time, exact. */
#include <math.h>

#include "base/alloc.h"
#include "engine/matching/bag.h"
#include "engine/matching/image.h"
#include "engine/matching/terms.h"

struct ie_matching_index {
    struct ie_image image;
    float *norms; /* by document */
};

int ie_matching_index_open(const unsigned char *bytes, size_t len,
                           struct ie_matching_index **index, struct ie_error *err)
{
    struct ie_image image;
    int code = ie_image_view(bytes, len, &image, err);

    if (code)
        return code;
    uint32_t documents = image.header->documents;
    struct ie_matching_index *made = ie_calloc(1, sizeof(*made));
    float *norms = ie_calloc((size_t)documents + 1, sizeof(*norms));
    if (!made || !norms) {
        ie_free(made);
        ie_free(norms);
        return ie_fail_nomem(err);
    }
    double average = documents ? (double)image.header->words / documents : 0;
    for (uint32_t d = 0; d < documents; d++)
        norms[d] = (float)ie_bag_norm(average > 0 ? image.lengths[d] / average : 0);
    made->image = image;
    made->norms = norms;
    *index = made;
    return 0;
}

void ie_matching_index_close(struct ie_matching_index *index)
{
    if (!index)
        return;
    ie_free(index->norms);
    ie_free(index);
}

uint32_t ie_matching_index_count(const struct ie_matching_index *index)
{
    return index->image.header->documents;
}

static bool find_term(const struct ie_image *image, struct ie_str term, uint32_t *number)
{
    uint32_t mask = image->header->room - 1;

    for (uint64_t at = ie_term_hash(term) & mask; image->table[at];
         at = (at + 1) & mask) {
        uint32_t t = image->table[at] - 1;
        struct ie_str spelling =
            ie_str_n(image->bytes + image->spelling[t],
                     (size_t)(image->spelling[t + 1] - image->spelling[t]));
        if (ie_str_eq(spelling, term)) {
            *number = t;
            return true;
        }
    }
    return false;
}

struct weighted { /* a term of the query */
    uint32_t term;
    float weight;
};

struct query {
    struct weighted *terms;
    uint32_t count;
};

static double idf_of(const struct ie_image *image, uint32_t term)
{
    double documents = image->header->documents;
    double in = (double)(image->first[term + 1] - image->first[term]);

    return log(1 + (documents - in + 0.5) / (in + 0.5));
}

static int read_query(const struct ie_matching_index *index, struct ie_analyser *analyser,
                      const struct ie_match_document *document, struct ie_arena *arena,
                      struct query *query, struct ie_error *err)
{
    struct ie_bag bag;
    int code = ie_bag_read(analyser, document, arena, &bag, err);

    if (code)
        return code;
    struct ie_bag_pick *picks =
        IE_NEW_ARRAY(arena, struct ie_bag_pick, (size_t)bag.count + 1);
    query->terms = IE_NEW_ARRAY(arena, struct weighted, (size_t)bag.count + 1);
    if (!picks || !query->terms)
        return ie_fail_nomem(err);
    uint32_t found = 0;
    for (uint32_t i = 0; i < bag.count; i++) {
        const struct ie_bag_term *term = &bag.at[i];
        uint32_t number;
        if (term->share > 0 && find_term(&index->image, term->term, &number))
            picks[found++] = (struct ie_bag_pick){
                number, term->words,
                (float)ie_bag_weight(term, idf_of(&index->image, number))};
    }
    query->count = ie_bag_prune(picks, found);
    for (uint32_t i = 0; i < query->count; i++)
        query->terms[i] = (struct weighted){picks[i].number, picks[i].weight};
    return 0;
}

static void accumulate(const struct ie_matching_index *index, const struct query *query,
                       float *scores)
{
    const struct ie_image *image = &index->image;

    for (uint32_t i = 0; i < query->count; i++) {
        float weight = query->terms[i].weight;
        uint64_t end = image->first[query->terms[i].term + 1];
        for (uint64_t p = image->first[query->terms[i].term]; p < end; p++) {
            const struct ie_posting *posting = &image->postings[p];
            float times = (float)posting->title * IE_BAG_TITLE + (float)posting->text;
            scores[posting->document] +=
                weight * times / (times + index->norms[posting->document]);
        }
    }
}

/* Worst first: lower score, then higher number. */
static bool worse(const struct ie_match_hit *x, const struct ie_match_hit *y)
{
    return x->score < y->score || (!(y->score < x->score) && x->document > y->document);
}

static void sift_down(struct ie_match_hit *heap, uint32_t count, uint32_t at)
{
    for (;;) {
        uint32_t worst = at, left = 2 * at + 1;
        if (left < count && worse(&heap[left], &heap[worst]))
            worst = left;
        if (left + 1 < count && worse(&heap[left + 1], &heap[worst]))
            worst = left + 1;
        if (worst == at)
            return;
        struct ie_match_hit swap = heap[at];
        heap[at] = heap[worst];
        heap[worst] = swap;
        at = worst;
    }
}

static uint32_t best_of(const float *scores, uint32_t documents,
                        struct ie_match_hit *heap, uint32_t top)
{
    uint32_t count = 0;

    for (uint32_t d = 0; d < documents; d++) {
        struct ie_match_hit hit = {d, (double)scores[d]};
        if (!(scores[d] > 0))
            continue;
        if (count < top) {
            heap[count++] = hit;
            if (count == top)
                for (uint32_t i = top / 2; i-- > 0;)
                    sift_down(heap, top, i);
        } else if (worse(&heap[0], &hit)) {
            heap[0] = hit;
            sift_down(heap, top, 0);
        }
    }
    if (count < top)
        for (uint32_t i = count / 2; i-- > 0;)
            sift_down(heap, count, i);
    for (uint32_t left = count; left > 1; left--) { /* heap sort: the worst goes last */
        struct ie_match_hit swap = heap[0];
        heap[0] = heap[left - 1];
        heap[left - 1] = swap;
        sift_down(heap, left - 1, 0);
    }
    return count;
}

int ie_matching_index_search(const struct ie_matching_index *index,
                             struct ie_analyser *analyser,
                             const struct ie_match_document *query, uint32_t top,
                             struct ie_arena *arena, struct ie_match_hit **hits,
                             uint32_t *count, struct ie_error *err)
{
    uint32_t documents = index->image.header->documents;
    struct query read = {0};

    if (top < 1) {
        ie_fail(err, IE_INPUT, "matching.bad_input");
        ie_error_arg(err, "what", "top");
        return IE_INPUT;
    }
    if (top > documents)
        top = documents;
    struct ie_match_hit *best = IE_NEW_ARRAY(arena, struct ie_match_hit, (size_t)top + 1);
    if (!best)
        return ie_fail_nomem(err);
    struct ie_arena_mark mark = ie_arena_mark(arena);
    int code = read_query(index, analyser, query, arena, &read, err);
    if (code)
        return code;
    float *scores = IE_NEW_ARRAY(arena, float, (size_t)documents + 1);
    if (!scores)
        return ie_fail_nomem(err);
    accumulate(index, &read, scores);
    *count = documents ? best_of(scores, documents, best, top) : 0;
    *hits = best;
    ie_arena_rewind(arena, mark);
    return 0;
}
