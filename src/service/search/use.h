/*
 * Searching offers and needs: the use cases behind the search page.
 *
 *   q ─ read (ask.h) ─▶ every document that counts as found ─▶ those of the reader's sight
 *        ─▶ one a profile, its best ─▶ filters ─▶ counts, facets, a page ─▶ records, why
 *
 * What is counted is what could be shown: sights and filters are looked at for every
 * document found before anything is counted, ranked or cut off, so totals and facets are
 * exact, and the page is the true best under the filters. A facet is counted with all
 * filters on but its own. Records of the page are then read from the store by the
 * reader's own predicate, and what a reason or a passage quotes comes from that record,
 * without the fields that he may not see; one that was withdrawn a moment ago is left out.
 */
#ifndef IE_SERVICE_SEARCH_USE_H
#define IE_SERVICE_SEARCH_USE_H

#include "base/json.h"
#include "service/service.h"

struct ie_search_params {
    /* Query parameter by name, IE_STR_NONE if absent. */
    struct ie_str (*param)(const void *context, const char *name);
    const void *context;
};

enum { IE_SEARCH_LIMIT = 100, IE_SEARCH_Q = 20000 /* bytes */ };

/*
 * {"items", "next", "total", "total_exact", "concepts", "facets", "fresh", "degraded"}
 * (docs/api.md). Errors: IE_INPUT list.filter {field, value}, list.limit {value, limit},
 * list.cursor, day.malformed; IE_LIMIT search.too_long {limit}; IE_NOT_FOUND
 * lexicon.no_concept {id}; those of ie_search_take. O(postings of the question's terms +
 * documents found · log page).
 */
int ie_search_profiles_json(struct ie_call *call, const struct ie_search_params *params,
                            struct ie_json *json, struct ie_error *err) IE_MUST_CHECK;

struct ie_search_found { /* without what a page shows */
    uint64_t total;
    const struct ie_id *ids; /* of profiles, the best first, in the arena */
    size_t count;
    bool whole;      /* false: the index is being built, and may lack some */
    ie_moment fresh; /* the index was seen to be up to the store; 0: there is none yet */
};
/* What the search finds and how much: for saved searches. `limit` is 100 at most. Errors
 * and cost as above, without the page's. */
int ie_search_profiles_find(struct ie_call *call, const struct ie_search_params *params,
                            unsigned limit, struct ie_search_found *found,
                            struct ie_error *err) IE_MUST_CHECK;

/* More like one: {"items"} as above without passages. IE_NOT_FOUND record.not_found. */
int ie_search_similar_json(struct ie_call *call, struct ie_str profile, unsigned limit,
                           struct ie_json *json, struct ie_error *err) IE_MUST_CHECK;

/* {"items":[{kind, text, language, concept?, id?, count}]} for what was typed so far. */
int ie_search_suggest_json(struct ie_call *call, struct ie_str typed, unsigned limit,
                           struct ie_json *json, struct ie_error *err) IE_MUST_CHECK;

#endif
