-- Fewer pages a write: each index that a row stands in is one more page to write and to
-- wait for at every commit.

-- An entry and its payload are one row, in the order of the log itself and found by its key
-- alone. An erased payload is NULL, as is its salt; the commitment stays.
CREATE TABLE log_row (
    office_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    type TEXT NOT NULL,
    record TEXT NOT NULL,
    revision BIGINT NOT NULL,
    commitment TEXT NOT NULL,
    hash TEXT NOT NULL,
    salt TEXT,
    payload TEXT,
    PRIMARY KEY (office_id, seq)
){clustered};
INSERT INTO log_row (office_id, seq, at, actor, action, type, record, revision, commitment,
    hash, salt, payload)
    SELECT e.office_id, e.seq, e.at, e.actor, e.action, e.type, e.record, e.revision,
        e.commitment, e.hash, p.salt, p.payload
    FROM log_entry e LEFT JOIN log_payload p ON p.seq=e.seq ORDER BY e.office_id, e.seq;
DROP TABLE log_payload;
DROP TABLE log_entry;
ALTER TABLE log_row RENAME TO log_entry;

-- Other indexes say the same.
DROP INDEX ix_programme_code; -- uq_programme_code
DROP INDEX ix_event_code; -- uq_event_code
DROP INDEX ix_role_grant_account; -- ix_role_grant_use

-- Most rows have no value here, and nobody looks for those that have none.
DROP INDEX ix_organisation_region;
CREATE INDEX ix_organisation_region ON organisation (office_id, region, id)
    WHERE region IS NOT NULL;
DROP INDEX ix_organisation_merged_into;
CREATE INDEX ix_organisation_merged_into ON organisation (office_id, merged_into, id)
    WHERE merged_into IS NOT NULL;
DROP INDEX ix_person_organisation;
CREATE INDEX ix_person_organisation ON person (office_id, organisation, id)
    WHERE organisation IS NOT NULL;
DROP INDEX ix_account_person;
CREATE INDEX ix_account_person ON account (office_id, person, id)
    WHERE person IS NOT NULL;
DROP INDEX ix_role_grant_scope_id;
CREATE INDEX ix_role_grant_scope_id ON role_grant (office_id, scope_id, id)
    WHERE scope_id IS NOT NULL;
DROP INDEX ix_code_edition;
CREATE INDEX ix_code_edition ON code (office_id, edition, id)
    WHERE edition IS NOT NULL;
DROP INDEX ix_event_programme;
CREATE INDEX ix_event_programme ON event (office_id, programme, id)
    WHERE programme IS NOT NULL;
DROP INDEX ix_session_place;
CREATE INDEX ix_session_place ON session (office_id, place, id)
    WHERE place IS NOT NULL;
DROP INDEX ix_participation_place;
CREATE INDEX ix_participation_place ON participation (office_id, place, id)
    WHERE place IS NOT NULL;
DROP INDEX ix_match__event;
CREATE INDEX ix_match__event ON match_ (office_id, event, id)
    WHERE event IS NOT NULL;
DROP INDEX ix_match__need;
CREATE INDEX ix_match__need ON match_ (office_id, need, id)
    WHERE need IS NOT NULL;
DROP INDEX ix_match__offer;
CREATE INDEX ix_match__offer ON match_ (office_id, offer, id)
    WHERE offer IS NOT NULL;
DROP INDEX ix_match__need_organisation;
CREATE INDEX ix_match__need_organisation ON match_ (office_id, need_organisation, id)
    WHERE need_organisation IS NOT NULL;
DROP INDEX ix_match__offer_organisation;
CREATE INDEX ix_match__offer_organisation ON match_ (office_id, offer_organisation, id)
    WHERE offer_organisation IS NOT NULL;
DROP INDEX ix_match__case_;
CREATE INDEX ix_match__case_ ON match_ (office_id, case_, id)
    WHERE case_ IS NOT NULL;
DROP INDEX ix_case__need_organisation;
CREATE INDEX ix_case__need_organisation ON case_ (office_id, need_organisation, id)
    WHERE need_organisation IS NOT NULL;
DROP INDEX ix_case__match_;
CREATE INDEX ix_case__match_ ON case_ (office_id, match_, id)
    WHERE match_ IS NOT NULL;
DROP INDEX ix_case__event;
CREATE INDEX ix_case__event ON case_ (office_id, event, id)
    WHERE event IS NOT NULL;
DROP INDEX ix_case__owner;
CREATE INDEX ix_case__owner ON case_ (office_id, owner, id)
    WHERE owner IS NOT NULL;
DROP INDEX ix_wish_match_;
CREATE INDEX ix_wish_match_ ON wish (office_id, match_, id)
    WHERE match_ IS NOT NULL;
DROP INDEX ix_meeting_place;
CREATE INDEX ix_meeting_place ON meeting (office_id, place, id)
    WHERE place IS NOT NULL;
DROP INDEX ix_meeting_case_;
CREATE INDEX ix_meeting_case_ ON meeting (office_id, case_, id)
    WHERE case_ IS NOT NULL;
DROP INDEX ix_outcome_meeting;
CREATE INDEX ix_outcome_meeting ON outcome (office_id, meeting, id)
    WHERE meeting IS NOT NULL;
DROP INDEX ix_task_kind;
CREATE INDEX ix_task_kind ON task (office_id, kind, id)
    WHERE kind IS NOT NULL;
DROP INDEX ix_task_assignee;
CREATE INDEX ix_task_assignee ON task (office_id, assignee, id)
    WHERE assignee IS NOT NULL;
DROP INDEX ix_task_organisation;
CREATE INDEX ix_task_organisation ON task (office_id, organisation, id)
    WHERE organisation IS NOT NULL;
DROP INDEX ix_task_about_type;
CREATE INDEX ix_task_about_type ON task (office_id, about_type, id)
    WHERE about_type IS NOT NULL;
DROP INDEX ix_task_about_id;
CREATE INDEX ix_task_about_id ON task (office_id, about_id, id)
    WHERE about_id IS NOT NULL;
DROP INDEX ix_task_event;
CREATE INDEX ix_task_event ON task (office_id, event, id)
    WHERE event IS NOT NULL;
DROP INDEX ix_attachment_organisation;
CREATE INDEX ix_attachment_organisation ON attachment (office_id, organisation, id)
    WHERE organisation IS NOT NULL;
DROP INDEX ix_import_event;
CREATE INDEX ix_import_event ON import (office_id, event, id)
    WHERE event IS NOT NULL;
DROP INDEX ix_strength_event;
CREATE INDEX ix_strength_event ON strength (office_id, event, id)
    WHERE event IS NOT NULL;
DROP INDEX so_organisation_name_en;
