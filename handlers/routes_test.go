package handlers

import (
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"

	"warder/bundles"
	"warder/engine"
	"warder/engine/facts"
	"warder/handlers/pep"
	"warder/policies"
)

func Test_every_row_is_complete(t *testing.T) {
	methods := []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}
	modes := []string{facts.ModeUser, facts.ModeAPIKey, facts.ModeServiceToken, facts.ModeIdentity}
	for _, row := range Routes() {
		if !slices.Contains(methods, row.Method) || row.Resource == "" || row.Action == "" || row.Unrouted {
			t.Errorf("%s lacks something: %+v", row.Name(), row)
		}
		if !placed(row.Path) || strings.HasSuffix(row.Path, "/") || strings.Contains(row.Path, "//") {
			t.Errorf("%s is not served: one trailing slash is cut from every path", row.Name())
		}
		for i, mode := range row.Modes {
			if !slices.Contains(modes, mode) || slices.Contains(row.Modes[:i], mode) {
				t.Errorf("%s accepts %v", row.Name(), row.Modes)
			}
		}
		if row.Public() != (len(row.Modes) == 0) {
			t.Errorf("%s is public: %v", row.Name(), row.Public())
		}
	}
}

// placed is the API, and beside it what AuthZEN gives a place of its own.
func placed(path string) bool {
	return strings.HasPrefix(path, "/api/") || strings.HasPrefix(path, "/access/v1/") || path == "/.well-known/authzen-configuration"
}

func Test_no_path_is_served_twice(t *testing.T) {
	seen := map[string]bool{}
	for _, row := range Routes() {
		if seen[row.Name()] {
			t.Errorf("%s twice", row.Name())
		}
		seen[row.Name()] = true
	}
}

// A route that is public lets everybody in as far as its policy does, so each
// of them is meant.
func Test_the_public_routes_are_these(t *testing.T) {
	want := []string{
		"GET /.well-known/authzen-configuration", "GET /api/status", "GET /api/openapi.json", "GET /api/docs", "GET /api/v1/admin/config", "POST /api/v1/admin/bootstrap", "POST /api/v1/admin/signup", "POST /api/v1/auth/token",
		"POST /api/v1/auth/token/renew", "POST /api/v1/auth/console-link", "POST /api/v1/auth/token/revoke", "POST /api/v1/auth/universal-auth/login", "POST /api/v3/auth/login",
		"POST /api/v1/auth/oidc-auth/login", "POST /api/v1/auth/jwt-auth/login", "POST /api/v1/auth/kubernetes-auth/login", "POST /api/v1/auth/aws-auth/login", "POST /api/v1/auth/gcp-auth/login", "POST /api/v1/auth/azure-auth/login",
		"POST /api/v3/auth/login1", "POST /api/v3/auth/login2",
		"POST /api/v1/account-recovery/send-email", "POST /api/v1/account-recovery/verify-email",
		"POST /api/v1/password/email/password-reset", "POST /api/v1/password/email/password-reset-verify", "POST /api/v2/password/password-reset",
		"POST /api/v3/signup/complete-account/invite", "POST /api/v1/invite-org/verify", "POST /api/v3/signup/email/signup",
		"POST /api/v3/signup/email/verify", "POST /api/v3/signup/complete-account/signup",
	}
	got := []string{}
	for _, row := range Routes() {
		if row.Public() {
			got = append(got, row.Name())
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("public are %q, want %q", got, want)
	}
}

func Test_events_belong_to_changes_and_reads_that_are_audited(t *testing.T) {
	for _, row := range Routes() {
		if row.Event != strings.ToLower(row.Event) || strings.ContainsAny(row.Event, " _") {
			t.Errorf("%s is recorded as %q", row.Name(), row.Event)
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
	decider, err := engine.New(t.Context(), engine.Options{Policy: policy, Guardrails: engine.SystemModules(policy.Modules)})
	if err != nil {
		t.Fatal(err)
	}
	return decider
}

func Test_an_API_starts_with_the_embedded_policy_and_with_no_lesser_one(t *testing.T) {
	whole := pep.Components{Engine: embedded(t), Log: slog.New(slog.DiscardHandler), Observe: unobserved{}}
	if _, err := New(whole, pep.Options{}); err != nil {
		t.Errorf("an action that nobody decides: %v", err)
	}
	whole.Engine = without{whole.Engine, "secrets"}
	_, err := New(whole, pep.Options{})
	if err == nil {
		t.Fatal("started without rules for secrets")
	}
	for _, row := range Routes() {
		if told := strings.Contains(err.Error(), row.Name()+":"); told != (row.Resource == "secrets") {
			t.Errorf("%s on %s: reported %v", row.Name(), row.Resource, told)
		}
	}
}

// without is a policy that lacks the rules of one resource type.
type without struct {
	pep.DecisionPoint
	resource string
}

func (w without) Handles(resource, action string) bool {
	return resource != w.resource && w.DecisionPoint.Handles(resource, action)
}
