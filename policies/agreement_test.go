package policies_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
)

// About what it does not handle a package is silent, on every input that any test
// knows, and on every example with a field left out, null or empty: two packages
// never answer for one type.
func TestA_package_is_silent_about_what_it_does_not_handle(t *testing.T) {
	handles := whatIsKnown(t).Handles
	for name, input := range inputs(t) {
		got, err := ask(t, input)
		if err != nil {
			continue // a failing built-in; the engine denies
		}
		for rules, said := range got.Packages {
			if strings.HasSuffix(rules, "_test") {
				continue
			}
			types, decides := handles[rules]
			if _, mine := types[typeOf(input)]; decides && !mine && len(said.Deny)+len(said.Grant)+len(said.Item)+len(said.Duty) > 0 {
				t.Errorf("%s: %s speaks although it does not handle %q", name, rules, typeOf(input))
			}
		}
	}
}

func TestA_failing_built_in_never_permits(t *testing.T) {
	request := whatIsKnown(t).Examples["a secret's value"]
	for _, path := range [][]string{{"facts", "token", "trusted_ips"}, {"facts", "project", "trusted_ips"}} {
		got, err := ask(t, inputOf(t, with(request, path, []any{"10.1.2.3"})))
		if err == nil && got.Decision.Permitted {
			t.Errorf("permitted although %v is no list of blocks", path)
		}
	}
}

func inputs(t *testing.T) map[string]ast.Value {
	t.Helper()
	found := map[string]ast.Value{"nothing": ast.NewObject()}
	for rules, named := range whatIsKnown(t).Cases {
		for name, example := range named {
			found[rules+": "+name] = inputOf(t, example.Input)
		}
	}
	for name, request := range whatIsKnown(t).Examples {
		for _, path := range fields(request) {
			found[fmt.Sprintf("%s without %v", name, path)] = inputOf(t, with(request, path))
			for _, odd := range []any{nil, []any{}} {
				found[fmt.Sprintf("%s with %v = %v", name, path, odd)] = inputOf(t, with(request, path, odd))
			}
		}
	}
	return found
}
