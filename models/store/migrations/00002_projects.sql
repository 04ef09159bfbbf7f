-- +goose Up
CREATE TABLE projects (
    id                        TEXT PRIMARY KEY,
    org_id                    TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    name                      TEXT NOT NULL,
    slug                      TEXT NOT NULL,
    description               TEXT,
    type                      TEXT NOT NULL,
    auto_capitalization       BOOLEAN NOT NULL,
    version                   BIGINT NOT NULL,
    end_to_end_encrypted      BOOLEAN NOT NULL,
    pit_version_limit         BIGINT NOT NULL,
    audit_logs_retention_days BIGINT,
    has_delete_protection     BOOLEAN NOT NULL,
    data_key                  BYTEA,
    created_at                BIGINT NOT NULL,
    updated_at                BIGINT NOT NULL
);
CREATE UNIQUE INDEX projects_org_id_slug ON projects (org_id, slug);

CREATE TABLE environments (
    id         TEXT PRIMARY KEY,
    org_id     TEXT NOT NULL,
    project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    slug       TEXT NOT NULL,
    position   BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX environments_project_id_slug ON environments (project_id, slug);

CREATE TABLE folders (
    id             TEXT PRIMARY KEY,
    org_id         TEXT NOT NULL,
    project_id     TEXT NOT NULL,
    environment_id TEXT NOT NULL REFERENCES environments (id) ON DELETE CASCADE,
    parent_id      TEXT REFERENCES folders (id) ON DELETE CASCADE,
    name           TEXT NOT NULL,
    path           TEXT NOT NULL,
    description    TEXT,
    version        BIGINT NOT NULL,
    created_at     BIGINT NOT NULL,
    updated_at     BIGINT NOT NULL
);
CREATE UNIQUE INDEX folders_environment_id_path ON folders (environment_id, path);
CREATE INDEX folders_by_parent ON folders (parent_id);
CREATE INDEX folders_by_project ON folders (project_id);

CREATE TABLE project_memberships (
    id           TEXT PRIMARY KEY,
    org_id       TEXT NOT NULL,
    project_id   TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    subject_type TEXT NOT NULL,
    subject_id   TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL
);
CREATE UNIQUE INDEX project_memberships_project_id_subject_type_subject_id
    ON project_memberships (project_id, subject_type, subject_id);
CREATE INDEX project_memberships_by_subject ON project_memberships (subject_type, subject_id, org_id);

CREATE TABLE project_roles (
    id          TEXT PRIMARY KEY,
    org_id      TEXT NOT NULL,
    project_id  TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    slug        TEXT NOT NULL,
    name        TEXT NOT NULL,
    description TEXT,
    permissions TEXT NOT NULL,
    form        BIGINT NOT NULL,
    version     BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL
);
CREATE UNIQUE INDEX project_roles_project_id_slug ON project_roles (project_id, slug);

-- A role that is assigned cannot be deleted (docs/contract.md 2.13), yet its project
-- can: the project ends assignments directly, before the role is looked at.
CREATE TABLE membership_roles (
    id                          TEXT PRIMARY KEY,
    org_id                      TEXT NOT NULL,
    project_id                  TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    membership_id               TEXT NOT NULL REFERENCES project_memberships (id) ON DELETE CASCADE,
    role                        TEXT NOT NULL,
    custom_role_id              TEXT REFERENCES project_roles (id),
    is_temporary                BOOLEAN NOT NULL,
    temporary_mode              TEXT,
    temporary_range             TEXT,
    temporary_access_start_time BIGINT,
    temporary_access_end_time   BIGINT,
    created_at                  BIGINT NOT NULL,
    updated_at                  BIGINT NOT NULL
);
CREATE INDEX membership_roles_by_membership ON membership_roles (membership_id);
CREATE INDEX membership_roles_by_role ON membership_roles (custom_role_id);
CREATE INDEX membership_roles_by_project ON membership_roles (project_id);

CREATE TABLE privileges (
    id                          TEXT PRIMARY KEY,
    org_id                      TEXT NOT NULL,
    project_id                  TEXT NOT NULL,
    membership_id               TEXT NOT NULL REFERENCES project_memberships (id) ON DELETE CASCADE,
    slug                        TEXT NOT NULL,
    permissions                 TEXT NOT NULL,
    form                        BIGINT NOT NULL,
    version                     BIGINT NOT NULL,
    is_temporary                BOOLEAN NOT NULL,
    temporary_mode              TEXT,
    temporary_range             TEXT,
    temporary_access_start_time BIGINT,
    temporary_access_end_time   BIGINT,
    created_at                  BIGINT NOT NULL,
    updated_at                  BIGINT NOT NULL
);
CREATE UNIQUE INDEX privileges_membership_id_slug ON privileges (membership_id, slug);

CREATE TABLE tags (
    id         TEXT PRIMARY KEY,
    org_id     TEXT NOT NULL,
    project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    slug       TEXT NOT NULL,
    color      TEXT NOT NULL,
    created_by TEXT NOT NULL,
    actor_type TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX tags_project_id_slug ON tags (project_id, slug);

CREATE TABLE project_trusted_ips (
    id         TEXT PRIMARY KEY,
    org_id     TEXT NOT NULL,
    project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    ip_address TEXT NOT NULL,
    type       TEXT NOT NULL,
    prefix     BIGINT,
    is_active  BOOLEAN NOT NULL,
    comment    TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX project_trusted_ips_by_project ON project_trusted_ips (project_id);

CREATE TABLE bots (
    id                          TEXT PRIMARY KEY,
    org_id                      TEXT NOT NULL,
    project_id                  TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    name                        TEXT NOT NULL,
    is_active                   BOOLEAN NOT NULL,
    encrypted_project_key       TEXT,
    encrypted_project_key_nonce TEXT,
    sender_id                   TEXT,
    created_at                  BIGINT NOT NULL,
    updated_at                  BIGINT NOT NULL
);
CREATE UNIQUE INDEX bots_project_id ON bots (project_id);
