-- +goose Up
-- Bundles that were published over the API, so that every server has them, and
-- the one row that says which of them decides.
CREATE TABLE policy_bundles (
    id         TEXT PRIMARY KEY,
    revision   BIGINT NOT NULL,
    digest     TEXT NOT NULL,
    key_id     TEXT NOT NULL,
    archive    BYTEA NOT NULL,
    actor_type TEXT NOT NULL,
    actor_id   TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE TABLE policy_rollouts (
    id           TEXT PRIMARY KEY,
    version      BIGINT NOT NULL,
    active_id    TEXT NOT NULL,
    previous_ids TEXT NOT NULL,
    candidate_id TEXT NOT NULL,
    trial        TEXT NOT NULL,
    stage        TEXT NOT NULL,
    percent      BIGINT NOT NULL,
    widen        BOOLEAN NOT NULL,
    tolerance    BIGINT NOT NULL,
    revision     BIGINT NOT NULL,
    digest       TEXT NOT NULL,
    reason       TEXT NOT NULL,
    changed_at   BIGINT NOT NULL
);
INSERT INTO policy_rollouts VALUES ('policy', 1, '', '[]', '', '', '', 0, FALSE, 0, 0, '', '', 0);
