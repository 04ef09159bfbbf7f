package engine

import (
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"
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
	sampleSubjects = append(slices.Repeat([]string{"secrets", "secrets", "secrets", "secret-folders", "tags", "identity"}, 8), AnyType)
	sampleActions  = append(slices.Repeat([]string{"read", "edit", "edit", "readValue", "describeSecret"}, 4), AnyAction)
)

func oneOf(t *rapid.T, values []string) string { return rapid.SampledFrom(values).Draw(t, "value") }

func someOf(t *rapid.T, values []string) []string {
	return rapid.SliceOfNDistinct(rapid.SampledFrom(values), 1, 2, rapid.ID[string]).Draw(t, "values")
}

func anyRules(t *rapid.T, form Form) []Rule {
	rules := make([]Rule, rapid.IntRange(0, 3).Draw(t, "rules"))
	for i := range rules {
		rules[i] = anyRule(t, form)
	}
	return rules
}

func anyRule(t *rapid.T, form Form) Rule {
	rule := Rule{
		Subjects:   []string{oneOf(t, sampleSubjects)},
		Actions:    []string{oneOf(t, sampleActions)},
		Conditions: anyConditions(t, form),
	}
	if form != FormV1 {
		rule.Inverted = rapid.IntRange(0, 3).Draw(t, "inverted") == 0
	}
	return rule
}

// anyConditions draws conditions of every field and operator, seldom on
// several fields at once.
func anyConditions(t *rapid.T, form Form) Conditions {
	conditions := Conditions{}
	if rapid.Bool().Draw(t, "environment") {
		conditions[conditionEnvironment] = anyOperators(t, sampleEnvironments, []string{"d*", "prod", "*", "!qa"}, form)
	}
	if rapid.Bool().Draw(t, "path") {
		conditions[conditionSecretPath] = anyOperators(t, samplePaths, sampleGlobs, FormV2)
	}
	if form == FormV1 {
		return conditions
	}
	switch rapid.IntRange(0, 9).Draw(t, "further") {
	case 0:
		conditions[conditionSecretName] = anyOperators(t, sampleNames, []string{"DB_*", "?", "!X"}, form)
	case 1:
		conditions[conditionSecretTags] = map[string]any{opIn: someOf(t, sampleTags)}
	case 2:
		conditions[conditionIdentityID] = map[string]any{oneOf(t, []string{opEq, opNe}): "i"}
	}
	return conditions
}

func anyOperators(t *rapid.T, values, globs []string, form Form) map[string]any {
	operators := map[string]any{}
	kinds := []string{opEq, opEq, opIn, opNe, opGlob, opGlob, opGlob}
	if form == FormV1 {
		kinds = []string{opEq}
	}
	for range rapid.SampledFrom([]int{1, 1, 1, 1, 1, 2}).Draw(t, "operators") {
		switch kind := oneOf(t, kinds); kind {
		case opIn:
			operators[opIn] = someOf(t, values)
		case opGlob:
			operators[opGlob] = oneOf(t, globs)
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
		return pointer(oneOf(t, values))
	}
	p := place{environment: maybe(sampleEnvironments), path: maybe(samplePaths), name: maybe(sampleNames), identity: maybe([]string{"i", "j"})}
	if rapid.Bool().Draw(t, "tagged") {
		p.tags = someOf(t, sampleTags)
	}
	return p
}

// translated gives every $glob its translation, as the naive Rego form needs.
func translated(rules []Rule) []map[string]any {
	list := make([]map[string]any, len(rules))
	for i, rule := range rules {
		conditions := map[string]any{}
		for field, operators := range rule.Conditions {
			conditions[field], _ = settleOperators(operators)
		}
		list[i] = map[string]any{"actions": rule.Actions, "subjects": rule.Subjects, "inverted": rule.Inverted, "conditions": conditions}
	}
	return list
}

// describeRules is for failures.
func describeRules(rules []Rule) string {
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
	list, _ := texts(operand)
	return list
}

func describeGrants(grants []heldGrant) string {
	lines := make([]string, len(grants))
	for i, grant := range grants {
		lines[i] = fmt.Sprintf("[%d,%d) %s: %s", grant.Starts, grant.Ends, grant.Role, describeRules(grant.rules))
	}
	return strings.Join(lines, " / ")
}
