/*
 * Accounts: passwords, sign-in, sessions, tokens, lock-out, rate limits.
 *
 * Password hashes are argon2id (RFC 9106) by libsodium's crypto_pwhash_str with its
 * INTERACTIVE parameters: 2 passes over 64 MiB (OWASP asks for at least 19 MiB with 2
 * passes); one hash takes 50 to 100 ms of one core, so they run on the pool only.
 *
 * A session is 32 random bytes in the cookie; the store holds their SHA-256, so that a
 * copy of the store opens no session. The CSRF token is BLAKE2b keyed with the session's
 * bytes: bound to the session, nothing to store. A session ends when idle, at its
 * absolute age, at sign-out, and when the password changes.
 *
 * Guessing: failures are counted for the account and for the address. From the 5th
 * failure on a wait is set that doubles (30 s … 1 hour); a success clears the account's
 * count, an hour without failure halves it. While an account waits, the answer to the
 * right password is the same as to a wrong one. An unknown login costs the same hash and
 * gets the same answer as a wrong password.
 */
#ifndef IE_SERVICE_ACCOUNT_H
#define IE_SERVICE_ACCOUNT_H

#include "service/open.h"
#include "service/work/writer.h"

enum {
    IE_TOKEN_TEXT = 43,     /* base64url of 32 bytes, no padding */
    IE_PASSWORD_MIN = 10,   /* characters */
    IE_PASSWORD_MAX = 1024, /* bytes */
    IE_HASH_ROOM = 128,     /* crypto_pwhash_STRBYTES */
};

/* ---- sessions and tokens, on a reading loop ---- */

struct ie_session {
    struct ie_id account;
    struct ie_id office;
    char id[IE_TOKEN_TEXT + 1];   /* hash of the token, as stored: names the session */
    char csrf[IE_TOKEN_TEXT + 1]; /* to be shown to the page, to be sent back by it */
    ie_moment created_at, seen_at, ends_at;
    bool touch_due; /* seen_at is older than 5 minutes: ie_session_touch */
    bool bearer;    /* by Authorization: Bearer: no CSRF token is asked for */
};

/*
 * The session of a cookie value. Errors: IE_UNAUTHENTICATED session.none for a text that
 * is no token of ours, is unknown, has ended. One indexed read.
 */
int ie_session_find(struct ie_db *db, const struct ie_service_config *config,
                    struct ie_str cookie, ie_moment now, struct ie_session *session,
                    struct ie_error *err) IE_MUST_CHECK;
/* The same for the token of a script ("ieum_" and 43 characters). */
int ie_bearer_find(struct ie_db *db, struct ie_str token, ie_moment now,
                   struct ie_session *session, struct ie_error *err) IE_MUST_CHECK;
/* In constant time. Always true for bearer sessions. IE_FORBIDDEN session.csrf. */
int ie_session_check_csrf(const struct ie_session *session, struct ie_str header,
                          struct ie_error *err) IE_MUST_CHECK;

/* Write functions (arg: struct ie_session *). Touch moves seen_at to call->now. */
int ie_session_touch(struct ie_call *call, void *session, struct ie_error *err);
int ie_session_end(struct ie_call *call, void *session, struct ie_error *err);
/* Removes sessions, tokens, counters and buckets that are over; cheap, now and then. */
int ie_session_sweep(struct ie_call *call, void *unused, struct ie_error *err);

/* ---- sign-in ---- */

struct ie_sign_in { /* filled by the caller, lives until `done` */
    struct ie_service *service;
    struct ie_str login, password, address; /* address: of the client, as text */
    struct ie_str agent; /* User-Agent, cut at 200 bytes; for the list of sessions */
    void (*done)(struct ie_sign_in *sign_in); /* on the writer's or a pool thread */
    void *data;                               /* the caller's */

    /* results, valid in `done` */
    int code;                      /* 0, or why not */
    struct ie_error error;         /* IE_UNAUTHENTICATED account.sign_in_failed; IE_LIMIT
                                 account.too_many {seconds}; others */
    char token[IE_TOKEN_TEXT + 1]; /* the cookie's value */
    struct ie_session session;

