#include "base/cellvalue.h"

bool ie_day_from_serial(int64_t serial, bool from_1904, ie_day *day)
{
    ie_day epoch = 0;

    if (serial < (from_1904 ? 0 : 1) || serial > 2958465)
        return false;
    if (from_1904) {
        if (!ie_day_from_civil(1904, 1, 1, &epoch))
            return false;
        *day = epoch + (ie_day)serial;
        return *day <= 2932896; /* 9999-12-31 */
    }
    if (serial == 60)
        return false;
    /* 1900-01-01 is 1; behind the day that never was, all are one too high */
    if (!ie_day_from_civil(1899, 12, 31, &epoch))
        return false;
    *day = epoch + (ie_day)(serial - (serial > 60));
    return true;
}
