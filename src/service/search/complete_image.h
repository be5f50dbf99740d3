/*
 * Private to search/complete*: how a completion lies in memory and in its file.
 *
 * Little-endian, every section at a multiple of 8: header, items by (kind, key, id), places
 * by kind and key, documents of the items, keys, texts.
 */
#ifndef IE_SERVICE_COMPLETE_IMAGE_H
#define IE_SERVICE_COMPLETE_IMAGE_H

#include "service/search/complete.h"

#define IE_COMPLETION_MAGIC "ieumcmp1"

enum {
    IE_COMPLETION_ITEMS,
    IE_COMPLETION_PLACES,
    IE_COMPLETION_DOCS,
    IE_COMPLETION_KEYS,
    IE_COMPLETION_TEXTS,
    IE_COMPLETION_SECTIONS
};

struct ie_completion_header {
    char magic[8];
    uint64_t checksum; /* of everything behind this field */
    uint32_t documents, items;
    uint32_t places[IE_COMPLETION_KINDS];
    uint32_t docs;
    uint32_t keys, texts; /* bytes */
};

_Static_assert(sizeof(struct ie_completion_header) == 48, "the header is the format's");
_Static_assert(sizeof(struct ie_completion_item) == 56, "items are the format's");

/* Where the sections begin; the length of the whole. */
uint64_t ie_completion_layout(const struct ie_completion_header *header,
                              uint64_t at[IE_COMPLETION_SECTIONS]);
uint64_t ie_completion_checksum(const unsigned char *bytes, size_t len);

#endif
