package speed

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"warder/engine"
	"warder/engine/input"
	"warder/engine/permissions"
)

// A list holds exactly what single requests would permit, whatever the rules of
// the subject speak of, and whatever a rule of somebody's own looks at.
func TestA_list_holds_what_single_requests_would_permit(t *testing.T) {
	engines := map[string]*engine.Engine{"": forgetful(t)}
	for what, source := range ownRules {
		e, err := Shipped(t.Context(), anew, with("authz/rules/own/own.rego", "package authz.rules.own\n\n"+source))
		if err != nil {
			t.Fatal(err)
		}
		engines[what] = e
	}
	names := slices.Sorted(maps.Keys(engines))
	met := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		e, list := engines[rapid.SampledFrom(names).Draw(t, "own rule")], someList(t)
		got := e.DecideEach(t.Context(), list.Shared, list.Members)
		permitted := 0
		for i := range list.Members {
			single := list.Shared.About(&list.Members[i])
			want := e.Decide(t.Context(), &single)
			if want.ID = got[i].ID; !reflect.DeepEqual(got[i], want) {
				t.Fatalf("member %d: %+v\nalone:    %+v\n%s", i, got[i], want, described(&single))
			}
			if want.Permitted {
				permitted++
			}
		}
		switch permitted {
		case 0:
			met["nothing"]++
		case len(list.Members):
			met["everything"]++
		default:
			met["something"]++
		}
	})
	if len(met) < 3 {
		t.Errorf("the lists were not of all kinds: %v", met)
	}
	t.Log(met)
}

// ownRules look at a request in every way that a rule of one's own may.
var ownRules = map[string]string{
	"a name":              denial + `input.resource.properties.secretName == "URL"`,
	"a name that is not":  denial + `not input.resource.properties.secretName`,
	"a tag":               denial + `"blue" in input.resource.properties.secretTags`,
	"a path":              denial + `startswith(input.resource.properties.secretPath, "/db")`,
	"a place":             denial + "{\n\tinput.resource.properties.environment == \"prod\"\n\tinput.resource.properties.secretPath == \"/db\"\n}",
	"an id":               denial + `input.resource.id == "b"`,
	"a target":            denial + `input.facts.target.known == false`,
	"no target":           denial + `not input.facts.target`,
	"whom a target is":    denial + `input.facts.target.kind == "folder"`,
	"any value":           denial + "{\n\twalk(input, [_, value])\n\tvalue == \"DB_URL\"\n}",
	"any property":        denial + `input.resource.properties[_] == "DB_KEY"`,
	"a property by name":  denial + "{\n\tsome field in [\"secretName\", \"secretPath\"]\n\tinput.resource.properties[field] == \"/web\"\n}",
	"all properties":      denial + `json.marshal(input.resource.properties) == "{}"`,
	"how many there are":  denial + `count(input.resource.properties) > 3`,
	"as JSON":             denial + `contains(json.marshal(input.resource), "green")`,
	"a helper":            denial + "_named(input.resource)\n\n_named(resource) if resource.properties.secretName == \"URL\"",
	"a rule that is part": "_properties := input.resource.properties\n\n" + denial + `_properties.secretName == "URL"`,
	"another input":       denial + "_named with input.resource.type as \"tags\"\n\n_named if {\n\tinput.resource.type == \"tags\"\n\tinput.resource.properties.secretName == \"URL\"\n}",
	"an input put together": denial + "_named with input as {\"resource\": {\"properties\": {\"secretName\": input.resource.properties.secretName}}}\n\n" +
		"_named if input.resource.properties.secretName == \"URL\"",
	"a comprehension": denial + "{\n\tfound := {name: value | some name, value in input.resource.properties}\n\tfound.secretName == \"URL\"\n}",
	"every value":     denial + "{\n\tevery value in input.resource.properties {\n\t\tvalue != \"dev\"\n\t}\n}",
	"a list of parts": denial + "{\n\tsome part in [input.resource, input.action]\n\tpart.id == \"b\"\n}",
}

const denial = `deny contains {"code": "own", "message": "own"} if `

// with adds a module of somebody's own.
func with(path, source string) func(*engine.Options) {
	return func(options *engine.Options) {
		options.Policy.Modules = maps.Clone(options.Policy.Modules)
		options.Policy.Modules[path] = source
	}
}

var (
	someEnvironment = rapid.SampledFrom([]string{"dev", "prod", "a:b"})
	somePath        = rapid.SampledFrom([]string{"/", "/db", "/db/app", "/db/.hidden", "/web"})
	someName        = rapid.SampledFrom([]string{"URL", "DB_URL", "DB_KEY", ""})
	someTag         = rapid.SampledFrom([]string{"blue", "green"})
	someActions     = []string{"readValue", "describeSecret", "delete"}
)

