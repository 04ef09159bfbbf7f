-- +goose Up
-- An import names its source by environment and path, not by folder: the folder
-- may come later, or go and come back.
CREATE TABLE secret_imports (
    id                    TEXT PRIMARY KEY,
    org_id                TEXT NOT NULL,
    project_id            TEXT NOT NULL,
    folder_id             TEXT NOT NULL REFERENCES folders (id) ON DELETE CASCADE,
    import_environment_id TEXT NOT NULL REFERENCES environments (id) ON DELETE CASCADE,
    import_path           TEXT NOT NULL,
    position              BIGINT NOT NULL,
    version               BIGINT NOT NULL,
    created_at            BIGINT NOT NULL,
    updated_at            BIGINT NOT NULL
);
CREATE UNIQUE INDEX secret_imports_folder_id_import_environment_id_import_path
    ON secret_imports (folder_id, import_environment_id, import_path);
CREATE INDEX secret_imports_by_source ON secret_imports (import_environment_id, import_path);

-- Versions outlive their secret, so that a folder can be read as it was before
-- a deletion; they end with the folder they belong to. The table is made anew,
-- because SQLite cannot drop a reference. deleted_at and deleted_tags are set on
-- all versions of a secret when it is deleted: rules speak about tags, and the
-- links to them are gone then.
CREATE TABLE kept_versions (
    id                      TEXT PRIMARY KEY,
    org_id                  TEXT NOT NULL,
    project_id              TEXT NOT NULL,
    environment_id          TEXT NOT NULL,
    folder_id               TEXT NOT NULL REFERENCES folders (id) ON DELETE CASCADE,
    secret_id               TEXT NOT NULL,
    key                     TEXT NOT NULL,
    type                    TEXT NOT NULL,
    user_id                 TEXT NOT NULL,
    version                 BIGINT NOT NULL,
    value                   BYTEA,
    comment                 BYTEA,
    client_key              TEXT,
    client_value            TEXT,
    client_comment          TEXT,
    skip_multiline_encoding BOOLEAN NOT NULL,
    metadata                TEXT,
    reminder_note           TEXT,
    reminder_repeat_days    BIGINT,
    actor_type              TEXT NOT NULL,
    actor_id                TEXT NOT NULL,
    created_at              BIGINT NOT NULL,
    updated_at              BIGINT NOT NULL,
    deleted_at              BIGINT,
    deleted_tags            TEXT
);
INSERT INTO kept_versions
    SELECT id, org_id, project_id, environment_id, folder_id, secret_id, key, type, user_id, version, value, comment,
           client_key, client_value, client_comment, skip_multiline_encoding, metadata, reminder_note, reminder_repeat_days,
           actor_type, actor_id, created_at, updated_at, NULL, NULL
    FROM secret_versions
    WHERE folder_id IN (SELECT id FROM folders);
DROP TABLE secret_versions;
ALTER TABLE kept_versions RENAME TO secret_versions;
CREATE UNIQUE INDEX secret_versions_secret_id_version ON secret_versions (secret_id, version);
CREATE INDEX secret_versions_by_folder ON secret_versions (folder_id);
