-- +goose Up
-- What is read, or ended, by its organization alone: the grants and tokens that a
-- review walks, and what an organization leaves behind when it is deleted.
CREATE INDEX project_memberships_by_org ON project_memberships (org_id);
CREATE INDEX project_roles_by_org ON project_roles (org_id);
CREATE INDEX privileges_by_org ON privileges (org_id);
CREATE INDEX sessions_by_org ON sessions (org_id);
CREATE INDEX login_failures_by_org ON login_failures (org_id);
CREATE INDEX service_tokens_by_org ON service_tokens (org_id);
-- What clients encrypted is asked for before a project may be switched. Most
-- projects have none, and pay nothing for this index.
CREATE INDEX secret_versions_encrypted ON secret_versions (project_id)
    WHERE client_value IS NOT NULL AND client_value <> 'null';
