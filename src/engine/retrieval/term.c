/* Names: of terms, and of what an index is by default. */
#include <xxhash.h>

#include "engine/retrieval/retrieval.h"

uint64_t ie_retrieval_term(struct ie_str term, uint32_t space, bool aside)
{
    uint64_t hash = XXH3_64bits_withSeed(term.ptr ? term.ptr : "", term.len, space);

    return aside ? hash | IE_RETRIEVAL_ASIDE : hash & ~(uint64_t)IE_RETRIEVAL_ASIDE;
}

struct ie_retrieval_options ie_retrieval_options_default(void)
{
    return (struct ie_retrieval_options){.k1 = 1.2, .b = 0.75, .norm = 1};
}
