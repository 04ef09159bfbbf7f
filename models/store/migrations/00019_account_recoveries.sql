-- +goose Up
-- The recovery of an account: the hash of its code, then the id of the token that
-- the code was exchanged for. A user has one at most.
CREATE TABLE account_recoveries (
    user_id    TEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    code_hash  TEXT NOT NULL,
    token_id   TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
