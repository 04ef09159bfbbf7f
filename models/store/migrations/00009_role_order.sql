-- +goose Up
-- The roles of a membership come back in the order in which they were given:
-- clients compare lists.
ALTER TABLE membership_roles ADD COLUMN position BIGINT NOT NULL DEFAULT 0;
