package models

import "warder/models/store"

// SealedRow is something that a wrapping key of the installation sealed.
type SealedRow struct {
	ID, OrgID string
	Sealed    []byte
}

// SealedKind is a column of what wrapping keys seal.
type SealedKind struct{ table, column string }

// What wrapping keys seal.
var (
	ProjectKeys    = SealedKind{"projects", "data_key"}
	ReviewerTokens = SealedKind{"auth_methods", "reviewer"}
)

// SealedKinds is all that wrapping keys seal.
func SealedKinds() []SealedKind { return []SealedKind{ProjectKeys, ReviewerTokens} }

// SealedAtOnce is how many rows are read at a time.
const SealedAtOnce = 200

// Rows are the next rows of all tenants, in the order of their ids, behind one.
func (k SealedKind) Rows(tx *store.Tx, after string) ([]SealedRow, error) {
	rows := []SealedRow{}
	err := tx.DB().Table(k.table).Select("id", "org_id", k.column+" AS sealed").
		Where("id > ? AND length("+k.column+") > 0", after).Order("id").Limit(SealedAtOnce).Scan(&rows).Error
	return rows, store.Translate(err)
}

// Each calls do for every row of all tenants.
func (k SealedKind) Each(tx *store.Tx, do func(row *SealedRow)) error {
	for after := ""; ; {
		rows, err := k.Rows(tx, after)
		if err != nil {
			return err
		}
		for i := range rows {
			do(&rows[i])
		}
		if len(rows) < SealedAtOnce {
			return nil
		}
		after = rows[len(rows)-1].ID
	}
}

// Reseal writes what another key sealed; false where the row was written meanwhile.
func (k SealedKind) Reseal(tx *store.Tx, row *SealedRow, sealed []byte) (bool, error) {
	written := tx.DB().Table(k.table).Where("id = ? AND "+k.column+" = ?", row.ID, row.Sealed).Update(k.column, sealed)
	return written.RowsAffected > 0, store.Translate(written.Error)
}
