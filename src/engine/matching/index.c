/* Plain retrieval: documents as bags of terms into the core, queries likewise. */
#include <stdio.h>

#include "base/alloc.h"
#include "engine/matching/read.h"
#include "engine/matching/spread.h"
#include "engine/retrieval/retrieval.h"

enum { TOGETHER = 64 /* documents a thread takes at once */ };

struct ie_matching_index {
    struct ie_retrieval_index *core;
};

/* Versions, and the digest of the lexicon that gave the concepts. */
static void name(const struct ie_match_knowledge *knowledge,
                 char out[IE_RETRIEVAL_IDENTITY])
{
    struct ie_str digest = IE_STR("-");

    if (knowledge && knowledge->lexicon)
        digest = ie_lexicon_digest(knowledge->lexicon);
    memset(out, 0, IE_RETRIEVAL_IDENTITY);
    snprintf(out, IE_RETRIEVAL_IDENTITY, "%.6s/%.6s/%.*s", ie_matching_version(),
             ie_analyser_version(), IE_STR_ARG(digest));
}

/* ---- Building --------------------------------------------------------------------- */

struct adder { /* a thread's part of the building */
    const struct ie_match_document *documents;
    struct ie_retrieval_part *part;
    struct ie_match_reader *reader;
    struct ie_arena arena;
};

static int add_document(void *worker, uint32_t number, struct ie_error *err)
{
    struct ie_bag bag;
    struct ie_retrieval_entry *entries;
    uint32_t length;
    struct adder *adder = worker;
    const struct ie_match_document *document = &adder->documents[number];
    int code = ie_bag_read(adder->reader->analyser, document, &adder->arena, &bag, err);

    if (!code)
        code = ie_bag_add_concepts(adder->reader, document, &adder->arena, &bag, err);
    if (code)
        return code;
    if ((code = ie_bag_entries(&bag, &adder->arena, &entries, &length, err)))
        return code;
    code = ie_retrieval_add(adder->part, number, entries, bag.count, length, NULL, err);
    ie_arena_clear(&adder->arena);
    return code;
}

static int stopped(const struct ie_solve_control *control, struct ie_error *err)
{
    enum ie_stop stop = ie_solve_stopped(control);

    if (stop == IE_GO_ON)
        return 0;
    return ie_fail(err, stop == IE_STOP_CANCEL ? IE_CANCELLED : IE_LIMIT,
                   "matching.stopped");
}

static int add_all(struct ie_retrieval_builder *builder,
                   const struct ie_match_document *documents, uint32_t count,
                   const struct ie_match_knowledge *knowledge,
                   const struct ie_solve_control *control, struct ie_error *err)
{
    struct adder adders[IE_MATCH_THREADS_MAX] = {0};
    void *workers[IE_MATCH_THREADS_MAX];
    struct ie_match_spread spread = {.count = count,
                                     .together = TOGETHER,
                                     .each = add_document,
                                     .workers = workers,
                                     .control = control};
    int code = 0;

    spread.worker_count = ie_match_workers(control, count, TOGETHER);
    for (unsigned i = 0; i < spread.worker_count && !code; i++) {
        workers[i] = &adders[i];
        adders[i].documents = documents;
        ie_arena_init(&adders[i].arena, 0);
        if (!(code = ie_match_reader_new(knowledge, &adders[i].reader, err)))
            code = ie_retrieval_part_new(builder, &adders[i].part, err);
    }
    if (!code)
        code = ie_match_spread(&spread, err);
    if (!code && spread.stopped)
        code = stopped(control, err);
    for (unsigned i = 0; i < spread.worker_count; i++) {
        ie_match_reader_free(adders[i].reader);
        ie_arena_release(&adders[i].arena);
    }
    return code;
}

static int build(const struct ie_match_document *documents, uint32_t count,
                 const struct ie_retrieval_index *statistics,
                 const struct ie_match_knowledge *knowledge,
                 const struct ie_solve_control *control, struct ie_retrieval_image *image,
                 struct ie_error *err)
{
    struct ie_retrieval_builder *builder = NULL;
    struct ie_retrieval_options options = {
        .k1 = IE_BAG_K1, .b = IE_BAG_B, .norm = 0, .statistics = statistics};

