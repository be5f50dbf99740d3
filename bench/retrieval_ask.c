/*
 * Speed of plain retrieval as the product does it (engine/matching over the core,
 * words alone, as the peers do): builds
 * the index of a collection in BEIR layout, opens it, asks every query, and times a second
 * pass over them, each query by itself on the thread's processor clock.
 *
 *   bench-retrieval_ask CORPUS.jsonl QUERIES.jsonl TOP RUN THREADS [notitle]
 *
 * Prints: documents, queries, processor seconds to build, milliseconds a query (mean,
 * median, 99th percentile; analysis included), bytes of the index, bytes of text.
 */
#include <time.h>

#include "base/alloc.h"
#include "collection.h"
#include "engine/matching/matching.h"

static double seconds(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void fail(const struct ie_error *err)
{
    fprintf(stderr, "%s\n", err->id);
    exit(1);
}

static struct ie_matching_image build(const struct collection *corpus, unsigned threads)
{
    size_t count = corpus->documents.count;
    struct ie_match_document *documents = ie_calloc(count + 1, sizeof(*documents));
    struct ie_solve_control control = {.threads = threads};
    struct ie_matching_image image = {0};
    struct ie_error err;

    if (!documents)
        exit(1);
    for (size_t d = 0; d < count; d++)
        documents[d] = (struct ie_match_document){corpus->documents.at[d].lang,
                                                  corpus->documents.at[d].title,
                                                  corpus->documents.at[d].text};
    if (ie_matching_index_build(documents, (uint32_t)count, NULL, &control, &image, &err))
        fail(&err);
    ie_free(documents);
    return image;
}

static int by_size(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;

    return (a > b) - (a < b);
}

int main(int argc, char **argv)
{
    struct collection corpus = {0}, queries = {0};
    struct ie_matching_index *index;
    struct ie_match_reader *reader;
    struct ie_arena arena;
    struct ie_error err;
    int64_t top, threads;

    if (argc < 6 || !ie_str_int64(ie_str_z(argv[3]), &top) ||
        !ie_str_int64(ie_str_z(argv[5]), &threads)) {
        fprintf(stderr, "usage: %s CORPUS QUERIES TOP RUN THREADS [notitle]\n", argv[0]);
        return 2;
    }
    FILE *out = fopen(argv[4], "w");
    if (!out || !read_collection(argv[1], argc < 7, &corpus) ||
        !read_collection(argv[2], argc < 7, &queries))
        return 1;
    double begun = seconds(CLOCK_PROCESS_CPUTIME_ID), sum = 0;
    struct ie_matching_image image = build(&corpus, (unsigned)threads);
    double built = seconds(CLOCK_PROCESS_CPUTIME_ID) - begun;
    size_t n = queries.documents.count;
    double *times = ie_calloc(n + 1, sizeof(*times));
    ie_arena_init(&arena, 0);
    if (!times || ie_match_reader_new(NULL, &reader, &err) ||
        ie_matching_index_open(image.bytes, image.len, NULL, &index, &err))
        fail(&err);
    for (int pass = 0; pass < 2; pass++)
        for (size_t q = 0; q < n; q++) {
            struct ie_match_question question = {
                .document = {queries.documents.at[q].lang, queries.documents.at[q].title,
                             queries.documents.at[q].text},
                .top = (uint32_t)top};
            struct ie_match_hit *hits = NULL;
            uint32_t count = 0;
            begun = seconds(CLOCK_THREAD_CPUTIME_ID);
            if (ie_matching_index_search(index, reader, &question, &arena, &hits, &count,
                                         &err))
                fail(&err);
            times[q] = seconds(CLOCK_THREAD_CPUTIME_ID) - begun;
            sum += pass ? times[q] : 0;
            for (uint32_t i = 0; i < count && pass; i++)
                fprintf(out, "%.*s Q0 %.*s %u %.6f ieum\n",
                        IE_STR_ARG(queries.records.at[q].id),
                        IE_STR_ARG(corpus.records.at[hits[i].document].id), i + 1,
                        hits[i].score);
            ie_arena_clear(&arena);
        }
    qsort(times, n, sizeof(*times), by_size);
    printf("%zu %zu %.3f %.4f %.4f %.4f %zu %zu\n", corpus.documents.count, n, built,
           n ? 1e3 * sum / (double)n : 0, n ? 1e3 * times[n / 2] : 0,
           n ? 1e3 * times[n * 99 / 100] : 0, image.len, corpus.bytes);
    ie_matching_index_close(index);
    ie_match_reader_free(reader);
    return fclose(out) != 0;
}
