package permissions

import (
	"fmt"
	"strings"
	"testing"
)

func Test_a_list_of_rules_has_bounds_that_are_named(t *testing.T) {
	list := func(n int, rule string) string {
		return "[" + strings.TrimSuffix(strings.Repeat(rule+",", n), ",") + "]"
	}
	plain := `{"action":["read"],"subject":"secrets"}`
	glob := `{"action":["read"],"subject":"secrets","conditions":{"secretPath":{"$glob":"/{a,b}/**"}}}`
	names := `"` + strings.TrimSuffix(strings.Repeat("read,", MaxNames+1), ",") + `"`
	for name, c := range map[string]struct{ raw, says string }{
		"none":                {`[]`, ""},
		"as many as may be":   {list(MaxRules, plain), ""},
		"globs":               {list(MaxAlternatives, glob), ""},
		"one rule more":       {list(MaxRules+1, plain), fmt.Sprint("at most ", MaxRules, " rules")},
		"bytes":               {`["` + strings.Repeat("x", MaxBytes) + `"]`, fmt.Sprint("at most ", MaxBytes, " bytes")},
		"one glob more":       {list(MaxAlternatives+1, glob), fmt.Sprint("at most ", MaxAlternatives, " globs")},
		"values":              {`[{"conditions":{"secretPath":{"$in":` + list(MaxOperands, `"/"`) + `}}}]`, fmt.Sprint("at most ", MaxOperands, " values")},
		"packed actions":      {`[[` + names + `,"all"]]`, fmt.Sprint("at most ", MaxNames, " names")},
		"packed subjects":     {`[["manage",` + names + `]]`, fmt.Sprint("at most ", MaxNames, " names")},
		"actions":             {`[{"action":` + list(MaxNames+1, `"read"`) + `}]`, fmt.Sprint("at most ", MaxNames, " names")},
		"values of packed":    {`[["read","secrets",{"secretPath":{"$in":` + list(MaxOperands, `"/"`) + `}}]]`, fmt.Sprint("at most ", MaxOperands, " values")},
		"no rules, for Parse": {`{}`, ""},
	} {
		issues := CheckSize([]byte(c.raw))
		if (len(issues) > 0) != (c.says != "") || len(issues) > 0 && !strings.Contains(issues[0].Message, c.says) {
			t.Errorf("%s: %v, want %q", name, issues, c.says)
		}
	}
}

// What is let in costs little, whatever it says.
func Test_conditions_reach_only_so_many_types_and_actions(t *testing.T) {
	wide := func(rules int) []Rule {
		var list []string
		for i := range rules {
			list = append(list, fmt.Sprintf(`["manage","all",{"secretPath":{"$glob":"/%d/{a,b}/**"}},1]`, i))
		}
		parsed, issues := Parse([]byte("["+strings.Join(list, ",")+"]"), FormPacked, ScopeOrganization)
		if len(issues) > 0 {
			t.Fatal(issues[0])
		}
		return parsed
	}
	each := len(targets(wide(1)[0], FormPacked))
	if issues := CheckReach(wide(MaxReach/each), FormPacked); len(issues) > 0 {
		t.Errorf("%v", issues)
	}
	issues := CheckReach(wide(MaxReach/each+1), FormPacked)
	if len(issues) != 1 || !strings.Contains(issues[0].Message, fmt.Sprint(MaxReach)) {
		t.Errorf("%v", issues)
	}
}

// A glob is translated once for a rule, however many types and actions it names.
func Benchmark_a_wide_rule(b *testing.B) {
	rule := []Rule{{Actions: []string{AnyAction}, Subjects: []string{AnyType}, Inverted: true, Conditions: Conditions{
		"secretPath": {OpGlob: strings.Repeat("?", 900) + "{a,b,c,d}"},
	}}}
	for b.Loop() {
		Compile(rule, FormPacked)
	}
}
