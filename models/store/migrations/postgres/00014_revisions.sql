-- +goose Up
-- Whoever changes what is known about a tenant gives it another revision, by
-- which readers know that what they keep in memory is outdated. It is done here,
-- so that no change can forget it. It is random: a number that only grows could
-- come again, with other rows, in a database that is restored.
CREATE TABLE revisions (
    tenant   TEXT PRIMARY KEY,
    revision TEXT NOT NULL
);
INSERT INTO revisions
SELECT tenant, gen_random_uuid()::text
FROM (SELECT id AS tenant FROM organizations UNION ALL SELECT id FROM projects UNION ALL SELECT '') AS tenants;

-- +goose StatementBegin
CREATE FUNCTION revise_organization() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO revisions
    SELECT tenant, gen_random_uuid()::text FROM (SELECT DISTINCT org_id AS tenant FROM changed) AS tenants ORDER BY tenant
    ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
    RETURN NULL;
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION revise_project() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO revisions
    SELECT tenant, gen_random_uuid()::text FROM (SELECT DISTINCT project_id AS tenant FROM changed) AS tenants ORDER BY tenant
    ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
    RETURN NULL;
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION revise_installation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO revisions
    SELECT tenant, gen_random_uuid()::text FROM (SELECT DISTINCT '' AS tenant FROM changed) AS tenants ORDER BY tenant
    ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
    RETURN NULL;
END $$;
-- +goose StatementEnd

CREATE TRIGGER identities_revised_by_insert AFTER INSERT ON identities
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_organization();
CREATE TRIGGER identities_revised_by_update AFTER UPDATE ON identities
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_organization();
CREATE TRIGGER identities_revised_by_delete AFTER DELETE ON identities
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_organization();

CREATE TRIGGER org_roles_revised_by_insert AFTER INSERT ON org_roles
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_organization();
CREATE TRIGGER org_roles_revised_by_update AFTER UPDATE ON org_roles
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_organization();
CREATE TRIGGER org_roles_revised_by_delete AFTER DELETE ON org_roles
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_organization();

CREATE TRIGGER org_memberships_revised_by_insert AFTER INSERT ON org_memberships
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_organization();
CREATE TRIGGER org_memberships_revised_by_update AFTER UPDATE ON org_memberships
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_organization();
CREATE TRIGGER org_memberships_revised_by_delete AFTER DELETE ON org_memberships
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_organization();

CREATE TRIGGER auth_methods_revised_by_insert AFTER INSERT ON auth_methods
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_organization();
CREATE TRIGGER auth_methods_revised_by_update AFTER UPDATE ON auth_methods
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_organization();
CREATE TRIGGER auth_methods_revised_by_delete AFTER DELETE ON auth_methods
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_organization();

CREATE TRIGGER projects_revised_by_insert AFTER INSERT ON projects
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_organization();
CREATE TRIGGER projects_revised_by_update AFTER UPDATE ON projects
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_organization();
CREATE TRIGGER projects_revised_by_delete AFTER DELETE ON projects
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_organization();

CREATE TRIGGER environments_revised_by_insert AFTER INSERT ON environments
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_project();
CREATE TRIGGER environments_revised_by_update AFTER UPDATE ON environments
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_project();
CREATE TRIGGER environments_revised_by_delete AFTER DELETE ON environments
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_project();

CREATE TRIGGER folders_revised_by_insert AFTER INSERT ON folders
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_project();
CREATE TRIGGER folders_revised_by_update AFTER UPDATE ON folders
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_project();
CREATE TRIGGER folders_revised_by_delete AFTER DELETE ON folders
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_project();

CREATE TRIGGER project_memberships_revised_by_insert AFTER INSERT ON project_memberships
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_project();
CREATE TRIGGER project_memberships_revised_by_update AFTER UPDATE ON project_memberships
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_project();
CREATE TRIGGER project_memberships_revised_by_delete AFTER DELETE ON project_memberships
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_project();

CREATE TRIGGER project_roles_revised_by_insert AFTER INSERT ON project_roles
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_project();
CREATE TRIGGER project_roles_revised_by_update AFTER UPDATE ON project_roles
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_project();
CREATE TRIGGER project_roles_revised_by_delete AFTER DELETE ON project_roles
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_project();

CREATE TRIGGER membership_roles_revised_by_insert AFTER INSERT ON membership_roles
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_project();
CREATE TRIGGER membership_roles_revised_by_update AFTER UPDATE ON membership_roles
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_project();
CREATE TRIGGER membership_roles_revised_by_delete AFTER DELETE ON membership_roles
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_project();

CREATE TRIGGER privileges_revised_by_insert AFTER INSERT ON privileges
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_project();
CREATE TRIGGER privileges_revised_by_update AFTER UPDATE ON privileges
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_project();
CREATE TRIGGER privileges_revised_by_delete AFTER DELETE ON privileges
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_project();

CREATE TRIGGER project_trusted_ips_revised_by_insert AFTER INSERT ON project_trusted_ips
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_project();
CREATE TRIGGER project_trusted_ips_revised_by_update AFTER UPDATE ON project_trusted_ips
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_project();
CREATE TRIGGER project_trusted_ips_revised_by_delete AFTER DELETE ON project_trusted_ips
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_project();

CREATE TRIGGER tags_revised_by_insert AFTER INSERT ON tags
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_project();
CREATE TRIGGER tags_revised_by_update AFTER UPDATE ON tags
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_project();
CREATE TRIGGER tags_revised_by_delete AFTER DELETE ON tags
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_project();

CREATE TRIGGER settings_revised_by_insert AFTER INSERT ON settings
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_installation();
CREATE TRIGGER settings_revised_by_update AFTER UPDATE ON settings
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_installation();
CREATE TRIGGER settings_revised_by_delete AFTER DELETE ON settings
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_installation();

CREATE TRIGGER users_revised_by_insert AFTER INSERT ON users
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_installation();
CREATE TRIGGER users_revised_by_update AFTER UPDATE ON users
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_installation();
CREATE TRIGGER users_revised_by_delete AFTER DELETE ON users
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revise_installation();
