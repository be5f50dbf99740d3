/*
 * The lexicon as JSON (docs/api.md, "Lexicon"): for pages and scripts. Whoever is signed in
 * may read it; the shipped vocabulary is no secret and accepted terms are the office's
 * own words. Labels come in the actor's language where there is one, with the language that
 * they are in. Every answer names the digest of the lexicon it was made from.
 */
#ifndef IE_SERVICE_LEXICON_VIEW_H
#define IE_SERVICE_LEXICON_VIEW_H

#include "base/json.h"
#include "service/service.h"

enum { IE_LEXICON_TEXT = 200000 }; /* bytes of a text to be tagged */

/* Size, state, fields (top concepts), what the actor may do. O(labels). */
int ie_lexicon_overview_json(struct ie_call *call, struct ie_json *json,
                             struct ie_error *err) IE_MUST_CHECK;
/* What is right below a concept ("": the fields). IE_NOT_FOUND lexicon.no_concept {id}. */
int ie_lexicon_narrower_json(struct ie_call *call, struct ie_str id, struct ie_json *json,
                             struct ie_error *err) IE_MUST_CHECK;
/* Names of concepts by their ids, joined by commas; those that are not there are left out.
 * O(ids). */
int ie_lexicon_names_json(struct ie_call *call, struct ie_str ids, struct ie_json *json,
                          struct ie_error *err) IE_MUST_CHECK;
/* One concept with all that is said of it. Same error. O(its labels and links). */
int ie_lexicon_concept_json(struct ie_call *call, struct ie_str id, struct ie_json *json,
                            struct ie_error *err) IE_MUST_CHECK;
/* Search box. O(hits). */
int ie_lexicon_find_json(struct ie_call *call, struct ie_str typed, struct ie_str lang,
                         unsigned top, struct ie_json *json,
                         struct ie_error *err) IE_MUST_CHECK;
/* Concepts of a text. IE_LIMIT lexicon.text_too_long {limit}. O(bytes). */
int ie_lexicon_tag_json(struct ie_call *call, struct ie_str text, struct ie_str lang,
                        struct ie_json *json, struct ie_error *err) IE_MUST_CHECK;
/* By field and language. O(labels). */
int ie_lexicon_coverage_json(struct ie_call *call, struct ie_json *json,
                             struct ie_error *err) IE_MUST_CHECK;

struct ie_lexicon_sample {
    struct ie_str lang;  /* of the labels */
    struct ie_str field; /* below this concept; "": anywhere */
    uint64_t seed;
    unsigned count;
};
/*
 * Labels that nobody has reviewed, by chance: those with the smallest hash of seed and
 * label, so that the same seed gives the same sample whatever is added elsewhere.
 * O(labels of the language · log count).
 */
int ie_lexicon_sample_json(struct ie_call *call, const struct ie_lexicon_sample *sample,
                           struct ie_json *json, struct ie_error *err) IE_MUST_CHECK;

/*
 * What a term would meet in the lexicon as it is, by merge.h's kinds: "claimed" (another
 * concept has the label), "preferred" (the label that steps back), "repeated" (it is there
 * already), "cycle", "dangling" (what it speaks of is not there (any more): accepting it
 * would have no effect). IE_NOT_FOUND record.not_found. O(hits), of links O(concepts).
 */
int ie_term_clashes_json(struct ie_call *call, struct ie_str term, struct ie_json *json,
                         struct ie_error *err) IE_MUST_CHECK;

#endif
