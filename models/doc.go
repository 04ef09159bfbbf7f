// Package models holds the tables and the queries on them, for SQLite and
// PostgreSQL alike. It knows no policy and no HTTP. The database below it is package store.
package models
