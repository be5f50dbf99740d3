/*
 * What people do with a match: take it up (a case begins), dismiss it with a reason, or
 * open it again. The officer of the event or office may, and a member of either side.
 */
#ifndef IE_SERVICE_MATCH_USE_H
#define IE_SERVICE_MATCH_USE_H

#include "service/service.h"

/*
 * Makes the case (joint "match"), marks the match as taken up and, within an event, makes
 * the wish of the side that took it up (if it has none yet) and a task for the other side.
 * `*made` is the case. Errors: IE_NOT_FOUND; IE_FORBIDDEN match.not_yours; IE_CONFLICT
 * match.decided {status}. O(1) queries.
 */
int ie_match_take_up(struct ie_call *call, struct ie_str match, struct ie_str note,
                     struct ie_id *made, struct ie_error *err) IE_MUST_CHECK;

/* Takes up the `count` best proposed matches of an event, one a need at most: for a start
 * with many of them, and for demonstrations. Errors as above, and of ie_event_find.
 * O(matches of the event). */
int ie_match_take_up_best(struct ie_call *call, struct ie_str event, unsigned count,
                          struct ie_error *err) IE_MUST_CHECK;

/* `reason` is one of the match's `dismissal` choices: IE_INPUT match.reason {value}. */
int ie_match_dismiss(struct ie_call *call, struct ie_str match, struct ie_str reason,
                     struct ie_str note, struct ie_error *err) IE_MUST_CHECK;

/* As above, of the match between two profiles, by the office's own (external) ids, in an
 * event; which of two research requests is the need does not matter. `*done` is false and
 * nothing happens where none is proposed: never proposed, or decided already. Errors: those
 * above, and of ie_event_find. O(matches of the need). */
int ie_match_dismiss_pair(struct ie_call *call, struct ie_str event, struct ie_str need,
                          struct ie_str offer, struct ie_str reason, struct ie_str note,
                          bool *done, struct ie_error *err) IE_MUST_CHECK;

/* Back to "proposed"; a case that was begun stays and forbids it: IE_CONFLICT
 * match.decided. */
int ie_match_reopen(struct ie_call *call, struct ie_str match,
                    struct ie_error *err) IE_MUST_CHECK;

#endif
