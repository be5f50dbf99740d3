-- What the fair engine plans with beside who, where and when: caps and rest of people,
-- walking times, interpreters, times that are forbidden; and timetables that are proposed.
ALTER TABLE event ADD COLUMN walks TEXT;
ALTER TABLE event ADD COLUMN mutual_factor BIGINT;
ALTER TABLE event ADD COLUMN objectives TEXT;
ALTER TABLE place ADD COLUMN parallel BIGINT;
ALTER TABLE place ADD COLUMN available TEXT;
ALTER TABLE participation ADD COLUMN cap BIGINT;
ALTER TABLE participation ADD COLUMN day_cap BIGINT;
ALTER TABLE participation ADD COLUMN rest_minutes BIGINT;
ALTER TABLE wish ADD COLUMN kind TEXT;

CREATE TABLE interpreter (
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
    name TEXT NOT NULL,
    pairs TEXT NOT NULL,
    available TEXT,
    note TEXT,
    PRIMARY KEY (office_id, id),
    FOREIGN KEY (office_id, event) REFERENCES event (office_id, id)
);
CREATE UNIQUE INDEX uq_interpreter_external_id ON interpreter (office_id, external_id)
    WHERE external_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX ix_interpreter_event ON interpreter (office_id, event, id);

-- SQLite takes a reference in an added column as long as its default is null.
ALTER TABLE meeting ADD COLUMN interpreter TEXT;
ALTER TABLE meeting ADD COLUMN not_at TEXT;
CREATE INDEX ix_meeting_interpreter ON meeting (office_id, interpreter, id)
    WHERE interpreter IS NOT NULL;

CREATE TABLE plan (
    office_id TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    external_id TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    deleted_at BIGINT,
    search TEXT NOT NULL,
    event TEXT,
    kind TEXT,
    status TEXT,
    engine TEXT,
    seed BIGINT,
    summary TEXT,
    PRIMARY KEY (office_id, id),
    FOREIGN KEY (office_id, event) REFERENCES event (office_id, id)
);
CREATE UNIQUE INDEX uq_plan_external_id ON plan (office_id, external_id)
    WHERE external_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX ix_plan_event ON plan (office_id, event, id);

-- The meetings of a plan, the changes it answers and the state it was made from: written
-- once, read when somebody looks at it or publishes it.
CREATE TABLE plan_body (
    office_id TEXT NOT NULL,
    plan TEXT NOT NULL,
    basis TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (office_id, plan),
    FOREIGN KEY (office_id, plan) REFERENCES plan (office_id, id)
);
