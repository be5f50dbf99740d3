/* Concepts said with voices: each once, as loud as it was said loudest. */
#ifndef IE_ENGINE_MATCHING_LOUDEST_H
#define IE_ENGINE_MATCHING_LOUDEST_H

#include <stddef.h>
#include <stdint.h>

struct ie_match_said {
    uint32_t concept;
    double voice; /* only compared */
};

/* Leaves one of each concept at the front of `said` [count], the loudest first, those as
 * loud by number; returns how many. O(count log count). */
uint32_t ie_match_loudest(struct ie_match_said *said, size_t count);

#endif
