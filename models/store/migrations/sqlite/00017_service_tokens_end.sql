-- +goose Up
-- A service token is its maker's: it ends with the maker's membership of the
-- project or of the organization, and when the maker is deactivated there. It is
-- done here, so that no way of leaving can forget it, and coming back does not
-- revive it.
DELETE FROM service_tokens WHERE NOT EXISTS (
    SELECT 1 FROM project_memberships AS maker
    WHERE maker.project_id = service_tokens.project_id AND maker.subject_type = 'user' AND maker.subject_id = service_tokens.created_by);
DELETE FROM service_tokens WHERE NOT EXISTS (
    SELECT 1 FROM org_memberships AS maker
    WHERE maker.org_id = service_tokens.org_id AND maker.subject_type = 'user' AND maker.subject_id = service_tokens.created_by AND maker.is_active);

-- +goose StatementBegin
CREATE TRIGGER service_tokens_end_with_project_membership AFTER DELETE ON project_memberships WHEN OLD.subject_type = 'user' BEGIN
    DELETE FROM service_tokens WHERE project_id = OLD.project_id AND created_by = OLD.subject_id;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER service_tokens_end_with_org_membership AFTER DELETE ON org_memberships WHEN OLD.subject_type = 'user' BEGIN
    DELETE FROM service_tokens WHERE org_id = OLD.org_id AND created_by = OLD.subject_id;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER service_tokens_end_with_deactivation AFTER UPDATE OF is_active ON org_memberships
WHEN NEW.subject_type = 'user' AND OLD.is_active AND NOT NEW.is_active BEGIN
    DELETE FROM service_tokens WHERE org_id = NEW.org_id AND created_by = NEW.subject_id;
END;
-- +goose StatementEnd
