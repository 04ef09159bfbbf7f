// Package models is what is stored: the rows, the queries on them and the
// migrations, for SQLite and PostgreSQL alike. It knows no
// policy and no HTTP.
package models
