/*
 * Private to service/search*: one office's index as the follower makes it, step by step.
 */
#ifndef IE_SERVICE_SEARCH_BUILD_H
#define IE_SERVICE_SEARCH_BUILD_H

#include "service/search/segment.h"

struct ie_search_builder; /* the follower's */

struct ie_search_office {
    struct ie_search_office *next;
    struct ie_id id;
    struct ie_service *service;
    _Atomic(struct ie_search_state *) state;
    _Atomic unsigned inside; /* readers between reading `state` and taking a reference */
    _Atomic int64_t fresh;
    _Atomic bool rebuilding;
    _Atomic uint64_t done, of; /* profiles, while rebuilding */
    struct ie_search_builder *builder;
};

void ie_search_office_free(struct ie_search_office *office);

/* Puts the state in place of the one before; takes its reference over. */
void ie_search_publish(struct ie_search_office *office, struct ie_search_state *made);

/*
 * Does the next piece of what is to be done, some tens of milliseconds at most but for a
 * merge, and publishes it. *more: something is left. Errors: those of the store and of
 * memory; then the next call tries again. One thread at a time.
 */
int ie_search_advance(struct ie_search_office *office, struct ie_db *db, bool *more,
                      struct ie_error *err) IE_MUST_CHECK;
/* Frees what questions left behind, when none comes any more. The follower. */
void ie_search_trim(struct ie_search_office *office);

/* A step would do something even if the store has not changed. */
bool ie_search_wants(const struct ie_search_office *office);

/* The word lists; NULL while they are not open, and when there are none. Any thread. */
const struct ie_wordbook *ie_search_words(struct ie_service *service);

#endif
