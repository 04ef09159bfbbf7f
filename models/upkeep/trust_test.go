package upkeep_test

import (
	"context"
	"errors"
	"testing"

	"warder/models"
	"warder/models/store"
	"warder/models/upkeep"
)

// A clock that was two years ahead would call every token expired.
func Test_nothing_is_removed_by_a_clock_that_is_not_trusted(t *testing.T) {
	each(t, func(t *testing.T, db *store.Store) {
		outdated(t, db, "old")
		wrong, tell := errors.New("the clock is wrong"), watch()
		doubted := options
		doubted.Trust = func(context.Context) error { return wrong }
		k := upkeep.New(db, still, discard, tell, doubted)
		k.Turn(t.Context())
		if _, err := k.Clean(t.Context()); !errors.Is(err, wrong) {
			t.Errorf("cleaning said %v", err)
		}
		if tokens := left(t, db, &models.AccessToken{}, "id"); len(tokens) != 1 || tell.calls != 0 || len(tell.cleaned) != 0 {
			t.Errorf("%v are left; it began %d times", tokens, tell.calls)
		}
		wrong = nil
		if _, err := k.Clean(t.Context()); err != nil {
			t.Error(err)
		}
		if tokens := left(t, db, &models.AccessToken{}, "id"); len(tokens) != 0 {
			t.Errorf("%v are left though the clock is right again", tokens)
		}
	})
}
