#include "fuzz.h"

#include "base/alloc.h"
#include "engine/matching/matching.h"

/*
 * Index images: any bytes either are refused or can be searched. The bytes are taken as
 * they are, and as a text whose index is built, opened and searched with the text itself,
 * which must find it.
 */
static void open_bytes(const uint8_t *data, size_t size)
{
    struct ie_matching_index *index = NULL;
    struct ie_error err;
    unsigned char *copy = ie_calloc(size + 8, 1); /* aligned */

    if (!copy)
        return;
    if (size)
        memcpy(copy, data, size);
    int code = ie_matching_index_open(copy, size, NULL, &index, &err);
    if (code)
        ie_fuzz_refused(code, &err);
    else
        ie_matching_index_close(index);
    ie_free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t half = size / 2;
    struct ie_match_document documents[2] = {
        {IE_STR("ko"), IE_STR(""), ie_str_n((const char *)data, half)},
        {IE_STR("en"), IE_STR("x"), ie_str_n((const char *)data + half, size - half)}};
    struct ie_matching_image image = {0};
    struct ie_matching_index *index = NULL;
    struct ie_analyser *analyser = NULL;
    struct ie_match_reader *reader = NULL;
    struct ie_match_hit *hits = NULL;
    struct ie_tokens tokens;
    struct ie_arena arena;
    struct ie_error err;
    uint32_t count = 0;

    open_bytes(data, size);
    ie_arena_init(&arena, 0);
    IE_FUZZ_CHECK(ie_analyser_new(&analyser, &err) == 0);
    IE_FUZZ_CHECK(ie_match_reader_new(NULL, &reader, &err) == 0);
    IE_FUZZ_CHECK(ie_matching_index_build(documents, 2, NULL, NULL, &image, &err) == 0);
    IE_FUZZ_CHECK(ie_matching_index_open(image.bytes, image.len, NULL, &index, &err) ==
                  0);
    IE_FUZZ_CHECK(ie_matching_index_search(
                      index, reader,
                      &(struct ie_match_question){.document = documents[0], .top = 2},
                      &arena, &hits, &count, &err) == 0);
    IE_FUZZ_CHECK(ie_text_tokens(analyser, &arena, documents[0].text, documents[0].lang,
                                 &tokens, &err) == 0);
    bool found = false;
    for (uint32_t i = 0; i < count; i++)
        found |= hits[i].document == 0;
    IE_FUZZ_CHECK(found == (tokens.count > 0));
    ie_matching_index_close(index);
    ie_free(image.bytes);
    ie_match_reader_free(reader);
    ie_analyser_free(analyser);
    ie_arena_release(&arena);
    return 0;
}
