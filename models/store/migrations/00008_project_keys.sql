-- +goose Up
ALTER TABLE projects ADD COLUMN client_key BYTEA;
ALTER TABLE bots ADD COLUMN public_key TEXT NOT NULL DEFAULT '';
ALTER TABLE bots ADD COLUMN key_pair BYTEA;

CREATE TABLE project_key_boxes (
    id            TEXT PRIMARY KEY,
    org_id        TEXT NOT NULL,
    project_id    TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    receiver_id   TEXT NOT NULL,
    sender_id     TEXT NOT NULL,
    sender_key    TEXT NOT NULL,
    encrypted_key TEXT NOT NULL,
    nonce         TEXT NOT NULL,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL
);
CREATE UNIQUE INDEX project_key_boxes_project_id_receiver_id ON project_key_boxes (project_id, receiver_id);
