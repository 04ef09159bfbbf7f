package backup

import (
	"fmt"
	"slices"

	"warder/models"
	"warder/models/store"
)

// ending is what a restore does to the rows of a table, so that nothing that was revoked
// after the backup lives again unseen.
type ending struct {
	// drop says which rows are left out; nil leaves out none.
	drop func(value func(column string) any) bool
	// column and change are a column and what it holds instead; none for "".
	column string
	change func(value any) any
	// credential marks what FillOptions.KeepCredentials leaves as it was.
	credential bool
	// tells has the restore say how many rows it ended.
	tells bool
}

// endings are those of every table that has any. A table stands here or in unchanged: a
// test holds both to the schema.
var endings = map[string]ending{
	// A token names its session, so a session with another name has none. The row stays: a
	// login from where its user logged in before is not held up.
	"sessions":           {column: "id", change: func(any) any { return store.NewID() }, tells: true},
	"access_tokens":      {column: "is_revoked", change: func(any) any { return true }, tells: true},
	"account_recoveries": {drop: everyRow, tells: true},
	"sign_in_links":      {drop: everyRow, tells: true},
	"org_memberships":    {column: "invite_hash", change: func(any) any { return "" }},
	"client_secrets":     {column: "hash", change: disabled, credential: true, tells: true},
	"api_keys":           {column: "hash", change: disabled, credential: true, tells: true},
	"service_tokens":     {column: "hash", change: disabled, credential: true, tells: true},
	"servers":            {drop: everyRow},
	// A backup may be of the moment between the retirement of a key and its end, with rows that
	// it still seals.
	"data_keys": {column: "retired_at", change: func(any) any { return nil }},
	// What a server has in memory of another state of the database counts no more.
	"revisions": {column: "revision", change: func(any) any { return store.NewID() }},
	"settings":  {drop: func(value func(string) any) bool { return value("name") == RestoredSetting }},
}

// unchanged are the tables whose rows are restored as they were.
var unchanged = []string{
	"organizations", "users", "identities", "org_roles",
	"projects", "environments", "folders", "project_memberships", "project_roles", "membership_roles", "privileges",
	"tags", "project_trusted_ips", "bots", "project_key_boxes", "auth_methods", "login_failures",
	"secrets", "secret_versions", "secret_tags", "secret_imports",
	"decision_records", "decision_documents", "decision_tiles", "decision_checkpoints",
	"policy_bundles", "policy_rollouts", "policy_changes", "policy_differences", "kept_policies", "key_uses", "probes",
}

// ours reports whether a table is Warder's: others may be beside them in a database.
func ours(table string) bool {
	_, ends := endings[table]
	return ends || slices.Contains(unchanged, table)
}

func everyRow(func(string) any) bool { return true }

func disabled(hash any) any {
	text, _ := hash.(string)
	return models.DisabledHash(text)
}

// of makes the ending of a table for rows with certain columns. apply changes a row in
// place and tells whether it stays.
func (e ending) of(relation *store.Relation, keepCredentials bool) (apply func(values []any) bool, err error) {
	at := map[string]int{}
	for i, column := range relation.Columns {
		at[column.Name] = i
	}
	changed, found := at[e.column]
	if e.column != "" && !found {
		return nil, fmt.Errorf("the backup has a table %s without the column %s", relation.Name, e.column)
	}
	return func(values []any) bool {
		if e.drop != nil && e.drop(func(column string) any { return values[at[column]] }) {
			return false
		}
		if e.column != "" && !(e.credential && keepCredentials) {
			values[changed] = e.change(values[changed])
		}
		return true
	}, nil
}

// EndedBy says what a restore did to the rows of a table, for people.
func EndedBy(table string) string {
	switch ends := endings[table]; {
	case ends.credential:
		return "disabled until they are enabled"
	case ends.drop != nil:
		return "left out"
	}
	return "ended"
}
