/* Retrieval over an opened image: BM25, term at a time, exact. */
#include <math.h>

#include "base/alloc.h"
#include "engine/matching/image.h"
#include "engine/matching/terms.h"

struct ie_matching_index {
    struct ie_image image;
    float *norms; /* by document: k1 · (1 − b + b · length / average) */
};

static const double K1 = 1.2, B = 0.75;

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
        norms[d] =
            (float)(K1 * (1 - B + (average > 0 ? B * image.lengths[d] / average : 0)));
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

struct query {
    uint32_t *terms;
    uint32_t *times;
    size_t count;
};

static int add_terms(const struct ie_image *image, const struct ie_tokens *tokens,
                     bool common, struct query *query)
{
    int added = 0;

    for (size_t i = 0; i < tokens->count; i++) {
        uint32_t number;
        if (tokens->at[i].common != common)
            continue;
        added++;
        if (find_term(image, tokens->at[i].term, &number))
            query->terms[query->count++] = number;
    }
    return added;
}

static int by_number(const void *x, const void *y)
{
    uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;

    return (a > b) - (a < b);
}

/* The query's terms with content; those of little content when there are no others. */
static int read_query(const struct ie_matching_index *index, struct ie_analyser *analyser,
                      const struct ie_match_document *document, struct ie_arena *arena,
                      struct query *query, struct ie_error *err)
{
    struct ie_tokens title, text;
    int code;

    if ((code = ie_text_tokens(analyser, arena, document->title, document->lang, &title,
                               err)) ||
        (code =
             ie_text_tokens(analyser, arena, document->text, document->lang, &text, err)))
        return code;
    query->terms = IE_NEW_ARRAY(arena, uint32_t, title.count + text.count + 1);
    query->times = IE_NEW_ARRAY(arena, uint32_t, title.count + text.count + 1);
    if (!query->terms || !query->times)
        return ie_fail_nomem(err);
    query->count = 0;
    if (add_terms(&index->image, &title, false, query) +
            add_terms(&index->image, &text, false, query) ==
        0) {
        add_terms(&index->image, &title, true, query);
        add_terms(&index->image, &text, true, query);
    }
    qsort(query->terms, query->count, sizeof(*query->terms), by_number);
    size_t distinct = 0;
    for (size_t i = 0; i < query->count; i++) {
        if (!distinct || query->terms[distinct - 1] != query->terms[i])
            query->terms[distinct++] = query->terms[i];
        query->times[distinct - 1]++;
    }
    query->count = distinct;
    return 0;
}

static void accumulate(const struct ie_matching_index *index, const struct query *query,
                       float *scores)
{
    const struct ie_image *image = &index->image;
    double documents = image->header->documents;

    for (size_t i = 0; i < query->count; i++) {
        uint64_t from = image->first[query->terms[i]];
        uint64_t end = image->first[query->terms[i] + 1];
        double in = (double)(end - from);
        float weight = (float)(query->times[i] * (K1 + 1) *
                               log(1 + (documents - in + 0.5) / (in + 0.5)));
        for (uint64_t p = from; p < end; p++) {
            const struct ie_posting *posting = &image->postings[p];
            float times = (float)posting->title * IE_IMAGE_TITLE + (float)posting->text;
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
    struct query read;

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
