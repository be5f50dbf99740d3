/* Growing array on the heap, typed by macro: `IE_VEC(struct row) rows = {0};`
 * `IE_PUSH(&rows)` gives a pointer to a new zeroed last element, or NULL when memory is
 * out. Indices stay valid; pointers do not survive the next push. */
#ifndef IE_BASE_VEC_H
#define IE_BASE_VEC_H

#include "base/alloc.h"

#define IE_VEC(type)                                                                     \
    struct {                                                                             \
        type *at;                                                                        \
        size_t count, room;                                                              \
    }

bool ie_vec_grow(void **at, size_t *room, size_t need, size_t size);
void *ie_vec_push(void **at, size_t *count, size_t *room, size_t size);

#define IE_PUSH(vec)                                                                     \
    ((__typeof__((vec)->at))ie_vec_push((void **)&(vec)->at, &(vec)->count,              \
                                        &(vec)->room, sizeof(*(vec)->at)))
#define IE_VEC_RELEASE(vec)                                                              \
    do {                                                                                 \
        ie_free((vec)->at);                                                              \
        (vec)->at = NULL;                                                                \
        (vec)->count = (vec)->room = 0;                                                  \
    } while (0)

#endif
