/* The tables of names that tools/make-names writes, and the look-up in them. For
 * base/cellvalue.h. */
#ifndef IE_BASE_NAMES_H
#define IE_BASE_NAMES_H

#include "base/str.h"

enum { IE_NAME_AMBIGUOUS = 0xFFFF, IE_NAME_KEY_ROOM = 160 };

struct ie_name_record {
    const char *code, *english, *korean;
};

struct ie_name_key {
    const char *key; /* folded; sorted by bytes */
    uint16_t record; /* or IE_NAME_AMBIGUOUS */
};

struct ie_name_fold {
    uint16_t point;
    const char *to;
};

extern const struct ie_name_record ie_country_records[], ie_language_records[];
extern const uint32_t ie_country_record_count, ie_language_record_count;
extern const struct ie_name_key ie_country_keys[], ie_language_keys[];
extern const uint32_t ie_country_key_count, ie_language_key_count;
extern const struct ie_name_fold ie_name_folds[];
extern const uint32_t ie_name_fold_count;

/* The key of a name: small letters without accents, letters and digits only; false if it
 * does not fit. O(length · log folds). */
bool ie_name_key(struct ie_str name, char key[IE_NAME_KEY_ROOM], size_t *len);
/* The record under a key: its index, IE_NAME_AMBIGUOUS, or -1. O(log keys). */
int ie_name_find(const struct ie_name_key *keys, uint32_t count, struct ie_str key);

#endif
