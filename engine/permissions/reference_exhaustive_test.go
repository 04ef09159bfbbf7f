package permissions_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"warder/engine/globs"
	"warder/engine/permissions"
)

// The property tests draw; these try everything there is over a small alphabet:
// every two conditions on a field, against every value that the field can have.

// kindOfField is what conditions on a field are made of, and what values it has.
type kindOfField struct {
	patterns, values []string
	places           []place
}

// words are all texts of up to so many pieces, with the empty one.
func words(pieces []string, most int) []string {
	all := []string{""}
	for from := 0; most > 0; most-- {
		till := len(all)
		for _, word := range all[from:till] {
			for _, piece := range pieces {
				all = append(all, word+piece)
			}
		}
		from = till
	}
	return all
}

func namedPlaces(values []string, name func(p *place, value *string)) []place {
	places := []place{{}}
	for _, value := range values {
		var p place
		name(&p, &value)
		places = append(places, p)
	}
	return places
}

func paths() []string {
	all := []string{"/"}
	return append(all, words([]string{"/a", "/b", "/.a", "/ab"}, 3)[1:]...)
}

// kinds are the kinds of fields. Metadata of a subject stands in conditions as a
// template, so that each kind has some.
func kinds() map[string]kindOfField {
	texts := slices.Concat(words([]string{"a", "b", "*", "?", "."}, 2)[1:], []string{"**", "/**", "*/**", "!a", "!*", "!a*", "{a,b}", "[ab]*", "@(a|b)", "a?b", "{{identity.metadata.team}}*", "a{{identity.metadata.team}}"})
	pathPatterns := slices.Concat([]string{"/", "**", "*"}, words([]string{"/a", "/.a", "/*", "/**", "/a*"}, 2)[1:],
		[]string{"/a/**/b", "/*/*/**", "/{a,b}/**", "!/a", "!/a/**", "/[ab]", "/@(a|b)/**", "/{{identity.metadata.team}}/**", "/a/{{identity.metadata.team}}"})
	names, slugs := words([]string{"a", "b", "*", ".", "_"}, 3)[1:], words([]string{"a", "b", "a-b"}, 2)[1:]
	tagged := []place{{}, {tags: []string{"a"}}, {tags: []string{"b"}}, {tags: []string{"c"}}, {tags: []string{"a", "b"}}, {tags: []string{"b", "c"}}, {tags: []string{"a", "b", "c"}}}
	return map[string]kindOfField{
		permissions.FieldSecretName: {texts, []string{"a", "b", "ab", "*", "a.", "{{identity.metadata.team}}"}, namedPlaces(names, func(p *place, v *string) { p.name = v })},
		permissions.FieldEnvironment: {
			slices.DeleteFunc(slices.Clone(texts), func(text string) bool { return strings.ContainsAny(text, "./") }),
			[]string{"a", "b", "ab", "{{identity.metadata.team}}"},
			namedPlaces(slugs, func(p *place, v *string) { p.environment = v }),
		},
		permissions.FieldSecretPath: {pathPatterns, []string{"/", "/a", "/.a", "/a/b", "/ab/a", "/{{identity.metadata.team}}"}, namedPlaces(paths(), func(p *place, v *string) { p.path = v })},
		permissions.FieldSecretTags: {nil, []string{"a", "b", "c", "{{identity.metadata.team}}"}, tagged},
		permissions.FieldIdentityID: {nil, []string{"a", "b", "{{identity.metadata.team}}"}, namedPlaces([]string{"a", "b", "c"}, func(p *place, v *string) { p.identity = v })},
	}
}

// conditionsOn are all conditions on a field with one operator, and some with two.
func (k kindOfField) conditionsOn(field string) (all []map[string]any) {
	for i, value := range k.values {
		if field != permissions.FieldSecretTags {
			all = append(all, map[string]any{permissions.OpEq: value}, map[string]any{permissions.OpNe: value})
		}
		all = append(all, map[string]any{permissions.OpIn: []string{value}}, map[string]any{permissions.OpIn: []string{value, k.values[(i+1)%len(k.values)]}})
	}
	for i, pattern := range k.patterns {
		all = append(all, map[string]any{permissions.OpGlob: pattern})
		if i%4 == 0 {
			all = append(all, map[string]any{permissions.OpGlob: pattern, permissions.OpNe: k.values[i%len(k.values)]})
		}
	}
	return all
}

// teams are the metadata that subjects have; "" is none.
var teams = []string{"", "a", "b"}

const teamTemplate = "{{identity.metadata.team}}"

// meets is whether a condition of a rule is met in a place for a subject of a team: a
// grant never by metadata that are missing, a denial always (docs/contract.md 3.5).
func meets(operators map[string]any, inverted bool, team string, p place, field string) bool {
	for operator, operand := range operators {
		templated := strings.Contains(strings.Join(listOf(operand), " "), teamTemplate)
		if templated && team == "" && operator != permissions.OpIn {
			if !inverted {
				return false
			}
			continue
		}
		if templated && team == "" && inverted {
			continue
		}
		if !holds(operator, filled(operand, team), p, field) {
			return false
		}
	}
	return true
}

