-- +goose Up
-- The same table in each dialect's words for a number that only grows. The log
-- outlives what it speaks about, so it refers to nothing.
CREATE TABLE decision_records (
    seq          INTEGER PRIMARY KEY AUTOINCREMENT,
    id           TEXT NOT NULL,
    org_id       TEXT NOT NULL,
    project_id   TEXT NOT NULL,
    time         BIGINT NOT NULL,
    subject_type TEXT NOT NULL,
    subject_id   TEXT NOT NULL,
    action       TEXT NOT NULL,
    resource     TEXT NOT NULL,
    permitted    BOOLEAN NOT NULL,
    event_type   TEXT NOT NULL,
    user_agent   TEXT NOT NULL,
    ip           TEXT NOT NULL,
    record       TEXT NOT NULL
);
CREATE UNIQUE INDEX decision_records_id ON decision_records (id);
CREATE INDEX decision_records_by_project ON decision_records (org_id, project_id, time);
CREATE INDEX decision_records_by_subject ON decision_records (org_id, subject_id, time);
CREATE INDEX decision_records_by_time ON decision_records (time);
