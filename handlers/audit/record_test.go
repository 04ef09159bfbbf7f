package audit_test

import (
	"testing"

	"warder/engine"
	"warder/engine/input"
	"warder/handlers/audit"
)

func Test_a_list_is_told_by_the_member_that_decided(t *testing.T) {
	for name, c := range map[string]struct {
		needs     engine.Needs
		permitted bool
		members   []bool
		want      string
	}{
		"one thing":                  {"", false, nil, "place"},
		"a list":                     {engine.NeedsSome, true, []bool{false, true, true}, "b"},
		"a list that is refused":     {engine.NeedsSome, false, []bool{false, false}, "place"},
		"a list that is empty":       {engine.NeedsSome, true, []bool{false, false}, "place"},
		"a batch":                    {engine.NeedsEvery, true, []bool{true, true}, "a"},
		"a batch that is refused":    {engine.NeedsEvery, false, []bool{true, false}, "b"},
		"references that are closed": {engine.NeedsNone, false, []bool{false}, "a"},
	} {
		record := &audit.Record{Request: &input.Request{Resource: input.Resource{ID: "place"}}, Needs: c.needs}
		record.Decision.Permitted = c.permitted
		for i, permitted := range c.members {
			record.Members = append(record.Members, input.Member{Resource: input.Resource{ID: string(rune('a' + i))}})
			record.Decision.Members = append(record.Decision.Members, engine.Decision{Permitted: permitted})
		}
		if got := record.Telling().Resource.ID; got != c.want {
			t.Errorf("%s: told by %s, want %s", name, got, c.want)
		}
	}
}
