-- Every row names its tenant in org_id (and project_id), and refers to its
-- nearest parent: what ends, ends everything below it, and one insert pays for
-- one look-up of its parent, not for one per ancestor. Moments are BIGINT Unix
-- milliseconds. A unique index is named after its table and columns, so that
-- both databases report the same name for a duplicate.

-- +goose Up
CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE organizations (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    slug       TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX organizations_slug ON organizations (slug);

CREATE TABLE users (
    id                TEXT PRIMARY KEY,
    email             TEXT NOT NULL,
    username          TEXT NOT NULL,
    first_name        TEXT NOT NULL,
    last_name         TEXT NOT NULL,
    password_hash     TEXT NOT NULL,
    super_admin       BOOLEAN NOT NULL,
    is_accepted       BOOLEAN NOT NULL,
    is_email_verified BOOLEAN NOT NULL,
    key_material      TEXT NOT NULL,
    public_key        TEXT NOT NULL,
    created_at        BIGINT NOT NULL,
    updated_at        BIGINT NOT NULL
);
CREATE UNIQUE INDEX users_email ON users (email);

CREATE TABLE identities (
    id                    TEXT PRIMARY KEY,
    org_id                TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    project_id            TEXT NOT NULL,
    name                  TEXT NOT NULL,
    has_delete_protection BOOLEAN NOT NULL,
    metadata              TEXT,
    created_at            BIGINT NOT NULL,
    updated_at            BIGINT NOT NULL
);
CREATE INDEX identities_by_project ON identities (org_id, project_id);

CREATE TABLE org_roles (
    id          TEXT PRIMARY KEY,
    org_id      TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    slug        TEXT NOT NULL,
    name        TEXT NOT NULL,
    description TEXT NOT NULL,
    permissions TEXT NOT NULL,
    packed      BOOLEAN NOT NULL,
    version     BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL
);
CREATE UNIQUE INDEX org_roles_org_id_slug ON org_roles (org_id, slug);

-- A deleted organization role leaves its holders with a custom role that
-- nothing describes, which grants nothing.
CREATE TABLE org_memberships (
    id           TEXT PRIMARY KEY,
    org_id       TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    subject_type TEXT NOT NULL,
    subject_id   TEXT NOT NULL,
    role         TEXT NOT NULL,
    role_id      TEXT REFERENCES org_roles (id) ON DELETE SET NULL,
    status       TEXT NOT NULL,
    is_active    BOOLEAN NOT NULL,
    invite_email TEXT NOT NULL,
    invite_hash  TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL
);
CREATE UNIQUE INDEX org_memberships_org_id_subject_type_subject_id
    ON org_memberships (org_id, subject_type, subject_id) WHERE subject_id <> '';
-- Not partial: a planner cannot prove a bound parameter to be non-empty.
CREATE INDEX org_memberships_by_subject ON org_memberships (subject_type, subject_id, org_id);
CREATE INDEX org_memberships_by_org ON org_memberships (org_id);
CREATE INDEX org_memberships_by_role ON org_memberships (role_id);
CREATE INDEX org_memberships_by_invitation ON org_memberships (invite_email);