    name(knowledge, options.identity);
    int code = ie_retrieval_builder_new(&options, &builder, err);
    if (!code)
        code = add_all(builder, documents, count, knowledge, control, err);
    if (!code)
        code = ie_retrieval_finish(builder, control, image, err);
    ie_retrieval_builder_free(builder);
    return code;
}

int ie_matching_index_build(const struct ie_match_document *documents, uint32_t count,
                            const struct ie_match_knowledge *knowledge,
                            const struct ie_solve_control *control,
                            struct ie_matching_image *image, struct ie_error *err)
{
    struct ie_retrieval_image made = {0};
    int code = build(documents, count, NULL, knowledge, control, &made, err);

    if (!code)
        *image = (struct ie_matching_image){made.bytes, made.len};
    return code;
}

/* The new documents as a segment behind the old ones, merged: weights are made afresh. */
int ie_matching_index_append(const unsigned char *old, size_t old_len,
                             const struct ie_match_document *documents, uint32_t count,
                             const struct ie_match_knowledge *knowledge,
                             const struct ie_solve_control *control,
                             struct ie_matching_image *image, struct ie_error *err)
{
    char identity[IE_RETRIEVAL_IDENTITY];
    struct ie_retrieval_segment segments[2] = {0};
    struct ie_retrieval_index *before = NULL, *behind = NULL;
    struct ie_retrieval_image more = {0}, made = {0};

    name(knowledge, identity);
    int code = ie_retrieval_open(old, old_len, identity, &before, err);
    if (!code)
        code = build(documents, count, before, knowledge, control, &more, err);
    if (!code)
        code = ie_retrieval_open(more.bytes, more.len, identity, &behind, err);
    segments[0].index = before;
    segments[1].index = behind;
    if (!code)
        code = ie_retrieval_merge(&(struct ie_retrieval_view){segments, 2}, control,
                                  &made, err);
    if (!code)
        *image = (struct ie_matching_image){made.bytes, made.len};
    ie_retrieval_close(before);
    ie_retrieval_close(behind);
    ie_free(more.bytes);
    return code;
}

/* ---- Searching -------------------------------------------------------------------- */

int ie_matching_index_open(const unsigned char *bytes, size_t len,
                           const struct ie_match_knowledge *knowledge,
                           struct ie_matching_index **index, struct ie_error *err)
{
    char identity[IE_RETRIEVAL_IDENTITY];
    struct ie_matching_index *made = ie_calloc(1, sizeof(*made));

    if (!made)
        return ie_fail_nomem(err);
    name(knowledge, identity);
    int code = ie_retrieval_open(bytes, len, identity, &made->core, err);
    if (code)
        ie_free(made);
    else
        *index = made;
    return code;
}

void ie_matching_index_close(struct ie_matching_index *index)
{
    if (!index)
        return;
    ie_retrieval_close(index->core);
    ie_free(index);
}

uint32_t ie_matching_index_count(const struct ie_matching_index *index)
{
    return ie_retrieval_facts(index->core).documents;
}

static double frequency(const void *view, const struct ie_bag_term *term)
{
    return (double)ie_retrieval_frequency(view, ie_retrieval_term(term->term, 0, false));
}

/* The question's own terms when documents of its language are asked, and its words in the
 * other languages. */
static int read_bag(struct ie_match_reader *reader,
                    const struct ie_match_question *question, struct ie_arena *arena,
                    struct ie_bag *bag, struct ie_error *err)
{
    const struct ie_match_document *document = &question->document;
    bool own = !question->lang_count || !document->lang.len;
    int code = 0;

