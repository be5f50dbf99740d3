/*
 * The inbox: all that is new to an account since it last looked, on one page.
 *
 *   matches    proposed since then, the best first, by event, each with its strongest reason
 *   searches   the account's saved searches that find something they did not find before
 *   profiles   offers and needs published since then
 *
 * Everything is listed and counted by the account's own reader. An inbox that was never
 * looked at begins yesterday, a day before now.
 */
#ifndef IE_SERVICE_INBOX_H
#define IE_SERVICE_INBOX_H

#include "base/json.h"
#include "service/service.h"

enum {
    IE_INBOX_MATCHES = 500, /* looked at, the best */
    IE_INBOX_EACH = 5,      /* matches shown of an event */
    IE_INBOX_PROFILES = 10, /* profiles shown */
};

/* {since, until, seen_at|null, matches, searches, profiles} (docs/api.md). `since` 0: where
 * the account's mark stands. O(IE_INBOX_MATCHES + saved searches · cost of a search). */
int ie_inbox_json(struct ie_call *call, ie_moment since, struct ie_json *json,
                  struct ie_error *err) IE_MUST_CHECK;

/* The actor has looked at all up to `until` (0: now). *seen_at is the mark. Write call.
 * IE_FORBIDDEN inbox.operator for the operator of the command line, who has none. */
int ie_inbox_see(struct ie_call *call, ie_moment until, ie_moment *seen_at,
                 struct ie_error *err) IE_MUST_CHECK;

#endif