// someList is a list, or a batch, of a subject with up to three grants.
func someList(t *rapid.T) *engine.List {
	list := ListSecrets(1, 1, 1)
	list.Shared.Action.Name = rapid.SampledFrom(someActions).Draw(t, "action")
	list.Shared.Facts.Grants.Project = rapid.SliceOfN(rapid.Custom(someGrant), 1, 3).Draw(t, "grants")
	list.Members = rapid.SliceOfN(rapid.Custom(someMember), 3, 8).Draw(t, "members")
	return list
}

func someMember(t *rapid.T) input.Member {
	member := input.Member{Resource: input.Resource{
		Type: rapid.SampledFrom([]string{"secrets", "secrets", "secrets", "tags"}).Draw(t, "type"),
		ID:   rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "id"), Properties: someProperties(t),
	}}
	if rapid.Bool().Draw(t, "target") {
		known := rapid.IntRange(0, 3).Draw(t, "known") > 0
		member.Target = &input.Target{
			Kind: rapid.SampledFrom([]string{"secret", "folder"}).Draw(t, "kind"), Known: known,
			Holdings: []input.Holding{}, HandsOut: []input.Holding{}, Held: []input.Holding{}, Administrators: []input.Administrators{},
		}
	}
	return member
}

func someProperties(t *rapid.T) input.Properties {
	return input.Properties{
		Environment: rapid.Ptr(someEnvironment, true).Draw(t, "environment"),
		SecretPath:  rapid.Ptr(somePath, true).Draw(t, "path"),
		SecretName:  rapid.Ptr(someName, true).Draw(t, "name"),
		SecretTags:  rapid.SliceOfN(someTag, 0, 2).Draw(t, "tags"),
	}
}

func someGrant(t *rapid.T) input.Grant {
	now := ListSecrets(1, 1, 1).Shared.Context.Now
	window := rapid.SampledFrom([][2]int64{{}, {}, {}, {now - 1, now + 1}, {now, 0}, {now + 1, 0}, {0, now}, {0, now - 1}}).Draw(t, "window")
	grant := input.Grant{Source: input.SourceRole, Role: input.RoleCustom, ID: "r", Starts: window[0], Ends: window[1]}
	if rapid.IntRange(0, 7).Draw(t, "built-in") == 7 {
		grant.Role = rapid.SampledFrom([]string{"admin", "member", "viewer", "no-access"}).Draw(t, "role")
		return grant
	}
	form := rapid.SampledFrom([]permissions.Form{permissions.FormV1, permissions.FormV2, permissions.FormV2}).Draw(t, "form")
	rules := rapid.SliceOfN(rapid.Custom(someRule), 1, 4).Draw(t, "rules")
	if rapid.SampledFrom([]bool{false, true, false}).Draw(t, "everything besides") {
		rules = append(rules, permissions.Rule{Subjects: []string{permissions.AnyType}, Actions: []string{permissions.AnyAction}})
	}
	grant.Permissions = permissions.Compile(rules, form)
	return grant
}

func someRule(t *rapid.T) permissions.Rule {
	rule := permissions.Rule{
		Subjects: []string{"secrets"}, Inverted: rapid.SampledFrom([]bool{false, false, true}).Draw(t, "inverted"), Conditions: permissions.Conditions{},
		Actions: rapid.SliceOfNDistinct(rapid.SampledFrom(append(someActions, "read", permissions.AnyAction)), 1, 2, rapid.ID).Draw(t, "actions"),
	}
	for range rapid.SampledFrom([]int{1, 2, 1, 0}).Draw(t, "conditions") {
		field := rapid.SampledFrom([]string{"environment", "secretPath", "secretName", "secretTags", "secretName", "identityId"}).Draw(t, "field")
		rule.Conditions[field] = someOperators(t, field)
	}
	return rule
}

// someOperators may say what the field's type refuses: such a rule grants
// nothing, and forbids all the same.
func someOperators(t *rapid.T, field string) map[string]any {
	values := map[string]*rapid.Generator[string]{
		"environment": someEnvironment, "secretPath": somePath, "secretName": someName, "secretTags": someTag, "identityId": someName,
	}[field]
	switch operator := rapid.SampledFrom([]string{"$eq", "$ne", "$in", "$glob"}).Draw(t, "operator"); operator {
	case "$in":
		return map[string]any{operator: rapid.SliceOfN(values, 1, 2).Draw(t, "values")}
	case "$glob":
		return map[string]any{operator: rapid.SampledFrom([]string{"/db/**", "DB_*", "/**", "*_{URL,KEY}", "!(DB_*)", "{dev,prod}", "p*", "/db/*"}).Draw(t, "glob")}
	default:
		return map[string]any{operator: values.Draw(t, "value")}
	}
}

func described(request *input.Request) string {
	document, err := input.Document(request)
	if err != nil {
		return err.Error()
	}
	text, err := json.Marshal(document)
	if err != nil {
		return err.Error()
	}
	return string(text)
}
