package models

import (
	"slices"

	"warder/models/store"
)

// LastUses are when identities were last heard, by any token that is still kept. One
// that was not is left out.
func LastUses(tx *store.Tx, scope store.Scope, identityIDs []string) (map[string]store.Time, error) {
	return latest(tx, scope, "last_used_at", "identity_id", identityIDs)
}

// LastLogins are when client secrets last issued a token that is still kept.
func LastLogins(tx *store.Tx, scope store.Scope, clientSecretIDs []string) (map[string]store.Time, error) {
	return latest(tx, scope, "created_at", "client_secret_id", clientSecretIDs)
}

func latest(tx *store.Tx, scope store.Scope, moment, owner string, ids []string) (map[string]store.Time, error) {
	found := map[string]store.Time{}
	for some := range slices.Chunk(ids, MostIDs) {
		var rows []struct {
			Owner  string
			Moment *store.Time
		}
		err := tx.DB().Model(&AccessToken{}).Select(owner+" AS owner, max("+moment+") AS moment").
			Where("org_id = ? AND "+owner+" IN ?", scope.OrgID, some).Group(owner).Scan(&rows).Error
		if err != nil {
			return nil, store.Failed[AccessToken]("read", err)
		}
		for _, row := range rows {
			if row.Moment != nil {
				found[row.Owner] = *row.Moment
			}
		}
	}
	return found, nil
}
