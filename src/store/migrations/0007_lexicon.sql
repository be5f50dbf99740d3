-- An office's own terms and the suggestions that may become some.
CREATE TABLE term (
    office_id TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    external_id TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    deleted_at BIGINT,
    search TEXT NOT NULL,
    concept TEXT NOT NULL,
    kind TEXT NOT NULL,
    language TEXT NOT NULL,
    label TEXT NOT NULL,
    replaces TEXT,
    broader TEXT,
    weight BIGINT,
    weak BIGINT,
    reason TEXT,
    source TEXT,
    draft BIGINT,
    status TEXT,
    suggested_by TEXT,
    decided_by TEXT,
    decided_at BIGINT,
    decision TEXT,
    PRIMARY KEY (office_id, id),
    FOREIGN KEY (office_id, suggested_by) REFERENCES account (office_id, id),
    FOREIGN KEY (office_id, decided_by) REFERENCES account (office_id, id)
);
CREATE UNIQUE INDEX uq_term_external_id ON term (office_id, external_id)
    WHERE external_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX ix_term_status ON term (office_id, status, id, deleted_at);
CREATE INDEX ix_term_concept ON term (office_id, concept, id);
CREATE INDEX ix_term_suggested_by ON term (office_id, suggested_by, id)
    WHERE suggested_by IS NOT NULL;
CREATE INDEX ix_term_decided_by ON term (office_id, decided_by, id)
    WHERE decided_by IS NOT NULL;

-- Counts up whenever the accepted terms of an office change: whoever has built its lexicon
-- sees from one row whether it is the newest.
CREATE TABLE lexicon_state (
    office_id TEXT PRIMARY KEY,
    version BIGINT NOT NULL
);

-- Concepts found in the texts of a profile: derived from one revision by one engine and one
-- lexicon, so they stand apart from the record and are made anew when any of these changes.
-- `part` 0: in a title, 1: in a guarded text; `rung` is the one that guards it.
CREATE TABLE profile_tag (
    office_id TEXT NOT NULL,
    concept TEXT NOT NULL,
    profile TEXT NOT NULL,
    part BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    rung BIGINT NOT NULL,
    weight BIGINT NOT NULL,
    times BIGINT NOT NULL,
    phrase TEXT NOT NULL,
    PRIMARY KEY (office_id, concept, profile, part)
){clustered};
CREATE INDEX ix_profile_tag_profile ON profile_tag (office_id, profile);
CREATE TABLE profile_tagging (
    office_id TEXT NOT NULL,
    profile TEXT NOT NULL,
    revision BIGINT NOT NULL,
    engine TEXT NOT NULL,
    lexicon TEXT NOT NULL,
    PRIMARY KEY (office_id, profile)
){clustered};
-- Profiles written since they were tagged.
CREATE TABLE profile_tag_due (
    office_id TEXT NOT NULL,
    profile TEXT NOT NULL,
    PRIMARY KEY (office_id, profile)
){clustered};
INSERT INTO profile_tag_due (office_id, profile)
    SELECT office_id, id FROM profile WHERE deleted_at IS NULL;
