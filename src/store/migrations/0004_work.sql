-- Headings of spreadsheets that somebody mapped by hand, remembered for the next one.
-- `heading` is folded by text/.
CREATE TABLE column_mapping (
    office_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    heading TEXT NOT NULL,
    field TEXT NOT NULL,
    by_ TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (office_id, kind, heading)
);

-- Heavy work (job.h). `args`, `result`, `problem` are JSON.
CREATE TABLE job (
    id TEXT PRIMARY KEY,
    office_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    args TEXT NOT NULL,
    status TEXT NOT NULL,
    by_ TEXT NOT NULL,
    language TEXT NOT NULL,
    server TEXT,
    cancel_asked BIGINT NOT NULL,
    permille BIGINT NOT NULL,
    objective DOUBLE PRECISION,
    bound DOUBLE PRECISION,
    result TEXT,
    problem TEXT,
    created_at BIGINT NOT NULL,
    started_at BIGINT,
    ended_at BIGINT
);
CREATE INDEX ix_job_status ON job (status, id);
CREATE INDEX ix_job_office ON job (office_id, id);

-- Bytes of an attachment, apart from its record so that lists stay light.
CREATE TABLE attachment_content (
    office_id TEXT NOT NULL,
    attachment TEXT NOT NULL,
    content {blob} NOT NULL,
    PRIMARY KEY (office_id, attachment),
    FOREIGN KEY (office_id, attachment) REFERENCES attachment (office_id, id)
);
