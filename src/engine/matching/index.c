/* Plain retrieval: documents as bags of terms into the core, queries likewise. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

#include "base/alloc.h"
#include "engine/matching/read.h"
#include "engine/retrieval/retrieval.h"

enum { THREADS_MAX = 64, TOGETHER = 64 /* documents a thread takes at once */ };

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

struct building {
    const struct ie_match_document *documents;
    uint32_t count;
    const struct ie_match_knowledge *knowledge;
    const struct ie_solve_control *control;
    struct ie_retrieval_builder *builder;
    _Atomic uint32_t next;
    _Atomic bool failed;
};

struct adder { /* a thread's part of the building */
    struct building *building;
    struct ie_retrieval_part *part;
    struct ie_match_reader *reader;
    struct ie_arena arena;
    struct ie_error err;
    pthread_t thread;
    bool first; /* tells progress: it runs on the caller's thread */
};

static int add_document(struct adder *adder, uint32_t number)
{
    struct ie_bag bag;
    struct ie_retrieval_entry *entries;
    uint32_t length;
    const struct ie_match_document *document = &adder->building->documents[number];
    int code =
        ie_bag_read(adder->reader->analyser, document, &adder->arena, &bag, &adder->err);

    if (!code)
        code = ie_bag_add_concepts(adder->reader, document, &adder->arena, &bag,
                                   &adder->err);
    if (code)
        return code;
    if ((code = ie_bag_entries(&bag, &adder->arena, &entries, &length, &adder->err)))
        return code;
    code = ie_retrieval_add(adder->part, number, entries, bag.count, length, NULL,
                            &adder->err);
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

static void *add_documents(void *data)
{
    struct adder *adder = data;
    struct building *b = adder->building;
    uint32_t from;

    while ((from = atomic_fetch_add(&b->next, TOGETHER)) < b->count) {
        for (uint32_t d = from; d < b->count && d < from + TOGETHER; d++)
            if (atomic_load(&b->failed) || stopped(b->control, &adder->err) ||
                add_document(adder, d)) {
                atomic_store(&b->failed, true);
                return NULL;
            }
        if (adder->first && b->control && b->control->progress)
            b->control->progress(b->control->progress_data,
                                 (int)(1000 * (uint64_t)from / b->count), 0, 0);
    }
    return NULL;
}

static int add_all(struct building *b, struct adder *adders, unsigned threads,
                   struct ie_error *err)
{
    unsigned started = 0;
    int code = 0;

    for (unsigned i = 0; i < threads && !code; i++) {
        adders[i].building = b;
        adders[i].first = i == 0;
        ie_arena_init(&adders[i].arena, 0);
        if (!(code = ie_match_reader_new(b->knowledge, &adders[i].reader, err)))
            code = ie_retrieval_part_new(b->builder, &adders[i].part, err);
    }
    if (code)
        return code;
    while (started + 1 < threads &&
           pthread_create(&adders[started + 1].thread, NULL, add_documents,
                          &adders[started + 1]) == 0)
        started++;
    add_documents(&adders[0]);
    for (unsigned i = 1; i <= started; i++)
        pthread_join(adders[i].thread, NULL);
    for (unsigned i = 0; i < threads && !code; i++)
        if (adders[i].err.code) {
            *err = adders[i].err;
            code = (int)err->code;
        }
    return code;
}

static int build(const struct ie_match_document *documents, uint32_t count,
                 const struct ie_retrieval_index *statistics,
                 const struct ie_match_knowledge *knowledge,
                 const struct ie_solve_control *control, struct ie_retrieval_image *image,
                 struct ie_error *err)
{
    struct building b = {.documents = documents,
                         .count = count,
                         .knowledge = knowledge,
                         .control = control};
    struct ie_retrieval_options options = {
        .k1 = IE_BAG_K1, .b = IE_BAG_B, .norm = 0, .statistics = statistics};
    unsigned threads = control && control->threads ? control->threads : 1;

    threads = threads < THREADS_MAX ? threads : THREADS_MAX;
    if (threads > count / TOGETHER + 1)
        threads = count / TOGETHER + 1;
    name(knowledge, options.identity);
    struct adder *adders = ie_calloc(threads, sizeof(*adders));
    int code = adders ? 0 : ie_fail_nomem(err);
    if (!code)
        code = ie_retrieval_builder_new(&options, &b.builder, err);
    if (!code)
        code = add_all(&b, adders, threads, err);
    for (unsigned i = 0; adders && i < threads; i++) {
        ie_match_reader_free(adders[i].reader);
        ie_arena_release(&adders[i].arena);
    }
    if (!code)
        code = ie_retrieval_finish(b.builder, control, image, err);
    ie_retrieval_builder_free(b.builder);
    ie_free(adders);
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

static double frequency(const void *view, struct ie_str term)
{
    return (double)ie_retrieval_frequency(view, ie_retrieval_term(term, 0, false));
}

static bool same_language(struct ie_str x, struct ie_str y)
{
    size_t i = 0;

    while (i < x.len && i < y.len && x.ptr[i] != '-' &&
           (x.ptr[i] | 0x20) == (y.ptr[i] | 0x20))
        i++;
    return (i == x.len || x.ptr[i] == '-') && (i == y.len || y.ptr[i] == '-');
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
        own |=
            !question->langs[i].len || same_language(question->langs[i], document->lang);
    *bag = (struct ie_bag){0};
    if (own)
        code = ie_bag_read(reader->analyser, document, arena, bag, err);
    if (!code)
        code = ie_bag_add_concepts(reader, document, arena, bag, err);
    for (uint32_t i = 0; i < question->lang_count && !code; i++)
        if (document->lang.len && question->langs[i].len &&
            !same_language(question->langs[i], document->lang))
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
        ie_retrieval_facts(view->segments[0].index).documents, frequency, view, false};
    struct ie_bag bag;
    struct ie_bag_pick *picks;
    int code = read_bag(reader, question, arena, &bag, err);

    if (code ||
        (code = ie_bag_weigh(&bag, &statistics, arena, &picks, &query->count, err)))
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
