package models

import (
	"slices"

	"warder/models/store"
)

// MostIDs is how many ids go into one statement: databases bound its parameters.
const MostIDs = 10_000

// WithIDs are the rows of a scope with these ids, which may be repeated, as far as they
// exist. It asks nothing where there is no id.
func WithIDs[T any](tx *store.Tx, scope store.Scope, ids []string) ([]T, error) {
	found := []T{}
	for some := range slices.Chunk(slices.Compact(slices.Sorted(slices.Values(ids))), MostIDs) {
		rows, err := store.Find[T](tx, scope, "id IN ?", some)
		if err != nil {
			return nil, err
		}
		found = append(found, rows...)
	}
	return found, nil
}

// ProjectNames are the names of projects by their ids, as far as they exist.
func ProjectNames(tx *store.Tx, scope store.Scope, ids []string) (map[string]string, error) {
	projects, err := WithIDs[Project](tx, scope, ids)
	names := make(map[string]string, len(projects))
	for i := range projects {
		names[projects[i].ID] = projects[i].Name
	}
	return names, err
}
