/*
 * Private to retrieval/: the loops that touch every posting, in a scalar form, which is
 * the oracle, and for x86-64 with AVX2 where the machine has it. Both give the same bits:
 * sums are of integers, and a float product is one rounding either way.
 */
#ifndef IE_ENGINE_RETRIEVAL_KERNEL_H
#define IE_ENGINE_RETRIEVAL_KERNEL_H

#include "base/base.h"

struct ie_kernels {
    /* sums[i] += weight · codes[i]; n a multiple of 16 */
    void (*add_dense)(uint32_t *sums, const uint8_t *codes, uint32_t n, uint32_t weight);
    /* Writes i where float(sums[i]) · scales[i] > least into out, rising; returns how
     * many. n a multiple of 16, sums below 2^31. */
    uint32_t (*scan)(const uint32_t *sums, const float *scales, uint32_t n, float least,
                     uint16_t *out);
};

struct ie_kernels ie_kernels_scalar(void);
/* The fastest that this machine has. */
struct ie_kernels ie_kernels_best(void);

/* sums[docs[i] − base] += weight · codes[i] */
static inline void ie_add_sparse(uint32_t *sums, const uint16_t *docs,
                                 const uint8_t *codes, uint32_t n, uint32_t base,
                                 uint32_t weight)
{
    uint32_t i = 0;

    for (; i + 4 <= n; i += 4) { /* documents of a list differ: no write meets a read */
        uint32_t *a = &sums[docs[i] - base], *b = &sums[docs[i + 1] - base];
        uint32_t *c = &sums[docs[i + 2] - base], *d = &sums[docs[i + 3] - base];
        uint32_t av = *a + weight * codes[i], bv = *b + weight * codes[i + 1];
        uint32_t cv = *c + weight * codes[i + 2], dv = *d + weight * codes[i + 3];
        *a = av;
        *b = bv;
        *c = cv;
        *d = dv;
    }
    for (; i < n; i++)
        sums[docs[i] - base] += weight * codes[i];
}

#endif
