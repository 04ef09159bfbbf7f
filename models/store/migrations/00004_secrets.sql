-- +goose Up
-- The check makes user_id empty exactly for shared secrets, so one unique index
-- serves both rules: one shared secret of a key in a folder, one personal
-- secret of a key in a folder for each user. Two partial indexes would say the
-- same, but no planner uses them when the type is a bound parameter.
CREATE TABLE secrets (
    id                      TEXT PRIMARY KEY,
    org_id                  TEXT NOT NULL,
    project_id              TEXT NOT NULL,
    environment_id          TEXT NOT NULL,
    folder_id               TEXT NOT NULL REFERENCES folders (id) ON DELETE CASCADE,
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
    CONSTRAINT secrets_owner CHECK (
        (type = 'shared' AND user_id = '') OR (type = 'personal' AND user_id <> '')
    )
);
CREATE UNIQUE INDEX secrets_folder_id_key_type_user_id ON secrets (folder_id, key, type, user_id);
CREATE INDEX secrets_by_project ON secrets (project_id, user_id);

CREATE TABLE secret_versions (
    id                      TEXT PRIMARY KEY,
    org_id                  TEXT NOT NULL,
    project_id              TEXT NOT NULL,
    environment_id          TEXT NOT NULL,
    folder_id               TEXT NOT NULL,
    secret_id               TEXT NOT NULL REFERENCES secrets (id) ON DELETE CASCADE,
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
    updated_at              BIGINT NOT NULL
);
CREATE UNIQUE INDEX secret_versions_secret_id_version ON secret_versions (secret_id, version);

CREATE TABLE secret_tags (
    org_id     TEXT NOT NULL,
    project_id TEXT NOT NULL,
    secret_id  TEXT NOT NULL REFERENCES secrets (id) ON DELETE CASCADE,
    tag_id     TEXT NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
    PRIMARY KEY (secret_id, tag_id)
);
CREATE INDEX secret_tags_by_tag ON secret_tags (tag_id);
