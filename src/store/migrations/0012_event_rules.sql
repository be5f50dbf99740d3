-- What a timetable heeds beside people, places and interpreters: sessions that take the time
-- of all or of some, meetings that must be before others, and pairs that may not meet before
-- they were screened.
ALTER TABLE session ADD COLUMN blocks BIGINT;
ALTER TABLE session ADD COLUMN participants TEXT;
ALTER TABLE event ADD COLUMN screening_minutes BIGINT;
ALTER TABLE participation ADD COLUMN screening TEXT;
ALTER TABLE participation ADD COLUMN ruling_at BIGINT;
ALTER TABLE plan_body ADD COLUMN state TEXT;
ALTER TABLE meeting ADD COLUMN screening TEXT;
ALTER TABLE meeting ADD COLUMN ruling_at BIGINT;

CREATE TABLE precedence (
    office_id TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    external_id TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    deleted_at BIGINT,
    search TEXT NOT NULL,
    event TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    note TEXT,
    PRIMARY KEY (office_id, id),
    FOREIGN KEY (office_id, event) REFERENCES event (office_id, id),
    FOREIGN KEY (office_id, before) REFERENCES meeting (office_id, id),
    FOREIGN KEY (office_id, after) REFERENCES meeting (office_id, id)
);
CREATE UNIQUE INDEX uq_precedence_external_id ON precedence (office_id, external_id)
    WHERE external_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX ix_precedence_event ON precedence (office_id, event, id);
CREATE INDEX ix_precedence_before ON precedence (office_id, before, id);
CREATE INDEX ix_precedence_after ON precedence (office_id, after, id);
