-- What account.h keeps beside the account records: never in a revision, never exported.
CREATE TABLE password (
    office_id TEXT NOT NULL,
    account TEXT NOT NULL,
    hash TEXT NOT NULL,
    set_at BIGINT NOT NULL,
    PRIMARY KEY (office_id, account)
);
-- A session of the browser; `id` is the digest of its token.
CREATE TABLE signin_session (
    id TEXT PRIMARY KEY,
    office_id TEXT NOT NULL,
    account TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    address TEXT NOT NULL,
    agent TEXT NOT NULL
);
CREATE INDEX ix_signin_session_account ON signin_session (office_id, account);
CREATE INDEX ix_signin_session_ends_at ON signin_session (ends_at);
-- A token of a script; `id` is its digest.
CREATE TABLE access_token (
    id TEXT PRIMARY KEY,
    office_id TEXT NOT NULL,
    account TEXT NOT NULL,
    label TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL
);
CREATE INDEX ix_access_token_account ON access_token (office_id, account);
CREATE INDEX ix_access_token_ends_at ON access_token (ends_at);
-- Failed sign-ins: kind "account" (key: account id) or "address".
CREATE TABLE signin_attempt (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    failures BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    wait_until BIGINT NOT NULL,
    PRIMARY KEY (kind, key)
);
CREATE INDEX ix_signin_attempt_last_at ON signin_attempt (last_at);
CREATE TABLE rate_bucket (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    tokens DOUBLE PRECISION NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (kind, key)
);
CREATE INDEX ix_rate_bucket_at ON rate_bucket (at);
