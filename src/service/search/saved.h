/*
 * Saved searches: what an account wants to be told of, and what is new in it.
 *
 * New is what became published since the account last looked (its mark), as far as the
 * account may see it now: every count is made by its own reader, so that nothing above its
 * rung counts. A search that was never looked at is as old as itself. The record is the
 * account's own (`own` in the schema): no role opens it to others.
 *
 *   search/saved.h   lists with counts; looking at one      this file
 *   alert.h          a task on the owner's home when something new turns up
 *   inbox.h          all that is new to somebody, on one page
 */
#ifndef IE_SERVICE_SAVED_SEARCH_H
#define IE_SERVICE_SAVED_SEARCH_H

#include "base/json.h"
#include "service/search/use.h"

enum { IE_SAVED_SEARCHES = 100 }; /* of one account */

/*
 * Profiles that a query (JSON of the field `query`, IE_STR_NONE: all) finds for the call's
 * actor among those published at or after `since`; the best `limit` of them by id, 100 at
 * most. Errors: IE_INPUT and IE_NOT_FOUND when the query asks for what is not there (any
 * more). Cost: that of one search.
 */
int ie_saved_search_new(struct ie_call *call, struct ie_str query, ie_moment since,
                        unsigned limit, struct ie_search_found *found,
                        struct ie_error *err) IE_MUST_CHECK;

/* Is the query one that the search takes? IE_INPUT with the parameter as field. O(1). */
int ie_saved_search_check(struct ie_call *call, struct ie_str query,
                          struct ie_error *err) IE_MUST_CHECK;

/* When the account behind the actor last looked at a search made at `created_at`. */
int ie_saved_search_seen_at(struct ie_call *call, struct ie_str id, ie_moment created_at,
                            ie_moment *seen_at, struct ie_error *err) IE_MUST_CHECK;

/* [{id, name, alert, new, exact, seen_at}]: the actor's searches by name; `new` null for one
 * whose query can't be run any more. With `only_new` those that have some. */
int ie_saved_searches_json(struct ie_call *call, bool only_new, struct ie_json *json,
                           struct ie_error *err) IE_MUST_CHECK;

/* The actor has looked at all up to `until` (0: now); the task that an alert made is done.
 * *seen_at is the mark. Write call. IE_NOT_FOUND record.not_found. */
int ie_saved_search_see(struct ie_call *call, struct ie_str id, ie_moment until,
                        ie_moment *seen_at, struct ie_error *err) IE_MUST_CHECK;

/* External id of the task of a search, in the arena; IE_STR_NONE: memory out. */
struct ie_str ie_saved_search_task(struct ie_arena *arena, struct ie_str id);

#endif
