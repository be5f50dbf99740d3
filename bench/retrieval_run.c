/*
 * Retrieval over a collection in BEIR layout by the core alone: builds the index, opens it,
 * asks every query, writes a TREC run.
 *
 *   bench-retrieval_run CORPUS.jsonl QUERIES.jsonl TOP RUN NORM LIMIT coded|exact [notitle]
 *
 * NORM: 0 BM25 … 1 cosine. LIMIT: keep so many of a query's terms; 0: all. `exact` scores
 * in double precision without the 8-bit codes, by brute force: what quantisation costs.
 * Prints: documents, queries, seconds to build, milliseconds a query (median; analysis and
 * search; processor clock), milliseconds of search alone (mean), bytes of the index, bytes
 * of text, postings a query, of these added.
 */
#include <math.h>
#include <time.h>

#include "base/alloc.h"
#include "collection.h"
#include "engine/retrieval/retrieval.h"
#include "text/text.h"

static const char identity[IE_RETRIEVAL_IDENTITY] = "bench/1";

enum { TITLE = 2 };

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void fail(const struct ie_error *err)
{
    fprintf(stderr, "%s\n", err->id);
    exit(1);
}

/* ---- Bags ------------------------------------------------------------------------- */

struct bag {
    IE_VEC(struct ie_retrieval_entry) entries;
    bool content; /* some term does not stand aside */
};

static void add_field(struct ie_analyser *analyser, struct ie_arena *arena,
                      struct ie_str text, struct ie_str lang, uint32_t times,
                      struct bag *bag)
{
    struct ie_tokens tokens;
    struct ie_error err;

    if (ie_text_tokens(analyser, arena, text, lang, &tokens, &err))
        fail(&err);
    for (size_t i = 0; i < tokens.count; i++) {
        struct ie_retrieval_entry *entry = IE_PUSH(&bag->entries);
        if (!entry)
            exit(1);
        *entry = (struct ie_retrieval_entry){
            ie_retrieval_term(tokens.at[i].term, 0, tokens.at[i].common), times};
        bag->content |= !tokens.at[i].common;
    }
}

static void read_bag(struct ie_analyser *analyser, struct ie_arena *arena,
                     const struct ie_match_document *document, bool query,
                     struct bag *bag)
{
    bag->entries.count = 0;
    bag->content = false;
    add_field(analyser, arena, document->title, document->lang, query ? 1 : TITLE, bag);
    add_field(analyser, arena, document->text, document->lang, 1, bag);
    ie_arena_clear(arena);
    if (!query || !bag->content)
        return;
    size_t kept = 0; /* words of little content ask nothing beside others */
    for (size_t i = 0; i < bag->entries.count; i++)
        if (!(bag->entries.at[i].term & IE_RETRIEVAL_ASIDE))
            bag->entries.at[kept++] = bag->entries.at[i];
    bag->entries.count = kept;
}

static struct ie_retrieval_image build(const struct collection *corpus, double norm)
{
    struct ie_retrieval_options options = ie_retrieval_options_default();
    struct ie_retrieval_builder *builder;
    struct ie_retrieval_part *part;
    struct ie_retrieval_image image;
    struct ie_analyser *analyser;
    struct bag bag = {0};
    struct ie_arena arena;
    struct ie_error err;

    options.norm = norm;
    memcpy(options.identity, identity, sizeof(identity));
    ie_arena_init(&arena, 0);
    if (ie_analyser_new(&analyser, &err) ||
        ie_retrieval_builder_new(&options, &builder, &err) ||
        ie_retrieval_part_new(builder, &part, &err))
        fail(&err);
    for (size_t d = 0; d < corpus->documents.count; d++) {
        read_bag(analyser, &arena, &corpus->documents.at[d], false, &bag);
        if (ie_retrieval_add(part, (uint32_t)d, bag.entries.at, bag.entries.count,
                             IE_RETRIEVAL_SUM, NULL, &err))
            fail(&err);
    }
    if (ie_retrieval_finish(builder, NULL, &image, &err))
        fail(&err);
    ie_retrieval_builder_free(builder);
    ie_analyser_free(analyser);
    ie_arena_release(&arena);
    IE_VEC_RELEASE(&bag.entries);
    return image;
}

