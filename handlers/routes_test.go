package handlers

import (
	"encoding/json"
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"warder/bundles"
	"warder/engine"
	"warder/engine/facts"
	"warder/engine/permissions"
	"warder/policies"
)

func Test_every_row_is_complete(t *testing.T) {
	methods := []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}
	modes := []string{facts.ModeUser, facts.ModeAPIKey, facts.ModeServiceToken, facts.ModeIdentity}
	for _, row := range routes() {
		if !slices.Contains(methods, row.method) || row.resource == "" || row.action == "" || row.handler == nil || row.unrouted {
			t.Errorf("%s lacks something: %+v", row.name(), row)
		}
		if !placed(row.path) || strings.HasSuffix(row.path, "/") || strings.Contains(row.path, "//") {
			t.Errorf("%s is not served: one trailing slash is cut from every path", row.name())
		}
		for i, mode := range row.modes {
			if !slices.Contains(modes, mode) || slices.Contains(row.modes[:i], mode) {
				t.Errorf("%s accepts %v", row.name(), row.modes)
			}
		}
		if row.public() != (len(row.modes) == 0) {
			t.Errorf("%s is public: %v", row.name(), row.public())
		}
	}
}

// placed is the API, and beside it what AuthZEN gives a place of its own.
func placed(path string) bool {
	return strings.HasPrefix(path, "/api/") || strings.HasPrefix(path, "/access/v1/") || path == "/.well-known/authzen-configuration"
}

func Test_no_path_is_served_twice(t *testing.T) {
	seen := map[string]bool{}
	for _, row := range routes() {
		if seen[row.name()] {
			t.Errorf("%s twice", row.name())
		}
		seen[row.name()] = true
	}
}

// A route that is public lets everybody in as far as its policy does, so each
// of them is meant.
func Test_the_public_routes_are_these(t *testing.T) {
	want := []string{
		"GET /.well-known/authzen-configuration", "GET /api/status", "GET /api/v1/admin/config", "POST /api/v1/admin/bootstrap", "POST /api/v1/admin/signup", "POST /api/v1/auth/token",
		"POST /api/v1/auth/token/renew", "POST /api/v1/auth/token/revoke", "POST /api/v1/auth/universal-auth/login", "POST /api/v3/auth/login",
		"POST /api/v3/auth/login1", "POST /api/v3/auth/login2",
		"POST /api/v3/signup/complete-account/invite", "POST /api/v1/invite-org/verify", "POST /api/v3/signup/email/signup",
		"POST /api/v3/signup/email/verify", "POST /api/v3/signup/complete-account/signup",
	}
	got := []string{}
	for _, row := range routes() {
		if row.public() {
			got = append(got, row.name())
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("public are %q, want %q", got, want)
	}
}

func Test_events_belong_to_changes_and_reads_that_are_audited(t *testing.T) {
	for _, row := range routes() {
		if row.event != strings.ToLower(row.event) || strings.ContainsAny(row.event, " _") {
			t.Errorf("%s is recorded as %q", row.name(), row.event)
		}
	}
}

// embedded is the policy of the binary.
func embedded(t *testing.T) *engine.Engine {
	t.Helper()
	policy, err := bundles.Embedded(policies.FS)
	if err != nil {
		t.Fatal(err)
	}
	decider, err := engine.New(t.Context(), engine.Options{Policy: policy, Guardrails: engine.Owned(policy.Modules)})
	if err != nil {
		t.Fatal(err)
	}
	return decider
}

func Test_an_API_starts_with_the_embedded_policy_and_with_no_lesser_one(t *testing.T) {
	whole := Components{Engine: embedded(t), Log: slog.New(slog.DiscardHandler), Observe: unobserved{}}
	if _, err := New(whole, Options{}); err != nil {
		t.Errorf("an action that nobody decides: %v", err)
	}
	whole.Engine = without{whole.Engine, "secrets"}
	_, err := New(whole, Options{})
	if err == nil {
		t.Fatal("started without rules for secrets")
	}
	for _, row := range routes() {
		if told := strings.Contains(err.Error(), row.name()+":"); told != (row.resource == "secrets") {
			t.Errorf("%s on %s: reported %v", row.name(), row.resource, told)
		}
	}
}

// without is a policy that lacks the rules of one resource type.
type without struct {
	Policy
	resource string
}

func (w without) Handles(resource, action string) bool {
	return resource != w.resource && w.Policy.Handles(resource, action)
}

func Test_builtin_roles_are_those_that_the_policy_knows(t *testing.T) {
	raw, err := fs.ReadFile(policies.FS, "authz/roles/data.json")
	if err != nil {
		t.Fatal(err)
	}
	var data map[string]map[string]any
	if err := json.Unmarshal(raw, &data); err != nil {
		t.Fatal(err)
	}
	for scope, list := range map[string][]builtInRole{permissions.ScopeOrganization: builtInOrgRoles, permissions.ScopeProject: builtInProjectRoles} {
		slugs := []string{}
		for _, role := range list {
			slugs = append(slugs, role.slug)
			if !builtIn(list, role.slug) || !isSlug(role.slug) || role.name == "" || role.description == "" {
				t.Errorf("%s role %+v", scope, role)
			}
		}
		slices.Sort(slugs)
		if known := slices.Sorted(maps.Keys(data[scope])); !slices.Equal(known, slugs) {
			t.Errorf("%s: the policy has %q, the API %q", scope, known, slugs)
		}
		if builtIn(list, "custom") || builtIn(list, "") {
			t.Errorf("%s: custom is no built-in role", scope)
		}
	}
}

func Test_a_question_is_about_the_row(t *testing.T) {
	c := &call{route: route{resource: "secrets", action: "edit"}}
	q := c.question(facts.ProjectRef{ID: "p"}, facts.OnSelf)
	if q.Action != "edit" || q.Resource.Type != "secrets" || q.Project.ID != "p" || len(q.Targets) != 1 {
		t.Errorf("%+v", q)
	}
}
