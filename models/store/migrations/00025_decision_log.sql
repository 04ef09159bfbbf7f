-- +goose Up
-- The decision log as a Merkle tree: tiles of 64 hashes. Those of level 0 also say
-- which record each leaf is, by its id and its number. A record is sealed by the
-- installation's own key when it is made; one of an older version has no seal.
ALTER TABLE decision_records ADD COLUMN seal TEXT NOT NULL DEFAULT '';
CREATE TABLE decision_tiles (
    level  BIGINT NOT NULL,
    number BIGINT NOT NULL,
    low    BIGINT NOT NULL,
    high   BIGINT NOT NULL,
    hashes BYTEA,
    ids    BYTEA,
    seqs   BYTEA,
    PRIMARY KEY (level, number)
);
CREATE INDEX decision_tiles_by_high ON decision_tiles (level, high);
CREATE TABLE decision_checkpoints (
    size BIGINT NOT NULL PRIMARY KEY,
    time BIGINT NOT NULL,
    note TEXT NOT NULL
);