/* ---- Without codes ---------------------------------------------------------------- */

struct exact { /* the same scoring in double precision, from bags */
    struct ie_retrieval_entry **bags; /* by rising term */
    uint32_t *counts;
    double *slack, *scales, *scores;
};

static int by_term(const void *x, const void *y)
{
    uint64_t a = ((const struct ie_retrieval_entry *)x)->term;
    uint64_t b = ((const struct ie_retrieval_entry *)y)->term;

    return (a > b) - (a < b);
}

static void weigh_exactly(const struct ie_retrieval_view *view,
                          const struct collection *corpus, double norm,
                          struct ie_arena *keep, struct exact *exact)
{
    size_t n = corpus->documents.count;
    struct ie_analyser *analyser;
    struct bag bag = {0};
    struct ie_arena arena;
    struct ie_error err;
    double average = n ? ie_retrieval_facts(view->segments[0].index).average : 1;

    ie_arena_init(&arena, 0);
    exact->bags = IE_NEW_ARRAY(keep, struct ie_retrieval_entry *, n + 1);
    exact->counts = IE_NEW_ARRAY(keep, uint32_t, n + 1);
    exact->slack = IE_NEW_ARRAY(keep, double, n + 1);
    exact->scales = IE_NEW_ARRAY(keep, double, n + 1);
    exact->scores = IE_NEW_ARRAY(keep, double, n + 1);
    if (ie_analyser_new(&analyser, &err))
        fail(&err);
    for (size_t d = 0; d < n; d++) {
        double length = 0, square = 0;
        uint32_t kept = 0;
        read_bag(analyser, &arena, &corpus->documents.at[d], false, &bag);
        struct ie_retrieval_entry *own =
            IE_NEW_ARRAY(keep, struct ie_retrieval_entry, bag.entries.count + 1);
        if (bag.entries.count)
            qsort(bag.entries.at, bag.entries.count, sizeof(*own), by_term);
        for (size_t i = 0; i < bag.entries.count; i++) {
            if (!(bag.entries.at[i].term & IE_RETRIEVAL_ASIDE))
                length += bag.entries.at[i].times;
            if (kept && own[kept - 1].term == bag.entries.at[i].term)
                own[kept - 1].times += bag.entries.at[i].times;
            else
                own[kept++] = bag.entries.at[i];
        }
        exact->bags[d] = own;
        exact->counts[d] = kept;
        exact->slack[d] = 1.2 * (0.25 + 0.75 * length / average);
        for (uint32_t i = 0; i < kept; i++) {
            double part = ie_retrieval_idf(view, own[i].term) * own[i].times /
                          (own[i].times + exact->slack[d]);
            if (!(own[i].term & IE_RETRIEVAL_ASIDE))
                square += part * part;
        }
        exact->scales[d] = square > 0 ? pow(square, -norm / 2) : 1;
    }
    IE_VEC_RELEASE(&bag.entries);
    ie_analyser_free(analyser);
    ie_arena_release(&arena);
}

static uint32_t search_exactly(struct exact *exact, size_t documents,
                               struct ie_retrieval_query *query,
                               struct ie_retrieval_hit *hits)
{
    struct ie_retrieval_weight *terms = ie_calloc(query->count + 1, sizeof(*terms));
    uint32_t count = 0;

    memcpy(terms, query->terms, query->count * sizeof(*terms));
    qsort(terms, query->count, sizeof(*terms), by_term); /* the term stands first */
    for (size_t d = 0; d < documents; d++) {
        double sum = 0;
        for (uint32_t i = 0, j = 0; i < query->count && j < exact->counts[d];) {
            const struct ie_retrieval_entry *entry = &exact->bags[d][j];
            if (terms[i].term < entry->term) {
                i++;
            } else if (entry->term < terms[i].term) {
                j++;
            } else {
                sum += (double)terms[i++].weight * entry->times /
                       (entry->times + exact->slack[d]);
                j++;
            }
        }
        exact->scores[d] = sum * exact->scales[d];
    }
    for (; count < query->top; count++) {
        size_t best = 0;
        for (size_t d = 1; d < documents; d++)
            if (exact->scores[d] > exact->scores[best])
                best = d;
        if (!(exact->scores[best] > 0))
            break;
        hits[count] =
            (struct ie_retrieval_hit){(uint32_t)best, (float)exact->scores[best]};
        exact->scores[best] = 0;
    }
    ie_free(terms);
    return count;
}

