/* What retrieval refuses, says and stops for. */
#include <math.h>

#include "base/alloc.h"
#include "engine/retrieval/format.h"
#include "harness.h"

static const char identity[IE_RETRIEVAL_IDENTITY] = "unit/1";

static struct ie_retrieval_options options(void)
{
    struct ie_retrieval_options made = ie_retrieval_options_default();

    memcpy(made.identity, identity, sizeof(identity));
    return made;
}

/* Documents 0 … count − 1: all have term 2, document d term 100 + 2 · (d mod 10) too. */
static struct ie_retrieval_image build(uint32_t count)
{
    struct ie_retrieval_options o = options();
    struct ie_retrieval_builder *builder = NULL;
    struct ie_retrieval_part *part = NULL;
    struct ie_retrieval_image image = {0};
    struct ie_error err;

    IE_CHECK_OK(ie_retrieval_builder_new(&o, &builder, &err), &err);
    IE_CHECK_OK(ie_retrieval_part_new(builder, &part, &err), &err);
    for (uint32_t d = 0; d < count; d++) {
        struct ie_retrieval_entry entries[2] = {{2, 1}, {100 + 2 * (d % 10), 1}};
        IE_CHECK_OK(ie_retrieval_add(part, d, entries, 2, IE_RETRIEVAL_SUM, NULL, &err),
                    &err);
    }
    IE_CHECK_OK(ie_retrieval_finish(builder, NULL, &image, &err), &err);
    ie_retrieval_builder_free(builder);
    return image;
}

IE_TEST(a_builder_refuses_what_it_cannot_use)
{
    struct ie_retrieval_options o = options();
    struct ie_retrieval_builder *builder = NULL;
    struct ie_retrieval_part *part = NULL, *other = NULL;
    struct ie_retrieval_image image = {0};
    struct ie_retrieval_entry good = {2, 1}, none = {2, 0};
    struct ie_error err;

    o.norm = NAN;
    IE_CHECK_FAIL(ie_retrieval_builder_new(&o, &builder, &err), &err, IE_INPUT,
                  "retrieval.bad_input");
    o = options();
    o.key_size = IE_RETRIEVAL_KEY_MAX + 1;
    IE_CHECK_FAIL(ie_retrieval_builder_new(&o, &builder, &err), &err, IE_INPUT,
                  "retrieval.bad_input");
    o = options();
    IE_REQUIRE_OK(ie_retrieval_builder_new(&o, &builder, &err), &err);
    IE_REQUIRE_OK(ie_retrieval_part_new(builder, &part, &err), &err);
    IE_REQUIRE_OK(ie_retrieval_part_new(builder, &other, &err), &err);
    IE_CHECK_OK(ie_retrieval_add(part, 1, &good, 1, IE_RETRIEVAL_SUM, NULL, &err), &err);
    IE_CHECK_FAIL(ie_retrieval_add(part, 1, &good, 1, IE_RETRIEVAL_SUM, NULL, &err), &err,
                  IE_INPUT, "retrieval.bad_input");
    IE_CHECK_FAIL(ie_retrieval_add(part, 2, &none, 1, IE_RETRIEVAL_SUM, NULL, &err), &err,
                  IE_INPUT, "retrieval.bad_input");
    /* document 0 is missing */
    IE_CHECK_FAIL(ie_retrieval_finish(builder, NULL, &image, &err), &err, IE_INPUT,
                  "retrieval.bad_input");
    IE_CHECK(image.bytes == NULL);
    ie_retrieval_builder_free(builder);
}

IE_TEST(an_index_of_another_identity_or_with_any_bit_changed_is_refused)
{
    struct ie_retrieval_image image = build(300);
    struct ie_retrieval_index *index = NULL;
    struct ie_error err;

    IE_CHECK_FAIL(ie_retrieval_open(image.bytes, image.len,
                                    (char[IE_RETRIEVAL_IDENTITY]){"unit/2"}, &index,
                                    &err),
                  &err, IE_INPUT, "retrieval.index_version");
    for (size_t at = 0; at < image.len && !ie_test_failed(); at++) {
        image.bytes[at] ^= (unsigned char)(1u << (at % 8));
        IE_CHECK_INT(ie_retrieval_open(image.bytes, image.len, identity, &index, &err),
                     IE_INPUT);
        image.bytes[at] ^= (unsigned char)(1u << (at % 8));
    }
    for (size_t len = 0; len < image.len && !ie_test_failed(); len++)
        IE_CHECK_FAIL(ie_retrieval_open(image.bytes, len, identity, &index, &err), &err,
                      IE_INPUT, "retrieval.index_damaged");
    IE_REQUIRE_OK(ie_retrieval_open(image.bytes, image.len, identity, &index, &err),
                  &err);
    IE_CHECK_INT(ie_retrieval_facts(index).documents, 300);
    IE_CHECK_INT(ie_retrieval_facts(index).terms, 11);
    IE_CHECK_INT(ie_retrieval_facts(index).postings, 600);
    IE_CHECK(ie_retrieval_key(index, 0) == NULL);
    ie_retrieval_close(index);
    ie_free(image.bytes);
}

