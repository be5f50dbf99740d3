/* Private to office_lexicon*.c: from accepted terms to a compiled vocabulary. */
#ifndef IE_SERVICE_OFFICE_LEXICON_MAKE_H
#define IE_SERVICE_OFFICE_LEXICON_MAKE_H

#include "service/words/office_lexicon.h"
#include "service/words/vocabulary.h"

struct ie_office_terms { /* all that an office's lexicon has beside the shipped one */
    struct ie_id office;
    struct ie_str code; /* of the office; only with terms */
    struct ie_term *at;
    uint32_t count;
};

/* Of the call's office, in its arena. O(terms). */
int ie_office_terms_read(struct ie_call *call, struct ie_office_terms *terms,
                         struct ie_error *err) IE_MUST_CHECK;

/* Maps the compiled vocabulary from the data directory, or compiles it and keeps it there.
 * With `quick` nothing is compiled: the shipped one has to do, and *whole is false. */
int ie_office_vocabulary(struct ie_service *service, const struct ie_office_terms *terms,
                         bool quick, struct ie_vocabulary **vocabulary, bool *whole,
                         struct ie_error *err) IE_MUST_CHECK;

#endif
