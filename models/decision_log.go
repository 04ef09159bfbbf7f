package models

import (
	"database/sql"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"warder/models/store"
)

// DecisionTile is a tile of the Merkle tree over the decision log, see package ledger.
// On level 0 it says of each of its leaves which record that is.
type DecisionTile struct {
	Level  int64  `gorm:"primaryKey;autoIncrement:false"`
	Number int64  `gorm:"primaryKey;autoIncrement:false"`
	Low    int64  // the least of the numbers of its records
	High   int64  // the greatest
	Hashes []byte // 32 bytes each
	IDs    []byte `gorm:"column:ids"` // 16 bytes each, the id of the record
	Seqs   []byte // 8 bytes each, its number
}

// Untenanted marks the table.
func (*DecisionTile) Untenanted() {}

// DecisionCheckpoint is a signed statement about the tree when it had so many leaves.
type DecisionCheckpoint struct {
	Size int64 `gorm:"primaryKey;autoIncrement:false"`
	Time store.Time
	Note string
}

// Untenanted marks the table.
func (*DecisionCheckpoint) Untenanted() {}

var storedDecisions = store.PerDialect(func(string) string {
	return "SELECT " + store.ColumnsAs[DecisionRecord]("r") + " FROM decision_records r WHERE r.seq > ? ORDER BY r.seq LIMIT ?"
})

// StoredDecisions reads records as they are stored, in the order of their numbers, from
// behind one.
func StoredDecisions(tx *store.Tx, after int64, limit int) ([]DecisionRecord, error) {
	found := []DecisionRecord{}
	err := tx.Query(storedDecisions, []any{after, limit}, func(rows *sql.Rows) error {
		for rows.Next() {
			row := DecisionRecord{}
			if err := rows.Scan(store.Into(&row)...); err != nil {
				return err
			}
			found = append(found, row)
		}
		return nil
	})
	return found, store.Translate(err)
}

// DecisionNumbers are the numbers of records from behind one.
func DecisionNumbers(tx *store.Tx, after int64, limit int) ([]int64, error) {
	numbers := []int64{}
	err := tx.DB().Model(&DecisionRecord{}).Where("seq > ?", after).Order("seq").Limit(limit).Pluck("seq", &numbers).Error
	return numbers, store.Translate(err)
}

// TileAt reads a tile; nil where there is none.
func TileAt(tx *store.Tx, level, number int64) (*DecisionTile, error) {
	return firstOrNil[DecisionTile](tx.DB().Where("level = ? AND number = ?", level, number))
}

// TilesFrom reads tiles of level 0 from a number on, in order.
func TilesFrom(tx *store.Tx, number int64, limit int) ([]DecisionTile, error) {
	rows := []DecisionTile{}
	err := tx.DB().Where("level = 0 AND number >= ?", number).Order("number").Limit(limit).Find(&rows).Error
	return rows, store.Translate(err)
}

// LastTile reads the last tile of level 0; nil where there is none.
func LastTile(tx *store.Tx) (*DecisionTile, error) {
	return firstOrNil[DecisionTile](tx.DB().Where("level = 0").Order("number DESC"))
}

// firstOrNil reads the first row of a query; nil where there is none.
func firstOrNil[T any](query *gorm.DB) (*T, error) {
	rows := []T{}
	if err := query.Limit(1).Find(&rows).Error; err != nil || len(rows) == 0 {
		return nil, store.Translate(err)
	}
	return &rows[0], nil
}

// TilesAbove reads the tiles of level 0 that have a record whose number is beyond one.
func TilesAbove(tx *store.Tx, seq int64) ([]DecisionTile, error) {
	rows := []DecisionTile{}
	err := tx.DB().Where("level = 0 AND high > ?", seq).Find(&rows).Error
	return rows, store.Translate(err)
}

// TilesWith reads the few tiles of level 0 that may have the record of a number.
func TilesWith(tx *store.Tx, seq int64) ([]DecisionTile, error) {
	rows := []DecisionTile{}
	err := tx.DB().Where("level = 0 AND high >= ? AND low <= ?", seq, seq).Order("high").Limit(64).Find(&rows).Error
	return rows, store.Translate(err)
}

