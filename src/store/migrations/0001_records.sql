-- Every record type: one row a record, its current state (schema_*.c names the fields; a
-- test holds these tables to them). Past states are in `revision`.
--
-- Keys carry office_id throughout, so that a store can be spread by office. Indexes:
--   uq_TABLE_COLUMN  unique among rows that are not deleted; its name tells the message
--   ix_TABLE_COLUMN  references and filters, in the order of the plain list
--   so_TABLE_COLUMN  sorts; an absent value sorts by the same expression as record_sql.c
-- Text is compared by bytes: PostgreSQL databases are made with the collation C.

CREATE TABLE office (
    office_id TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    external_id TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    deleted_at BIGINT,
    search TEXT NOT NULL,
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    country TEXT NOT NULL,
    zone TEXT NOT NULL,
    PRIMARY KEY (office_id, id)
);
CREATE UNIQUE INDEX uq_office_external_id ON office (office_id, external_id)
    WHERE external_id IS NOT NULL AND deleted_at IS NULL;

CREATE TABLE programme (
    office_id TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    external_id TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    deleted_at BIGINT,
    search TEXT NOT NULL,
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    kind TEXT NOT NULL,
    first_day TEXT,
    last_day TEXT,
    description TEXT,
    PRIMARY KEY (office_id, id)
);
CREATE UNIQUE INDEX uq_programme_external_id ON programme (office_id, external_id)
    WHERE external_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX ix_programme_code ON programme (office_id, code, id);

CREATE TABLE organisation (
    office_id TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    external_id TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    deleted_at BIGINT,
    search TEXT NOT NULL,
    name TEXT NOT NULL,
    name_en TEXT,
    language TEXT,
    names TEXT,
    type TEXT NOT NULL,
    country TEXT NOT NULL,
    region TEXT,
    size_class TEXT,
    employees BIGINT,
    industry_codes TEXT,
    root_technologies TEXT,
    certificates TEXT,
    identifiers TEXT,
    website TEXT,
    contact TEXT,
    email TEXT,
    phone TEXT,
    note TEXT,
    status TEXT,
    merged_into TEXT,
    PRIMARY KEY (office_id, id),
    FOREIGN KEY (office_id, merged_into) REFERENCES organisation (office_id, id)
);
CREATE UNIQUE INDEX uq_organisation_external_id ON organisation (office_id, external_id)
    WHERE external_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX so_organisation_name ON organisation (office_id, name, id);
CREATE INDEX so_organisation_name_en ON organisation (office_id, (COALESCE(name_en, '')), id);
CREATE INDEX ix_organisation_country ON organisation (office_id, country, id);
CREATE INDEX ix_organisation_region ON organisation (office_id, region, id);
CREATE INDEX ix_organisation_merged_into ON organisation (office_id, merged_into, id);

CREATE TABLE person (
    office_id TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    external_id TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    deleted_at BIGINT,
    search TEXT NOT NULL,
    organisation TEXT,
    name TEXT NOT NULL,
    name_en TEXT,
    role TEXT,
    email TEXT,
    phone TEXT,
    languages TEXT,
    PRIMARY KEY (office_id, id),
    FOREIGN KEY (office_id, organisation) REFERENCES organisation (office_id, id)
);
CREATE UNIQUE INDEX uq_person_external_id ON person (office_id, external_id)
    WHERE external_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX ix_person_organisation ON person (office_id, organisation, id);
CREATE INDEX so_person_name ON person (office_id, name, id);

CREATE TABLE affiliation (
    office_id TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    external_id TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    deleted_at BIGINT,
    search TEXT NOT NULL,
    person TEXT NOT NULL,
    organisation TEXT NOT NULL,
    role TEXT,
    first_day TEXT,
    last_day TEXT,
    PRIMARY KEY (office_id, id),
    FOREIGN KEY (office_id, person) REFERENCES person (office_id, id),
    FOREIGN KEY (office_id, organisation) REFERENCES organisation (office_id, id)
);
CREATE UNIQUE INDEX uq_affiliation_external_id ON affiliation (office_id, external_id)
    WHERE external_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX ix_affiliation_person ON affiliation (office_id, person, id);
CREATE INDEX ix_affiliation_organisation ON affiliation (office_id, organisation, id);

