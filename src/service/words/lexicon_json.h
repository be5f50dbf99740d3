/* Private to lexicon_view*.c: one answer about one state of the lexicon. */
#ifndef IE_SERVICE_LEXICON_JSON_H
#define IE_SERVICE_LEXICON_JSON_H

#include "lexicon/lint.h"
#include "service/words/lexicon_view.h"
#include "service/words/office_lexicon.h"

struct ie_lexicon_answer {
    struct ie_call *call;
    struct ie_office_lexicon *state;
    const struct ie_lexicon *lexicon;
    struct ie_json *json;
};

/* Takes the state and opens the answer's object with its digest. */
int ie_lexicon_answer_begin(struct ie_lexicon_answer *answer, struct ie_call *call,
                            struct ie_json *json, struct ie_error *err) IE_MUST_CHECK;
/* The same, with the state's coverage (in the call's arena). */
int ie_lexicon_answer_coverage(struct ie_lexicon_answer *answer, struct ie_call *call,
                               struct ie_json *json, struct ie_coverage *coverage,
                               struct ie_error *err) IE_MUST_CHECK;
/* Closes the object and gives the state back. */
void ie_lexicon_answer_end(struct ie_lexicon_answer *answer);

/* The concept of that id, or IE_NOT_FOUND lexicon.no_concept. */
int ie_lexicon_answer_concept(const struct ie_lexicon_answer *answer, struct ie_str id,
                              uint32_t *concept, struct ie_error *err) IE_MUST_CHECK;

/* "concept", "label", "language" into the object that is open. */
void ie_lexicon_name_json(const struct ie_lexicon_answer *answer, uint32_t concept);
/* "beside": [{language, text}], the preferred labels in languages other than `but`. */
void ie_lexicon_beside_json(const struct ie_lexicon *lexicon, uint32_t concept,
                            struct ie_str but, struct ie_json *json);
/* {concept, label, language, narrower} */
void ie_lexicon_brief_json(const struct ie_lexicon_answer *answer, uint32_t concept);
void ie_lexicon_briefs_json(const struct ie_lexicon_answer *answer, const char *key,
                            struct ie_lexicon_span concepts);

#endif
