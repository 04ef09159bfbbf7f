package speed

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"warder/engine"
	"warder/engine/permissions"
)

// Items are decided place by place. A list still holds exactly what single
// requests would permit, whatever the rules of the subject speak of; and a policy
// with a rule of its own, which is shown every item, decides as the shipped one.
func TestA_list_holds_what_single_requests_would_permit(t *testing.T) {
	grouped, whole := forgetful(t), showingAll(t)
	met := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		list := someList(t)
		want := alone(t, grouped, list)
		got := grouped.Decide(t.Context(), list)
		allowed := len(want) == len(list.Resource.Items)
		if list.Action.Name != "delete" {
			itself := single(list, list.Resource.Properties)
			allowed = len(want) > 0 || grouped.Decide(t.Context(), itself).Permitted
		}
		if !allowed {
			want = []int{}
		}
		if got.Permitted != allowed || !slices.Equal(got.Items, want) {
			t.Fatalf("permitted %v with %v; by single requests %v with %v\n%s", got.Permitted, got.Items, allowed, want, described(list))
		}
		shown := whole.Decide(t.Context(), list)
		got.ID, shown.ID, got.Policy, shown.Policy = "", "", engine.Revision{}, engine.Revision{}
		if !reflect.DeepEqual(got, shown) {
			t.Fatalf("grouped %+v\nwith every item %+v\n%s", got, shown, described(list))
		}
		switch {
		case !allowed:
			met["nothing"]++
		case len(want) == len(list.Resource.Items):
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

// showingAll has a rule that never objects, and could look at anything.
func showingAll(t *testing.T) *engine.Engine {
	t.Helper()
	e, err := Shipped(t.Context(), anew, with("authz/rules/seen/seen.rego", `package authz.rules.seen

deny contains {"code": "seen", "message": "seen"} if {
	input.resource.items[_].secretName == "nobody calls it this"
	input.resource.places[_].members == []
}
`))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// A rule that a team writes about names finds each of them, although the rules of
// the subject tell the items of a folder apart by nothing.
func TestA_rule_of_somebody_elses_finds_every_item(t *testing.T) {
	list := ListSecrets(200, 20, 2)
	name := *list.Resource.Items[7].SecretName
	for what, row := range map[string]struct{ path, source, code string }{
		"an item by its name": {"authz/rules/names/names.rego", `package authz.rules.names

deny contains {"code": "named", "message": "named"} if input.resource.items[_].secretName == "` + name + `"
`, "named"},
		"a place by its names": {"authz/rules/names/names.rego", `package authz.rules.names

deny contains {"code": "named", "message": "named"} if input.resource.places[_].properties.secretName == "` + name + `"
`, "named"},
		"the request as a whole": {"authz/rules/names/names.rego", `package authz.rules.names

deny contains {"code": "named", "message": "named"} if {
	walk(input, [_, value])
	value == "` + name + `"
}
`, "named"},
		"what a shipped function is handed": {"authz/checks/names.rego", `package authz.checks

_forbids(properties) if properties.secretName == "` + name + `"
`, ""},
	} {
		t.Run(what, func(t *testing.T) {
			e, err := Shipped(t.Context(), anew, with(row.path, row.source))
			if err != nil {
				t.Fatal(err)
			}
			decision := e.Decide(t.Context(), list)
			if row.code == "" {
				if !decision.Permitted || slices.Contains(decision.Items, 7) || !slices.Contains(decision.Items, 6) {
					t.Errorf("the items are %v", decision.Items)
				}
			} else if decision.Permitted || decision.Reasons[0].Code != row.code {
				t.Errorf("the decision is %+v", decision)
			}
			list.Resource.Items[7].SecretName = new("OTHER")
			defer func() { list.Resource.Items[7].SecretName = &name }()
			if decision := e.Decide(t.Context(), list); !decision.Permitted || !slices.Contains(decision.Items, 7) {
				t.Errorf("by another name: %+v", decision)
			}
		})
	}
}

// with adds a module of somebody's own.
func with(path, source string) func(*engine.Options) {
	return func(options *engine.Options) {
		options.Policy.Modules = maps.Clone(options.Policy.Modules)
		options.Policy.Modules[path] = source
	}
}

func single(list *engine.Request, properties engine.Properties) *engine.Request {
	request := *list
	request.Resource.Properties, request.Resource.Items = properties, nil
	return &request
}

// alone are the items that are permitted one by one.
func alone(t *rapid.T, e *engine.Engine, list *engine.Request) []int {
	permitted := []int{}
	for i, item := range list.Resource.Items {
		if e.Decide(t.Context(), single(list, item)).Permitted {
			permitted = append(permitted, i)
		}
	}
	return permitted
}

var (
	someEnvironment = rapid.SampledFrom([]string{"dev", "prod", "a:b"})
	somePath        = rapid.SampledFrom([]string{"/", "/db", "/db/app", "/db/.hidden", "/web"})
	someName        = rapid.SampledFrom([]string{"URL", "DB_URL", "DB_KEY", ""})
	someTag         = rapid.SampledFrom([]string{"blue", "green"})
	someActions     = []string{"readValue", "describeSecret", "delete"}
)

// someList is a list, or a batch, of a subject with up to three grants.
func someList(t *rapid.T) *engine.Request {
	list := ListSecrets(1, 1, 1)
	list.Action.Name = rapid.SampledFrom(someActions).Draw(t, "action")
	list.Facts.Grants.Project = rapid.SliceOfN(rapid.Custom(someGrant), 1, 3).Draw(t, "grants")
	list.Resource.Properties = someItem(t)
	list.Resource.Items = rapid.SliceOfN(rapid.Custom(someItem), 3, 8).Draw(t, "items")
	return list
}

func someItem(t *rapid.T) engine.Properties {
	return engine.Properties{
		Environment: rapid.Ptr(someEnvironment, true).Draw(t, "environment"),
		SecretPath:  rapid.Ptr(somePath, true).Draw(t, "path"),
		SecretName:  rapid.Ptr(someName, true).Draw(t, "name"),
		SecretTags:  rapid.SliceOfN(someTag, 0, 2).Draw(t, "tags"),
	}
}

func someGrant(t *rapid.T) engine.Grant {
	now := ListSecrets(1, 1, 1).Context.Now
	window := rapid.SampledFrom([][2]int64{{}, {}, {}, {now - 1, now + 1}, {now, 0}, {now + 1, 0}, {0, now}, {0, now - 1}}).Draw(t, "window")
	grant := engine.Grant{Source: engine.SourceRole, Role: engine.RoleCustom, ID: "r", Starts: window[0], Ends: window[1]}
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

func described(list *engine.Request) string {
	document, err := engine.Document(list)
	if err != nil {
		return err.Error()
	}
	text, err := json.Marshal(document)
	if err != nil {
		return err.Error()
	}
	return string(text)
}
