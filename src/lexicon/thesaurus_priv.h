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

/* Order of languages in everything written: the vocabulary's seven, then by tag. */
int ie_lexicon_lang_cmp(struct ie_str x, struct ie_str y);
/* Steps through a concept's languages in that order; begin with an empty `*last`. */
bool ie_lexicon_next_lang(const struct ie_concept *concept, struct ie_str *last);

/* Steps through a concept's labels as they are written: by language, then preferred,
 * alternative, hidden, then in order of adding. Begin with a zeroed walk. Each step is
 * O(labels), which are few. */
struct ie_label_walk {
    struct ie_str lang;
    unsigned kind;
    uint32_t next;
    uint32_t index; /* of the label that was given last */
    bool begun;
};
const struct ie_label *ie_lexicon_next_label(const struct ie_concept *concept,
                                             struct ie_label_walk *walk);

/* The concepts by id, in the thesaurus' arena. IE_NOMEM. O(n log n). */
int ie_lexicon_sorted(const struct ie_thesaurus *thesaurus,
                      const struct ie_concept ***sorted,
                      struct ie_error *err) IE_MUST_CHECK;

#endif
