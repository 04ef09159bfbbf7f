package models

import (
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"warder/models/store"
)

// PolicyDifferences count how answers of a candidate compare with the active policy's.
type PolicyDifferences struct {
	Compared       int64 `json:"compared"`
	NewlyRefused   int64 `json:"newlyRefused"`
	NewlyPermitted int64 `json:"newlyPermitted"`
	OtherReasons   int64 `json:"otherReasons"`
	Failed         int64 `json:"failed"`
}

// Since are the differences that came after others. Counters that began again are
// counted from 0.
func (d PolicyDifferences) Since(before PolicyDifferences) PolicyDifferences {
	if d.Compared < before.Compared {
		return d
	}
	return PolicyDifferences{
		Compared: d.Compared - before.Compared, NewlyRefused: d.NewlyRefused - before.NewlyRefused, NewlyPermitted: d.NewlyPermitted - before.NewlyPermitted,
		OtherReasons: d.OtherReasons - before.OtherReasons, Failed: d.Failed - before.Failed,
	}
}

// Plus is the sum of both.
func (d PolicyDifferences) Plus(other PolicyDifferences) PolicyDifferences {
	return PolicyDifferences{
		Compared: d.Compared + other.Compared, NewlyRefused: d.NewlyRefused + other.NewlyRefused, NewlyPermitted: d.NewlyPermitted + other.NewlyPermitted,
		OtherReasons: d.OtherReasons + other.OtherReasons, Failed: d.Failed + other.Failed,
	}
}

// PolicyDifference is what all servers counted of a trial within one minute.
type PolicyDifference struct {
	Trial  string     `gorm:"primaryKey"`
	Minute store.Time `gorm:"primaryKey"`
	PolicyDifferences
}

// AddDifferences adds to those of a minute.
func AddDifferences(tx *store.Tx, row *PolicyDifference) error {
	sums := map[string]any{}
	for _, column := range []string{"compared", "newly_refused", "newly_permitted", "other_reasons", "failed"} {
		sums[column] = gorm.Expr("policy_differences." + column + " + excluded." + column)
	}
	adding := clause.OnConflict{Columns: []clause.Column{{Name: "trial"}, {Name: "minute"}}, DoUpdates: clause.Assignments(sums)}
	if err := tx.DB().Clauses(adding).Create(row).Error; err != nil {
		return store.Failed[PolicyDifference]("write", err)
	}
	return nil
}

// LatestTrial is the trial that was counted last, or empty.
func LatestTrial(tx *store.Tx) (string, error) {
	trials := []string{}
	err := tx.DB().Model(&PolicyDifference{}).Order("minute DESC").Limit(1).Pluck("trial", &trials).Error
	if err != nil || len(trials) == 0 {
		return "", store.Translate(err)
	}
	return trials[0], nil
}

// DifferencesOf are those of a trial from a moment on, oldest first, and whether there are
// earlier ones.
func DifferencesOf(tx *store.Tx, trial string, from store.Time) (rows []PolicyDifference, earlier bool, err error) {
	if err := tx.DB().Where("trial = ? AND minute >= ?", trial, from).Order("minute").Find(&rows).Error; err != nil {
		return nil, false, store.Failed[PolicyDifference]("read", err)
	}
	before, err := store.Count[PolicyDifference](tx, store.Installation, "trial = ? AND minute < ?", trial, from)
	return rows, before > 0, err
}
