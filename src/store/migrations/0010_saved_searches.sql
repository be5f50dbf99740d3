-- When a profile became published; what is new to somebody counts from there. What was
-- published before is as old as its last change.
ALTER TABLE profile ADD COLUMN published_at BIGINT;
UPDATE profile SET published_at = updated_at WHERE status = 'published';
CREATE INDEX ix_profile_published_at ON profile (office_id, published_at)
    WHERE published_at IS NOT NULL;

-- Searches that an account keeps.
CREATE TABLE saved_search (
    office_id TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    external_id TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    deleted_at BIGINT,
    search TEXT NOT NULL,
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    query TEXT,
    alert TEXT,
    PRIMARY KEY (office_id, id),
    FOREIGN KEY (office_id, account) REFERENCES account (office_id, id)
);
CREATE INDEX ix_saved_search_account ON saved_search (office_id, account, id);
CREATE INDEX ix_saved_search_alert ON saved_search (office_id, alert, id)
    WHERE deleted_at IS NULL AND alert <> 'none';
CREATE UNIQUE INDEX uq_saved_search_external_id ON saved_search (office_id, external_id)
    WHERE external_id IS NOT NULL AND deleted_at IS NULL;

-- Until when an account has looked: at a saved search (its id) or at its inbox ('inbox').
-- A bookmark of its owner, no record: it has no revisions and is not in the log.
CREATE TABLE seen_mark (
    office_id TEXT NOT NULL,
    account TEXT NOT NULL,
    what TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (office_id, account, what)
){clustered};

-- Up to which entry of the log alerts of a kind have been told, and when: what a server
-- that starts again goes on from.
CREATE TABLE alert_state (
    office_id TEXT NOT NULL,
    alert TEXT NOT NULL,
    seq BIGINT NOT NULL,
    told_at BIGINT NOT NULL,
    PRIMARY KEY (office_id, alert)
){clustered};
