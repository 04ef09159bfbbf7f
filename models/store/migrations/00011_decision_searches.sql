-- +goose Up
-- What the log is searched for: the newest decisions of an organization, and
-- its refusals, by reason codes above all. Those are few: what is permitted pays
-- nothing for their index. Nothing asks for a time in every organization.
DROP INDEX decision_records_by_time;
CREATE INDEX decision_records_by_org ON decision_records (org_id, time);
CREATE INDEX decision_records_refused ON decision_records (org_id, time) WHERE NOT permitted;
