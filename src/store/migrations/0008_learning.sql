-- Degrees of a match's fields, so that weights can be learned from what came of it; the
-- chance that people take it up, where a curve was known when it was made.
ALTER TABLE match_ ADD COLUMN degrees TEXT;
ALTER TABLE match_ ADD COLUMN chance DOUBLE PRECISION;
CREATE INDEX ix_match__decided ON match_ (office_id, status, id, deleted_at);

-- Weights that an office applied in place of the default ones: one row, revised.
CREATE TABLE match_model (
    office_id TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    external_id TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    deleted_at BIGINT,
    search TEXT NOT NULL,
    status TEXT,
    event TEXT,
    country BIGINT,
    examples BIGINT,
    good BIGINT,
    weights TEXT,
    curve TEXT,
    evidence TEXT,
    engine TEXT,
    PRIMARY KEY (office_id, id),
    FOREIGN KEY (office_id, event) REFERENCES event (office_id, id)
);
CREATE INDEX ix_match_model_event ON match_model (office_id, event, id);
CREATE UNIQUE INDEX uq_match_model_external_id ON match_model (office_id, external_id)
    WHERE external_id IS NOT NULL AND deleted_at IS NULL;
