/* What the files about accounts share. */
#ifndef IE_SERVICE_ACCOUNT_IMPL_H
#define IE_SERVICE_ACCOUNT_IMPL_H

#include "service/account/account.h"

/* A fresh token; its digest and CSRF token into `session`. */
void ie_session_token(char token[IE_TOKEN_TEXT + 1], struct ie_session *session);
int ie_session_insert(struct ie_call *call, const struct ie_session *session,
                      struct ie_str address, struct ie_str agent,
                      struct ie_error *err) IE_MUST_CHECK;
int ie_session_end_others(struct ie_call *call, struct ie_str office,
                          struct ie_str account, struct ie_str keep,
                          struct ie_error *err) IE_MUST_CHECK;

/* Log entry about an account of the actor's office; payload {"address": …} or {}. */
int ie_account_log(struct ie_call *call, const char *action, struct ie_str account,
                   struct ie_str address, struct ie_error *err) IE_MUST_CHECK;

/* ---- attempt.c: counting failures ---- */

/* Key of the counter of a login or address, known or not: kinds "account", "address". */
struct ie_attempt {
    const char *kind;
    struct ie_str key;
    int64_t free; /* failures without a wait */
};

/* Seconds until the next try is allowed; 0: now. */
int ie_attempt_wait(struct ie_db *db, const struct ie_attempt *attempt, ie_moment now,
                    int64_t *seconds, struct ie_error *err) IE_MUST_CHECK;
int ie_attempt_failed(struct ie_call *call, const struct ie_attempt *attempt,
                      struct ie_error *err) IE_MUST_CHECK;
int ie_attempt_clear(struct ie_call *call, const struct ie_attempt *attempt,
                     struct ie_error *err) IE_MUST_CHECK;

#endif
