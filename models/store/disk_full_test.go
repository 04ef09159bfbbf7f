package store_test

import (
	"errors"
	"fmt"
	"syscall"
	"testing"

	"warder/models/store"
	"warder/tests/database"
	"warder/tests/modelstest"
)

// A bounded file of SQLite is full as one on a full disk is.
func TestDiskFull(t *testing.T) {
	db := modelstest.Open(t, database.SQLite(t))
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		if err := tx.DB().Exec("PRAGMA max_page_count = 1").Error; err != nil {
			return err
		}
		return tx.DB().Exec("INSERT INTO settings (name, value) VALUES ('large', hex(randomblob(1000000)))").Error
	})
	if !store.DiskFull(err) {
		t.Errorf("a full file: %v", err)
	}
	if !store.DiskFull(fmt.Errorf("make: %w", syscall.ENOSPC)) {
		t.Error("a folder on a full disk")
	}
	for _, err := range []error{nil, errors.New("other"), &store.Error{Kind: store.ErrUnavailable}} {
		if store.DiskFull(err) {
			t.Errorf("%v", err)
		}
	}
}
