package store_test

import (
	"context"
	"errors"
	"testing"

	"warder/models"
	"warder/models/store"
	"warder/tests/modelstest"
)

// Who has written is waited for, and nobody else.
func Test_awaited_are_the_writers_that_began_before(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		never := func() { t.Error("waited, and nobody writes") }
		if err := db.AwaitWriters(t.Context(), never); err != nil {
			t.Fatal(err)
		}
		written, end, ended := make(chan struct{}), make(chan struct{}), make(chan error, 1)
		go func() {
			ended <- db.Write(t.Context(), func(tx *store.Tx) error {
				err := models.SetSetting(tx, "name", "value")
				close(written)
				<-end
				return err
			})
		}()
		<-written
		if db.Dialect() == store.SQLite {
			close(end)
			if err := errors.Join(db.AwaitWriters(t.Context(), never), <-ended); err != nil {
				t.Error(err)
			}
			return
		}
		ctx, leave := context.WithCancel(t.Context())
		if err := db.AwaitWriters(ctx, leave); !errors.Is(err, context.Canceled) {
			t.Errorf("left while waiting: %v", err)
		}
		waited := 0
		err := db.AwaitWriters(t.Context(), func() {
			if waited++; waited == 2 {
				close(end)
			}
		})
		if err != nil || waited < 2 {
			t.Errorf("waited %d times, %v", waited, err)
		}
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}
