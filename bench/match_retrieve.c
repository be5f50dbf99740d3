/*
 * Retrieval over a collection in BEIR layout: builds the index image, opens it, runs every
 * query, writes a TREC run.
 *
 *   bench-match_retrieve CORPUS.jsonl QUERIES.jsonl TOP RUN [notitle]
 *
 * prints: documents, queries, seconds to build, milliseconds a query, bytes of the index,
 * bytes of text.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/json.h"
#include "base/moment.h"
#include "base/vec.h"
#include "engine/matching/matching.h"

struct record {
    json_t *json;
    struct ie_str id;
};

struct collection {
    IE_VEC(struct record) records;
    IE_VEC(struct ie_match_document) documents;
    size_t bytes;
};

static bool add_line(struct collection *into, struct ie_str line, bool title)
{
    struct ie_error err;
    json_t *json = NULL;

    if (ie_json_parse(line, &json, &err)) {
        fprintf(stderr, "%s\n", err.id);
        return false;
    }
    struct record *record = IE_PUSH(&into->records);
    struct ie_match_document *document = IE_PUSH(&into->documents);
    if (!record || !document)
        return false;
    record->json = json;
    record->id = ie_json_get_str(json, "_id");
    if (!record->id.ptr)
        record->id = ie_json_get_str(json, "id");
    document->lang = ie_json_get_str(json, "lang");
    document->text = ie_json_get_str(json, "text");
    if (title)
        document->title = ie_json_get_str(json, "title");
    into->bytes += document->text.len + document->title.len;
    return true;
}

static bool read_collection(const char *path, bool title, struct collection *into)
{
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t room = 0;
    ssize_t len;
    bool ok = file != NULL;

    while (ok && (len = getline(&line, &room, file)) > 0)
        ok = add_line(into, ie_str_trim(ie_str_n(line, (size_t)len)), title);
    free(line);
    if (file)
        fclose(file);
    return ok;
}

static int run_queries(const struct ie_matching_index *index,
                       const struct collection *corpus, const struct collection *queries,
                       uint32_t top, FILE *out, double *milliseconds,
                       struct ie_error *err)
{
    struct ie_analyser *analyser = NULL;
    struct ie_arena arena;
    int64_t spent = 0;
    int code = ie_analyser_new(&analyser, err);

    ie_arena_init(&arena, 0);
    for (size_t q = 0; q < queries->documents.count && !code; q++) {
        struct ie_match_hit *hits = NULL;
        uint32_t count = 0;
        int64_t begun = ie_monotonic_us();
        code = ie_matching_index_search(index, analyser, &queries->documents.at[q], top,
                                        &arena, &hits, &count, err);
        spent += ie_monotonic_us() - begun;
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
    ie_analyser_free(analyser);
    return code;
}

int main(int argc, char **argv)
{
    struct collection corpus = {0}, queries = {0};
    struct ie_matching_image image = {0};
    struct ie_matching_index *index = NULL;
    struct ie_error err;
    double milliseconds = 0;
    int64_t top;

    if (argc < 5 || !ie_str_int64(ie_str_z(argv[3]), &top)) {
        fprintf(stderr, "usage: %s CORPUS QUERIES TOP RUN [notitle]\n", argv[0]);
        return 2;
    }
    bool title = argc < 6;
    FILE *out = fopen(argv[4], "w");
    if (!out || !read_collection(argv[1], title, &corpus) ||
        !read_collection(argv[2], title, &queries))
        return 1;
    int64_t begun = ie_monotonic_us();
    int code = ie_matching_index_build(
        corpus.documents.at, (uint32_t)corpus.documents.count, NULL, &image, &err);
    double seconds = (double)(ie_monotonic_us() - begun) / 1e6;
    if (!code)
        code = ie_matching_index_open(image.bytes, image.len, &index, &err);
    if (!code)
        code = run_queries(index, &corpus, &queries, (uint32_t)top, out, &milliseconds,
                           &err);
    if (code)
        fprintf(stderr, "%s\n", err.id);
    else
        printf("%zu %zu %.3f %.4f %zu %zu\n", corpus.documents.count,
               queries.documents.count, seconds, milliseconds, image.len, corpus.bytes);
    ie_matching_index_close(index);
    ie_free(image.bytes);
    fclose(out);
    for (size_t i = 0; i < corpus.records.count; i++)
        json_decref(corpus.records.at[i].json);
    for (size_t i = 0; i < queries.records.count; i++)
        json_decref(queries.records.at[i].json);
    IE_VEC_RELEASE(&corpus.records);
    IE_VEC_RELEASE(&corpus.documents);
    IE_VEC_RELEASE(&queries.records);
    IE_VEC_RELEASE(&queries.documents);
    return code != 0;
}
