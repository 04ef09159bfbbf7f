package models

import (
	"time"

	"gorm.io/gorm/clause"

	"warder/models/store"
)

// LoginFailure is one failed login to count.
type LoginFailure struct {
	Key     string // the auth method or user of the login
	Address string // or the network that it belongs to, or AnyAddress
	OrgID   string
	At      store.Time
	Restart bool  // earlier failures are forgotten
	LockFor int64 // seconds to lock from now on, 0 for not
	Seen    Counted
}

// AnyAddress stands for all addresses together.
const AnyAddress = "*"

// Counted is what had been counted when it was decided what a failure leads to,
// in Unix seconds; all zero where nothing had.
type Counted struct{ Failures, LastFailure, LockedUntil int64 }

func (c Counted) still(row *LoginFailures) bool {
	return c == Counted{row.Failures, row.LastFailure.Unix(), row.LockedUntil.Unix()}
}

// CountLoginFailure adds a failure of one key from one address, and locks it
// out if asked to. It is false, and counts nothing, if another failure was counted
// since: guesses that arrive at once have to be decided one after the other.
func CountLoginFailure(tx *store.Tx, failure LoginFailure) (bool, error) {
	row := LoginFailures{LoginKey: failure.Key, Address: failure.Address}
	found := tx.Locking().DB().Where("login_key = ? AND address = ?", failure.Key, failure.Address).Limit(1).Find(&row)
	if found.Error != nil {
		return false, store.Translate(found.Error)
	}
	if found.RowsAffected > 0 && !failure.Seen.still(&row) || found.RowsAffected == 0 && failure.Seen != (Counted{}) {
		return false, nil
	}
	if failure.Restart {
		row.Failures = 0
	}
	row.Failures++
	row.LastFailure, row.OrgID = failure.At, failure.OrgID
	if failure.LockFor > 0 {
		until := store.At(failure.At.Add(time.Duration(failure.LockFor) * time.Second))
		row.LockedUntil, row.Failures = &until, 0
	}
	if found.RowsAffected > 0 {
		return true, store.Translate(tx.DB().Save(&row).Error)
	}
	first := tx.DB().Clauses(clause.OnConflict{DoNothing: true}).Create(&row)
	return first.RowsAffected > 0, store.Translate(first.Error)
}

// ClearLoginFailures resets the counter of one key and address. It may be part of
// WriteOptimistic.
func ClearLoginFailures(tx *store.Tx, key, address string) error {
	_, err := tx.Apply(store.Statement{Text: "DELETE FROM login_failures WHERE login_key = ? AND address = ?", Args: []any{key, address}})
	return store.Translate(err)
}

// ClearAllLoginFailures resets the counters of one key for all addresses.
func ClearAllLoginFailures(tx *store.Tx, key string) error {
	_, err := store.Delete[LoginFailures](tx, store.Installation, "login_key = ?", key)
	return err
}
