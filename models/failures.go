package models

import "time"

// LoginFailure is one failed login to count.
type LoginFailure struct {
	Key        string // what was logged in to: an auth method or a user
	Address    string
	OrgID      string
	At         Time
	ResetAfter int64 // seconds after which earlier failures are forgotten
	LockFor    int64 // seconds to lock from now on, 0 for not
}

// CountLoginFailure adds a failure of one key from one address, and locks it
// out if asked to.
func CountLoginFailure(tx *Tx, failure LoginFailure) error {
	row := LoginFailures{LoginKey: failure.Key, Address: failure.Address, OrgID: failure.OrgID, LastFailure: failure.At}
	err := tx.DB().Where("login_key = ? AND address = ?", failure.Key, failure.Address).Limit(1).Find(&row).Error
	if err != nil {
		return translate(err)
	}
	if failure.At.Sub(row.LastFailure.Time) > time.Duration(failure.ResetAfter)*time.Second {
		row.Failures = 0
	}
	row.Failures++
	row.LastFailure, row.OrgID = failure.At, failure.OrgID
	if failure.LockFor > 0 {
		until := At(failure.At.Add(time.Duration(failure.LockFor) * time.Second))
		row.LockedUntil, row.Failures = &until, 0
	}
	return translate(tx.DB().Save(&row).Error)
}

// ClearLoginFailures forgets what was counted for one key from one address.
func ClearLoginFailures(tx *Tx, key, address string) error {
	_, err := Delete[LoginFailures](tx, Installation, "login_key = ? AND address = ?", key, address)
	return err
}
