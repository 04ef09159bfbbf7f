-- +goose Up
-- How long records were kept before the retention changed, so that a shorter one
-- counts from its change.
ALTER TABLE projects ADD COLUMN retention_changes TEXT;
