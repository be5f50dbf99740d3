/* In how many texts a term stands: by sorting, see check.h. */
#include <stdlib.h>

#include "base/alloc.h"
#include "engine/matching/check.h"

enum { TOP = 1 << 16 }; /* hashes are spread evenly over their first 16 bits */

static uint32_t top_of(uint64_t hash)
{
    return (uint32_t)(hash >> 48);
}

static int by_hash(const void *x, const void *y)
{
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;

    return (a > b) - (a < b);
}

/* Sorted into `sorted`: by their first bits at once, then each heap by itself. */
static void sort(const uint64_t *hashes, size_t total, uint64_t *sorted, size_t *heap)
{
    for (size_t i = 0; i < total; i++)
        heap[top_of(hashes[i]) + 1]++;
    for (size_t t = 0; t < TOP; t++)
        heap[t + 1] += heap[t];
    for (size_t i = 0; i < total; i++)
        sorted[heap[top_of(hashes[i])]++] = hashes[i];
    for (size_t t = 0, from = 0; t < TOP; from = heap[t++])
        if (heap[t] - from > 1)
            qsort(sorted + from, heap[t] - from, sizeof(*sorted), by_hash);
}

int ie_check_count(struct ie_check_lang *lang, uint64_t *hashes, size_t total,
                   struct ie_error *err)
{
    uint64_t *sorted = ie_calloc(total + 1, sizeof(*sorted));
    size_t *heap = ie_calloc(TOP + 1, sizeof(*heap)), count = 0;

    lang->hashes = hashes;
    lang->first = ie_calloc(TOP + 1, sizeof(*lang->first));
    if (sorted && heap)
        sort(hashes, total, sorted, heap);
    for (size_t i = 0; sorted && heap && i < total; i++)
        count += !i || sorted[i] != sorted[i - 1];
    lang->in = ie_calloc(count + 1, sizeof(*lang->in));
    bool enough = sorted && heap && lang->first && lang->in && count < UINT32_MAX;
    for (size_t i = 0; enough && i < total; i++) {
        if (!i || sorted[i] != sorted[i - 1]) {
            hashes[lang->count++] = sorted[i];
            lang->first[top_of(sorted[i]) + 1]++;
        }
        lang->in[lang->count - 1]++;
    }
    for (size_t t = 0; enough && t < TOP; t++)
        lang->first[t + 1] += lang->first[t];
    ie_free(sorted);
    ie_free(heap);
    return enough ? 0 : ie_fail_nomem(err);
}

double ie_check_frequency(const struct ie_check_lang *lang, uint64_t hash)
{
    size_t low = lang->first[top_of(hash)], end = lang->first[top_of(hash) + 1];
    size_t high = end;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (lang->hashes[middle] < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return low < end && lang->hashes[low] == hash ? lang->in[low] : 0;
}
