#include "engine/matching/matching.h"

const char *ie_matching_version(void)
{
    return "5";
}
