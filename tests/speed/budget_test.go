package speed

import (
	"context"
	"sync"
	"testing"

	"warder/engine"
	"warder/engine/input"
)

// What one decision of the shipped policy may allocate: what was reached, and a
// little. docs/performance.md allows the first two 300.
func TestA_decision_stays_within_its_allocations(t *testing.T) {
	e := forgetful(t)
	denied := ReadSecret(200)
	denied.Facts.Token.Revoked = true
	for name, row := range map[string]struct {
		request   *input.Request
		permitted bool
		most      float64
	}{
		"a role of 10 rules":  {ReadSecret(10), true, 200},
		"a role of 200 rules": {ReadSecret(200), true, 200},
		"a refusal":           {denied, false, 310},
	} {
		allocated := testing.AllocsPerRun(50, func() {
			if e.Decide(t.Context(), row.request).Permitted != row.permitted {
				t.Fatalf("%s: permitted is not %v", name, row.permitted)
			}
		})
		t.Logf("%s: %.0f", name, allocated)
		if allocated > row.most {
			t.Errorf("%s: %.0f allocations, at most %.0f", name, allocated, row.most)
		}
	}
}

func TestA_list_stays_within_its_allocations(t *testing.T) {
	e, list := forgetful(t), ListSecrets(200, 1000, 20)
	allocated := testing.AllocsPerRun(20, func() {
		if !list.Ask(t.Context(), e).Permitted {
			t.Fatal("it is refused")
		}
	})
	t.Logf("%.0f", allocated)
	if allocated > 6_900 {
		t.Errorf("%.0f allocations, at most 6900", allocated)
	}
}

func TestA_decision_costs_the_same_for_10_rules_and_for_200(t *testing.T) {
	e := forgetful(t)
	cost := func(request *input.Request) float64 {
		return testing.AllocsPerRun(50, func() { e.Decide(t.Context(), request) })
	}
	if few, many := cost(ReadSecret(10)), cost(ReadSecret(200)); many > 1.1*few {
		t.Errorf("%.0f allocations for 10 rules, %.0f for 200", few, many)
	}
}

func anew(options *engine.Options) { options.Forgetful = true }

var shared = sync.OnceValues(func() (*engine.Engine, error) { return Shipped(context.Background(), anew) })

// forgetful is an engine with the shipped policy that makes every decision.
func forgetful(t *testing.T) *engine.Engine {
	t.Helper()
	e, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// A decision that is found costs its id, and nothing else.
func TestA_decision_found_allocates_once(t *testing.T) {
	e, err := Shipped(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	request := ReadSecret(200)
	if allocated := testing.AllocsPerRun(100, func() { e.Decide(t.Context(), request) }); allocated > 1 {
		t.Errorf("%.0f allocations, at most 1", allocated)
	}
}

// The rules of the shipped policy look at no name unless a role does, so a folder whose
// secrets are read one by one within a second is decided once.
func TestSecrets_of_a_folder_are_decided_once(t *testing.T) {
	e, err := Shipped(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	role := Compiled(Rules(200), "readValue")
	for _, name := range []string{"A", "B", "C"} {
		request := readAt(Place{"prod", "/db/app", name}, role)
		request.Resource.ID = "id-" + name
		if !e.Decide(t.Context(), request).Permitted {
			t.Fatal("it is refused")
		}
	}
	if hits, misses := e.Lookups(); hits != 2 || misses != 1 {
		t.Errorf("%d decisions were found and %d made, want 2 and 1", hits, misses)
	}
}
