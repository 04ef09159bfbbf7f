package review

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"warder/bundles"
	"warder/engine"
	"warder/engine/input"
	"warder/engine/permissions"
	"warder/handlers/audit"
	"warder/policies"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// request is one by a member of a project whose grants are these.
func request(resourceType, action string, properties input.Properties, grants ...input.Grant) *input.Request {
	return &input.Request{
		Subject: input.Subject{Type: input.SubjectIdentity, ID: "i1"}, Action: input.Action{Name: action},
		Resource: input.Resource{Type: resourceType, Properties: properties},
		Context:  input.Context{IP: "10.1.2.3", Now: 1795312800, Mode: "identity_access_token", Accepts: []string{"identity_access_token"}},
		Facts: input.Facts{
			Token:        &input.Token{WellFormed: true, Known: true, OwnerKnown: true, OwnerAccepted: true, Organizations: 1, MethodAttached: true, TrustedIPs: []string{}, AnyAddress: true, OrgID: "o1"},
			Organization: &input.Organization{ID: "o1"},
			Project:      &input.Project{ID: "p1", OrgID: "o1", Known: true, TrustedIPs: []string{}},
			Membership:   &input.Membership{OrgID: "o1", Organization: true, Project: true, AcceptedInOrg: true, ActiveInOrg: true},
			Target:       &input.Target{Known: true, Holdings: []input.Holding{}, HandsOut: []input.Holding{}, Held: []input.Holding{}, Administrators: []input.Administrators{}},
			Grants:       &input.Grants{Organization: []input.Grant{}, Project: append([]input.Grant{}, grants...)},
		},
	}
}

var admin = input.Grant{Source: input.SourceRole, Role: "admin"}

func record(request *input.Request, grants []string) *audit.Record {
	return &audit.Record{ID: "d", Time: time.Unix(1795312800, 0), Request: request, Decision: permittedBy(grants...)}
}

func permittedBy(grants ...string) engine.Answer {
	return engine.Answer{Decision: engine.Decision{Permitted: true, Grants: grants}}
}

func anyUse(t *rapid.T) *input.Request {
	types := []string{"secrets", "secrets", "secret-folders", "tags", "identity", "secret-imports"}
	resourceType := rapid.SampledFrom(types).Draw(t, "type")
	actions := slices.DeleteFunc(permissions.Actions(permissions.ScopeProject, resourceType), func(action string) bool {
		return resourceType == "secrets" && (action == "read" || action == "subscribe") // accepted in rules and never asked for
	})
	return request(resourceType, rapid.SampledFrom(actions).Draw(t, "action"), anyPlace(t, resourceType), admin)
}

func anyPlace(t *rapid.T, resourceType string) input.Properties {
	environment := rapid.SampledFrom([]string{"dev", "staging", "prod"}).Draw(t, "environment")
	path := rapid.SampledFrom([]string{"/", "/a", "/a/b", "/*", "/.x"}).Draw(t, "path")
	name, id := "N", rapid.SampledFrom([]string{"i7", "i8"}).Draw(t, "identity")
	switch {
	case resourceType == "identity":
		return input.Properties{IdentityID: &id}
	case resourceType == "secrets":
		return input.Properties{Environment: &environment, SecretPath: &path, SecretName: &name}
	case slices.Contains(permissions.KnownFields(resourceType), "environment"):
		return input.Properties{Environment: &environment, SecretPath: &path}
	}
	return input.Properties{}
}

func place(r *input.Request) string {
	raw, _ := json.Marshal(r.Resource.Properties)
	return r.Resource.Type + r.Action.Name + string(raw)
}

