#include "engine/matching/loudest.h"

#include <stdlib.h>

static int by_concept(const void *x, const void *y)
{
    const struct ie_match_said *a = x, *b = y;

    if (a->concept != b->concept)
        return a->concept < b->concept ? -1 : 1;
    return (a->voice < b->voice) - (a->voice > b->voice);
}

static int by_voice(const void *x, const void *y)
{
    const struct ie_match_said *a = x, *b = y;

    if (a->voice < b->voice || a->voice > b->voice)
        return a->voice > b->voice ? -1 : 1;
    return (a->concept > b->concept) - (a->concept < b->concept);
}

uint32_t ie_match_loudest(struct ie_match_said *said, size_t count)
{
    uint32_t kept = 0;

    if (!count)
        return 0;
    qsort(said, count, sizeof(*said), by_concept);
    for (size_t i = 0; i < count; i++)
        if (!kept || said[kept - 1].concept != said[i].concept)
            said[kept++] = said[i];
    qsort(said, kept, sizeof(*said), by_voice);
    return kept;
}
