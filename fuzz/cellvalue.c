#include "fuzz.h"

#include <stdio.h>

#include "base/cellvalue.h"
#include "base/ident.h"

static void identifiers(struct ie_str text)
{
    for (int s = IE_IDENT_UNKNOWN; s < IE_IDENT_SCHEME_COUNT; s++) {
        enum ie_ident_scheme scheme = (enum ie_ident_scheme)s;
        struct ie_ident normal, again;
        enum ie_ident_verdict verdict = ie_ident_check(scheme, text, &normal);

        IE_FUZZ_CHECK((verdict == IE_IDENT_MALFORMED) == !normal.text[0]);
        if (!normal.text[0])
            continue;
        IE_FUZZ_CHECK(ie_ident_check(scheme, ie_str_z(normal.text), &again) == verdict);
        IE_FUZZ_CHECK(ie_str_eqz(ie_str_z(again.text), normal.text));
    }
}

static void numbers(struct ie_str text)
{
    struct ie_error err;
    int64_t number, number_again;
    double decimal;
    bool flag;
    char out[32];
    int minutes;

    int code = ie_cell_int(text, &number, &flag, &err);
    if (code) {
        ie_fuzz_refused(code, &err);
    } else if (number != INT64_MIN) {
        int len = snprintf(out, sizeof(out), "%lld", (long long)number);
        IE_FUZZ_CHECK(
            ie_cell_int(ie_str_n(out, (size_t)len), &number_again, NULL, &err) == 0);
        IE_FUZZ_CHECK(number == number_again);
    }
    if ((code = ie_cell_decimal(text, &decimal, &err)))
        ie_fuzz_refused(code, &err);
    if ((code = ie_cell_bool(text, &flag, &err)))
        ie_fuzz_refused(code, &err);
    if ((code = ie_cell_clock(text, &minutes, &err)))
        ie_fuzz_refused(code, &err);
    else
        IE_FUZZ_CHECK(minutes >= 0 && minutes <= 1440);
}

/* What is understood has a plain spelling that is understood as the same. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ie_str text = ie_str_n((const char *)data, size), rest = text, part;
    struct ie_error err;
    char country[3], language[4], phone[48], out[16];
    ie_day day, day_again;
    size_t parts = 0;

    int code = ie_cell_day(text, &day, &err);
    if (code) {
        ie_fuzz_refused(code, &err);
    } else {
        ie_day_format(day, out);
        IE_FUZZ_CHECK(ie_cell_day(ie_str_z(out), &day_again, &err) == 0);
        IE_FUZZ_CHECK(day == day_again);
    }
    numbers(text);
    identifiers(text);
    if ((code = ie_cell_country(text, country, &err)))
        ie_fuzz_refused(code, &err);
    else
        IE_FUZZ_CHECK(ie_country_known(ie_str_z(country)));
    if ((code = ie_cell_language(text, language, &err)))
        ie_fuzz_refused(code, &err);
    else
        IE_FUZZ_CHECK(ie_language_name(ie_str_z(language), "en") != NULL);
    if (ie_cell_phone(text, phone))
        IE_FUZZ_CHECK(strlen(phone) < sizeof(phone));
    while (ie_cell_list(&rest, &part)) {
        IE_FUZZ_CHECK(part.len > 0 && part.ptr >= text.ptr);
        IE_FUZZ_CHECK(++parts <= size);
    }
    return 0;
}
