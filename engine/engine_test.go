package engine

import (
	"context"
	"errors"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"warder/engine/input"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestDecide(t *testing.T) {
	cases := []struct {
		name    string
		change  func(*input.Request)
		reasons string // empty means permitted
	}{
		{"a_request_that_is_granted_and_not_denied_is_permitted", func(*input.Request) {}, ""},
		{"a_revoked_token_denies", func(r *input.Request) { r.Facts.Token.Revoked = true }, "token_revoked"},
		{"an_absent_token_denies", func(r *input.Request) { r.Facts.Token = nil }, "token_malformed"},
		{"no_grant_denies", func(r *input.Request) { r.Facts.Grants = nil }, "permission_missing"},
		{"an_unknown_action_denies", func(r *input.Request) { r.Action.Name = "no" }, "permission_missing"},
		{"all_reasons_are_collected", func(r *input.Request) {
			r.Subject.Type, r.Facts.Token.Revoked, r.Resource.ID = input.SubjectAnonymous, true, "forbidden"
		}, "permission_inverted token_missing token_revoked"},
	}
	e := start(t, nil)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			decision := decide(t, e, permitted(c.change))
			if decision.Permitted != (c.reasons == "") || codes(decision.Reasons) != c.reasons {
				t.Errorf("permitted=%v reasons=%v, want %q", decision.Permitted, decision.Reasons, c.reasons)
			}
			if decision.ID == "" || decision.Policy != e.Revision() || decision.Policy.Revision != "r1" {
				t.Errorf("id %q, policy %v", decision.ID, decision.Policy)
			}
		})
	}
}

func TestDecide_says_who_raised_a_reason_and_what_spoke_for_the_request(t *testing.T) {
	e := start(t, nil)
	decision := decide(t, e, permitted(func(r *input.Request) { r.Facts.Token.UsesLimit = 5 }))
	if !decision.Permitted || strings.Join(decision.Grants, " ") != "role:admin" ||
		strings.Join(decision.Obligations, " ") != CountTokenUse {
		t.Errorf("%+v", decision)
	}
	decision = decide(t, e, permitted(func(r *input.Request) { r.Facts.Token.Revoked = true }))
	if len(decision.Reasons) != 1 || decision.Reasons[0] != (Reason{"token_revoked", "revoked", "authz.rules.tokens"}) {
		t.Errorf("%+v", decision.Reasons)
	}
}

func TestDecide_the_zero_value_denies(t *testing.T) {
	if (Decision{}).Permitted {
		t.Error("the zero decision permits")
	}
	mustDeny(t, (*Engine)(nil).Decide(t.Context(), permitted()), PolicyMissing)
	mustDeny(t, new(Engine).Decide(t.Context(), permitted()), PolicyMissing)
	if new(Engine).Handles("secrets", "readValue") || new(Engine).Revision() != (Revision{}) {
		t.Error("an engine without policy handles nothing")
	}
}

func TestDecide_a_nil_request_is_an_error_that_denies(t *testing.T) {
	mustDeny(t, start(t, nil).Decide(t.Context(), nil), PolicyError)
}

func TestDecide_a_client_that_went_away_is_denied(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	looping := start(t, map[string]string{tokensPath: loopSource})
	mustDeny(t, looping.Decide(ctx, permitted()), PolicyTimeout)
}

func TestNew_without_policy_does_not_start(t *testing.T) {
	for _, modules := range []map[string]string{nil, {}} {
		if _, err := New(t.Context(), Options{Policy: Policy{Modules: modules}, Guardrails: SystemModules(house(nil))}); !errors.Is(err, ErrPolicyMissing) {
			t.Errorf("%v, want %v", err, ErrPolicyMissing)
		}
	}
}

func TestHandles(t *testing.T) {
	e := start(t, nil)
	for _, c := range []struct {
		resourceType, action string
		want                 bool
	}{
		{"secrets", "readValue", true},
		{"secrets", "create", true},
		{"secrets", "delete", false},
		{"roles", "readValue", false},
	} {
		if got := e.Handles(c.resourceType, c.action); got != c.want {
			t.Errorf("Handles(%s, %s) = %v", c.resourceType, c.action, got)
		}
	}
}
