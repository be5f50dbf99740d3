/*
 * Private to retrieval/: the image as bytes.
 *
 *   header    320 bytes
 *   LENGTHS   documents × u32            sum of times
 *   SCALES    documents × f32            zero-padded to a multiple of 64
 *   KEYS      documents × key_size
 *   BUCKETS   (2^bucket_bits + 1) × u32  first term whose top bits are no less
 *   HASHES    terms × u64                rising
 *   STARTS    (terms + 1) × u32          list of a term in LISTS, in units of 2 bytes
 *   LISTS     see below
 *   TIMES     postings × 4 bits          by term, then document
 *
 * All little-endian, every section at a multiple of 8 with a checksum (XXH3) of its own over it
 * and its padding.
 *
 * A list with fewer than IE_LIST_LONG postings:
 *   u16 df; documents (u16 when the index has at most 65,536 of them, else u32); codes u8
 * A longer one:
 *   u16 0; u16 containers − 1; u32 df; containers × {u32 at, u16 window, u16 count − 1,
 *   f32 greatest impact}; the containers, `at` in units of 2 bytes from LISTS:
 *     [from IE_LIST_BLOCKED postings on: 64 × u16 postings before the block, 64 × u8
 *     greatest impact in it, 255 being the container's]
 *     sparse: documents u16 within the window; codes u8
 *     dense:  a code a document, 0 for none, to a multiple of 64
 *   Dense when blocked and three times the postings exceed the window's documents.
 * Each array is padded to 2 bytes.
 */
#ifndef IE_ENGINE_RETRIEVAL_FORMAT_H
#define IE_ENGINE_RETRIEVAL_FORMAT_H

#include "engine/retrieval/kernel.h"
#include "engine/retrieval/retrieval.h"

enum {
    IE_LIST_LONG = 128,
    IE_LIST_BLOCKED = 1024,
    IE_WINDOW = 65536, /* documents */
    IE_BLOCK = 1024,   /* documents */
    IE_BLOCKS = IE_WINDOW / IE_BLOCK,
    IE_TIMES_MAX = 15,
    IE_RETRIEVAL_FORMAT = 1,
};

#define IE_RETRIEVAL_MAGIC "ieum-ret"

enum ie_section {
    IE_SECTION_LENGTHS,
    IE_SECTION_SCALES,
    IE_SECTION_KEYS,
    IE_SECTION_BUCKETS,
    IE_SECTION_HASHES,
    IE_SECTION_STARTS,
    IE_SECTION_LISTS,
    IE_SECTION_TIMES,
    IE_SECTION_COUNT
};

struct ie_retrieval_header {
    char magic[8];
    uint64_t checksum; /* of the header behind this field */
    uint32_t format, key_size;
    uint32_t documents, terms;
    uint32_t bucket_bits, zero;
    uint64_t postings;
    uint64_t words; /* sum of lengths */
    double k1, b, norm;
    double average; /* length that weights were made with */
    uint64_t len;   /* of the image */
    char identity[IE_RETRIEVAL_IDENTITY];
    struct {
        uint64_t at, len, checksum;
    } section[IE_SECTION_COUNT];
};

struct ie_retrieval_index {
    const struct ie_retrieval_header *header;
    const uint32_t *lengths;
    const float *scales;
    const unsigned char *keys;
    const uint32_t *buckets;
    const uint64_t *hashes;
    const uint32_t *starts;
    const unsigned char *lists;
    const unsigned char *times;
    struct ie_kernels kernels;
};

struct ie_list { /* of one term */
    uint32_t df;
    uint32_t containers;        /* 0: plain */
    const unsigned char *table; /* of containers; or the plain documents */
    const uint8_t *codes;       /* plain */
};

struct ie_container { /* postings of one term in one window */
    uint32_t window, count;
    float max;              /* greatest code · scale */
    const uint16_t *docs;   /* sparse; NULL: dense */
    const uint8_t *codes;   /* by posting, or by document */
    const uint16_t *starts; /* [IE_BLOCKS]; NULL: not blocked */
    const uint8_t *maxes;   /* [IE_BLOCKS] */
};

/* Offsets and lengths of the sections for the header's counts and this length of LISTS;
 * false if the image would be too large. Fills header->section[].at, .len and len. */
bool ie_retrieval_layout(struct ie_retrieval_header *header, uint64_t lists_len);

/* Of a section with its padding. */
uint64_t ie_section_checksum(const struct ie_retrieval_header *header, int section,
                             const unsigned char *bytes);

/* The place of a term, or false. O(1) expected. */
bool ie_retrieval_find(const struct ie_retrieval_index *index, uint64_t term,
                       uint32_t *number);
/* A term's list as it stands; only for images that were checked. O(1). */
struct ie_list ie_retrieval_list(const struct ie_retrieval_index *index, uint32_t number);
struct ie_container ie_retrieval_container(const struct ie_retrieval_index *index,
                                           const struct ie_list *list, uint32_t number);
/* Document i of a plain list. */
static inline uint32_t ie_list_document(const struct ie_retrieval_index *index,
                                        const struct ie_list *list, uint32_t i)
{
    uint32_t wide;
    uint16_t narrow;

    if (index->header->documents <= IE_WINDOW) {
        memcpy(&narrow, list->table + 2 * (size_t)i, sizeof(narrow));
        return narrow;
    }
    memcpy(&wide, list->table + 4 * (size_t)i, sizeof(wide));
    return wide;
}

/* Documents of a window of an index of so many. */
static inline uint32_t ie_window_span(uint32_t documents, uint32_t window)
{
    uint32_t left = documents - window * IE_WINDOW;

    return left < IE_WINDOW ? left : IE_WINDOW;
}

/* Whether a container of `count` postings among `span` documents is dense. */
static inline bool ie_container_dense(uint32_t count, uint32_t span)
{
    return count >= IE_LIST_BLOCKED && 3 * (uint64_t)count > span;
}

static inline uint32_t ie_even(uint32_t bytes)
{
    return (bytes + 1) & ~UINT32_C(1);
}

static inline uint32_t ie_to_64(uint32_t n)
{
    return (n + 63) & ~UINT32_C(63);
}

static inline bool ie_bit(const uint64_t *bitmap, uint32_t at)
{
    return (bitmap[at / 64] >> (at % 64)) & 1;
}

#endif
