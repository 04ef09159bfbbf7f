package permissions_test

import (
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"warder/engine"
	"warder/engine/input"
	"warder/engine/permissions"
)

// heldGrant is a grant together with the raw rules it was compiled from.
type heldGrant struct {
	input.Grant
	rules []permissions.Rule
	form  permissions.Form
}

type comparisonCase struct {
	Held   []input.Holding `json:"held"`
	Wanted []input.Holding `json:"wanted"`
	Now    int64           `json:"now"`
}

// comparison is a case with what the reference needs to judge it.
type comparison struct {
	held, wanted  []heldGrant
	administrator *heldGrant // built-in administrator of the organization
}

const comparisonNow = 10

var sampleWindows = [][2]int64{{0, 0}, {0, 0}, {0, 0}, {0, 50}, {20, 80}, {5, 0}, {30, 0}, {0, 10}, {100, 200}, {110, 150}}

var sampleMoments = []int64{10, 15, 20, 35, 49, 50, 79, 80, 100, 120, 150, 199, 200, 1000}

func grantOf(t *rapid.T, rules []permissions.Rule, form permissions.Form) heldGrant {
	window := rapid.SampledFrom(sampleWindows).Draw(t, "window")
	return heldGrant{
		input.Grant{Source: input.SourceRole, Role: input.RoleCustom, ID: "r", Starts: window[0], Ends: window[1], Permissions: permissions.Compile(rules, form)}, rules, form,
	}
}

func builtInGrant(t *rapid.T, roles ...string) heldGrant {
	window := rapid.SampledFrom(sampleWindows).Draw(t, "window")
	return heldGrant{Grant: input.Grant{Source: input.SourceRole, Role: oneOf(t, roles), Starts: window[0], Ends: window[1]}}
}

// anyComparison draws a case in which the wanted rights are often, but not
// always, narrower than the held ones.
func anyComparison(t *rapid.T) comparison {
	c := comparison{}
	form := rapid.SampledFrom([]permissions.Form{permissions.FormV1, permissions.FormV2, permissions.FormV2}).Draw(t, "form")
	for range rapid.IntRange(0, 3).Draw(t, "held") {
		c.held = append(c.held, grantOf(t, anyRules(t, form), form))
	}
	pool := []permissions.Rule{}
	for _, grant := range c.held {
		pool = append(pool, grant.rules...)
	}
	for range rapid.IntRange(1, 2).Draw(t, "wanted") {
		c.wanted = append(c.wanted, grantOf(t, narrowed(t, pool, form), form))
	}
	switch rapid.IntRange(0, 9).Draw(t, "built in") {
	case 0:
		c.held = append(c.held, builtInGrant(t, "admin", "member", "viewer"))
	case 1:
		c.wanted = append(c.wanted, builtInGrant(t, "admin", "member", "viewer", "no-access"))
	case 2:
		administrator := builtInGrant(t, "admin", "member")
		c.administrator = &administrator
	}
	return c
}

// narrowed draws rules from the pool, most of them with a condition more, a
// shorter list or a smaller glob; and sometimes a rule of its own.
func narrowed(t *rapid.T, pool []permissions.Rule, form permissions.Form) []permissions.Rule {
	rules := []permissions.Rule{}
	for range rapid.IntRange(1, 3).Draw(t, "narrowed") {
		if len(pool) == 0 || rapid.IntRange(0, 4).Draw(t, "own") == 0 {
			rules = append(rules, anyRule(t, form))
			continue
		}
		rule := rapid.SampledFrom(pool).Draw(t, "rule")
		conditions := permissions.Conditions{}
		for field, operators := range rule.Conditions {
			conditions[field] = narrowedOperators(t, operators)
		}
		for field, operators := range anyConditions(t, form) {
			if conditions[field] == nil {
				conditions[field] = operators
			}
		}
		rule.Conditions = conditions
		rules = append(rules, rule)
	}
	return rules
}

func narrowedOperators(t *rapid.T, operators map[string]any) map[string]any {
	narrower := maps.Clone(operators)
	for _, operator := range slices.Sorted(maps.Keys(operators)) {
		switch list, isList := operators[operator].([]string); {
		case operator == permissions.OpIn && isList && rapid.Bool().Draw(t, "one of list"):
			narrower[permissions.OpIn] = list[:1]
		case operator == permissions.OpGlob && rapid.IntRange(0, 2).Draw(t, "smaller glob") > 0:
			narrower[permissions.OpGlob] = oneOf(t, sampleGlobs)
		case operator == permissions.OpGlob && rapid.Bool().Draw(t, "a path"):
			return map[string]any{permissions.OpEq: oneOf(t, samplePaths)}
		}
	}
	return narrower
}

