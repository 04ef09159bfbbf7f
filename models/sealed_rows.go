package models

import "warder/models/store"

// SealedRow is something that a wrapping key of the installation sealed.
type SealedRow struct {
	ID, OrgID string
	Sealed    []byte
}

// SealedKind is a column of what wrapping keys seal.
type SealedKind struct{ table, column string }

// What wrapping keys seal: all of it.
var (
	ProjectKeys    = SealedKind{"projects", "data_key"}
	ReviewerTokens = SealedKind{"auth_methods", "reviewer"}
)

// SealedRows are at most limit rows of all tenants, in the order of their ids, behind one.
func SealedRows(tx *store.Tx, kind SealedKind, after string, limit int) ([]SealedRow, error) {
	rows := []SealedRow{}
	err := tx.DB().Table(kind.table).Select("id", "org_id", kind.column+" AS sealed").
		Where("id > ? AND length("+kind.column+") > 0", after).Order("id").Limit(limit).Scan(&rows).Error
	return rows, store.Translate(err)
}

// Reseal writes what another key sealed; false where the row was written meanwhile.
func (k SealedKind) Reseal(tx *store.Tx, row *SealedRow, sealed []byte) (bool, error) {
	written := tx.DB().Table(k.table).Where("id = ? AND "+k.column+" = ?", row.ID, row.Sealed).Update(k.column, sealed)
	return written.RowsAffected > 0, store.Translate(written.Error)
}