CREATE TABLE consent (
    office_id TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    external_id TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    deleted_at BIGINT,
    search TEXT NOT NULL,
    person TEXT NOT NULL,
    purpose TEXT NOT NULL,
    passed_to TEXT,
    countries TEXT,
    given_on TEXT NOT NULL,
    until_day TEXT,
    withdrawn_on TEXT,
    PRIMARY KEY (office_id, id),
    FOREIGN KEY (office_id, person) REFERENCES person (office_id, id)
);
CREATE UNIQUE INDEX uq_consent_external_id ON consent (office_id, external_id)
    WHERE external_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX ix_consent_person ON consent (office_id, person, id);

CREATE TABLE account (
    office_id TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    external_id TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    deleted_at BIGINT,
    search TEXT NOT NULL,
    login TEXT NOT NULL,
    person TEXT,
    name TEXT NOT NULL,
    language TEXT,
    status TEXT,
    PRIMARY KEY (office_id, id),
    FOREIGN KEY (office_id, person) REFERENCES person (office_id, id)
);
CREATE UNIQUE INDEX uq_account_external_id ON account (office_id, external_id)
    WHERE external_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX ix_account_login ON account (office_id, login, id);
CREATE INDEX ix_account_person ON account (office_id, person, id);

CREATE TABLE role_grant (
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
    role TEXT NOT NULL,
    scope_kind TEXT NOT NULL,
    scope_id TEXT,
    valid_from BIGINT,
    valid_until BIGINT,
    PRIMARY KEY (office_id, id),
    FOREIGN KEY (office_id, account) REFERENCES account (office_id, id)
);
CREATE UNIQUE INDEX uq_role_grant_external_id ON role_grant (office_id, external_id)
    WHERE external_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX ix_role_grant_account ON role_grant (office_id, account, id);
CREATE INDEX ix_role_grant_scope_id ON role_grant (office_id, scope_id, id);

CREATE TABLE code (
    office_id TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    external_id TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    deleted_at BIGINT,
    search TEXT NOT NULL,
    scheme TEXT NOT NULL,
    edition TEXT,
    code TEXT NOT NULL,
    label TEXT,
    parent TEXT,
    PRIMARY KEY (office_id, id)
);
CREATE UNIQUE INDEX uq_code_external_id ON code (office_id, external_id)
    WHERE external_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX ix_code_scheme ON code (office_id, scheme, id);
CREATE INDEX ix_code_edition ON code (office_id, edition, id);
CREATE INDEX ix_code_code ON code (office_id, code, id);

CREATE TABLE event (
    office_id TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    external_id TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    deleted_at BIGINT,
    search TEXT NOT NULL,
    programme TEXT,
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    description TEXT,
    zone TEXT NOT NULL,
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    day_from TEXT NOT NULL,
    day_until TEXT NOT NULL,
    slot_minutes BIGINT NOT NULL,
    breaks TEXT,
    status TEXT,
    timetable TEXT,
    PRIMARY KEY (office_id, id),
    FOREIGN KEY (office_id, programme) REFERENCES programme (office_id, id)
);
CREATE UNIQUE INDEX uq_event_external_id ON event (office_id, external_id)
    WHERE external_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX ix_event_programme ON event (office_id, programme, id);
CREATE INDEX ix_event_code ON event (office_id, code, id);
CREATE INDEX so_event_first_day ON event (office_id, first_day, id);

CREATE TABLE place (
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
    kind TEXT NOT NULL,
    capacity BIGINT,
    area TEXT,
    address TEXT,
    position BIGINT,
    PRIMARY KEY (office_id, id),
    FOREIGN KEY (office_id, event) REFERENCES event (office_id, id)
);
CREATE UNIQUE INDEX uq_place_external_id ON place (office_id, external_id)
    WHERE external_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX ix_place_event ON place (office_id, event, id);
CREATE INDEX so_place_position ON place (office_id, (COALESCE(position, 0)), id);

CREATE TABLE session (
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
    title TEXT NOT NULL,
    kind TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    place TEXT,
    countries TEXT,
    description TEXT,
    PRIMARY KEY (office_id, id),
    FOREIGN KEY (office_id, event) REFERENCES event (office_id, id),
    FOREIGN KEY (office_id, place) REFERENCES place (office_id, id)
);
CREATE UNIQUE INDEX uq_session_external_id ON session (office_id, external_id)
    WHERE external_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX ix_session_event ON session (office_id, event, id);
CREATE INDEX so_session_starts_at ON session (office_id, starts_at, id);
CREATE INDEX ix_session_place ON session (office_id, place, id);

