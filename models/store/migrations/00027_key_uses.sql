-- +goose Up
-- When servers made something with a key of the installation, so that an older key can be
-- deleted once what it made has ended.
CREATE TABLE key_uses (
    purpose  TEXT NOT NULL,
    key_id   TEXT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at  BIGINT NOT NULL,
    PRIMARY KEY (purpose, key_id)
);
