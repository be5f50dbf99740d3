#include "fuzz.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/id.h"
#include "base/str.h"

static void numbers(struct ie_str text)
{
    int64_t number;
    double real;
    char out[64];

    if (ie_str_int64(text, &number)) {
        int64_t again;
        snprintf(out, sizeof(out), "%" PRId64, number);
        IE_FUZZ_CHECK(ie_str_int64(ie_str_z(out), &again) && again == number);
    }
    if (ie_str_double(text, &real)) {
        double again;
        snprintf(out, sizeof(out), "%.17g", real);
        IE_FUZZ_CHECK(ie_str_double(ie_str_z(out), &again) && again <= real &&
                      again >= real);
    }
}

static void characters(struct ie_str text)
{
    struct ie_str rest = text;
    bool whole = true;

    while (rest.len) {
        size_t size = 0;
        char bytes[4];
        uint32_t point = ie_utf8_next(rest, &size);
        IE_FUZZ_CHECK(size >= 1 && size <= 4 && size <= rest.len);
        size_t written = ie_utf8_put(point, bytes);
        if (written == size && memcmp(bytes, rest.ptr, size) == 0)
            IE_FUZZ_CHECK(point <= 0x10FFFF && (point < 0xD800 || point > 0xDFFF));
        else
            whole = false;
        rest = ie_str_sub(rest, size, rest.len);
    }
    IE_FUZZ_CHECK(ie_utf8_valid(text) == whole);
}

/* UTF-8, numbers, trimming, splitting, identifiers. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ie_str text = ie_str_n((const char *)data, size), part, rest = text;
    struct ie_id id;
    size_t sum = 0;

    numbers(text);
    characters(text);
    struct ie_str trimmed = ie_str_trim(text);
    IE_FUZZ_CHECK(ie_str_eq(ie_str_trim(trimmed), trimmed));
    IE_FUZZ_CHECK(trimmed.len == 0 || ie_str_find(text, trimmed) >= 0);
    while (ie_str_split(&rest, ';', &part))
        sum += part.len + 1;
    IE_FUZZ_CHECK(sum == (text.ptr ? size + 1 : 0));
    if (ie_id_parse(text, &id)) {
        char uuid[37];
        ie_id_uuid(&id, uuid);
        IE_FUZZ_CHECK(strlen(uuid) == 36 && ie_str_eqz(text, id.text));
    }
    return 0;
}
