package engine

import (
	"reflect"
	"strings"
	"testing"

	"warder/engine/input"
	"warder/engine/plan"
)

// A field of a member that is no part would not be noticed when a rule looks at
// it, and one decision would pass for another.
func TestParts_are_all_fields_of_a_member(t *testing.T) {
	for _, c := range []struct {
		of    reflect.Type
		parts map[string]plan.Parts
		apart []string // documents with parts of their own
	}{
		{reflect.TypeFor[input.Properties](), propertyParts, nil},
		{reflect.TypeFor[input.Resource](), resourceParts, []string{"properties"}},
		{reflect.TypeFor[input.Member](), map[string]plan.Parts{"target": factParts["target"], "request": inputParts["request"]}, []string{"resource"}},
	} {
		for field := range c.of.Fields() {
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			if (c.parts[name] == 0) == !contains(c.apart, name) {
				t.Errorf("%v.%s is no part", c.of, field.Name)
			}
		}
	}
	if want := plan.Of() | 1<<partCount - 1; allParts != want {
		t.Errorf("all parts are %b, want %b", allParts, want)
	}
}

func contains(list []string, name string) bool {
	for _, one := range list {
		if one == name {
			return true
		}
	}
	return false
}

// Each part by itself, and nothing but it, tells two members apart to a rule that
// reads it.
func TestDecideEach_asks_again_for_whatever_differs(t *testing.T) {
	for _, c := range []struct {
		reads  string
		change func(*input.Member)
	}{
		{`input.resource.type == "tags"`, func(m *input.Member) { m.Resource.Type = "tags" }},
		{`input.resource.id == "x"`, func(m *input.Member) { m.Resource.ID = "x" }},
		{`input.resource.properties.environment == "x"`, func(m *input.Member) { m.Resource.Properties.Environment = new("x") }},
		{`input.resource.properties.secretPath == "/x"`, func(m *input.Member) { m.Resource.Properties.SecretPath = new("/x") }},
		{`"prod:/x$" in input.resource.properties.keys`, func(m *input.Member) { m.Resource.Properties.SecretPath = new("/x") }},
		{`input.resource.properties.secretName == "X"`, func(m *input.Member) { m.Resource.Properties.SecretName = new("X") }},
		{`input.resource.properties.secretTags[_] == "x"`, func(m *input.Member) { m.Resource.Properties.SecretTags = []string{"x"} }},
		{`input.resource.properties.identityId == "x"`, func(m *input.Member) { m.Resource.Properties.IdentityID = new("x") }},
		{`input.resource.properties.kind == "x"`, func(m *input.Member) { m.Resource.Properties.Kind = new("x") }},
		{`not input.resource.properties.environment`, func(m *input.Member) { m.Resource.Properties.Environment = nil }},
		{`input.facts.target.kind == "x"`, func(m *input.Member) { m.Target = &input.Target{Kind: "x"} }},
		{`input.request.name == "x"`, func(m *input.Member) { m.Requested = &input.Requested{Name: new("x")} }},
		{`json.marshal(input.resource.properties) != json.marshal(input.claims)`, func(m *input.Member) { m.Resource.Properties.SecretName = new("X") }},
	} {
		e := start(t, map[string]string{"authz/rules/own/own.rego": `package authz.rules.own

deny contains {"code": "own", "message": "own"} if ` + c.reads + "\n"})
		shared := permitted()
		list := make([]input.Member, 4)
		for i := range list {
			list[i].Resource = shared.Resource
		}
		c.change(&list[2])
		for i, got := range e.DecideEach(t.Context(), shared, list) {
			single := shared.About(&list[i])
			want := e.Decide(t.Context(), &single)
			if want.ID = got.ID; !reflect.DeepEqual(got, want) {
				t.Errorf("%s: member %d: %+v, alone %+v", c.reads, i, got, want)
			}
		}
	}
}
