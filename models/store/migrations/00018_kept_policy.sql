-- +goose Up
-- The bundle of policy that was activated last, from any source, so that a
-- server that starts while the source is away has it. There is one row at most.
CREATE TABLE kept_policies (
    id       TEXT PRIMARY KEY,
    revision BIGINT NOT NULL,
    digest   TEXT NOT NULL,
    archive  BYTEA,
    hash     TEXT NOT NULL,
    kept_at  BIGINT NOT NULL
);
