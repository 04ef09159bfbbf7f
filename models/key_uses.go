package models

import (
	"cmp"
	"slices"

	"gorm.io/gorm/clause"

	"warder/models/store"
)

// KeyUse is since when, and until when, servers said that they make new things with a key
// of the installation.
type KeyUse struct {
	Purpose string `gorm:"primaryKey"`
	KeyID   string `gorm:"primaryKey"`
	FirstAt store.Time
	LastAt  store.Time
}

// Untenanted marks the table.
func (*KeyUse) Untenanted() {}

// ReportKeyUses writes which keys, by purpose, are in use at a moment.
func ReportKeyUses(tx *store.Tx, keys map[string]string, at store.Time) error {
	rows := make([]KeyUse, 0, len(keys))
	for purpose, id := range keys {
		rows = append(rows, KeyUse{purpose, id, at, at})
	}
	// In one order, so that two servers do not wait for each other.
	slices.SortFunc(rows, func(a, b KeyUse) int { return cmp.Compare(a.Purpose, b.Purpose) })
	over := clause.OnConflict{Columns: []clause.Column{{Name: "purpose"}, {Name: "key_id"}}, DoUpdates: clause.AssignmentColumns([]string{"last_at"})}
	if err := tx.DB().Clauses(over).Create(&rows).Error; err != nil {
		return store.Failed[KeyUse]("write", err)
	}
	return nil
}

// KeyUses are those of a purpose.
func KeyUses(tx *store.Tx, purpose string) ([]KeyUse, error) {
	return store.Find[KeyUse](tx, store.Installation, "purpose = ?", purpose)
}