// holds takes patterns as the server reads them.
func holds(operator string, operand any, p place, field string) bool {
	values, _, known := p.field(field)
	if operator != permissions.OpGlob || !known {
		return referenceHolds(operator, operand, p, field)
	}
	pattern, _ := operand.(string)
	expression, negated, err := globs.Translate(pattern)
	if err != nil {
		return false
	}
	compiled, known := translations[expression]
	if !known {
		compiled = regexp.MustCompile(expression)
		translations[expression] = compiled
	}
	return compiled.MatchString(values[0]) != negated
}

var translations = map[string]*regexp.Regexp{}

func filled(operand any, team string) any {
	if text, ok := operand.(string); ok {
		return strings.ReplaceAll(text, teamTemplate, team)
	}
	var list []string
	for _, text := range listOf(operand) {
		if team != "" || !strings.Contains(text, teamTemplate) {
			list = append(list, strings.ReplaceAll(text, teamTemplate, team))
		}
	}
	return list
}

// claims asks about all pairs, by the policy's library. Of the target and the subject
// it is said whether they are one.
func claims(t *testing.T, field string, all []map[string]any, own bool) [][]relation {
	t.Helper()
	prepared := prepareBatch(t, "conditions")
	settled := make([]map[string]any, len(all))
	for i := range all {
		operators, _ := permissions.SettleOperators(all[i])
		settled[i] = map[string]any{field: operators}
	}
	owner := "another"
	if own {
		owner = "i"
	}
	answers := make([][]relation, len(all))
	for i := range all {
		pairs := make([][2]any, len(all))
		for j := range all {
			pairs[j] = [2]any{settled[i], settled[j]}
		}
		answers[i] = askBatch[[]relation](t, prepared, map[string]any{
			"pairs": pairs, "subject": map[string]any{"type": "identity", "id": "i"},
			"facts": map[string]any{"target": map[string]any{"owner": map[string]any{"type": "identity", "id": owner}}},
		})
	}
	return answers
}

// metIn is in which places a condition is met, by team and kind of rule.
type metIn map[string][]bool

func met(k kindOfField, field string, operators map[string]any) metIn {
	found := metIn{}
	for _, team := range teams {
		for _, inverted := range []bool{false, true} {
			key := fmt.Sprint(team, inverted)
			for _, p := range k.places {
				found[key] = append(found[key], meets(operators, inverted, team, p, field))
			}
		}
	}
	return found
}

// everMet is whether some place meets one condition and, as asked, the other or not.
func everMet(one, other []bool, otherToo bool) bool {
	for i := range one {
		if one[i] && other[i] == otherToo {
			return true
		}
	}
	return false
}

func TestReference_every_two_conditions_on_a_field(t *testing.T) {
	for field, k := range kinds() {
		for _, own := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/own_%t", field, own), func(t *testing.T) {
				all := k.conditionsOn(field)
				places := make([]metIn, len(all))
				for i := range all {
					places[i] = met(k, field, all[i])
				}
				covers, disjoint := 0, 0
				for i, row := range claims(t, field, all, own) {
					for j, claim := range row {
						if claim.Covers && i != j {
							covers++
						}
						if claim.Disjoint {
							disjoint++
						}
						holdsEverywhere(t, all[i], all[j], places[i], places[j], claim, own)
					}
				}
				t.Logf("%d conditions, %d covers, %d disjoint", len(all), covers, disjoint)
				if covers == 0 || disjoint == 0 && field != permissions.FieldSecretTags {
					t.Errorf("%d covers, %d disjoint: the cases prove nothing", covers, disjoint)
				}
			})
		}
	}
}

// holdsEverywhere compares a claim with what is so, for the holder of the one
// condition and the holder of the other: rules of one kind cover each other, and a
// denial is apart from a grant.
func holdsEverywhere(t *testing.T, wide, narrow map[string]any, wideIn, narrowIn metIn, claim relation, own bool) {
	t.Helper()
	for _, holder := range teams {
		for _, other := range teams {
			if own && holder != other {
				continue
			}
			for _, inverted := range []bool{false, true} {
				w, n := wideIn[fmt.Sprint(holder, inverted)], narrowIn[fmt.Sprint(other, inverted)]
				if claim.Covers && everMet(n, w, false) {
					t.Errorf("%v of team %q is said to cover %v of team %q (inverted: %t)", wide, holder, narrow, other, inverted)
				}
			}
			denied, granted := wideIn[fmt.Sprint(holder, true)], narrowIn[fmt.Sprint(other, false)]
			if claim.Disjoint && everMet(denied, granted, true) {
				t.Errorf("%v of team %q, inverted, is said to be apart from %v of team %q", wide, holder, narrow, other)
			}
		}
	}
}
