package models

import (
	"strings"

	"warder/models/store"
)

// disabledPrefix stands before the hash of a credential that a restore disabled. No
// credential has such a hash, so none is let in by it; without the prefix it is as it
// was, with its uses, its end and whether it was revoked.
const disabledPrefix = "disabled:"

// DisabledHash is the hash of a credential that lets nothing in until it is enabled.
func DisabledHash(hash string) string {
	return disabledPrefix + strings.TrimPrefix(hash, disabledPrefix)
}

// Kinds of DisabledCredential.
const (
	ClientSecretKind = "client-secret"
	APIKeyKind       = "api-key"
	ServiceTokenKind = "service-token"
)

// DisabledCredential is a credential that a restore disabled.
type DisabledCredential struct {
	Kind  string
	ID    string
	OrgID string // empty for an API key
	// Owner is the identity of a client secret, the user of an API key, the project of a service token.
	Owner string
	Name  string
}

// disabledCredentials finds them all, in one order.
const disabledCredentials = `SELECT * FROM (
	SELECT '` + ClientSecretKind + `' AS kind, id, org_id, identity_id AS owner, description AS name, hash FROM client_secrets
	UNION ALL SELECT '` + APIKeyKind + `', id, '', user_id, name, hash FROM api_keys
	UNION ALL SELECT '` + ServiceTokenKind + `', id, org_id, project_id, name, hash FROM service_tokens
) AS credentials WHERE hash LIKE '` + disabledPrefix + `%'`

// CountDisabledCredentials is how many credentials wait to be enabled.
func CountDisabledCredentials(tx *store.Tx) (count int64, err error) {
	err = tx.DB().Raw("SELECT count(*) FROM (" + disabledCredentials + ") AS disabled").Scan(&count).Error
	return count, store.Translate(err)
}

// DisabledCredentials are at most limit of those that wait to be enabled, behind a kind
// and an id.
func DisabledCredentials(tx *store.Tx, afterKind, afterID string, limit int) ([]DisabledCredential, error) {
	var rows []DisabledCredential
	err := tx.DB().Raw(disabledCredentials+" AND (kind > ? OR kind = ? AND id > ?) ORDER BY kind, id LIMIT ?", afterKind, afterKind, afterID, limit).Scan(&rows).Error
	return rows, store.Translate(err)
}

// DisabledCredentialsOf are those with an id, or of an owner.
func DisabledCredentialsOf(tx *store.Tx, idOrOwner string) ([]DisabledCredential, error) {
	var rows []DisabledCredential
	err := tx.DB().Raw(disabledCredentials+" AND (id = ? OR owner = ?) ORDER BY kind, id", idOrOwner, idOrOwner).Scan(&rows).Error
	return rows, store.Translate(err)
}

// EnableCredential lets a disabled credential in again. What it may do, its uses and its
// end are as they were when it was backed up.
func EnableCredential(tx *store.Tx, c *DisabledCredential) error {
	table := map[string]string{ClientSecretKind: "client_secrets", APIKeyKind: "api_keys", ServiceTokenKind: "service_tokens"}[c.Kind]
	err := tx.DB().Exec("UPDATE "+table+" SET hash = substr(hash, ?) WHERE id = ? AND hash LIKE '"+disabledPrefix+"%'", len(disabledPrefix)+1, c.ID).Error
	return store.Translate(err)
}
