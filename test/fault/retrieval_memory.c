/* Every allocation of the retrieval core fails in turn: IE_NOMEM each time, nothing leaks
 * (the address sanitizer looks), and with memory again all is well. */
#include "base/alloc.h"
#include "engine/retrieval/live.h"
#include "harness.h"

static int ask(void *data, uint32_t number, struct ie_arena *arena,
               struct ie_retrieval_query *query, struct ie_error *err)
{
    const struct ie_retrieval_view *view = data;
    struct ie_retrieval_entry entries[2] = {{2 * number + 2, 1}, {4, 2}};

    return ie_retrieval_weigh(view, entries, 2, 0, arena, query, err);
}

static int build(const struct ie_retrieval_index *statistics,
                 struct ie_retrieval_image *image, struct ie_error *err)
{
    struct ie_retrieval_options options = ie_retrieval_options_default();
    struct ie_retrieval_builder *builder = NULL;
    struct ie_retrieval_part *parts[2];

    options.statistics = statistics;
    options.key_size = 4;
    int code = ie_retrieval_builder_new(&options, &builder, err);
    for (int i = 0; i < 2 && !code; i++)
        code = ie_retrieval_part_new(builder, &parts[i], err);
    for (uint32_t d = 0; d < 300 && !code; d++) {
        struct ie_retrieval_entry entries[3] = {{2, 1}, {4 + 2 * (d % 50), 2}, {7, 1}};
        code = ie_retrieval_add(parts[d % 2], d, entries, 3, IE_RETRIEVAL_SUM, &d, err);
    }
    if (!code)
        code = ie_retrieval_finish(builder, NULL, image, err);
    ie_retrieval_builder_free(builder);
    return code;
}

static int use(void *data, struct ie_error *err)
{
    struct ie_retrieval_image images[3] = {0};
    struct ie_retrieval_index *first = NULL, *second = NULL;
    struct ie_retrieval_live *live = NULL;
    struct ie_retrieval_hit hits[20 * 3];
    uint32_t counts[20];
    char identity[IE_RETRIEVAL_IDENTITY] = {0};
    int code = build(NULL, &images[0], err);

    if (!code)
        code = ie_retrieval_open(images[0].bytes, images[0].len, identity, &first, err);
    if (!code)
        code = build(first, &images[1], err);
    if (!code)
        code = ie_retrieval_open(images[1].bytes, images[1].len, identity, &second, err);
    struct ie_retrieval_segment segments[2] = {{first, NULL}, {second, NULL}};
    struct ie_retrieval_view view = {segments, 2};
    struct ie_retrieval_many many = {
        .ask = ask, .data = &view, .to = 20, .top = 3, .hits = hits, .counts = counts};
    if (!code)
        code = ie_retrieval_search_many(&view, &many, NULL, err);
    if (!code)
        code = ie_retrieval_merge(&view, NULL, &images[2], err);
    if (!code)
        code = ie_retrieval_live_new(2, &live, err);
    ie_retrieval_live_free(live);
    ie_retrieval_close(first);
    ie_retrieval_close(second);
    for (int i = 0; i < 3; i++)
        ie_free(images[i].bytes);
    return code;
}

IE_TEST(each_failed_allocation_is_told_and_leaves_nothing)
{
    IE_CHECK(ie_test_each_allocation(use, NULL) > 20);
}