func (c comparison) asCase() comparisonCase {
	elsewhere := input.Grant{Source: input.SourceRole, Role: "admin"} // of another project, which proves nothing
	held := []input.Holding{{Scope: permissions.ScopeProject, ID: "p", Grants: grantsOf(c.held)}, {Scope: permissions.ScopeProject, ID: "other", Grants: []input.Grant{elsewhere}}}
	if c.administrator != nil {
		held = append(held, input.Holding{Scope: permissions.ScopeOrganization, ID: "o", Grants: grantsOf([]heldGrant{*c.administrator})})
	}
	return comparisonCase{Held: held, Wanted: []input.Holding{{Scope: permissions.ScopeProject, ID: "p", Grants: grantsOf(c.wanted)}}, Now: comparisonNow}
}

func grantsOf(held []heldGrant) []input.Grant {
	grants := make([]input.Grant, len(held))
	for i, grant := range held {
		grants[i] = grant.Grant
	}
	return grants
}

func (g heldGrant) activeAt(moment int64) bool {
	return g.Starts <= moment && (g.Ends == 0 || moment < g.Ends)
}

// says reports what a grant alone says about a place: whether a rule allows
// it, and whether one denies it.
func (g heldGrant) says(roles map[string][]string, at target, p place) (allows, denies bool) {
	if g.Role != input.RoleCustom {
		return slices.Contains(roles[at.resourceType], at.action), false
	}
	for _, rule := range g.rules {
		if referenceAbout(rule, g.form, at) && referenceMeets(rule, at.resourceType, p) {
			allows, denies = allows || !rule.Inverted, denies || rule.Inverted
		}
	}
	return allows, denies
}

// exceeds reports whether, at one moment and place, some wanted grant permits
// by itself what all held grants together do not.
func (c comparison) exceeds(projectRoles map[string]map[string][]string, at target, p place, moment int64) bool {
	wants := false
	for _, grant := range c.wanted {
		allows, denies := grant.says(projectRoles[grant.Role], at, p)
		wants = wants || grant.activeAt(moment) && allows && !denies
	}
	if !wants {
		return false
	}
	holds := c.administrator != nil && c.administrator.Role == "admin" && c.administrator.activeAt(moment)
	barred := false
	for _, grant := range c.held {
		if grant.activeAt(moment) {
			allows, denies := grant.says(projectRoles[grant.Role], at, p)
			holds, barred = holds || allows, barred || denies
		}
	}
	return !holds || barred
}

// Whatever the comparison does not report as missing, the holder can do itself
// wherever and whenever the target can.
func TestReference_comparison_is_sound(t *testing.T) {
	prepared := prepareBatch(t, "lacking")
	projectRoles := permissions.BuiltInRoles(t)[permissions.ScopeProject]
	proved, refused := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		comparisons, cases := make([]comparison, batchSize), make([]comparisonCase, batchSize)
		for i := range cases {
			comparisons[i] = anyComparison(t)
			cases[i] = comparisons[i].asCase()
		}
		places := make([]place, 40)
		for i := range places {
			places[i] = anyPlace(t)
		}
		for i, missing := range askBatch[[][]engine.Missing](t, prepared, map[string]any{"cases": cases}) {
			c := comparisons[i]
			for _, at := range sampleTargets {
				isMissing := slices.ContainsFunc(missing, func(m engine.Missing) bool { return m.Action == at.action && m.Subject == at.resourceType })
				if isMissing {
					refused++
				}
				if isMissing || at == (target{"secret-folders", "read"}) {
					continue
				}
				proved += c.check(t, projectRoles, at, places)
			}
		}
	})
	t.Logf("%d proved, %d refused", proved, refused)
	if proved < refused/20 {
		t.Errorf("%d proved and %d refused: the cases prove little", proved, refused)
	}
}

// check returns 1 if some wanted grant has a rule about the target at all.
func (c comparison) check(t *rapid.T, projectRoles map[string]map[string][]string, at target, places []place) int {
	wanted := slices.ContainsFunc(c.wanted, func(g heldGrant) bool {
		return g.Permissions != nil && g.Permissions.Allow[at.resourceType] != nil && len(g.Permissions.Allow[at.resourceType][at.action].All) > 0 ||
			slices.Contains(projectRoles[g.Role][at.resourceType], at.action)
	})
	if !wanted {
		return 0
	}
	for i, p := range places {
		moment := sampleMoments[i%len(sampleMoments)]
		if c.exceeds(projectRoles, at, p, moment) || c.exceeds(projectRoles, at, p, comparisonNow) {
			t.Fatalf("%s %s at %v, at %d or now: wanted, not held and not missing\nheld %s\nwanted %s",
				at.action, at.resourceType, p.describe(), moment, describeGrants(c.held), describeGrants(c.wanted))
		}
	}
	return 1
}
