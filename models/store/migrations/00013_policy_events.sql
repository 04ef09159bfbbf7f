-- +goose Up
-- A server that rolls a candidate back by itself asks who put it on its way.
-- Decisions about policy are few among all.
CREATE INDEX decision_records_of_policy ON decision_records (event_type, seq) WHERE resource = 'policy';
