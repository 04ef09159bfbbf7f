-- +goose Up
-- Settings of a project that clients change and read back.
ALTER TABLE projects ADD COLUMN secret_sharing BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE projects ADD COLUMN show_snapshots_legacy BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE projects ADD COLUMN secret_detection_ignore_values TEXT;
-- The identity that the bootstrap made administers the installation, as the
-- first user does.
ALTER TABLE identities ADD COLUMN is_instance_admin BOOLEAN NOT NULL DEFAULT FALSE;
-- When an invitation was sent last; it ends some days later.
ALTER TABLE org_memberships ADD COLUMN invited_at BIGINT NOT NULL DEFAULT 0;
UPDATE org_memberships SET invited_at = updated_at WHERE status = 'invited';
