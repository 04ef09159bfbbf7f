-- +goose Up
-- What decisions have in common is kept once for each month of a project, by the
-- hash of its text. A record names the text with holes that it fills, its frame;
-- one of the form before has none, and is whole by itself.
CREATE TABLE decision_documents (
    hash       TEXT NOT NULL,
    org_id     TEXT NOT NULL,
    project_id TEXT NOT NULL,
    month      BIGINT NOT NULL,
    route      TEXT NOT NULL,
    stage      TEXT NOT NULL,
    policy     TEXT NOT NULL,
    codes      TEXT NOT NULL,
    body       TEXT NOT NULL,
    PRIMARY KEY (hash, org_id, project_id, month)
);
CREATE INDEX decision_documents_by_project ON decision_documents (org_id, project_id, month);
ALTER TABLE decision_records ADD COLUMN frame TEXT NOT NULL DEFAULT '';
