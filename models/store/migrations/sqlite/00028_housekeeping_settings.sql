-- +goose Up
-- Settings in which servers note their own work, at night or with each exported batch, are
-- no facts: they gave the installation another revision each time, and all servers read
-- again what they had in memory.
DROP TRIGGER settings_revised_by_insert;
DROP TRIGGER settings_revised_by_update;
DROP TRIGGER settings_revised_by_delete;

-- +goose StatementBegin
CREATE TRIGGER settings_revised_by_insert AFTER INSERT ON settings
WHEN substr(NEW.name, 1, 7) <> 'upkeep.' AND substr(NEW.name, 1, 16) <> 'decision-export ' BEGIN
    INSERT INTO revisions VALUES ('', lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER settings_revised_by_update AFTER UPDATE ON settings
WHEN substr(NEW.name, 1, 7) <> 'upkeep.' AND substr(NEW.name, 1, 16) <> 'decision-export ' OR NEW.name <> OLD.name BEGIN
    INSERT INTO revisions VALUES ('', lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER settings_revised_by_delete AFTER DELETE ON settings
WHEN substr(OLD.name, 1, 7) <> 'upkeep.' AND substr(OLD.name, 1, 16) <> 'decision-export ' BEGIN
    INSERT INTO revisions VALUES ('', lower(hex(randomblob(16)))) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
END;
-- +goose StatementEnd
