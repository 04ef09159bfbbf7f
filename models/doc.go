// Package models is what is stored: the rows, the queries on them and the
// migrations, for SQLite and PostgreSQL alike (DESIGN section 7). It knows no
// policy and no HTTP.
package models
