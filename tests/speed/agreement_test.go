package speed

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"warder/engine"
	"warder/engine/input"
	"warder/engine/permissions"
)

// What the engine makes of the shipped policy when it loads it decides as the
// policy itself does, whatever the request: the one runs a plan, the other has
// OPA's evaluator walk the packages.
func TestThe_specialised_policy_decides_as_the_policy_itself(t *testing.T) {
	specialised := forgetful(t)
	walked, err := Shipped(t.Context(), func(o *engine.Options) { o.Evaluator = engine.Topdown })
	if err != nil {
		t.Fatal(err)
	}
	keeping, err := Shipped(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	permitted := 0
	rapid.Check(t, func(t *rapid.T) {
		request := someRequest(t)
		a, b := specialised.Decide(t.Context(), request), walked.Decide(t.Context(), request)
		a.ID, b.ID = "", ""
		if a.Permitted {
			permitted++
		}
		if !reflect.DeepEqual(a, b) {
			t.Fatalf("specialised %+v\nwalked %+v\nrequest %+v", a, b, request)
		}
		// What is kept of one serves its siblings as far as the policy cannot tell them apart.
		for range 3 {
			a, b := keeping.Decide(t.Context(), request), walked.Decide(t.Context(), request)
			if a.ID, b.ID = "", ""; !reflect.DeepEqual(a, b) {
				t.Fatalf("kept %+v\nwalked %+v\nrequest %+v", a, b, request)
			}
			vary(t, reflect.ValueOf(&request.Resource).Elem())
		}
	})
	if permitted == 0 {
		t.Error("no request was permitted, so nothing but refusals was compared")
	}
}

// someRequest is a request like real ones, of which up to three fields differ.
func someRequest(t *rapid.T) *input.Request {
	request := []func() *input.Request{
		func() *input.Request { return ReadSecret(5) },
		func() *input.Request { return ListSecrets(5, 3, 3).Shared },
		func() *input.Request { return ChangeIdentity(3, true) },
		func() *input.Request { return builtIn("project", "admin") },
		func() *input.Request { return builtIn("organization", "admin") },
	}[rapid.IntRange(0, 4).Draw(t, "base")]()
	if rapid.Bool().Draw(t, "another type") {
		scope := rapid.SampledFrom([]string{permissions.ScopeProject, permissions.ScopeOrganization}).Draw(t, "scope")
		request.Resource.Type = rapid.SampledFrom(append(permissions.ResourceTypes(scope), "account", "access-token", "user", "universal-auth")).Draw(t, "type")
		if actions := permissions.Actions(scope, request.Resource.Type); len(actions) > 0 {
			request.Action.Name = rapid.SampledFrom(actions).Draw(t, "action")
		}
	}
	for range rapid.IntRange(0, 3).Draw(t, "changes") {
		vary(t, reflect.ValueOf(request).Elem())
	}
	return request
}

// builtIn is a read by somebody with a built-in role.
func builtIn(scope, role string) *input.Request {
	request := ReadSecret(3)
	grant := []input.Grant{{Source: input.SourceRole, Role: role}}
	if scope == permissions.ScopeProject {
		request.Facts.Grants.Project = grant
		return request
	}
	request.Facts.Grants.Organization = grant
	request.Facts.Project, request.Facts.Target = nil, nil
	request.Resource, request.Action.Name = input.Resource{Type: "identity"}, "read"
	return request
}

// vary changes one field somewhere below value; compiled permissions never
// change and are left alone.
func vary(t *rapid.T, value reflect.Value) {
	if value.Type() == reflect.TypeFor[*permissions.Compiled]() {
		return
	}
	switch value.Kind() {
	case reflect.Struct:
		vary(t, value.Field(rapid.IntRange(0, value.NumField()-1).Draw(t, value.Type().Name())))
	case reflect.Pointer:
		switch {
		case value.IsNil():
			value.Set(reflect.New(value.Type().Elem()))
		case rapid.IntRange(0, 3).Draw(t, "gone") == 0:
			value.SetZero()
		default:
			vary(t, value.Elem())
		}
	case reflect.Slice:
		switch n := value.Len(); {
		case n > 0 && rapid.Bool().Draw(t, "member"):
			vary(t, value.Index(rapid.IntRange(0, n-1).Draw(t, "index")))
		case n > 0:
			value.Set(reflect.MakeSlice(value.Type(), 0, 0))
		default:
			value.Set(reflect.Append(value, reflect.New(value.Type().Elem()).Elem()))
		}
	case reflect.Bool:
		value.SetBool(!value.Bool())
	case reflect.Int64:
		value.SetInt(rapid.SampledFrom([]int64{0, 1, 5, 1795312799, 1795312800, 1795312801, 1 << 40}).Draw(t, "number"))
	case reflect.String:
		value.SetString(rapid.SampledFrom([]string{
			"", "x", "/", "/db", "/db/app", "/team-4/a", "prod", "dev", "10.1.2.3", "10.0.0.0/8", "admin", "member", "custom",
			"role", "user", "identity", "anonymous", "api_key", "identity_access_token", "read", "edit", "delete", "5b0a-organization",
		}).Draw(t, "text"))
	default:
	}
}