IE_TEST(a_search_refuses_what_it_cannot_use)
{
    struct ie_retrieval_image image = build(20);
    struct ie_retrieval_index *index = NULL;
    struct ie_retrieval_workspace *work = NULL;
    struct ie_retrieval_hit hits[4];
    struct ie_error err;
    uint32_t count = 7;

    IE_REQUIRE_OK(ie_retrieval_open(image.bytes, image.len, identity, &index, &err),
                  &err);
    IE_REQUIRE_OK(ie_retrieval_workspace_new(&work, &err), &err);
    struct ie_retrieval_segment segment = {index, NULL};
    struct ie_retrieval_view view = {&segment, 1}, none = {0};
    struct ie_retrieval_weight good = {100, 1}, bad = {100, -1}, odd = {100, NAN};
    struct ie_retrieval_query query = {&good, 1, 0, 0, NULL};
#define REFUSED()                                                                        \
    IE_CHECK_FAIL(ie_retrieval_search(&view, &query, work, hits, &count, &err), &err,    \
                  IE_INPUT, "retrieval.bad_input")
    REFUSED();
    query = (struct ie_retrieval_query){&bad, 1, 4, 0, NULL};
    REFUSED();
    query.terms = &odd;
    REFUSED();
    query.terms = &good;
    query.least = INFINITY;
    REFUSED();
#undef REFUSED
    query.least = 0;
    IE_CHECK_OK(ie_retrieval_search(&view, &query, work, hits, &count, &err), &err);
    IE_CHECK_INT(count, 2);
    IE_CHECK_INT(hits[0].document, 0);
    IE_CHECK_INT(hits[1].document, 10);
    IE_CHECK_OK(ie_retrieval_search(&none, &query, work, hits, &count, &err), &err);
    IE_CHECK_INT(count, 0);
    query.count = 0;
    IE_CHECK_OK(ie_retrieval_search(&view, &query, work, hits, &count, &err), &err);
    IE_CHECK_INT(count, 0);
    ie_retrieval_workspace_free(work);
    ie_retrieval_close(index);
    ie_free(image.bytes);
}

IE_TEST(the_cosine_of_a_document_with_itself_is_one)
{
    struct ie_retrieval_image image = build(200);
    struct ie_retrieval_index *index = NULL;
    struct ie_retrieval_workspace *work = NULL;
    struct ie_retrieval_hit hits[3];
    struct ie_arena arena;
    struct ie_error err;
    uint32_t count = 0;

    ie_arena_init(&arena, 0);
    IE_REQUIRE_OK(ie_retrieval_open(image.bytes, image.len, identity, &index, &err),
                  &err);
    IE_REQUIRE_OK(ie_retrieval_workspace_new(&work, &err), &err);
    struct ie_retrieval_segment segment = {index, NULL};
    struct ie_retrieval_view view = {&segment, 1};
    struct ie_retrieval_entry own[3] = {{104, 1}, {2, 1}, {9999, 1}};
    struct ie_retrieval_query query = {0};
    IE_REQUIRE_OK(ie_retrieval_weigh(&view, own, 2, 0, &arena, &query, &err), &err);
    query.top = 3;
    IE_CHECK_OK(ie_retrieval_search(&view, &query, work, hits, &count, &err), &err);
    IE_CHECK_INT(count, 3);
    IE_CHECK_INT(hits[0].document, 2);
    IE_CHECK_DOUBLE((double)hits[0].score, 1, 0.01);
    /* a word that nobody has, standing aside, changes nothing; the limit keeps the best */
    IE_REQUIRE_OK(ie_retrieval_weigh(&view, own, 3, 1, &arena, &query, &err), &err);
    IE_CHECK_INT(query.count, 1);
    IE_CHECK(query.terms[0].term == 9999);
    IE_CHECK_INT(ie_retrieval_frequency(&view, 104), 20);
    IE_CHECK_DOUBLE(ie_retrieval_idf(&view, 104), log(1 + 180.5 / 20.5), 1e-12);
    ie_retrieval_workspace_free(work);
    ie_retrieval_close(index);
    ie_free(image.bytes);
    ie_arena_release(&arena);
}

IE_TEST(building_and_merging_stop_when_asked_to)
{
    struct ie_retrieval_image image = build(20), merged = {0};
    struct ie_retrieval_index *index = NULL;
    _Atomic int stop = IE_STOP_CANCEL;
    struct ie_solve_control control = {.stop = &stop};
    struct ie_error err;

    IE_REQUIRE_OK(ie_retrieval_open(image.bytes, image.len, identity, &index, &err),
                  &err);
    struct ie_retrieval_segment segment = {index, NULL};
    struct ie_retrieval_view view = {&segment, 1}, none = {0};
    IE_CHECK_FAIL(ie_retrieval_merge(&view, &control, &merged, &err), &err, IE_CANCELLED,
                  "retrieval.stopped");
    atomic_store(&stop, IE_STOP_LIMIT);
    IE_CHECK_FAIL(ie_retrieval_merge(&view, &control, &merged, &err), &err, IE_LIMIT,
                  "retrieval.stopped");
    IE_CHECK_FAIL(ie_retrieval_merge(&none, NULL, &merged, &err), &err, IE_INPUT,
                  "retrieval.bad_input");
    IE_CHECK(merged.bytes == NULL);
    ie_retrieval_close(index);
    ie_free(image.bytes);
}
