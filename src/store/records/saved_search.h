/*
 * What stands beside saved searches: until when their owners have looked, and up to where
 * alerts have been told.
 *
 * A mark is a bookmark of one account, not a record. Alerts follow the log, whose numbers
 * are in commit order: a profile that became published is the record whose `published_at`
 * is the moment of a log entry behind the last one told, so that none is missed whatever
 * the clocks of several servers say, and none is told twice.
 */
#ifndef IE_STORE_RECORDS_SAVED_SEARCH_H
#define IE_STORE_RECORDS_SAVED_SEARCH_H

#include "base/id.h"
#include "store/db.h"

/* `what` is the id of a saved search, or "inbox". *at stays as it is when there is no mark.
 * O(log n). */
int ie_seen_mark_get(struct ie_db *db, struct ie_str office, struct ie_str account,
                     struct ie_str what, ie_moment *at,
                     struct ie_error *err) IE_MUST_CHECK;
/* Never moves a mark back. In the caller's write transaction. */
int ie_seen_mark_put(struct ie_db *db, struct ie_str office, struct ie_str account,
                     struct ie_str what, ie_moment at,
                     struct ie_error *err) IE_MUST_CHECK;

struct ie_alert_state { /* all 0 before the first round */
    int64_t seq;        /* of the last log entry looked at */
    ie_moment told_at;
};
int ie_alert_state_get(struct ie_db *db, struct ie_str office, struct ie_str alert,
                       struct ie_alert_state *state, struct ie_error *err) IE_MUST_CHECK;
int ie_alert_state_put(struct ie_db *db, struct ie_str office, struct ie_str alert,
                       const struct ie_alert_state *state,
                       struct ie_error *err) IE_MUST_CHECK;

/*
 * The profiles that became published by the log entries behind `after` up to `until` and
 * still are: how many, and the earliest moment of it. O(entries in between · log n).
 */
int ie_profiles_published(struct ie_db *db, struct ie_str office, int64_t after,
                          int64_t until, int64_t *count, ie_moment *earliest,
                          struct ie_error *err) IE_MUST_CHECK;
/* Is this profile one of them? O(log n + its revisions). */
int ie_profile_was_published(struct ie_db *db, struct ie_str office, struct ie_str id,
                             int64_t after, int64_t until, bool *was,
                             struct ie_error *err) IE_MUST_CHECK;

struct ie_alerting { /* a saved search that wants alerts */
    struct ie_id id, account;
    struct ie_str name, query; /* JSON of the query, IE_STR_NONE: none */
    ie_moment created_at;
};
/* Up to `limit` of one kind behind the id `after` ("" from the first), in the arena. */
int ie_alerting_list(struct ie_db *db, struct ie_str office, struct ie_str alert,
                     struct ie_str after, unsigned limit, struct ie_arena *arena,
                     struct ie_alerting **list, size_t *count,
                     struct ie_error *err) IE_MUST_CHECK;

#endif
