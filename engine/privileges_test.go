package engine

import (
	"errors"
	"testing"

	"warder/engine/input"
)

// shortfallSource stands for the shipped authz/lib/shortfall, which has tests of its own.
const shortfallSource = `package authz.lib.shortfall

explained(held, wanted, now) := {{"action": "edit", "subject": "tags", "scope": "project", "id": wanted[0].id, "why": "not_held", "conditions": {"environment": {"$eq": "dev"}}}} if {
	count(held) == 0
	now > 0
} else := set()
`

func comparing(target *input.Target) *input.Request {
	return permitted(func(r *input.Request) { r.Facts.Target = target })
}

func TestComparePrivileges_lists_what_lacks_and_never_takes_silence_for_nothing(t *testing.T) {
	e := start(t, map[string]string{"authz/lib/shortfall/shortfall.rego": shortfallSource})
	wanted := []input.Holding{{Scope: "project", ID: "p1", Grants: []input.Grant{}}}
	revision, found, err := e.ComparePrivileges(t.Context(), comparing(&input.Target{Held: []input.Holding{}, Holdings: wanted}))
	if err != nil || len(found) != 1 || found[0].ID != "p1" || found[0].Why != "not_held" || found[0].Conditions["environment"]["$eq"] != "dev" || revision != e.Revision() {
		t.Errorf("%v %+v: %v", revision, found, err)
	}
	if _, found, err = e.ComparePrivileges(t.Context(), comparing(&input.Target{Held: wanted, Holdings: wanted})); err != nil || found == nil || len(found) != 0 {
		t.Errorf("%+v: %v", found, err)
	}
	for name, compare := range map[string]func() error{
		"no target": func() error { _, _, err := e.ComparePrivileges(t.Context(), comparing(nil)); return err },
		"no package": func() error {
			_, _, err := start(t, nil).ComparePrivileges(t.Context(), comparing(&input.Target{Held: wanted, Holdings: wanted}))
			return err
		},
		"no policy": func() error { _, _, err := (*Engine)(nil).ComparePrivileges(t.Context(), comparing(nil)); return err },
	} {
		if err := compare(); err == nil {
			t.Errorf("%s: nothing lacks", name)
		}
	}
	if _, _, err := (*Engine)(nil).ComparePrivileges(t.Context(), comparing(nil)); !errors.Is(err, ErrPolicyMissing) {
		t.Error(err)
	}
}
