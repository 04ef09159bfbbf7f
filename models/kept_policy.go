package models

import (
	"gorm.io/gorm/clause"

	"warder/models/store"
)

// KeptPolicy is the bundle of policy that was activated last. There is one row, for
// all servers alike.
type KeptPolicy struct {
	ID       string `gorm:"primaryKey"`
	Revision int64
	Digest   string
	Archive  []byte
	Hash     string // of all of it, under a key that the database does not have
	KeptAt   store.Time
}

// theKeptPolicy is the primary key of the one row.
const theKeptPolicy = "last-good"

// LastPolicy reads the row, or fails with ErrNotFound.
func LastPolicy(tx *store.Tx) (*KeptPolicy, error) {
	return store.First[KeptPolicy](tx, store.Installation, "id = ?", theKeptPolicy)
}

// KeepPolicy puts the row in the place of the one before, unless another server
// kept a higher revision meanwhile.
func KeepPolicy(tx *store.Tx, row *KeptPolicy) error {
	row.ID = theKeptPolicy
	newer := clause.OnConflict{
		Columns:   []clause.Column{{Name: "id"}},
		Where:     clause.Where{Exprs: []clause.Expression{clause.Expr{SQL: "kept_policies.revision <= excluded.revision"}}},
		DoUpdates: clause.AssignmentColumns([]string{"revision", "digest", "archive", "hash", "kept_at"}),
	}
	if err := tx.DB().Clauses(newer).Create(row).Error; err != nil {
		return store.Failed[KeptPolicy]("write", err)
	}
	return nil
}
