/* Order of names: ICU sort keys with the language's CLDR rules. */
#include <stdio.h>
#include <unicode/ucol.h>

#include "base/alloc.h"
#include "text/icu.h"

struct ie_collator {
    UCollator *rules;
    char version[80];
};

int ie_collator_new(struct ie_str lang, struct ie_collator **collator,
                    struct ie_error *err)
{
    char tag[IE_LANG_MAX + 1] = "";
    UErrorCode status = U_ZERO_ERROR;
    UVersionInfo version;

    if (lang.len && lang.len <= IE_LANG_MAX)
        memcpy(tag, lang.ptr, lang.len);
    struct ie_collator *made = ie_calloc(1, sizeof(*made));
    if (!made)
        return ie_fail_nomem(err);
    made->rules = ucol_open(tag, &status);
    if (U_SUCCESS(status))
        ucol_setAttribute(made->rules, UCOL_NUMERIC_COLLATION, UCOL_ON, &status);
    if (U_FAILURE(status)) {
        ie_collator_free(made);
        return ie_icu_fail(status, err);
    }
    ucol_getVersion(made->rules, version);
    const char *locale = ucol_getLocaleByType(made->rules, ULOC_VALID_LOCALE, &status);
    snprintf(made->version, sizeof(made->version), "%s %u.%u.%u.%u",
             U_SUCCESS(status) && locale ? locale : "root", version[0], version[1],
             version[2], version[3]);
    *collator = made;
    return 0;
}

void ie_collator_free(struct ie_collator *collator)
{
    if (!collator)
        return;
    if (collator->rules)
        ucol_close(collator->rules);
    ie_free(collator);
}

int ie_collator_key(const struct ie_collator *collator, struct ie_arena *arena,
                    struct ie_str text, struct ie_str *key, struct ie_error *err)
{
    UChar *units = NULL;
    int32_t len = 0;
    int code = ie_icu_check(text, err);

    if (code || (code = ie_icu_utf16(arena, text, &units, &len, err)))
        return code;
    int32_t need = ucol_getSortKey(collator->rules, units, len, NULL, 0);
    uint8_t *bytes = need > 0 ? ie_arena_alloc(arena, (size_t)need) : NULL;
    if (!bytes)
        return ie_fail_nomem(err);
    ucol_getSortKey(collator->rules, units, len, bytes, need);
    *key = ie_str_n((const char *)bytes, (size_t)need - 1); /* without the final 0 */
    return 0;
}

const char *ie_collator_version(const struct ie_collator *collator)
{
    return collator->version;
}
