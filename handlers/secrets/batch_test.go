package secrets

import (
	"errors"
	"fmt"
	"testing"

	"warder/handlers/pep"
)

func TestBatch_a_failure_says_which_item_it_was(t *testing.T) {
	broken := errors.New("broken")
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"issue":      {pep.InvalidField("Required", "secretValueCiphertext"), "[{custom [secrets 2 secretValueCiphertext] Required}]"},
		"issue deep": {pep.InvalidField("Required", "tags", 0), "[{custom [secrets 2 tags 0] Required}]"},
		"text":       {pep.BadRequest("Too long"), "Too long (secrets.2)"},
	} {
		if got := fmt.Sprint(pep.AsError(inItem(c.err, 2)).Message); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
	if got := inItem(broken, 2); !errors.Is(got, broken) {
		t.Errorf("got %v", got)
	}
}