/* ---- Queries ---------------------------------------------------------------------- */

static int by_size(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;

    return (a > b) - (a < b);
}

int main(int argc, char **argv)
{
    struct collection corpus = {0}, queries = {0};
    struct ie_retrieval_workspace *work;
    struct ie_retrieval_index *index;
    struct ie_analyser *analyser;
    struct ie_arena arena, keep;
    struct exact exact = {0};
    struct bag bag = {0};
    struct ie_error err;
    int64_t top, limit;

    if (argc < 8 || !ie_str_int64(ie_str_z(argv[3]), &top) ||
        !ie_str_int64(ie_str_z(argv[6]), &limit)) {
        fprintf(stderr,
                "usage: %s CORPUS QUERIES TOP RUN NORM LIMIT coded|exact "
                "[notitle]\n",
                argv[0]);
        return 2;
    }
    double norm = strtod(argv[5], NULL);
    bool title = argc < 9, exactly = argv[7][0] == 'e';
    FILE *out = fopen(argv[4], "w");
    if (!out || !read_collection(argv[1], title, &corpus) ||
        !read_collection(argv[2], title, &queries))
        return 1;
    double begun = seconds();
    struct ie_retrieval_image image = build(&corpus, norm);
    double built = seconds() - begun, searching = 0;
    double *times = ie_calloc(queries.documents.count + 1, sizeof(*times));
    struct ie_retrieval_hit *hits = ie_calloc((size_t)top, sizeof(*hits));
    ie_arena_init(&arena, 0);
    ie_arena_init(&keep, 0);
    if (!times || !hits || ie_analyser_new(&analyser, &err) ||
        ie_retrieval_workspace_new(&work, &err) ||
        ie_retrieval_open(image.bytes, image.len, identity, &index, &err))
        fail(&err);
    struct ie_retrieval_segment segment = {index, NULL};
    struct ie_retrieval_view view = {&segment, 1};
    if (exactly)
        weigh_exactly(&view, &corpus, norm, &keep, &exact);
    for (size_t q = 0; q < queries.documents.count; q++) {
        struct ie_retrieval_query query = {0};
        uint32_t count = 0;
        begun = seconds();
        read_bag(analyser, &arena, &queries.documents.at[q], true, &bag);
        if (ie_retrieval_weigh(&view, bag.entries.at, bag.entries.count, (uint32_t)limit,
                               &arena, &query, &err))
            fail(&err);
        query.top = (uint32_t)top;
        double weighed = seconds();
        if (exactly)
            count = search_exactly(&exact, corpus.documents.count, &query, hits);
        else if (ie_retrieval_search(&view, &query, work, hits, &count, &err))
            fail(&err);
        times[q] = seconds() - begun;
        searching += seconds() - weighed;
        ie_arena_clear(&arena);
        for (uint32_t i = 0; i < count; i++)
            fprintf(out, "%.*s Q0 %.*s %u %.6f ieum\n",
                    IE_STR_ARG(queries.records.at[q].id),
                    IE_STR_ARG(corpus.records.at[hits[i].document].id), i + 1,
                    (double)hits[i].score);
    }
    size_t n = queries.documents.count;
    double many = (double)(n ? n : 1);
    struct ie_retrieval_effort e = ie_retrieval_effort(work);
    qsort(times, n, sizeof(*times), by_size);
    printf("%zu %zu %.3f %.4f %.4f %zu %zu %.0f %.0f\n", corpus.documents.count, n, built,
           n ? 1e3 * times[n / 2] : 0, 1e3 * searching / many, image.len, corpus.bytes,
           (double)e.postings / many, (double)(e.added + e.dense) / many);
    return fclose(out) != 0;
}
