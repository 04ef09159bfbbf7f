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
	for _, c := range differences {
		e, plain := start(t, c.policy()), c.byTopdown(t)
		shared := permitted()
		list := make([]input.Member, 4)
		for i := range list {
			list[i].Resource = shared.Resource
		}
		c.change(&list[2])
		for i, got := range e.DecideEach(t.Context(), shared, list) {
			single := shared.About(&list[i])
			want := plain.Decide(t.Context(), &single)
			if want.ID = got.ID; !reflect.DeepEqual(got, want) {
				t.Errorf("%s: member %d: %+v, alone by OPA %+v", c.reads, i, got, want)
			}
		}
	}
}

// A list that is asked for again finds what no rule tells apart, as a single request does.
func TestDecideEach_finds_what_was_decided_before(t *testing.T) {
	e, shared := start(t, map[string]string{secretsPath: namelessSecrets}), permitted()
	list := make([]input.Member, 4)
	for i := range list {
		list[i].Resource = shared.Resource
		list[i].Resource.ID, list[i].Resource.Properties.SecretName = string(rune('a'+i)), new(string(rune('A'+i)))
	}
	first, again := e.DecideEach(t.Context(), shared, list), e.DecideEach(t.Context(), shared, list[1:])
	if hits, _ := e.Lookups(); hits != 1 {
		t.Errorf("%d decisions were found, want 1 for the whole list", hits)
	}
	if first[0].ID == again[0].ID || !again[0].Permitted || again[2].ID != again[0].ID {
		t.Errorf("first %+v, again %+v", first[0], again)
	}
}

// A single decision that is kept is told apart by all that a rule reads, too: each is
// held to what OPA's evaluator comes to anew.
func TestDecide_asks_again_for_whatever_differs(t *testing.T) {
	for _, c := range differences {
		e, plain := start(t, c.policy()), c.byTopdown(t)
		for i := range 4 {
			request := permitted()
			request.Resource.ID, request.Resource.Properties.SecretName = string(rune('a'+i)), new(string(rune('A'+i)))
			member := input.Member{Resource: request.Resource}
			if i == 2 {
				c.change(&member)
			}
			single := request.About(&member)
			got, want := e.Decide(t.Context(), &single), plain.Decide(t.Context(), &single)
			if want.ID = got.ID; !reflect.DeepEqual(got, want) {
				t.Errorf("%s: request %d: %+v, by OPA %+v", c.reads, i, got, want)
			}
		}
	}
}

// A rule that looks at no name decides once for all secrets of a folder.
func TestDecide_evaluates_once_what_no_rule_tells_apart(t *testing.T) {
	e := start(t, map[string]string{secretsPath: namelessSecrets})
	for i := range 5 {
		request := permitted()
		request.Resource.ID, request.Resource.Properties.SecretName = string(rune('a'+i)), new(string(rune('A'+i)))
		request.Resource.Properties.SecretTags = []string{string(rune('x' + i))}
		decide(t, e, request)
	}
	if hits, misses := e.Lookups(); hits != 4 || misses != 1 {
		t.Errorf("%d decisions were found and %d made, want 4 and 1", hits, misses)
	}
}

// difference is a way to read a part of a member, and members that differ in it.
type difference struct {
	reads  string
	change func(*input.Member)
}

func (d difference) policy() map[string]string {
	return map[string]string{"authz/rules/own/own.rego": `package authz.rules.own

deny contains {"code": "own", "message": "own"} if { ` + d.reads + " }\n", secretsPath: namelessSecrets}
}

// byTopdown decides as OPA does, each request anew.
func (d difference) byTopdown(t *testing.T) *Engine {
	t.Helper()
	options := optionsOf(d.policy())
	options.Evaluator, options.Forgetful = Topdown, true
	e, err := New(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// namelessSecrets reads neither the id nor the name of a secret.
var namelessSecrets = strings.ReplaceAll(secretsSource, `input.resource.id == "forbidden"`, `input.resource.properties.environment == "forbidden"`)

var differences = []difference{
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
	{`some name; input.resource.properties[name] == "X"`, func(m *input.Member) { m.Resource.Properties.SecretName = new("X") }},
	{`object.get(input.resource, ["properties", "secretName"], "") == "X"`, func(m *input.Member) { m.Resource.Properties.SecretName = new("X") }},
	{`walk(input, [_, "X"])`, func(m *input.Member) { m.Resource.Properties.SecretName = new("X") }},
	{`properties := input.resource.properties; startswith(properties.secretName, "X")`, func(m *input.Member) { m.Resource.Properties.SecretName = new("X") }},
	{`count([r | r := input.resource; r.id == "x"]) > 0`, func(m *input.Member) { m.Resource.ID = "x" }},
	{`input.resource.id == "x" with input.action.name as "other"`, func(m *input.Member) { m.Resource.ID = "x" }},
	{`every tag in input.resource.properties.secretTags { tag == "x" }`, func(m *input.Member) { m.Resource.Properties.SecretTags = []string{"y"} }},
}
