-- +goose Up
-- Written to find out whether the database takes writes. There is one row at most.
CREATE TABLE probes (
    id TEXT PRIMARY KEY,
    at BIGINT NOT NULL
);
