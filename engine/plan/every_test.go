package plan_test

import (
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Errors behind what decides an `every` are met by neither evaluator, those before
// it by both.
func TestEvery_ends_where_topdown_ends(t *testing.T) {
	for name, c := range map[string]struct{ body, want string }{
		"an error behind a member that fails":    {"every x in [1, 0, \"a\"] { x > 0; to_number(x) > 0 }", nothing},
		"an error before a member that fails":    {"every x in [1, \"a\", 0] { to_number(x) > 0 }", failed},
		"an error behind a way that succeeds":    {"every x in [1, 2] { some y in [x, \"a\"]; to_number(y) > 0 }", "true"},
		"an error before a way that succeeds":    {"every x in [1, 2] { some y in [\"a\", x]; to_number(y) > 0 }", failed},
		"within another, behind the inner":       {"every x in [[1, 0, \"a\"], [1]] { not _all(x) }", nothing},
		"within another, in one body":            {"every x in [[1], [1, 0, \"a\"], \"b\"] { every y in x { to_number(y) > 0 } }", nothing},
		"every member, and what comes after":     {"every x in [1, 2] { x > 0 }\n\tevery k, y in {\"a\": 1} { y == 1; k == \"a\" }", "true"},
		"what comes after, and fails":            {"every x in [1, 2] { x > 0 }\n\tevery y in {2} { y == 1 }", nothing},
		"nothing at all":                         {"every x in [] { x > 0 }", "true"},
		"no collection":                          {"every x in input { x > 0 }", nothing},
		"in a scan, whose other members are met": {"some x in [[0, \"a\"], [1]]\n\tevery y in x { to_number(y) > 0 }", "true"},
	} {
		p, query := planned(t, "answers if {\n\t"+c.body+"\n}\n\n_all(xs) if every x in xs { to_number(x) > 0 }\n")
		p.input = ast.InternedTerm(0)
		if byPlan, byTopdown := p.byPlan(query), p.byTopdown(t); byPlan != c.want || byTopdown != c.want {
			t.Errorf("%s: by plan %s, by topdown %s, want %s", name, byPlan, byTopdown, c.want)
		}
	}
}
