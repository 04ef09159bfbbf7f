package input

import (
	"bytes"
	"encoding/json"
	"reflect"
	"sync"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	"pgregory.net/rapid"

	"warder/engine/permissions"
)

// anyRequest fills every field of a request, or leaves it out where it may be
// left out.
func anyRequest(t *rapid.T, nils bool) *Request {
	request := &Request{}
	fill(t, reflect.ValueOf(request).Elem(), 0, nils)
	fillKeys(&request.Resource.Properties)
	return request
}

func fillKeys(p *Properties) { p.Keys = permissions.Keys(p.Environment, p.SecretPath) }

var someText = rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "admin", "secrets", "readValue", "/", "/a/.b/c", "pr:od"}))

func fill(t *rapid.T, v reflect.Value, depth int, nils bool) {
	switch v.Kind() {
	case reflect.Struct:
		for field, value := range v.Fields() {
			if field.IsExported() {
				fill(t, value, depth+1, nils)
			}
			if words := field.Tag.Get("enum"); words != "" && (value.Kind() == reflect.String || !value.IsNil()) {
				reflect.Indirect(value).SetString(rapid.SampledFrom(enums(words)).Draw(t, words).(string))
			}
		}
	case reflect.Pointer:
		if rapid.Bool().Draw(t, "present") {
			v.Set(reflect.New(v.Type().Elem()))
			fill(t, v.Elem(), depth+1, nils)
		}
	case reflect.Slice:
		if nils && rapid.IntRange(0, 9).Draw(t, "nil") == 0 {
			return
		}
		n := rapid.IntRange(0, max(0, 3-depth/4)).Draw(t, "length")
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			fill(t, v.Index(i), depth+1, nils)
		}
	case reflect.Map:
		if nils && rapid.IntRange(0, 9).Draw(t, "nil") == 0 {
			return
		}
		v.Set(reflect.MakeMap(v.Type()))
		for range rapid.IntRange(0, 2).Draw(t, "fields") {
			value := reflect.New(v.Type().Elem()).Elem()
			fill(t, value, depth+1, nils)
			v.SetMapIndex(reflect.ValueOf(someText.Draw(t, "name")), value)
		}
	case reflect.Interface:
		v.Set(reflect.ValueOf(rapid.OneOf(someText.AsAny(), rapid.SliceOfN(someText, 0, 2).AsAny()).Draw(t, "operand")))
	case reflect.String:
		v.SetString(someText.Draw(t, "string"))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "bool"))
	case reflect.Int64:
		v.SetInt(rapid.OneOf(rapid.Int64(), rapid.Int64Range(-2, 3)).Draw(t, "number"))
	default:
		t.Fatalf("the request has a field of kind %v, which nothing here knows", v.Kind())
	}
}

func TestInput_equals_what_the_JSON_of_the_request_would_be_read_as(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		request := anyRequest(t, true)
		want := throughJSON(t, request)
		if got := request.Value(); got.Compare(want) != 0 {
			t.Fatalf("got  %v\nwant %v", got, want)
		}
	})
}

func throughJSON(t *rapid.T, request *Request) ast.Value {
	text, err := json.Marshal(request)
	if err != nil {
		t.Fatal(err)
	}
	var document any
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&document); err != nil {
		t.Fatal(err)
	}
	value, err := ast.InterfaceToValue(document)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// A list that nobody filled is null, which rules take for an absent fact: no
// accepted modes would make a route public, nothing handed out needs no right.
func TestInput_a_fact_that_was_not_looked_up_is_not_an_empty_list(t *testing.T) {
	request := &Request{Facts: Facts{Target: &Target{}, Project: &Project{}, Grants: &Grants{}}}
	for path, want := range map[string]string{
		"input.context.accepts": "null", "input.facts.target.hands_out": "null", "input.facts.target.held": "null",
		"input.facts.project.trusted_ips": "null", "input.facts.grants.project": "null",
	} {
		value, err := request.Value().Find(ast.MustParseRef(path)[1:])
		if err != nil || value.String() != want {
			t.Errorf("%s is %v (%v), want %s", path, value, err, want)
		}
	}
}

func TestInput_keys_are_the_engines_own_and_never_the_callers(t *testing.T) {
	environment := "prod"
	request := &Request{Resource: Resource{Properties: Properties{Environment: &environment, Keys: []string{"forged"}}}}
	text := request.Value().String()
	if bytes.Contains([]byte(text), []byte("forged")) || !bytes.Contains([]byte(text), []byte(`"prod:"`)) {
		t.Error(text)
	}
}

func TestPermissions_are_turned_into_a_term_once(t *testing.T) {
	permissions := &permissions.Compiled{Allow: map[string]map[string]permissions.Slot{"secrets": {"readValue": {Keys: map[string]bool{"prod:/": true}}}}}
	var workers sync.WaitGroup
	terms := make([]*ast.Term, 8)
	for i := range terms {
		workers.Go(func() { terms[i] = permissions.Term() })
	}
	workers.Wait()
	for _, term := range terms {
		if term != terms[0] || term == nil {
			t.Fatal("the term was built more than once")
		}
	}
}
