#include "engine/matching/image.h"

#include <stdio.h>
#include <xxhash.h>

#include "engine/matching/terms.h"

_Static_assert(sizeof(struct ie_image_header) == 80, "the header is part of the format");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "images are little-endian");

#define IMAGE_MAX (UINT64_C(1) << 40)

const char *ie_matching_version(void)
{
    return "2";
}

void ie_image_version(char out[16])
{
    memset(out, 0, 16);
    snprintf(out, 16, "%.6s/%.6s", ie_matching_version(), ie_analyser_version());
}

bool ie_image_layout(const struct ie_image_header *header, uint64_t at[6], uint64_t *len)
{
    const uint64_t sizes[6] = {
        4 * (uint64_t)header->documents,
        8 * ((uint64_t)header->terms + 1),
        8 * ((uint64_t)header->terms + 1),
        4 * (uint64_t)header->room,
        sizeof(struct ie_posting) * header->postings,
        header->bytes,
    };
    uint64_t end = sizeof(*header);

    if (header->postings > IMAGE_MAX / sizeof(struct ie_posting) ||
        header->bytes > IMAGE_MAX)
        return false;
    for (int i = 0; i < 6; i++) {
        at[i] = end;
        end += (sizes[i] + 7) & ~UINT64_C(7);
    }
    *len = end;
    return end <= IMAGE_MAX;
}

static int damaged(struct ie_error *err, const char *what)
{
    ie_fail(err, IE_INPUT, "matching.index_damaged");
    ie_error_arg(err, "what", what);
    return IE_INPUT;
}

/* Rising from 0 to `last`. */
static bool rises(const uint64_t *at, uint64_t count, uint64_t last)
{
    if (at[0] != 0 || at[count] != last)
        return false;
    for (uint64_t i = 0; i < count; i++)
        if (at[i] > at[i + 1])
            return false;
    return true;
}

static bool table_ok(const struct ie_image *view)
{
    const struct ie_image_header *header = view->header;
    uint64_t used = 0;

    for (uint32_t i = 0; i < header->room; i++) {
        if (view->table[i] > header->terms)
            return false;
        used += view->table[i] != 0;
    }
    return used == header->terms; /* so at least half is empty, and probing ends */
}

static bool postings_ok(const struct ie_image *view)
{
    uint32_t documents = view->header->documents;

    for (uint64_t i = 0; i < view->header->postings; i++)
        if (view->postings[i].document >= documents)
            return false;
    return true;
}

int ie_image_view(const unsigned char *bytes, size_t len, struct ie_image *view,
                  struct ie_error *err)
{
    const struct ie_image_header *header = (const void *)bytes;
    char version[16];
    uint64_t at[6], whole;

    if (len < sizeof(*header) || (uintptr_t)bytes % 8 != 0)
        return damaged(err, "length");
    if (memcmp(header->magic, IE_IMAGE_MAGIC, sizeof(header->magic)) != 0)
        return damaged(err, "magic");
    ie_image_version(version);
    if (memcmp(header->version, version, sizeof(version)) != 0)
        return ie_fail(err, IE_INPUT, "matching.index_version");
    if (header->len != len || !ie_image_layout(header, at, &whole) || whole != len)
        return damaged(err, "length");
    if (header->checksum != XXH3_64bits(bytes + 16, len - 16))
        return damaged(err, "checksum");
    *view = (struct ie_image){
        .header = header,
        .lengths = (const void *)(bytes + at[0]),
        .first = (const void *)(bytes + at[1]),
        .spelling = (const void *)(bytes + at[2]),
        .table = (const void *)(bytes + at[3]),
        .postings = (const void *)(bytes + at[4]),
        .bytes = (const void *)(bytes + at[5]),
    };
    if (header->room != ie_term_room(header->terms) ||
        !rises(view->first, header->terms, header->postings) ||
        !rises(view->spelling, header->terms, header->bytes) || !table_ok(view) ||
        !postings_ok(view))
        return damaged(err, "contents");
    return 0;
}