// HighestLogged is the greatest number that is in the log.
func HighestLogged(tx *store.Tx) (int64, error) {
	highest := []int64{}
	err := tx.DB().Model(&DecisionTile{}).Where("level = 0").Order("high DESC").Limit(1).Pluck("high", &highest).Error
	if err != nil || len(highest) == 0 {
		return 0, store.Translate(err)
	}
	return highest[0], nil
}

// SaveTiles writes tiles over those that are there.
func SaveTiles(tx *store.Tx, tiles []DecisionTile) error {
	if len(tiles) == 0 {
		return nil
	}
	return store.Translate(tx.DB().Clauses(clause.OnConflict{UpdateAll: true}).Create(&tiles).Error)
}

// LastCheckpoint reads the checkpoint of the largest tree; nil where there is none.
func LastCheckpoint(tx *store.Tx) (*DecisionCheckpoint, error) {
	return firstOrNil[DecisionCheckpoint](tx.DB().Order("size DESC"))
}

// checkpointsKept is how many checkpoints are kept.
const checkpointsKept = 100

// SaveCheckpoint writes a checkpoint, and removes old ones.
func SaveCheckpoint(tx *store.Tx, row *DecisionCheckpoint) error {
	if err := tx.DB().Clauses(clause.OnConflict{UpdateAll: true}).Create(row).Error; err != nil {
		return store.Translate(err)
	}
	oldest := []int64{}
	if err := tx.DB().Model(row).Order("size DESC").Offset(checkpointsKept).Limit(1).Pluck("size", &oldest).Error; err != nil || len(oldest) == 0 {
		return store.Translate(err)
	}
	return store.Translate(tx.DB().Where("size <= ?", oldest[0]).Delete(&DecisionCheckpoint{}).Error)
}

// DecisionsByNumber reads records as they are stored by their numbers, in order.
func DecisionsByNumber(tx *store.Tx, numbers []int64) ([]DecisionRecord, error) {
	rows := []DecisionRecord{}
	if len(numbers) == 0 {
		return rows, nil
	}
	err := tx.DB().Where("seq IN ?", numbers).Order("seq").Find(&rows).Error
	return rows, store.Translate(err)
}

// StoredDecisionsByID reads records as they are stored by their ids.
func StoredDecisionsByID(tx *store.Tx, ids []string) ([]DecisionRecord, error) {
	rows := []DecisionRecord{}
	err := tx.DB().Where("id IN ?", ids).Find(&rows).Error
	return rows, store.Translate(err)
}

// DamagedDocuments are documents whose text is not what their name says, and those that
// records or others name and that are not there, by name.
func DamagedDocuments(tx *store.Tx, said []string) (map[string]string, error) {
	damaged, there, wanted := map[string]string{}, map[string]bool{}, map[string]bool{}
	for _, name := range said {
		wanted[name] = true
	}
	names := []string{}
	if err := tx.DB().Model(&DecisionDocument{}).Distinct().Pluck("hash", &names).Error; err != nil {
		return nil, store.Translate(err)
	}
	for part := range slices.Chunk(names, documentsAtOnce) {
		rows := []DecisionDocument{}
		if err := tx.DB().Select("hash", "body").Where("hash IN ?", part).Find(&rows).Error; err != nil {
			return nil, store.Translate(err)
		}
		for i := range rows {
			if there[rows[i].Hash] = true; NameOf(rows[i].Body) != rows[i].Hash {
				damaged[rows[i].Hash] = "it was edited"
			}
			for _, name := range named(nil, rows[i].Body, true) {
				wanted[name] = true
			}
		}
	}
	for name := range wanted {
		if !there[name] {
			damaged[name] = "it is missing"
		}
	}
	return damaged, nil
}

// ResealDecisions writes the seals of records.
func ResealDecisions(tx *store.Tx, rows []DecisionRecord) error {
	for i := range rows {
		if err := tx.DB().Model(&DecisionRecord{}).Where("seq = ?", rows[i].Seq).Update("seal", rows[i].Seal).Error; err != nil {
			return store.Translate(err)
		}
	}
	return nil
}