    struct ie_sign_in_state *state; /* private */
};

/*
 * Starts a sign-in; `done` is called exactly once if this returns 0. The password is not
 * kept. Log: "sign_in" with the address. Without a started service all happens here and
 * `done` has been called on return.
 */
int ie_sign_in_begin(struct ie_sign_in *sign_in, struct ie_error *err) IE_MUST_CHECK;

/* ---- passwords ---- */

/*
 * The rules: at least 10 characters, at most 1,024 bytes, not the login or its part before
 * @, not among the common ones, not one character or a run repeated. IE_INPUT
 * password.too_short {limit}, password.too_long {limit}, password.is_login,
 * password.common, password.simple; field "password". O(length).
 */
int ie_password_check(struct ie_str password, struct ie_str login,
                      struct ie_error *err) IE_MUST_CHECK;
/* Hashes (slow: 50 to 100 ms, 64 MiB). IE_NOMEM. */
int ie_password_hash(struct ie_str password, char hash[IE_HASH_ROOM],
                     struct ie_error *err) IE_MUST_CHECK;

struct ie_password_change { /* filled by the caller, lives until `done` */
    struct ie_service *service;
    const struct ie_actor *actor;
    struct ie_id account;       /* one's own, or another's for an admin */
    struct ie_str old_password; /* needed for one's own */
    struct ie_str new_password;
    struct ie_str keep_session; /* id of the session that goes on; others end */
    void (*done)(struct ie_password_change *change);
    void *data;
    int code;              /* result */
    struct ie_error error; /* IE_FORBIDDEN account.old_password, account.not_yours;
                                 IE_INPUT password.…; IE_LIMIT account.too_many */
    struct ie_password_change_state *state; /* private */
};
int ie_password_change_begin(struct ie_password_change *change,
                             struct ie_error *err) IE_MUST_CHECK;

/* ---- making accounts ---- */

struct ie_account_new {
    struct ie_str login, name, language;
    struct ie_str person;      /* id or "" */
    const char *password_hash; /* from ie_password_hash, or NULL: cannot sign in yet */
    struct ie_str role;        /* one grant made along with it, or "" */
    struct ie_str scope_kind;  /* "office", "programme", "event", "organisation" */
    struct ie_str scope_id;    /* "" with "office" */
    struct ie_id id;           /* result */
};
/* Write function (arg: struct ie_account_new *). Logins are unique in all offices, folded
 * to lower case. IE_INPUT account.login; IE_CONFLICT account.login_taken {login};
 * IE_FORBIDDEN unless admin or operator. */
int ie_account_create(struct ie_call *call, void *account, struct ie_error *err);
/* Account id by login; IE_NOT_FOUND account.unknown {login}. */
int ie_account_find(struct ie_db *db, struct ie_str login, struct ie_id *account,
                    struct ie_error *err) IE_MUST_CHECK;

struct ie_password_set { /* for the command line, which hashes itself */
    struct ie_id account;
    const char *hash;
    struct ie_str keep_session;
};
int ie_password_set(struct ie_call *call, void *set, struct ie_error *err);

struct ie_bearer_new {
    struct ie_id account;
    struct ie_str label;
    ie_moment until;               /* 0: a year from now */
    char token[IE_TOKEN_TEXT + 8]; /* result; shown once, never stored */
};
int ie_bearer_create(struct ie_call *call, void *bearer, struct ie_error *err);

/* ---- rate limits ---- */

/*
 * Takes one token from the bucket (kind, key): `burst` tokens at most, `rate` a second
 * come back. In a write transaction: the bucket is a row in the store. IE_LIMIT
 * rate.too_fast {seconds}; nothing is taken then. One indexed write.
 */
int ie_rate_take(struct ie_call *call, const char *kind, struct ie_str key,
                 unsigned burst, double rate, struct ie_error *err) IE_MUST_CHECK;
/* The bucket for writes of the acting account, with the configured figures. The operator
 * has none. */
int ie_rate_write(struct ie_call *call, struct ie_error *err) IE_MUST_CHECK;

#endif