CREATE TABLE participation (
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
    organisation TEXT NOT NULL,
    representatives BIGINT,
    people TEXT,
    languages TEXT,
    available TEXT,
    place TEXT,
    status TEXT,
    note TEXT,
    PRIMARY KEY (office_id, id),
    FOREIGN KEY (office_id, event) REFERENCES event (office_id, id),
    FOREIGN KEY (office_id, organisation) REFERENCES organisation (office_id, id),
    FOREIGN KEY (office_id, place) REFERENCES place (office_id, id)
);
CREATE UNIQUE INDEX uq_participation_external_id ON participation (office_id, external_id)
    WHERE external_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX ix_participation_event ON participation (office_id, event, id);
CREATE INDEX ix_participation_organisation ON participation (office_id, organisation, id);
CREATE INDEX ix_participation_place ON participation (office_id, place, id);

CREATE TABLE profile (
    office_id TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    external_id TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    deleted_at BIGINT,
    search TEXT NOT NULL,
    organisation TEXT NOT NULL,
    type TEXT NOT NULL,
    language TEXT NOT NULL,
    title TEXT,
    texts TEXT NOT NULL,
    concepts TEXT,
    root_technologies TEXT,
    specs TEXT,
    cooperation TEXT,
    trl BIGINT,
    mrl BIGINT,
    ipr TEXT,
    target_countries TEXT,
    valid_until TEXT,
    rungs TEXT,
    status TEXT,
    PRIMARY KEY (office_id, id),
    FOREIGN KEY (office_id, organisation) REFERENCES organisation (office_id, id)
);
CREATE UNIQUE INDEX uq_profile_external_id ON profile (office_id, external_id)
    WHERE external_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX ix_profile_organisation ON profile (office_id, organisation, id);
CREATE INDEX ix_profile_language ON profile (office_id, language, id);
CREATE INDEX so_profile_title ON profile (office_id, (COALESCE(title, '')), id);
CREATE INDEX so_profile_valid_until ON profile (office_id, (COALESCE(valid_until, '9999-12-31')), id);

CREATE TABLE match_ (
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
    need TEXT,
    offer TEXT,
    need_revision BIGINT,
    offer_revision BIGINT,
    need_organisation TEXT,
    offer_organisation TEXT,
    score DOUBLE PRECISION,
    reasons TEXT,
    engine TEXT,
    status TEXT,
    dismissal TEXT,
    dismissal_note TEXT,
    case_ TEXT,
    PRIMARY KEY (office_id, id),
    FOREIGN KEY (office_id, event) REFERENCES event (office_id, id),
    FOREIGN KEY (office_id, need) REFERENCES profile (office_id, id),
    FOREIGN KEY (office_id, offer) REFERENCES profile (office_id, id),
    FOREIGN KEY (office_id, need_organisation) REFERENCES organisation (office_id, id),
    FOREIGN KEY (office_id, offer_organisation) REFERENCES organisation (office_id, id)
);
CREATE UNIQUE INDEX uq_match__external_id ON match_ (office_id, external_id)
    WHERE external_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX ix_match__event ON match_ (office_id, event, id);
CREATE INDEX ix_match__need ON match_ (office_id, need, id);
CREATE INDEX ix_match__offer ON match_ (office_id, offer, id);
CREATE INDEX ix_match__need_organisation ON match_ (office_id, need_organisation, id);
CREATE INDEX ix_match__offer_organisation ON match_ (office_id, offer_organisation, id);
CREATE INDEX so_match__score ON match_ (office_id, (COALESCE(score, 0.0)), id);
CREATE INDEX ix_match__case_ ON match_ (office_id, case_, id);

CREATE TABLE case_ (
    office_id TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    external_id TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    deleted_at BIGINT,
    search TEXT NOT NULL,
    title TEXT NOT NULL,
    need TEXT NOT NULL,
    need_organisation TEXT,
    counterparty TEXT NOT NULL,
    match_ TEXT,
    event TEXT,
    joint TEXT,
    owner TEXT,
    status TEXT,
    note TEXT,
    PRIMARY KEY (office_id, id),
    FOREIGN KEY (office_id, need) REFERENCES profile (office_id, id),
    FOREIGN KEY (office_id, need_organisation) REFERENCES organisation (office_id, id),
    FOREIGN KEY (office_id, counterparty) REFERENCES organisation (office_id, id),
    FOREIGN KEY (office_id, match_) REFERENCES match_ (office_id, id),
    FOREIGN KEY (office_id, event) REFERENCES event (office_id, id),
    FOREIGN KEY (office_id, owner) REFERENCES account (office_id, id)
);
CREATE UNIQUE INDEX uq_case__external_id ON case_ (office_id, external_id)
    WHERE external_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX ix_case__need ON case_ (office_id, need, id);
