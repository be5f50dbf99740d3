-- Every state that a record ever had. `body` is the JSON of its fields. Nothing updates a
-- row of this table.
CREATE TABLE revision (
    office_id TEXT NOT NULL,
    type TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    at BIGINT NOT NULL,
    by_ TEXT NOT NULL,
    import_id TEXT,
    deleted BIGINT NOT NULL,
    external_id TEXT,
    body TEXT NOT NULL,
    PRIMARY KEY (office_id, id, revision)
);
CREATE INDEX ix_revision_import_id ON revision (office_id, import_id, id, revision)
    WHERE import_id IS NOT NULL;

-- The log (log.h). Digests are hexadecimal text.
CREATE TABLE log_entry (
    seq BIGINT PRIMARY KEY,
    office_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    type TEXT NOT NULL,
    record TEXT NOT NULL,
    revision BIGINT NOT NULL,
    commitment TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE INDEX ix_log_entry_record ON log_entry (office_id, record, seq);
CREATE INDEX ix_log_entry_office ON log_entry (office_id, seq);
CREATE TABLE log_payload (
    seq BIGINT PRIMARY KEY,
    salt TEXT NOT NULL,
    payload TEXT NOT NULL
);
CREATE TABLE log_head (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    seq BIGINT NOT NULL,
    hash TEXT NOT NULL
);
INSERT INTO log_head (one, seq, hash) VALUES (1, 0, '');
