package models

import (
	"math"
	"slices"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"warder/models/store"
)

// Cursor is a place in the log, as its readers have it: by time.
type Cursor struct {
	Time store.Time
	Seq  int64
}

// CursorOf is the place of a decision. Of one that is not there any more it is found by
// its id, which begins with its time; ErrNotFound for an id that never was one.
func CursorOf(tx *store.Tx, orgID, id string) (Cursor, error) {
	rows := []DecisionRecord{}
	filter := DecisionFilter{OrgID: orgID}
	if err := filter.query(tx).Select("time", "seq").Where("id = ?", id).Limit(1).Find(&rows).Error; err != nil {
		return Cursor{}, store.Failed[DecisionRecord]("read", err)
	}
	if len(rows) > 0 {
		return Cursor{rows[0].Time, rows[0].Seq}, nil
	}
	parsed, err := uuid.Parse(id)
	if err != nil || parsed.Version() != 7 {
		return Cursor{}, store.Failed[DecisionRecord]("read", gorm.ErrRecordNotFound)
	}
	seconds, nanoseconds := parsed.Time().UnixTime()
	return Cursor{store.At(time.Unix(seconds, nanoseconds)), math.MaxInt64}, nil
}

// DecisionsBefore reads a page of records older than a cursor, or the first page without
// one, newest first. Rules are left out of its records.
func DecisionsBefore(tx *store.Tx, filter DecisionFilter, place *Cursor, limit int) ([]DecisionRecord, error) {
	query := filter.query(tx)
	if place != nil {
		query = query.Where("time <= ? AND (time < ? OR seq < ?)", place.Time, place.Time, place.Seq)
	}
	rows := []DecisionRecord{}
	if err := query.Order("time DESC, seq DESC").Limit(max(limit, 0)).Find(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	return rows, joinDecisions(tx, rows, false)
}

// DecisionsSince reads a page of records newer than a cursor: the oldest of them, sorted
// newest first. Rules are left out of its records.
func DecisionsSince(tx *store.Tx, filter DecisionFilter, place Cursor, limit int) ([]DecisionRecord, error) {
	rows := []DecisionRecord{}
	err := filter.query(tx).Where("time >= ? AND (time > ? OR seq > ?)", place.Time, place.Time, place.Seq).
		Order("time, seq").Limit(max(limit, 0)).Find(&rows).Error
	if err != nil {
		return nil, store.Translate(err)
	}
	slices.Reverse(rows)
	return rows, joinDecisions(tx, rows, false)
}

// SubjectsNamed are the ids of the identities of an organization and of the users who
// have a name or an e-mail address, beside the name itself, which may be an id.
func SubjectsNamed(tx *store.Tx, orgID, name string) ([]string, error) {
	ids := []string{name}
	identities, err := store.Find[Identity](tx, store.Scope{OrgID: orgID}, "name = ?", name)
	if err != nil {
		return nil, err
	}
	for i := range identities {
		ids = append(ids, identities[i].ID)
	}
	users, err := store.Find[User](tx, store.Installation, "email = ?", name)
	for i := range users {
		ids = append(ids, users[i].ID)
	}
	return ids, err
}