CREATE INDEX ix_case__need_organisation ON case_ (office_id, need_organisation, id);
CREATE INDEX ix_case__counterparty ON case_ (office_id, counterparty, id);
CREATE INDEX ix_case__match_ ON case_ (office_id, match_, id);
CREATE INDEX ix_case__event ON case_ (office_id, event, id);
CREATE INDEX ix_case__owner ON case_ (office_id, owner, id);

CREATE TABLE wish (
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
    from_ TEXT NOT NULL,
    to_ TEXT NOT NULL,
    weight BIGINT NOT NULL,
    reason TEXT,
    match_ TEXT,
    PRIMARY KEY (office_id, id),
    FOREIGN KEY (office_id, event) REFERENCES event (office_id, id),
    FOREIGN KEY (office_id, from_) REFERENCES participation (office_id, id),
    FOREIGN KEY (office_id, to_) REFERENCES participation (office_id, id),
    FOREIGN KEY (office_id, match_) REFERENCES match_ (office_id, id)
);
CREATE UNIQUE INDEX uq_wish_external_id ON wish (office_id, external_id)
    WHERE external_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX ix_wish_event ON wish (office_id, event, id);
CREATE INDEX ix_wish_from_ ON wish (office_id, from_, id);
CREATE INDEX ix_wish_to_ ON wish (office_id, to_, id);
CREATE INDEX so_wish_weight ON wish (office_id, weight, id);
CREATE INDEX ix_wish_match_ ON wish (office_id, match_, id);

CREATE TABLE meeting (
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
    a TEXT NOT NULL,
    b TEXT NOT NULL,
    starts_at BIGINT,
    ends_at BIGINT,
    place TEXT,
    status TEXT,
    locked BIGINT,
    people TEXT,
    weight BIGINT,
    mutual BIGINT,
    case_ TEXT,
    PRIMARY KEY (office_id, id),
    FOREIGN KEY (office_id, event) REFERENCES event (office_id, id),
    FOREIGN KEY (office_id, a) REFERENCES participation (office_id, id),
    FOREIGN KEY (office_id, b) REFERENCES participation (office_id, id),
    FOREIGN KEY (office_id, place) REFERENCES place (office_id, id),
    FOREIGN KEY (office_id, case_) REFERENCES case_ (office_id, id)
);
CREATE UNIQUE INDEX uq_meeting_external_id ON meeting (office_id, external_id)
    WHERE external_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX ix_meeting_event ON meeting (office_id, event, id);
CREATE INDEX ix_meeting_a ON meeting (office_id, a, id);
CREATE INDEX ix_meeting_b ON meeting (office_id, b, id);
CREATE INDEX so_meeting_starts_at ON meeting (office_id, (COALESCE(starts_at, 9223372036854775807)), id);
CREATE INDEX ix_meeting_place ON meeting (office_id, place, id);
CREATE INDEX ix_meeting_case_ ON meeting (office_id, case_, id);

CREATE TABLE outcome (
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
    meeting TEXT,
    from_ TEXT NOT NULL,
    to_ TEXT NOT NULL,
    stage TEXT NOT NULL,
    status TEXT NOT NULL,
    result TEXT,
    note TEXT,
    PRIMARY KEY (office_id, id),
    FOREIGN KEY (office_id, event) REFERENCES event (office_id, id),
    FOREIGN KEY (office_id, meeting) REFERENCES meeting (office_id, id),
    FOREIGN KEY (office_id, from_) REFERENCES participation (office_id, id),
    FOREIGN KEY (office_id, to_) REFERENCES participation (office_id, id)
);
CREATE UNIQUE INDEX uq_outcome_external_id ON outcome (office_id, external_id)
    WHERE external_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX ix_outcome_event ON outcome (office_id, event, id);
CREATE INDEX ix_outcome_meeting ON outcome (office_id, meeting, id);
CREATE INDEX ix_outcome_from_ ON outcome (office_id, from_, id);
CREATE INDEX ix_outcome_to_ ON outcome (office_id, to_, id);

CREATE TABLE task (
    office_id TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    external_id TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    deleted_at BIGINT,
    search TEXT NOT NULL,
    title TEXT NOT NULL,
    kind TEXT,
    due TEXT,
    assignee TEXT,
    organisation TEXT,
    about_type TEXT,
    about_id TEXT,
    event TEXT,
    status TEXT,
    PRIMARY KEY (office_id, id),
    FOREIGN KEY (office_id, assignee) REFERENCES account (office_id, id),
    FOREIGN KEY (office_id, organisation) REFERENCES organisation (office_id, id),
    FOREIGN KEY (office_id, event) REFERENCES event (office_id, id)
);
CREATE UNIQUE INDEX uq_task_external_id ON task (office_id, external_id)
    WHERE external_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX ix_task_kind ON task (office_id, kind, id);
