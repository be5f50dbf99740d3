/* Private to text/: between our UTF-8 and ICU's UTF-16. */
#ifndef IE_TEXT_ICU_H
#define IE_TEXT_ICU_H

#include <unicode/unorm2.h>
#include <unicode/utypes.h>

#include "text/text.h"

/* IE_NOMEM or IE_INTERNAL "text.icu" {name}. */
int ie_icu_fail(UErrorCode status, struct ie_error *err);
/* IE_INPUT "text.encoding" {offset}, IE_LIMIT "text.too_long". */
int ie_icu_check(struct ie_str text, struct ie_error *err) IE_MUST_CHECK;
/* `text` must be well-formed. The result is in the arena. */
int ie_icu_utf16(struct ie_arena *arena, struct ie_str text, UChar **out, int32_t *len,
                 struct ie_error *err) IE_MUST_CHECK;
int ie_icu_utf8(struct ie_arena *arena, const UChar *text, int32_t len,
                struct ie_str *out, struct ie_error *err) IE_MUST_CHECK;
/* Checked text through one normaliser; text that need not change comes back as it is. */
int ie_icu_normalise(const UNormalizer2 *form, struct ie_arena *arena, struct ie_str text,
                     struct ie_str *out, struct ie_error *err) IE_MUST_CHECK;
bool ie_str_ascii(struct ie_str text);
/* NFKC without case folding (units.c). Errors as ie_text_nfc. */
int ie_text_nfkc(struct ie_arena *arena, struct ie_str text, struct ie_str *out,
                 struct ie_error *err) IE_MUST_CHECK;
/* A Latin, Greek or Cyrillic letter without its accent; others as they are. й and ў stay.
 * Letters that Unicode does not take apart (ø, ł, đ …) are mapped by hand. */
uint32_t ie_unaccent(uint32_t point);

#endif
