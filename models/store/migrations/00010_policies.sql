-- +goose Up
-- Bundles that were published over the API, so that every server has them, and
-- which of them decide, in one row at most.
CREATE TABLE policy_bundles (
    id         TEXT PRIMARY KEY,
    revision   BIGINT NOT NULL,
    digest     TEXT NOT NULL,
    key_id     TEXT NOT NULL,
    archive    BYTEA,
    actor_type TEXT NOT NULL,
    actor_id   TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE TABLE policy_rollouts (
    id           TEXT PRIMARY KEY,
    version      BIGINT NOT NULL,
    active_id    TEXT NOT NULL,
    previous_ids TEXT,
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
