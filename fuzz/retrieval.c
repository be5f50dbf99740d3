#include "fuzz.h"

#include <xxhash.h>

#include "base/alloc.h"
#include "engine/retrieval/format.h"

/*
 * Images of the retrieval core: any bytes either are refused or can be searched and merged
 * without harm. They are taken as they are, and once more with their checksums made right,
 * so that what lies behind the checksums is met too.
 */
static const char identity[IE_RETRIEVAL_IDENTITY] = "fuzz";

static void seal(unsigned char *bytes, size_t size)
{
    struct ie_retrieval_header *header = (void *)bytes;

    memcpy(header->magic, IE_RETRIEVAL_MAGIC, sizeof(header->magic));
    memcpy(header->identity, identity, sizeof(header->identity));
    header->format = IE_RETRIEVAL_FORMAT;
    header->len = size;
    for (int i = 0; i < IE_SECTION_COUNT; i++) {
        uint64_t at = header->section[i].at, len = header->section[i].len;
        if (at <= size && len <= size && at + ((len + 7) & ~UINT64_C(7)) <= size)
            header->section[i].checksum = ie_section_checksum(header, i, bytes);
    }
    header->checksum = XXH3_64bits(bytes + 16, sizeof(*header) - 16);
}

/* Every term is asked for, alone and with the next one. */
static void use(const struct ie_retrieval_index *index)
{
    struct ie_retrieval_segment segment = {index, NULL};
    struct ie_retrieval_view view = {&segment, 1};
    struct ie_retrieval_workspace *work = NULL;
    struct ie_retrieval_image merged = {0};
    struct ie_retrieval_hit hits[3];
    struct ie_error err;
    uint32_t count;

    IE_FUZZ_CHECK(ie_retrieval_workspace_new(&work, &err) == 0);
    for (uint32_t t = 0; t < index->header->terms; t++) {
        struct ie_retrieval_weight terms[2] = {
            {index->hashes[t], 1}, {index->hashes[(t + 1) % index->header->terms], 0.5F}};
        struct ie_retrieval_query query = {.terms = terms, .count = 2, .top = 3};
        IE_FUZZ_CHECK(ie_retrieval_search(&view, &query, work, hits, &count, &err) == 0);
        IE_FUZZ_CHECK(count <= 3);
        for (uint32_t i = 0; i < count; i++)
            IE_FUZZ_CHECK(hits[i].document < index->header->documents);
    }
    int code = ie_retrieval_merge(&view, NULL, &merged, &err);
    if (code)
        ie_fuzz_refused(code, &err);
    ie_free(merged.bytes);
    ie_retrieval_workspace_free(work);
}

static void try(const unsigned char *bytes, size_t size)
{
    struct ie_retrieval_index *index = NULL;
    struct ie_error err;
    int code = ie_retrieval_open(bytes, size, identity, &index, &err);

    if (code)
        ie_fuzz_refused(code, &err);
    else
        use(index);
    ie_retrieval_close(index);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned char *copy = ie_calloc(size + sizeof(struct ie_retrieval_header), 1);

    if (!copy)
        return 0;
    if (size)
        memcpy(copy, data, size);
    try(copy, size);
    if (size >= sizeof(struct ie_retrieval_header)) {
        seal(copy, size);
        try(copy, size);
    }
    ie_free(copy);
    return 0;
}