// The suggested role permits all that was done, as it can be sent back, and
// nothing at a place where nothing was done.
func TestSuggestion_permits_what_was_used_and_nothing_else(t *testing.T) {
	policy, err := bundles.Embedded(policies.FS)
	if err != nil {
		t.Fatal(err)
	}
	decider, err := engine.New(t.Context(), engine.Options{Policy: policy, Guardrails: engine.SystemModules(policy.Modules), Timeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	refused := 0
	rapid.Check(t, func(t *rapid.T) {
		suggestion, used := NewSuggestion(), map[string]bool{}
		uses := rapid.SliceOfN(rapid.Custom(anyUse), 1, 12).Draw(t, "uses")
		for _, use := range uses {
			suggestion.Add(record(use, []string{"role:admin"}))
			used[place(use)] = true
		}
		text, err := json.Marshal(suggestion.Rules())
		if err != nil {
			t.Fatal(err)
		}
		rules, issues := permissions.Parse(text, permissions.FormV2, permissions.ScopeProject)
		if len(issues) > 0 || suggestion.Covered != len(uses) {
			t.Fatalf("%s: %v", text, issues)
		}
		least := input.Grant{Source: input.SourceRole, Role: input.RoleCustom, ID: "r", Permissions: permissions.Compile(rules, permissions.FormV2)}
		for _, use := range append(uses, anyUse(t), anyUse(t)) {
			use.Facts.Grants.Project = []input.Grant{least}
			decision := decider.Decide(context.Background(), use)
			standing := use.Resource.Type == "secret-folders" && use.Action.Name == "read" // open to every member
			if !decision.Permitted && !used[place(use)] {
				refused++
			}
			if decision.Permitted != (used[place(use)] || standing) {
				t.Fatalf("%s: permitted %v, used %v\n%s", place(use), decision.Permitted, used[place(use)], text)
			}
		}
	})
	if refused == 0 {
		t.Error("nothing was ever refused")
	}
}

func TestSuggestion_a_list_needs_what_its_members_need(t *testing.T) {
	dev, prod, root, deep := "dev", "prod", "/", "/deep"
	list := request("secrets", "readValue", input.Properties{Environment: &dev, SecretPath: &root})
	seen := record(list, []string{"membership:project", "role:viewer"})
	for _, member := range []struct {
		environment, path *string
		decision          engine.Decision
	}{
		{&dev, &deep, permittedBy("role:viewer").Decision},
		{&prod, &root, permittedBy("membership:project").Decision},
		{&prod, &deep, engine.Decision{Grants: []string{"role:viewer"}}},
	} {
		seen.Members = append(seen.Members, input.Member{Resource: input.Resource{
			Type: "secrets", Properties: input.Properties{Environment: member.environment, SecretPath: member.path},
		}})
		seen.Decision.Members = append(seen.Decision.Members, member.decision)
	}
	suggestion := NewSuggestion()
	suggestion.Add(seen)
	got, _ := json.Marshal(suggestion.Rules())
	if want := `[{"action":["readValue"],"subject":"secrets","conditions":{"environment":{"$eq":"dev"},"secretPath":{"$eq":"/deep"}}}]`; string(got) != want {
		t.Errorf("%s", got)
	}
}

func TestSuggestion_what_was_refused_or_needs_no_rule_is_left_out(t *testing.T) {
	suggestion := NewSuggestion()
	denied := record(request("tags", "read", input.Properties{}), []string{"role:viewer"})
	denied.Decision.Permitted = false
	suggestion.Add(denied)
	suggestion.Add(record(request("workspace", "leave", input.Properties{}), []string{"role:viewer"}))
	suggestion.Add(record(request("tags", "read", input.Properties{}), []string{"membership:project"}))
	if rules := suggestion.Rules(); len(rules) != 0 || rules == nil || suggestion.Covered != 0 {
		t.Errorf("%v", rules)
	}
}

func TestLog_keeps_when_a_grant_was_last_used(t *testing.T) {
	log := NewLog()
	first, later := record(request("tags", "read", input.Properties{}), []string{"role:viewer"}), record(request("tags", "read", input.Properties{}), []string{"role:viewer", "self"})
	later.Time = later.Time.Add(time.Hour)
	denied := record(request("tags", "read", input.Properties{}), []string{"role:admin"})
	denied.Decision.Permitted = false
	for _, r := range []*audit.Record{later, first, denied} {
		log.Add(r)
	}
	use := log.Grants[Use{first.Request.Subject.Ref(), "p1"}]
	if fmt.Sprint(use["role:viewer"]) != fmt.Sprint(later.Time) || !use["role:admin"].IsZero() || log.Records != 3 {
		t.Errorf("%v", log.Grants)
	}
}

// The policy names grants; here the names are made again, to look them up.
func TestGrantName_is_what_the_policy_calls_it(t *testing.T) {
	for want, grant := range map[string]input.Grant{
		"role:viewer":      {Source: input.SourceRole, Role: "viewer"},
		"role:custom:r1":   {Source: input.SourceRole, Role: input.RoleCustom, ID: "r1"},
		"privilege:x1":     {Source: input.SourcePrivilege, Role: input.RoleCustom, ID: "x1"},
		"service_token:t1": {Source: input.SourceServiceToken, Role: input.RoleCustom, ID: "t1"},
	} {
		if got := GrantName(&grant); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
