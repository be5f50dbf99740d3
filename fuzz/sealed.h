/* Images that begin with a checksum: changed, with that made right. */
#ifndef IE_FUZZ_SEALED_H
#define IE_FUZZ_SEALED_H

#include <string.h>
#include <xxhash.h>

#include "base/alloc.h"
#include "fuzz.h"

/* A copy, changed by the fuzzer's bytes, of an image whose bytes 8 to 16 are XXH3 of what
 * follows, with that made right; NULL when memory is out. The caller frees it. */
static inline unsigned char *ie_fuzz_resealed(const unsigned char *image, size_t len,
                                              const uint8_t *data, size_t size)
{
    unsigned char *copy = ie_calloc(len, 1);

    if (!copy)
        return NULL;
    memcpy(copy, image, len);
    ie_fuzz_change(copy, len, data, size);
    uint64_t checksum = XXH3_64bits(copy + 16, len - 16);
    memcpy(copy + 8, &checksum, sizeof(checksum));
    return copy;
}

#endif
