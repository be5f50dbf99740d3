#include "fuzz.h"

#include <math.h>

#include "text/units.h"

/* Specs, numbers and units: what is read is an interval; a spec fits itself. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ie_str text = ie_str_n((const char *)data, size);
    struct ie_spec *specs = NULL;
    size_t count = 0;
    struct ie_arena arena;
    struct ie_unit unit;
    struct ie_error err;
    double value = 0;

    ie_arena_init(&arena, 0);
    int code = ie_specs_parse(&arena, text, &specs, &count, &err);
    if (code)
        ie_fuzz_refused(code, &err);
    for (size_t i = 0; i < count && !code; i++) {
        const struct ie_spec *spec = &specs[i];
        IE_FUZZ_CHECK(spec->low <= spec->high);
        IE_FUZZ_CHECK(isfinite(spec->low) || isfinite(spec->high));
        IE_FUZZ_CHECK(spec->from + spec->text.len <= text.len);
        IE_FUZZ_CHECK(ie_spec_fit(spec, spec) == IE_FIT_MET);
    }
    size_t used = ie_number_scan(text, &value);
    IE_FUZZ_CHECK(used <= text.len && (!used || isfinite(value)));
    code = ie_unit_parse(text, &unit, &err);
    if (code)
        ie_fuzz_refused(code, &err);
    else
        IE_FUZZ_CHECK(isfinite(unit.factor) && unit.factor > 0);
    ie_arena_release(&arena);
    return 0;
}
