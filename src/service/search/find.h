/*
 * Private to service/search*: who may see which document, filters, and what is found.
 */
#ifndef IE_SERVICE_SEARCH_FIND_H
#define IE_SERVICE_SEARCH_FIND_H

#include "service/record/use.h"
#include "service/search/index.h"
#include "service/search/use.h"

/* Ids as bytes, rising. */
struct ie_search_ids {
    unsigned char (*at)[16];
    size_t count;
};
bool ie_search_ids_have(const struct ie_search_ids *ids, const unsigned char id[16]);
void ie_search_ids_sort(struct ie_search_ids *ids);

/* How the reader stands to organisations. */
struct ie_search_eyes {
    struct ie_reader reader;
    struct ie_search_ids own; /* full sight: his own, and of his events */
    struct ie_search_ids met; /* introduced */
};
/* O(grants + meetings of the reader's organisations). */
int ie_search_eyes(struct ie_call *call, struct ie_search_eyes *eyes,
                   struct ie_error *err) IE_MUST_CHECK;
/* The document is what this reader may read of a profile that he may see. O(log). */
bool ie_search_sees(const struct ie_search_eyes *eyes, const struct ie_search_key *key);

/* Profiles among these documents of the state that the reader sees. O(documents / 64 +
 * bits). */
uint64_t ie_search_count_seen(const struct ie_search_state *state,
                              const struct ie_search_eyes *eyes, const uint64_t *bits);

enum ie_search_facet {
    IE_FACET_TYPE,
    IE_FACET_COUNTRY,
    IE_FACET_ROOT,
    IE_FACET_KIND,
    IE_FACET_COUNT
};
enum { IE_FACET_VALUES = 26 * 26 + 1 /* of a country; the others have fewer */ };

struct ie_search_filters {
    uint32_t types, kinds, roots; /* bits, 0: any */
    uint16_t countries[64];
    uint32_t country_count;                   /* 0: any */
    uint32_t lang;                            /* of the original, 0: any */
    ie_day valid_on;                          /* IE_SEARCH_OPEN_ENDED: whenever */
    ie_moment created_since, published_since; /* 0: whenever */
    bool by_organisation;
    struct ie_search_ids organisations; /* those of an event, or one */
    bool by_concept;
    const uint64_t *concept;    /* documents that speak of it, as bits */
    struct ie_str *concept_ids; /* it and those below */
    size_t concept_count;
    uint32_t check; /* names the filters: for cursors */
};
/* From the parameters of a request. */
int ie_search_filters_read(struct ie_call *call, const struct ie_search_params *params,
                           struct ie_search_filters *filters,
                           struct ie_error *err) IE_MUST_CHECK;

struct ie_search_hit { /* a profile */
    float score;       /* raw */
    uint32_t document; /* its best */
    const struct ie_search_key *key;
};

struct ie_search_counts {
    uint64_t total;
    uint32_t *by[IE_FACET_COUNT]; /* [values] */
};

/* Of a page: those behind a place, best first. */
struct ie_search_page {
    unsigned limit;
    bool behind; /* of … */
    float score;
    unsigned char profile[16];
    struct ie_search_hit *hits; /* [limit + 1] */
    unsigned count;             /* one more than limit: there is a next page */
};

/* Everything found: by `ask`, or all (NULL). */
int ie_search_find(struct ie_call *call, struct ie_search_state *state,
                   struct ie_search_tools *tools, const struct ie_search_eyes *eyes,
                   const struct ie_search_filters *filters, const struct ie_ask *ask,
                   struct ie_search_page *page, struct ie_search_counts *counts,
                   struct ie_error *err) IE_MUST_CHECK;

#endif