    for (uint32_t i = 0; i < question->lang_count; i++)
        own |= !question->langs[i].len ||
               ie_match_same_language(question->langs[i], document->lang);
    *bag = (struct ie_bag){0};
    if (own)
        code = ie_bag_read(reader->analyser, document, arena, bag, err);
    if (!code)
        code = ie_bag_add_concepts(reader, document, arena, bag, err);
    for (uint32_t i = 0; i < question->lang_count && !code; i++)
        if (document->lang.len && question->langs[i].len &&
            !ie_match_same_language(question->langs[i], document->lang))
            code = ie_bag_add_translations(reader, document, question->langs[i], own,
                                           arena, bag, err);
    return code;
}

/* The heaviest terms of the question that some document has. */
static int read_query(const struct ie_retrieval_view *view,
                      struct ie_match_reader *reader,
                      const struct ie_match_question *question, struct ie_arena *arena,
                      struct ie_retrieval_query *query, struct ie_error *err)
{
    const struct ie_bag_statistics statistics = {
        ie_retrieval_facts(view->segments[0].index).documents, frequency, view, false,
        NULL};
    struct ie_bag bag;
    struct ie_bag_pick *picks;
    int code = read_bag(reader, question, arena, &bag, err);

    if (code ||
        (code = ie_bag_weigh(&bag, &statistics, arena, &picks, &query->count, NULL, err)))
        return code;
    if (query->count > IE_RETRIEVAL_TERMS_MAX)
        query->count = IE_RETRIEVAL_TERMS_MAX;
    struct ie_retrieval_weight *terms =
        IE_NEW_ARRAY(arena, struct ie_retrieval_weight, (size_t)query->count + 1);
    if (!terms)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < query->count; i++)
        terms[i] = (struct ie_retrieval_weight){
            ie_retrieval_term(bag.at[picks[i].number].term, 0, false), picks[i].weight};
    query->terms = terms;
    return 0;
}

static int search(const struct ie_retrieval_view *view,
                  const struct ie_retrieval_query *query, struct ie_arena *arena,
                  struct ie_match_hit *hits, uint32_t *count, struct ie_error *err)
{
    struct ie_retrieval_workspace *work = NULL;
    struct ie_retrieval_hit *found =
        IE_NEW_ARRAY(arena, struct ie_retrieval_hit, (size_t)query->top);

    if (!found)
        return ie_fail_nomem(err);
    int code = ie_retrieval_workspace_new(&work, err);
    if (!code)
        code = ie_retrieval_search(view, query, work, found, count, err);
    for (uint32_t i = 0; !code && i < *count; i++)
        hits[i] = (struct ie_match_hit){found[i].document, (double)found[i].score};
    ie_retrieval_workspace_free(work);
    return code;
}

int ie_matching_index_search(const struct ie_matching_index *index,
                             struct ie_match_reader *reader,
                             const struct ie_match_question *question,
                             struct ie_arena *arena, struct ie_match_hit **hits,
                             uint32_t *count, struct ie_error *err)
{
    struct ie_retrieval_segment segment = {index->core, NULL};
    struct ie_retrieval_view view = {&segment, 1};
    struct ie_retrieval_query asked = {0};
    uint32_t documents = ie_matching_index_count(index);

    if (question->top < 1) {
        ie_fail(err, IE_INPUT, "matching.bad_input");
        ie_error_arg(err, "what", "top");
        return IE_INPUT;
    }
    asked.top = question->top < documents ? question->top : documents;
    if (asked.top > IE_RETRIEVAL_TOP_MAX)
        asked.top = IE_RETRIEVAL_TOP_MAX;
    struct ie_match_hit *best =
        IE_NEW_ARRAY(arena, struct ie_match_hit, (size_t)asked.top + 1);
    if (!best)
        return ie_fail_nomem(err);
    *count = 0;
    struct ie_arena_mark mark = ie_arena_mark(arena);
    int code = documents ? read_query(&view, reader, question, arena, &asked, err) : 0;
    if (!code && documents)
        code = search(&view, &asked, arena, best, count, err);
    ie_arena_rewind(arena, mark);
    if (!code)
        *hits = best;
    return code;
}
