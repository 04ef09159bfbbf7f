package pep

import (
	"context"
	"errors"
	"testing"
)

func Test_an_organization_has_one_turn_at_a_time(t *testing.T) {
	turns := newTurns()
	turns.all = make(chan struct{}, 2)
	first, err := turns.take(t.Context(), "acme")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := turns.take(t.Context(), "acme"); !errors.Is(err, errTurnTaken) {
		t.Errorf("a second turn of the same organization: %v", err)
	}
	second, err := turns.take(t.Context(), "globex")
	if err != nil {
		t.Errorf("the turn of another organization: %v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := turns.take(ended, "initech"); !errors.Is(err, context.Canceled) {
		t.Errorf("a third turn where there is room for two: %v", err)
	}
	first()
	first() // does no harm
	for _, who := range []string{"initech", "acme"} {
		done, err := turns.take(t.Context(), who)
		if err != nil {
			t.Errorf("%s after another is done: %v", who, err)
			continue
		}
		done()
	}
	second()
	if len(turns.taken) != 0 || len(turns.all) != 0 {
		t.Errorf("left are %v, %d", turns.taken, len(turns.all))
	}
}
