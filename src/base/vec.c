#include "base/vec.h"

#include <string.h>

bool ie_vec_grow(void **at, size_t *room, size_t need, size_t size)
{
    size_t grown = *room ? *room : 8;

    while (grown < need) {
        if (grown > SIZE_MAX / 2)
            return false;
        grown *= 2;
    }
    if (grown == *room)
        return true;
    void *moved = ie_realloc(*at, grown, size);
    if (!moved)
        return false;
    *at = moved;
    *room = grown;
    return true;
}

void *ie_vec_push(void **at, size_t *count, size_t *room, size_t size)
{
    if (*count == *room && !ie_vec_grow(at, room, *count + 1, size))
        return NULL;
    void *element = (char *)*at + *count * size;
    (*count)++;
    return memset(element, 0, size);
}
