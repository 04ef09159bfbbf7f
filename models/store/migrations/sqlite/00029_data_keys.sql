-- +goose Up
-- The keys of projects' data keys, since a project was first rotated. Writers take turns
-- here, so that none writes under a key that was retired meanwhile.
CREATE TABLE data_keys (
    org_id     TEXT NOT NULL,
    project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    key_id     TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    retired_at BIGINT,
    PRIMARY KEY (project_id, key_id)
);
