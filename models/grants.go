package models

import (
	"gorm.io/gorm"

	"warder/models/store"
)

// LockGrants makes the transaction the only one that changes who may do what in
// an organization, until it ends, and counts it. A change that compares privileges
// calls it before reading any: each statement after it sees what the changes
// before it left, and no change comes between the comparison and what it
// permits. An organization that does not exist has nothing to lock.
func LockGrants(tx *store.Tx, orgID string) error {
	return store.Translate(tx.DB().Model(&Organization{}).Where("id = ?", orgID).
		UpdateColumn("grants_version", gorm.Expr("grants_version + 1")).Error)
}
