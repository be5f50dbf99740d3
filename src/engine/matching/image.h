/*
 * Private to matching/: the index as a block of bytes.
 *
 *   header
 *   lengths   documents × u32            weighted words of content
 *   first     (terms + 1) × u64          postings of term t: first[t] .. first[t+1]
 *   spelling  (terms + 1) × u64          bytes of term t, likewise
 *   table     room × u32                 hash table: term number + 1, linear probing
 *   postings  postings × {u32, u16, u16} document, times in title, times in text;
 *                                        by term, then document
 *   bytes     spelling of all terms
 *
 * Every section begins at a multiple of 8. Terms are numbered by first appearance, so
 * that appending documents and building over all of them give the same bytes.
 */
#ifndef IE_ENGINE_MATCHING_IMAGE_H
#define IE_ENGINE_MATCHING_IMAGE_H

#include "engine/matching/matching.h"

#define IE_IMAGE_MAGIC "ieum-idx"

struct ie_image_header {
    char magic[8];
    uint64_t checksum; /* XXH3 of all that follows this field */
    char version[16];  /* engine and analyser */
    uint32_t documents, terms;
    uint32_t room, unused;
    uint64_t postings, bytes;
    uint64_t words; /* sum of lengths */
    uint64_t len;   /* of the image */
};

struct ie_posting {
    uint32_t document;
    uint16_t title, text;
};

struct ie_image { /* a view of an image's sections */
    const struct ie_image_header *header;
    const uint32_t *lengths;
    const uint64_t *first;
    const uint64_t *spelling;
    const uint32_t *table;
    const struct ie_posting *postings;
    const char *bytes;
};

/* "<engine>/<analyser>", at most 15 characters. */
void ie_image_version(char out[16]);
/* Offsets of the sections for these counts into at[6] (lengths, first, spelling, table,
 * postings, bytes) and the whole length; false beyond 2^40 bytes. */
bool ie_image_layout(const struct ie_image_header *header, uint64_t at[6], uint64_t *len);
/* Checks everything that `view` will be trusted for. Errors as ie_matching_index_open. */
int ie_image_view(const unsigned char *bytes, size_t len, struct ie_image *view,
                  struct ie_error *err) IE_MUST_CHECK;

#endif
