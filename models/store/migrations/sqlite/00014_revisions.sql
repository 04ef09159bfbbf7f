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
SELECT tenant, lower(hex(randomblob(16)))
FROM (SELECT id AS tenant FROM organizations UNION ALL SELECT id FROM projects UNION ALL SELECT '');

-- +goose StatementBegin
CREATE TRIGGER identities_revised_by_insert AFTER INSERT ON identities BEGIN
    INSERT INTO revisions VALUES (NEW.org_id, lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER identities_revised_by_update AFTER UPDATE ON identities BEGIN
    INSERT INTO revisions VALUES (NEW.org_id, lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER identities_revised_by_delete AFTER DELETE ON identities BEGIN
    INSERT INTO revisions VALUES (OLD.org_id, lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER org_roles_revised_by_insert AFTER INSERT ON org_roles BEGIN
    INSERT INTO revisions VALUES (NEW.org_id, lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER org_roles_revised_by_update AFTER UPDATE ON org_roles BEGIN
    INSERT INTO revisions VALUES (NEW.org_id, lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER org_roles_revised_by_delete AFTER DELETE ON org_roles BEGIN
    INSERT INTO revisions VALUES (OLD.org_id, lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER org_memberships_revised_by_insert AFTER INSERT ON org_memberships BEGIN
    INSERT INTO revisions VALUES (NEW.org_id, lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER org_memberships_revised_by_update AFTER UPDATE ON org_memberships BEGIN
    INSERT INTO revisions VALUES (NEW.org_id, lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER org_memberships_revised_by_delete AFTER DELETE ON org_memberships BEGIN
    INSERT INTO revisions VALUES (OLD.org_id, lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER auth_methods_revised_by_insert AFTER INSERT ON auth_methods BEGIN
    INSERT INTO revisions VALUES (NEW.org_id, lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER auth_methods_revised_by_update AFTER UPDATE ON auth_methods BEGIN
    INSERT INTO revisions VALUES (NEW.org_id, lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER auth_methods_revised_by_delete AFTER DELETE ON auth_methods BEGIN
    INSERT INTO revisions VALUES (OLD.org_id, lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER projects_revised_by_insert AFTER INSERT ON projects BEGIN
    INSERT INTO revisions VALUES (NEW.org_id, lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER projects_revised_by_update AFTER UPDATE ON projects BEGIN
    INSERT INTO revisions VALUES (NEW.org_id, lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER projects_revised_by_delete AFTER DELETE ON projects BEGIN
    INSERT INTO revisions VALUES (OLD.org_id, lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER environments_revised_by_insert AFTER INSERT ON environments BEGIN
    INSERT INTO revisions VALUES (NEW.project_id, lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER environments_revised_by_update AFTER UPDATE ON environments BEGIN
    INSERT INTO revisions VALUES (NEW.project_id, lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER environments_revised_by_delete AFTER DELETE ON environments BEGIN
    INSERT INTO revisions VALUES (OLD.project_id, lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER folders_revised_by_insert AFTER INSERT ON folders BEGIN
    INSERT INTO revisions VALUES (NEW.project_id, lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER folders_revised_by_update AFTER UPDATE ON folders BEGIN
    INSERT INTO revisions VALUES (NEW.project_id, lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER folders_revised_by_delete AFTER DELETE ON folders BEGIN
    INSERT INTO revisions VALUES (OLD.project_id, lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER project_memberships_revised_by_insert AFTER INSERT ON project_memberships BEGIN
    INSERT INTO revisions VALUES (NEW.project_id, lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER project_memberships_revised_by_update AFTER UPDATE ON project_memberships BEGIN
    INSERT INTO revisions VALUES (NEW.project_id, lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER project_memberships_revised_by_delete AFTER DELETE ON project_memberships BEGIN
    INSERT INTO revisions VALUES (OLD.project_id, lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER project_roles_revised_by_insert AFTER INSERT ON project_roles BEGIN
    INSERT INTO revisions VALUES (NEW.project_id, lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER project_roles_revised_by_update AFTER UPDATE ON project_roles BEGIN
    INSERT INTO revisions VALUES (NEW.project_id, lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER project_roles_revised_by_delete AFTER DELETE ON project_roles BEGIN
    INSERT INTO revisions VALUES (OLD.project_id, lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER membership_roles_revised_by_insert AFTER INSERT ON membership_roles BEGIN
    INSERT INTO revisions VALUES (NEW.project_id, lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER membership_roles_revised_by_update AFTER UPDATE ON membership_roles BEGIN
    INSERT INTO revisions VALUES (NEW.project_id, lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER membership_roles_revised_by_delete AFTER DELETE ON membership_roles BEGIN
    INSERT INTO revisions VALUES (OLD.project_id, lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER privileges_revised_by_insert AFTER INSERT ON privileges BEGIN
    INSERT INTO revisions VALUES (NEW.project_id, lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER privileges_revised_by_update AFTER UPDATE ON privileges BEGIN
    INSERT INTO revisions VALUES (NEW.project_id, lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER privileges_revised_by_delete AFTER DELETE ON privileges BEGIN
    INSERT INTO revisions VALUES (OLD.project_id, lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER project_trusted_ips_revised_by_insert AFTER INSERT ON project_trusted_ips BEGIN
    INSERT INTO revisions VALUES (NEW.project_id, lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER project_trusted_ips_revised_by_update AFTER UPDATE ON project_trusted_ips BEGIN
    INSERT INTO revisions VALUES (NEW.project_id, lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER project_trusted_ips_revised_by_delete AFTER DELETE ON project_trusted_ips BEGIN
    INSERT INTO revisions VALUES (OLD.project_id, lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER tags_revised_by_insert AFTER INSERT ON tags BEGIN
    INSERT INTO revisions VALUES (NEW.project_id, lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tags_revised_by_update AFTER UPDATE ON tags BEGIN
    INSERT INTO revisions VALUES (NEW.project_id, lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tags_revised_by_delete AFTER DELETE ON tags BEGIN
    INSERT INTO revisions VALUES (OLD.project_id, lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER settings_revised_by_insert AFTER INSERT ON settings BEGIN
    INSERT INTO revisions VALUES ('', lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER settings_revised_by_update AFTER UPDATE ON settings BEGIN
    INSERT INTO revisions VALUES ('', lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER settings_revised_by_delete AFTER DELETE ON settings BEGIN
    INSERT INTO revisions VALUES ('', lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER users_revised_by_insert AFTER INSERT ON users BEGIN
    INSERT INTO revisions VALUES ('', lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER users_revised_by_update AFTER UPDATE ON users BEGIN
    INSERT INTO revisions VALUES ('', lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER users_revised_by_delete AFTER DELETE ON users BEGIN
    INSERT INTO revisions VALUES ('', lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd
