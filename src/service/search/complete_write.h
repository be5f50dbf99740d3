/* Private to search/complete*: items from wherever they come, written as an image. Building
 * and merging both end here. */
#ifndef IE_SERVICE_COMPLETE_WRITE_H
#define IE_SERVICE_COMPLETE_WRITE_H

#include "service/search/complete_image.h"

struct ie_completion_entry { /* of one key there may be several: they become one item */
    struct ie_completion_item item; /* but for where things lie */
    struct ie_str key, text;
    const uint32_t *docs; /* [item.doc_count] rising */
};

/* `hashes`: of each document's profile, by which words are sampled. Errors as
 * ie_completion_finish. O(n log n). */
int ie_completion_write(const struct ie_completion_entry *entries, size_t count,
                        const uint32_t *hashes, uint32_t documents,
                        struct ie_folding *folding, struct ie_completion_image *image,
                        struct ie_error *err) IE_MUST_CHECK;

/* What documents of a profile are sampled by. */
static inline uint32_t ie_completion_hash(const unsigned char profile[16])
{
    return (uint32_t)(ie_retrieval_term(ie_str_n((const char *)profile, 16), 5, false) >>
                      32);
}

#endif
