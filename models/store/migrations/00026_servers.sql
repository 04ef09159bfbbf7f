-- +goose Up
-- What each server of a database says of itself, so that any of them can tell of all.
CREATE TABLE servers (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL,
    report     TEXT
);
CREATE INDEX servers_by_seen_at ON servers (seen_at);
-- Who changed which policy decides, and why, by the version of the rollout.
CREATE TABLE policy_changes (
    version    BIGINT PRIMARY KEY,
    event      TEXT NOT NULL,
    revision   BIGINT NOT NULL,
    digest     TEXT NOT NULL,
    key_id     TEXT NOT NULL,
    stage      TEXT NOT NULL,
    percent    BIGINT NOT NULL,
    outcome    TEXT NOT NULL,
    reason     TEXT NOT NULL,
    actor_type TEXT NOT NULL,
    actor_id   TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);
-- How the answers of a candidate compared with the active policy's, by minute and over
-- all servers.
CREATE TABLE policy_differences (
    trial           TEXT NOT NULL,
    minute          BIGINT NOT NULL,
    compared        BIGINT NOT NULL,
    newly_refused   BIGINT NOT NULL,
    newly_permitted BIGINT NOT NULL,
    other_reasons   BIGINT NOT NULL,
    failed          BIGINT NOT NULL,
    PRIMARY KEY (trial, minute)
);
CREATE INDEX policy_differences_by_minute ON policy_differences (minute);
