-- +goose Up
-- Settings in which servers note their own work, at night or with each exported batch, are
-- no facts: they gave the installation another revision each time, and all servers read
-- again what they had in memory.
DROP TRIGGER settings_revised_by_insert ON settings;
DROP TRIGGER settings_revised_by_update ON settings;
DROP TRIGGER settings_revised_by_delete ON settings;

-- +goose StatementBegin
CREATE FUNCTION revise_installation_by_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO revisions VALUES ('', gen_random_uuid()::text) ON CONFLICT (tenant) DO UPDATE SET revision = excluded.revision;
    RETURN NULL;
END $$;
-- +goose StatementEnd

CREATE TRIGGER settings_revised_by_insert AFTER INSERT ON settings FOR EACH ROW
    WHEN (substr(NEW.name, 1, 7) <> 'upkeep.' AND substr(NEW.name, 1, 16) <> 'decision-export ')
    EXECUTE FUNCTION revise_installation_by_row();
CREATE TRIGGER settings_revised_by_update AFTER UPDATE ON settings FOR EACH ROW
    WHEN (substr(NEW.name, 1, 7) <> 'upkeep.' AND substr(NEW.name, 1, 16) <> 'decision-export ' OR NEW.name <> OLD.name)
    EXECUTE FUNCTION revise_installation_by_row();
CREATE TRIGGER settings_revised_by_delete AFTER DELETE ON settings FOR EACH ROW
    WHEN (substr(OLD.name, 1, 7) <> 'upkeep.' AND substr(OLD.name, 1, 16) <> 'decision-export ')
    EXECUTE FUNCTION revise_installation_by_row();
