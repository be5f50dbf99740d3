/* Who is signed in, as their pages need it: account, office, grants with the names of what
 * they are for, and the organisations they act for. */
#ifndef IE_SERVICE_ME_H
#define IE_SERVICE_ME_H

#include "base/json.h"
#include "service/service.h"

/*
 * Writes the object of `GET /api/v1/me` (docs/api.md); `csrf` is the session's token, ""
 * for bearer sessions (then left out). Read call. Errors: those of the store. O(grants).
 */
int ie_me_json(struct ie_call *call, struct ie_str csrf, struct ie_json *json,
               struct ie_error *err) IE_MUST_CHECK;

/* Changes the language of one's own account ("ko", "en" or another BCP 47 tag). Write
 * call. IE_INPUT account.language {value}. */
int ie_me_language(struct ie_call *call, struct ie_str language,
                   struct ie_error *err) IE_MUST_CHECK;

#endif
