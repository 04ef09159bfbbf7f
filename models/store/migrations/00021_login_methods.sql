-- +goose Up
-- Whom an auth method trusts, and the sealed token that it asks a cluster with.
ALTER TABLE auth_methods ADD COLUMN settings TEXT;
ALTER TABLE auth_methods ADD COLUMN reviewer BYTEA;
-- What the proof of a login said about the machine.
ALTER TABLE access_tokens ADD COLUMN login_attributes TEXT;
