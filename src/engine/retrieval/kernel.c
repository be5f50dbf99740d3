#include "engine/retrieval/kernel.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

static void add_dense_scalar(uint32_t *sums, const uint8_t *codes, uint32_t n,
                             uint32_t weight)
{
    for (uint32_t i = 0; i < n; i++)
        sums[i] += weight * codes[i];
}

static uint32_t scan_scalar(const uint32_t *sums, const float *scales, uint32_t n,
                            float least, uint16_t *out)
{
    uint32_t found = 0;

    for (uint32_t i = 0; i < n; i++)
        if ((float)sums[i] * scales[i] > least)
            out[found++] = (uint16_t)i;
    return found;
}

struct ie_kernels ie_kernels_scalar(void)
{
    return (struct ie_kernels){add_dense_scalar, scan_scalar};
}

#if defined(__x86_64__)

__attribute__((target("avx2"))) static void
add_dense_avx2(uint32_t *sums, const uint8_t *codes, uint32_t n, uint32_t weight)
{
    __m256i w = _mm256_set1_epi32((int)weight);

    for (uint32_t i = 0; i < n; i += 16) {
        __m128i bytes = _mm_loadu_si128((const void *)(codes + i));
        __m256i low = _mm256_cvtepu8_epi32(bytes);
        __m256i high = _mm256_cvtepu8_epi32(_mm_srli_si128(bytes, 8));
        __m256i *to = (void *)(sums + i);
        __m256i a = _mm256_loadu_si256(to), b = _mm256_loadu_si256(to + 1);
        _mm256_storeu_si256(to, _mm256_add_epi32(a, _mm256_mullo_epi32(low, w)));
        _mm256_storeu_si256(to + 1, _mm256_add_epi32(b, _mm256_mullo_epi32(high, w)));
    }
}

__attribute__((target("avx2"))) static uint32_t scan_avx2(const uint32_t *sums,
                                                          const float *scales, uint32_t n,
                                                          float least, uint16_t *out)
{
    __m256 bar = _mm256_set1_ps(least);
    uint32_t found = 0;

    for (uint32_t i = 0; i < n; i += 16) {
        __m256 a = _mm256_cvtepi32_ps(_mm256_loadu_si256((const void *)(sums + i)));
        __m256 b = _mm256_cvtepi32_ps(_mm256_loadu_si256((const void *)(sums + i + 8)));
        a = _mm256_mul_ps(a, _mm256_loadu_ps(scales + i));
        b = _mm256_mul_ps(b, _mm256_loadu_ps(scales + i + 8));
        uint32_t over = (uint32_t)_mm256_movemask_ps(_mm256_cmp_ps(a, bar, _CMP_GT_OQ)) |
                        (uint32_t)_mm256_movemask_ps(_mm256_cmp_ps(b, bar, _CMP_GT_OQ))
                            << 8;
        for (; over; over &= over - 1)
            out[found++] = (uint16_t)(i + (uint32_t)__builtin_ctz(over));
    }
    return found;
}

struct ie_kernels ie_kernels_best(void)
{
    if (__builtin_cpu_supports("avx2"))
        return (struct ie_kernels){add_dense_avx2, scan_avx2};
    return ie_kernels_scalar();
}

#else

struct ie_kernels ie_kernels_best(void)
{
    return ie_kernels_scalar();
}

#endif