CREATE INDEX so_task_due ON task (office_id, (COALESCE(due, '9999-12-31')), id);
CREATE INDEX ix_task_assignee ON task (office_id, assignee, id);
CREATE INDEX ix_task_organisation ON task (office_id, organisation, id);
CREATE INDEX ix_task_about_type ON task (office_id, about_type, id);
CREATE INDEX ix_task_about_id ON task (office_id, about_id, id);
CREATE INDEX ix_task_event ON task (office_id, event, id);

CREATE TABLE attachment (
    office_id TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    external_id TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    deleted_at BIGINT,
    search TEXT NOT NULL,
    about_type TEXT NOT NULL,
    about_id TEXT NOT NULL,
    organisation TEXT,
    name TEXT NOT NULL,
    media_type TEXT,
    size BIGINT,
    sha256 TEXT,
    rung TEXT NOT NULL,
    PRIMARY KEY (office_id, id),
    FOREIGN KEY (office_id, organisation) REFERENCES organisation (office_id, id)
);
CREATE UNIQUE INDEX uq_attachment_external_id ON attachment (office_id, external_id)
    WHERE external_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX ix_attachment_about_type ON attachment (office_id, about_type, id);
CREATE INDEX ix_attachment_about_id ON attachment (office_id, about_id, id);
CREATE INDEX ix_attachment_organisation ON attachment (office_id, organisation, id);

CREATE TABLE import (
    office_id TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    external_id TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    deleted_at BIGINT,
    search TEXT NOT NULL,
    kind TEXT,
    event TEXT,
    filename TEXT,
    size BIGINT,
    sha256 TEXT,
    status TEXT,
    mapping TEXT,
    options TEXT,
    rows BIGINT,
    created BIGINT,
    changed BIGINT,
    unchanged BIGINT,
    merged BIGINT,
    rejected BIGINT,
    duplicates BIGINT,
    PRIMARY KEY (office_id, id),
    FOREIGN KEY (office_id, event) REFERENCES event (office_id, id)
);
CREATE UNIQUE INDEX uq_import_external_id ON import (office_id, external_id)
    WHERE external_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX ix_import_event ON import (office_id, event, id);

CREATE TABLE strength (
    office_id TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    external_id TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    deleted_at BIGINT,
    search TEXT NOT NULL,
    country TEXT NOT NULL,
    field TEXT NOT NULL,
    event TEXT,
    root_technologies TEXT,
    source TEXT NOT NULL,
    dated TEXT,
    PRIMARY KEY (office_id, id),
    FOREIGN KEY (office_id, event) REFERENCES event (office_id, id)
);
CREATE UNIQUE INDEX uq_strength_external_id ON strength (office_id, external_id)
    WHERE external_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX ix_strength_country ON strength (office_id, country, id);
CREATE INDEX ix_strength_event ON strength (office_id, event, id);

CREATE UNIQUE INDEX uq_office_code ON office (code) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX uq_programme_code ON programme (office_id, code) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX uq_event_code ON event (office_id, code) WHERE deleted_at IS NULL;
-- Whoever signs in says no office: logins are unique in the whole store.
CREATE UNIQUE INDEX uq_account_login ON account (lower(login)) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX uq_code_code ON code (office_id, scheme, COALESCE(edition, ''), code)
    WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX uq_participation_organisation ON participation (event, organisation)
    WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX uq_wish_to ON wish (event, from_, to_) WHERE deleted_at IS NULL;
-- The grants of an account are looked up for every row a member asks for.
CREATE INDEX ix_role_grant_use ON role_grant (office_id, account, role, scope_kind, scope_id);

-- Verified identifiers of organisations that are not deleted, in their normal form.
CREATE TABLE organisation_identifier (
    office_id TEXT NOT NULL,
    scheme TEXT NOT NULL,
    value_normal TEXT NOT NULL,
    organisation TEXT NOT NULL,
    PRIMARY KEY (office_id, scheme, value_normal),
    FOREIGN KEY (office_id, organisation) REFERENCES organisation (office_id, id)
);
CREATE INDEX ix_organisation_identifier_organisation
    ON organisation_identifier (office_id, organisation);
