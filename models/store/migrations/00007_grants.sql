-- +goose Up
-- Who may do what in an organization, counted: a change that compares
-- privileges takes the next number, and with it the row, so that such changes
-- happen one after the other.
ALTER TABLE organizations ADD COLUMN grants_version BIGINT NOT NULL DEFAULT 1;
