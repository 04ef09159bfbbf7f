package permissions_test

import (
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"warder/engine/permissions"
)

// batchSize is how many cases one check of a property makes, so that the
// default of 100 checks is 10 000 cases. The flag -rapid.checks sets more.
const batchSize = 100

// sampleGlobs are the patterns of the property tests: all regular shapes, and
// of each other feature one that meets the paths below.
var sampleGlobs = []string{
	"/", "/a", "/**", "**", "/*", "*", "/a/**", "/a/*", "/a/b/**", "/b/**", "/a/*/**", "/*/**", "/**/b", "/a/**/b", "/*/b", "/**/*",
	"/a*", "/?", "/{a,b}", "{/a,/b}", "/[ab]", "!/a", "!/a/**", "/.h/**", "/a/b", "/@(a|b)/*", "a",
}

var (
	sampleEnvironments = []string{"dev", "prod", "qa", "a:b", "*"}
	samplePaths        = []string{"/", "/a", "/b", "/a/b", "/a/b/c", "/b/b", "/.h", "/.h/x", "/a/.h", "/ab", "/a/", "/c"}
	sampleNames        = []string{"DB_URL", "X", "*"}
	sampleTags         = []string{"t1", "t2", "t3"}
)

// sampleTargets are the types and actions that are asked for, sampleSubjects
// and sampleActions what rules name.
var (
	sampleTargets = []target{
		{"secrets", "readValue"},
		{"secrets", "describeSecret"},
		{"secrets", "edit"},
		{"secret-folders", "read"},
		{"secret-folders", "edit"},
		{"tags", "read"},
		{"tags", "edit"},
		{"identity", "edit"},
	}
	sampleSubjects = append(slices.Repeat([]string{"secrets", "secrets", "secrets", "secret-folders", "tags", "identity"}, 8), permissions.AnyType)
	sampleActions  = append(slices.Repeat([]string{"read", "edit", "edit", "readValue", "describeSecret"}, 4), permissions.AnyAction)
)

func oneOf(t *rapid.T, values []string) string { return rapid.SampledFrom(values).Draw(t, "value") }

func someOf(t *rapid.T, values []string) []string {
	return rapid.SliceOfNDistinct(rapid.SampledFrom(values), 1, 2, rapid.ID[string]).Draw(t, "values")
}

func anyRules(t *rapid.T, form permissions.Form) []permissions.Rule {
	rules := make([]permissions.Rule, rapid.IntRange(0, 3).Draw(t, "rules"))
	for i := range rules {
		rules[i] = anyRule(t, form)
	}
	return rules
}

func anyRule(t *rapid.T, form permissions.Form) permissions.Rule {
	rule := permissions.Rule{
		Subjects:   []string{oneOf(t, sampleSubjects)},
		Actions:    []string{oneOf(t, sampleActions)},
		Conditions: anyConditions(t, form),
	}
	if form != permissions.FormV1 {
		rule.Inverted = rapid.IntRange(0, 3).Draw(t, "inverted") == 0
	}
	return rule
}

// anyConditions draws conditions of every field and operator, seldom on
// several fields at once.
func anyConditions(t *rapid.T, form permissions.Form) permissions.Conditions {
	conditions := permissions.Conditions{}
	if rapid.Bool().Draw(t, "environment") {
		conditions[permissions.FieldEnvironment] = anyOperators(t, sampleEnvironments, []string{"d*", "prod", "*", "!qa", "/**", "**"}, form)
	}
	if rapid.Bool().Draw(t, "path") {
		conditions[permissions.FieldSecretPath] = anyOperators(t, samplePaths, sampleGlobs, permissions.FormV2)
	}
	if form == permissions.FormV1 {
		return conditions
	}
	switch rapid.IntRange(0, 9).Draw(t, "further") {
	case 0:
		conditions[permissions.FieldSecretName] = anyOperators(t, sampleNames, []string{"DB_*", "?", "!X", "/**", "**", "D*"}, form)
	case 1:
		conditions[permissions.FieldSecretTags] = map[string]any{permissions.OpIn: someOf(t, sampleTags)}
	case 2:
		conditions[permissions.FieldIdentityID] = map[string]any{oneOf(t, []string{permissions.OpEq, permissions.OpNe}): "i"}
	}
	return conditions
}

func anyOperators(t *rapid.T, values, globs []string, form permissions.Form) map[string]any {
	operators := map[string]any{}
	kinds := []string{permissions.OpEq, permissions.OpEq, permissions.OpIn, permissions.OpNe, permissions.OpGlob, permissions.OpGlob, permissions.OpGlob}
	if form == permissions.FormV1 {
		kinds = []string{permissions.OpEq}
	}
	for range rapid.SampledFrom([]int{1, 1, 1, 1, 1, 2}).Draw(t, "operators") {
		switch kind := oneOf(t, kinds); kind {
		case permissions.OpIn:
			operators[permissions.OpIn] = someOf(t, values)
		case permissions.OpGlob:
			operators[permissions.OpGlob] = oneOf(t, globs)
		default:
			operators[kind] = oneOf(t, values)
		}
	}
	return operators
}

func anyPlace(t *rapid.T) place {
	maybe := func(values []string) *string {
		if rapid.IntRange(0, 9).Draw(t, "missing") == 0 {
			return nil
		}
		return permissions.Pointer(oneOf(t, values))
	}
	p := place{environment: maybe(sampleEnvironments), path: maybe(samplePaths), name: maybe(sampleNames), identity: maybe([]string{"i", "j"})}
	if rapid.Bool().Draw(t, "tagged") {
		p.tags = someOf(t, sampleTags)
	}
	return p
}

// translated gives every $glob its translation, as the naive Rego form needs.
func translated(rules []permissions.Rule) []map[string]any {
	list := make([]map[string]any, len(rules))
	for i, rule := range rules {
		conditions := map[string]any{}
		for field, operators := range rule.Conditions {
			conditions[field], _ = permissions.SettleOperators(operators)
		}
		list[i] = map[string]any{"actions": rule.Actions, "subjects": rule.Subjects, "inverted": rule.Inverted, "conditions": conditions}
	}
	return list
}

// describeRules is for failures.
func describeRules(rules []permissions.Rule) string {
	lines := make([]string, len(rules))
	for i, rule := range rules {
		sign := "+"
		if rule.Inverted {
			sign = "-"
		}
		conditions := []string{}
		for field, operators := range rule.Conditions {
			for operator, operand := range operators {
				conditions = append(conditions, field+" "+operator+" "+strings.Join(listOf(operand), "|"))
			}
		}
		lines[i] = sign + rule.Actions[0] + " " + rule.Subjects[0] + " {" + strings.Join(conditions, ", ") + "}"
	}
	return strings.Join(lines, "; ")
}

func listOf(operand any) []string {
	if text, ok := operand.(string); ok {
		return []string{text}
	}
	list, _ := permissions.Texts(operand)
	return list
}

func describeGrants(grants []heldGrant) string {
	lines := make([]string, len(grants))
	for i, grant := range grants {
		lines[i] = fmt.Sprintf("[%d,%d) %s: %s", grant.Starts, grant.Ends, grant.Role, describeRules(grant.rules))
	}
	return strings.Join(lines, " / ")
}
