/* Private to lexicon/: failures that say where in the vocabulary they are. */
#ifndef IE_LEXICON_THESAURUS_PRIV_H
#define IE_LEXICON_THESAURUS_PRIV_H

#include "lexicon/thesaurus.h"

/* ie_fail at a place of the input; returns `code`. */
int ie_lexicon_fail_at(struct ie_error *err, enum ie_code code, const char *id,
                       struct ie_place at);
/* IE_INPUT at a place with one argument. */
int ie_lexicon_fail_value(struct ie_error *err, const char *id, struct ie_place at,
                          const char *name, struct ie_str value);

#endif
