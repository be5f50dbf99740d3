/*
 * Retrieval over a collection in BEIR layout: builds the index image, opens it, runs every
 * query, writes a TREC run.
 *
 *   bench-match_retrieve CORPUS.jsonl QUERIES.jsonl TOP RUN [LEXICON WORDS]
 *
 * LEXICON and WORDS: compiled vocabulary and word lists (build/ieum.lexicon, ieum.words);
 * without them nothing is tagged or translated. QUERIES and RUN may each name several
 * files, with commas between: one index, a line of figures each. Every query is asked twice, the second
 * time is taken: peers are warmed as well. It
 *
 * prints a line: documents, queries, seconds to build, milliseconds a query (processor time), bytes of the index,
 * bytes of text.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "collection.h"

#include <time.h>

/* Processor time: other work on the machine does not count, for us or for peers. */
static int64_t cpu_us(void)
{
    struct timespec at;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
    return (int64_t)at.tv_sec * 1000000 + at.tv_nsec / 1000;
}

struct known { /* opened from files */
    struct ie_lexicon *lexicon;
    struct ie_wordbook *words;
};

static int open_known(char **paths, struct known *known, struct ie_error *err)
{
    struct ie_str lexicon = map_file(paths[0]), words = map_file(paths[1]);
    int code = ie_lexicon_open((const unsigned char *)lexicon.ptr, lexicon.len,
                               &known->lexicon, err);

    return code ? code
                : ie_wordbook_open((const unsigned char *)words.ptr, words.len,
                                   &known->words, err);
}

/* One language a collection. */
static int ask(const struct ie_matching_index *index, struct ie_match_reader *reader,
               const struct collection *corpus, const struct ie_match_document *query,
               uint32_t top, struct ie_arena *arena, struct ie_match_hit **hits,
               uint32_t *count, struct ie_error *err)
{
    struct ie_match_question question = {.document = *query, .top = top};

    if (corpus->documents.count) {
        question.langs = &corpus->documents.at[0].lang;
        question.lang_count = 1;
    }
    return ie_matching_index_search(index, reader, &question, arena, hits, count, err);
}

static int run_queries(const struct ie_matching_index *index,
                       const struct ie_match_knowledge *knowledge,
                       const struct collection *corpus, const struct collection *queries,
                       uint32_t top, FILE *out, double *milliseconds,
                       struct ie_error *err)
{
    struct ie_match_reader *reader = NULL;
    struct ie_arena arena;
    int64_t spent = 0;
    int code = ie_match_reader_new(knowledge, &reader, err);

    ie_arena_init(&arena, 0);
    for (size_t q = 0; q < queries->documents.count && !code; q++) {
        struct ie_match_hit *hits = NULL;
        uint32_t count = 0;
        for (int again = 0; again < 2 && !code; again++) {
            int64_t begun = cpu_us();
            code = ask(index, reader, corpus, &queries->documents.at[q], top, &arena,
                       &hits, &count, err);
            spent += again ? cpu_us() - begun : 0;
        }
        for (uint32_t i = 0; i < count && !code; i++)
            fprintf(out, "%.*s Q0 %.*s %u %.6f ieum\n",
                    IE_STR_ARG(queries->records.at[q].id),
                    IE_STR_ARG(corpus->records.at[hits[i].document].id), i + 1,
                    hits[i].score);
        ie_arena_clear(&arena);
    }
    *milliseconds = (double)spent / 1000 /
                    (double)(queries->documents.count + !queries->documents.count);
    ie_arena_release(&arena);
    ie_match_reader_free(reader);
    return code;
}

static void release(struct collection *collection)
{
    for (size_t i = 0; i < collection->records.count; i++)
        json_decref(collection->records.at[i].json);
    IE_VEC_RELEASE(&collection->records);
    IE_VEC_RELEASE(&collection->documents);
}

static int one_run(const struct ie_matching_index *index,
                   const struct ie_match_knowledge *knowledge,
                   const struct collection *corpus, const char *from, const char *to,
                   uint32_t top, double seconds, size_t len, struct ie_error *err)
{
    struct collection queries = {0};
    double milliseconds = 0;
    FILE *out = fopen(to, "w");
    int code = out && read_collection(from, true, &queries)
                   ? 0
                   : ie_fail(err, IE_IO, "file.open");

    if (!code)
        code =
            run_queries(index, knowledge, corpus, &queries, top, out, &milliseconds, err);
    if (!code)
        printf("%zu %zu %.3f %.4f %zu %zu\n", corpus->documents.count,
               queries.documents.count, seconds, milliseconds, len, corpus->bytes);
    if (out)
        fclose(out);
    release(&queries);
    return code;
}

int main(int argc, char **argv)
{
    struct collection corpus = {0};
    struct ie_matching_image image = {0};
    struct ie_matching_index *index = NULL;
    struct known known = {0};
    struct ie_error err;
    int64_t top;
    int code = 0;

    if ((argc != 5 && argc != 7) || !ie_str_int64(ie_str_z(argv[3]), &top)) {
        fprintf(stderr, "usage: %s CORPUS QUERIES TOP RUN [LEXICON WORDS]\n", argv[0]);
        return 2;
    }
    if (!read_collection(argv[1], true, &corpus))
        return 1;
    if (argc == 7)
        code = open_known(argv + 5, &known, &err);
    struct ie_match_knowledge knowledge = {known.lexicon, known.words};
    int64_t begun = cpu_us();
    if (!code)
        code =
            ie_matching_index_build(corpus.documents.at, (uint32_t)corpus.documents.count,
                                    &knowledge, NULL, &image, &err);
    double seconds = (double)(cpu_us() - begun) / 1e6;
    if (!code)
        code = ie_matching_index_open(image.bytes, image.len, &knowledge, &index, &err);
    char *from_left = NULL, *to_left = NULL;
    char *from = strtok_r(argv[2], ",", &from_left),
         *to = strtok_r(argv[4], ",", &to_left);
    for (; !code && from && to;
         from = strtok_r(NULL, ",", &from_left), to = strtok_r(NULL, ",", &to_left))
        code = one_run(index, &knowledge, &corpus, from, to, (uint32_t)top, seconds,
                       image.len, &err);
    if (code)
        fprintf(stderr, "%s\n", err.id);
    ie_matching_index_close(index);
    ie_free(image.bytes);
    ie_lexicon_close(known.lexicon);
    ie_wordbook_close(known.words);
    release(&corpus);
    return code != 0;
}
