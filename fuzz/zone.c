#include "fuzz.h"

#include "base/moment.h"

/* A zone file of any bytes: either refused, or every moment converts and days stay
 * within a day of each other. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const ie_moment moments[] = {0,
                                        -62135596800 * IE_SECOND,
                                        253402214400 * IE_SECOND,
                                        1572224400 * IE_SECOND,
                                        1553994000 * IE_SECOND,
                                        4102444800 * IE_SECOND};
    struct ie_zone *zone = NULL;
    struct ie_error err;
    int code = ie_zone_read(data, size, &zone, &err);

    if (code) {
        ie_fuzz_refused(code, &err);
        IE_FUZZ_CHECK(zone == NULL);
        return 0;
    }
    for (size_t i = 0; i < IE_COUNT(moments); i++) {
        int32_t offset = ie_zone_offset(zone, moments[i]);
        IE_FUZZ_CHECK(offset > -IE_DAY / IE_SECOND * 8 &&
                      offset < IE_DAY / IE_SECOND * 8);
        struct ie_civil civil = ie_zone_civil(zone, moments[i]);
        IE_FUZZ_CHECK(civil.month >= 1 && civil.month <= 12 && civil.hour < 24);
        if (civil.year >= 1 && civil.year <= 9999)
            (void)ie_zone_moment(zone, civil);
    }
    ie_zone_free(zone);
    return 0;
}
