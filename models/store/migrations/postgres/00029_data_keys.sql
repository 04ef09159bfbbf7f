-- +goose Up
-- The keys of projects' data keys, since a project was first rotated.
CREATE TABLE data_keys (
    org_id     TEXT NOT NULL,
    project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    key_id     TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    retired_at BIGINT,
    PRIMARY KEY (project_id, key_id)
);

-- A writer may have read the data key of its project before a rotation, and write after
-- it. Nothing may come under a key that is retired: it would be lost with the key. It is
-- refused as a row without its parent, which writers meet by reading again.
--
-- The id of the transaction is taken before the look: so whoever retires a key, and then
-- waits for the transactions that have an id, knows that no writer saw the key in use.
-- What a data key sealed begins with one byte and the id of the key.
-- +goose StatementBegin
CREATE FUNCTION refuse_retired_data_key(project TEXT, VARIADIC sealed BYTEA[]) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_current_xact_id();
    IF EXISTS (
        SELECT FROM data_keys WHERE project_id = project AND retired_at IS NOT NULL
        AND key_id IN (SELECT encode(substr(one, 2, 4), 'hex') FROM unnest(sealed) AS one)
    ) THEN
        RAISE EXCEPTION 'sealed under a data key that was retired' USING ERRCODE = 'foreign_key_violation';
    END IF;
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION refuse_retired_in_secret() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.value IS NOT NULL OR NEW.comment IS NOT NULL THEN
        PERFORM refuse_retired_data_key(NEW.project_id, NEW.value, NEW.comment);
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION refuse_retired_in_bot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_retired_data_key(NEW.project_id, NEW.key_pair);
    RETURN NEW;
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION refuse_retired_in_project() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_retired_data_key(NEW.id, NEW.client_key);
    RETURN NEW;
END $$;
-- +goose StatementEnd

CREATE TRIGGER secrets_under_retired_key BEFORE INSERT OR UPDATE OF value, comment ON secrets
    FOR EACH ROW EXECUTE FUNCTION refuse_retired_in_secret();
CREATE TRIGGER secret_versions_under_retired_key BEFORE INSERT OR UPDATE OF value, comment ON secret_versions
    FOR EACH ROW EXECUTE FUNCTION refuse_retired_in_secret();
CREATE TRIGGER bots_under_retired_key BEFORE INSERT OR UPDATE OF key_pair ON bots
    FOR EACH ROW EXECUTE FUNCTION refuse_retired_in_bot();
CREATE TRIGGER projects_under_retired_key BEFORE UPDATE OF client_key ON projects
    FOR EACH ROW EXECUTE FUNCTION refuse_retired_in_project();
