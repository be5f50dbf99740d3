/*
 * Who is signed in, per loop. Finding session and grants costs three statements; almost
 * every request repeats the last one's. So what was found is kept for as long as the
 * store has not changed (its data version, read inside the request's own snapshot) and
 * two seconds at most, since grants and sessions also end by time.
 */
#ifndef IE_API_SESSION_H
#define IE_API_SESSION_H

#include "service/account/account.h"

enum { IE_SESSIONS_KEPT = 256, IE_SESSION_KEY = 56 };

struct ie_signed_in {
    char key[IE_SESSION_KEY]; /* cookie or token; "" free */
    int64_t version;          /* of the store */
    ie_moment at;
    struct ie_session session;
    struct ie_arena arena; /* holds the actor */
    const struct ie_actor *actor;
};

struct ie_sessions {
    struct ie_signed_in *at; /* IE_SESSIONS_KEPT */
};

int ie_sessions_init(struct ie_sessions *sessions, struct ie_error *err) IE_MUST_CHECK;
void ie_sessions_release(struct ie_sessions *sessions);

/*
 * Session and actor of a cookie value or bearer token, in the open read transaction.
 * Valid until the next call. IE_UNAUTHENTICATED as ie_session_find. O(1) when kept.
 */
int ie_sessions_find(struct ie_sessions *sessions, struct ie_db *db,
                     const struct ie_service_config *config, struct ie_str key,
                     bool bearer, ie_moment now, struct ie_signed_in **found,
                     struct ie_error *err) IE_MUST_CHECK;

#endif
