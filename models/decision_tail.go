package models

import (
	"time"

	"gorm.io/gorm"

	"warder/models/store"
)

// Tail follows the log in the order of its numbers, which all readers see alike. On
// PostgreSQL a number is given before its record is committed, so a later one may be
// there first: Tail waits for a number that is missing, but not for ever, because a
// transaction that was undone leaves one, too.
type Tail struct {
	Seq     int64 // of the last record that was passed
	missing int64
	since   time.Time
}

const (
	tailPatience = time.Second // for a number that is missing
	tailWindow   = 5000        // numbers that are passed at a time
)

// TailFrom follows what comes after a record, or with "" after the newest there is; false
// where there is no such record.
func TailFrom(tx *store.Tx, orgID, id string) (*Tail, bool, error) {
	numbers := []int64{}
	query := tx.DB().Model(&DecisionRecord{}).Order("seq DESC").Limit(1)
	if id != "" {
		query = query.Where("org_id = ? AND id = ?", orgID, id)
	}
	if err := query.Pluck("seq", &numbers).Error; err != nil {
		return nil, false, store.Failed[DecisionRecord]("read", err)
	}
	if len(numbers) == 0 {
		return &Tail{}, id == "", nil
	}
	return &Tail{Seq: numbers[0]}, true, nil
}

// Horizon is the number up to which nothing is missing any more.
func (t *Tail) Horizon(tx *store.Tx, now time.Time) (int64, error) {
	numbers := []int64{}
	err := tx.DB().Model(&DecisionRecord{}).Where("seq > ?", t.Seq).Order("seq").Limit(tailWindow).Pluck("seq", &numbers).Error
	if err != nil {
		return 0, store.Failed[DecisionRecord]("read", err)
	}
	horizon := t.Seq
	for _, number := range numbers {
		if tx.Dialect() == store.Postgres && number > horizon+1 && !t.waited(horizon+1, now) {
			break
		}
		horizon = number
	}
	return horizon, nil
}

// waited reports whether a number has been missing for long enough.
func (t *Tail) waited(number int64, now time.Time) bool {
	if t.missing != number {
		t.missing, t.since = number, now
	}
	return now.Sub(t.since) >= tailPatience
}

// newQuery lets a condition serve several queries.
var newQuery = &gorm.Session{}

// Follow reads what a filter finds up to a horizon, which the caller passes then by
// setting Seq. Where that is more than most, it is only counted: skipped says how many
// there were.
func (t *Tail) Follow(tx *store.Tx, filter DecisionFilter, horizon int64, most int) (rows []DecisionRecord, skipped int64, err error) {
	within := filter.query(tx).Where("seq > ? AND seq <= ?", t.Seq, horizon)
	if err := within.Session(newQuery).Order("seq").Limit(most + 1).Find(&rows).Error; err != nil {
		return nil, 0, store.Translate(err)
	}
	if len(rows) > most {
		rows = nil
		if err := within.Session(newQuery).Count(&skipped).Error; err != nil {
			return nil, 0, store.Translate(err)
		}
	}
	return rows, skipped, joinDecisions(tx, rows, false)
}
