#include "fuzz.h"

#include "base/moment.h"

/* Days and moments: what is read and written reads back the same. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ie_str text = ie_str_n((const char *)data, size);
    struct ie_error err;
    ie_day day, day_again;
    ie_moment moment, moment_again;
    char out[40];

    int code = ie_day_parse(text, &day, &err);
    if (code) {
        ie_fuzz_refused(code, &err);
    } else {
        ie_day_format(day, out);
        IE_FUZZ_CHECK(ie_str_eqz(text, out));
        IE_FUZZ_CHECK(ie_day_parse(ie_str_z(out), &day_again, &err) == 0);
        IE_FUZZ_CHECK(day == day_again);
    }
    code = ie_moment_parse(text, &moment, &err);
    if (code) {
        ie_fuzz_refused(code, &err);
        return 0;
    }
    /* an offset may lead out of the four-digit years, which are all that we write */
    if (moment < -62135596800 * IE_SECOND || moment >= 253402300800 * IE_SECOND)
        return 0;
    ie_moment_format(moment, out);
    IE_FUZZ_CHECK(ie_moment_parse(ie_str_z(out), &moment_again, &err) == 0);
    IE_FUZZ_CHECK(moment == moment_again);
    return 0;
}
