package models

import "warder/models/store"

// VersionPlace is a folder in which a secret was, under a name that it had there.
type VersionPlace struct{ FolderID, Key, Path, Environment string }

// VersionPlaces are the places of the versions of a secret that are kept.
func VersionPlaces(tx *store.Tx, scope store.Scope, secretID string) ([]VersionPlace, error) {
	places := []VersionPlace{}
	err := store.Rows[SecretVersion](tx, scope, "secret_versions.secret_id = ?", []any{secretID}).
		Joins("JOIN folders ON folders.id = secret_versions.folder_id").
		Joins("JOIN environments ON environments.id = folders.environment_id").
		Distinct("secret_versions.folder_id, secret_versions.key, folders.path, environments.slug AS environment").
		Order("folder_id, key").Scan(&places).Error
	if err != nil {
		return nil, store.Failed[SecretVersion]("read", err)
	}
	return places, nil
}

// VersionsIn are the versions of a secret in some of its places, newest first.
func VersionsIn(tx *store.Tx, scope store.Scope, secretID string, places []VersionPlace, limit, offset int) ([]SecretVersion, error) {
	pairs := make([][]any, 0, len(places))
	for _, place := range places {
		pairs = append(pairs, []any{place.FolderID, place.Key})
	}
	if len(pairs) == 0 {
		return nil, nil
	}
	return store.Find[SecretVersion](tx.OrderBy("version DESC").Page(limit, offset), scope, "secret_id = ? AND (folder_id, key) IN ?", secretID, pairs)
}
