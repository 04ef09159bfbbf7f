package pep

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"warder/engine"
	"warder/engine/permissions"
	"warder/models/store"
	"warder/policies"
)

// refused is a decision that shows one reason to the caller.
func refused(code, message string) engine.Decision {
	reason := engine.Reason{Code: code, Message: message, Rule: "authz.rules.x"}
	return engine.Decision{ID: "d-1", Reasons: []engine.Reason{reason}, Visible: []engine.Reason{reason}}
}

// metadata are the codes that the policy says it emits, with the status that
// it promises.
func metadata(t *testing.T) map[string]int {
	t.Helper()
	form := regexp.MustCompile(`(?m)^#   code: (\w+)\n#   status: (\d+)`)
	found := map[string]int{}
	err := fs.WalkDir(policies.FS, "authz/rules", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".rego") || strings.HasSuffix(path, "_test.rego") {
			return err
		}
		text, err := fs.ReadFile(policies.FS, path)
		for _, code := range form.FindAllStringSubmatch(string(text), -1) {
			if found[code[1]], err = strconv.Atoi(code[2]); err != nil {
				return err
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func Test_every_code_of_the_policy_answers_the_status_it_promises(t *testing.T) {
	codes := metadata(t)
	if len(codes) < 20 {
		t.Fatalf("only %d codes found: %v", len(codes), codes)
	}
	for code, status := range codes {
		if got := AsError(&Refusal{remedies: noRemedy, decision: refused(code, "no")}); got.Status != status {
			t.Errorf("%s answers %d %s, the policy says %d", code, got.Status, got.Name, status)
		}
	}
}

func Test_every_outcome_belongs_to_a_code_of_the_policy_or_the_engine(t *testing.T) {
	codes := metadata(t)
	for _, code := range []string{engine.PolicyUndefined, engine.PolicyError, engine.PolicyTimeout, engine.PolicyMissing} {
		codes[code] = http.StatusInternalServerError
	}
	for code, looks := range outcomes {
		if codes[code] == 0 {
			t.Errorf("nobody emits %s", code)
		}
		if looks.status < 400 || looks.Name == "" {
			t.Errorf("%s answers %+v", code, looks)
		}
	}
}

func Test_a_refusal_looks_as_the_contract_says(t *testing.T) {
	for _, c := range []struct {
		code   string
		status int
		name   string
	}{
		{"token_missing", 401, "UnauthorizedError"},
		{"token_malformed", 401, "TokenError"},
		{"token_expired", 401, "TokenError"},
		{"credentials_invalid", 401, "UnauthorizedError"},
		{"ip_not_allowed", 403, "ForbiddenError"},
		{"permission_missing", 403, "PermissionDenied"},
		{"privilege_boundary", 403, "PermissionBoundaryError"},
		{"resource_not_found", 404, "NotFound"},
		{"e2ee_enabled", 400, "BadRequest"},
		{"policy_missing", 503, "ServiceUnavailable"},
		{"policy_timeout", 500, "InternalServerError"},
		{"change_freeze", 403, "PermissionDenied"}, // of a security team's own
	} {
		got := AsError(fmt.Errorf("asked: %w", &Refusal{remedies: noRemedy, decision: refused(c.code, "because")}))
		if got.Status != c.status || got.Name != c.name || got.Message != "because" {
			t.Errorf("%s: %d %s %v", c.code, got.Status, got.Name, got.Message)
		}
	}
}

// The details are what is visible, and nothing else.
func Test_details_of_a_refusal_show_visible_reasons_only(t *testing.T) {
	missing := []engine.Missing{{Action: "edit", Subject: "secrets", Conditions: permissions.Conditions{"environment": {"$eq": "prod"}}}}
	hidden := engine.Reason{Code: "hidden_code", Message: "hidden words", Rule: "authz.rules.hidden"}
	visible := refused("permission_missing", "because")
	visible.Missing, visible.Reasons = missing, append(visible.Reasons, hidden)
	boundary := refused("privilege_boundary", "too much")
	boundary.Missing = missing
	both := refused("privilege_boundary", "too much")
	both.Visible = append(both.Visible, engine.Reason{Code: "last_admin", Message: "last"})
	for name, c := range map[string]struct {
		decision engine.Decision
		want     string
	}{
		"one reason": {visible, `{"decisionId":"d-1","reasons":[{"code":"permission_missing","message":"because"}]}`},
		"boundary": {boundary, `{"decisionId":"d-1","reasons":[{"code":"privilege_boundary","message":"too much"}],` +
			`"missingPermissions":[{"action":"edit","subject":"secrets","conditions":{"environment":{"$eq":"prod"}}}]}`},
		"boundary without a list": {both, `{"decisionId":"d-1","reasons":[{"code":"privilege_boundary","message":"too much"},{"code":"last_admin","message":"last"}]}`},
		"nothing visible":         {engine.Decision{ID: "d-1", Reasons: []engine.Reason{hidden}}, `{"decisionId":"d-1","reasons":[]}`},
	} {
		got, err := json.Marshal(AsError(&Refusal{remedies: noRemedy, decision: c.decision}).Details)
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %s, %v", name, got, err)
		}
	}
}

func Test_a_refusal_with_no_visible_reason_is_a_failure_of_ours(t *testing.T) {
	got := AsError(&Refusal{remedies: noRemedy, decision: engine.Decision{ID: "d-1"}})
	if got.Status != 500 || got.Message != "Something went wrong" {
		t.Errorf("%d %v", got.Status, got.Message)
	}
}

const driver = `pq: relation "users" at db.internal:5432 SELECT * FROM users WHERE hash='s3cr3t'`

func Test_what_caused_a_failure_never_leaves(t *testing.T) {
	cause := errors.New(driver)
	for name, c := range map[string]struct {
		err    error
		status int
	}{
		"unknown":         {cause, 500},
		"wrapped":         {fmt.Errorf("read users: %w", cause), 500},
		"not found":       {&store.Error{Kind: store.ErrNotFound, Cause: cause}, 404},
		"duplicate":       {fmt.Errorf("create: %w", &store.Error{Kind: store.ErrDuplicate, Constraint: "users_email", Cause: cause}), 400},
		"unavailable":     {&store.Error{Kind: store.ErrUnavailable, Cause: cause}, 503},
		"reference":       {&store.Error{Kind: store.ErrReference, Cause: cause}, 500},
		"statement":       {&store.Error{Kind: store.ErrStatement, Cause: cause}, 500},
		"scope":           {&store.Error{Kind: store.ErrScope, Cause: cause}, 500},
		"one of our own":  {&Error{Status: 400, Name: "BadRequest", Message: "no", Cause: cause}, 400},
		"body of a peer":  {bodyError(cause), 400},
		"body over limit": {bodyError(&http.MaxBytesError{Limit: 5}), 413},
		"refusal":         {&Refusal{remedies: noRemedy, decision: engine.Decision{ID: "d", Reasons: []engine.Reason{{Code: "x", Message: driver}}}}, 500},
	} {
		c0, recorder := received(httptest.NewRequest(http.MethodGet, "/", http.NoBody))
		c0.fail(c.err)
		body := recorder.Body.String()
		for _, leak := range []string{"pq:", "users", "s3cr3t", "db.internal"} {
			if strings.Contains(body, leak) {
				t.Errorf("%s tells %s", name, body)
			}
		}
		var told envelope
		if err := json.Unmarshal([]byte(body), &told); err != nil || recorder.Code != c.status || told.StatusCode != c.status || told.ReqID != "req-test" {
			t.Errorf("%s: %d %s, %v", name, recorder.Code, body, err)
		}
		if told.Message == nil || told.Error == "" {
			t.Errorf("%s says nothing: %s", name, body)
		}
	}
}

func Test_the_cause_stays_for_the_log(t *testing.T) {
	cause := errors.New("disk full")
	err := AsError(cause)
	if !errors.Is(err, cause) || !strings.Contains(err.Error(), "disk full") {
		t.Errorf("%v", err)
	}
	if text := Invalid(Issue{}).Error(); text != "ValidationFailure: validation failed" {
		t.Error(text)
	}
	if text := (&Refusal{remedies: noRemedy, decision: refused("a", "words")}).Error(); text != "refused: a" {
		t.Error(text)
	}
}

func Test_statuses_carry_the_headers_that_clients_act_on(t *testing.T) {
	for _, c := range []struct {
		err    error
		header string
		want   string
	}{
		{&Refusal{remedies: noRemedy, decision: refused("token_missing", "no")}, "WWW-Authenticate", "Bearer"},
		{&Refusal{remedies: noRemedy, decision: refused("permission_missing", "no")}, "WWW-Authenticate", ""},
		{&Refusal{remedies: noRemedy, decision: refused("policy_missing", "no")}, "Retry-After", "1"},
		{&store.Error{Kind: store.ErrUnavailable}, "Retry-After", "1"},
		{errors.New("x"), "Retry-After", ""},
	} {
		call, recorder := received(httptest.NewRequest(http.MethodGet, "/", http.NoBody))
		call.fail(c.err)
		if got := recorder.Header().Get(c.header); got != c.want {
			t.Errorf("%v: %s is %q", c.err, c.header, got)
		}
		if recorder.Header().Get("X-Request-Id") != "req-test" || recorder.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%v: %v", c.err, recorder.Header())
		}
	}
}

func Test_a_client_that_left_is_no_failure_of_the_server(t *testing.T) {
	left, leave := context.WithCancel(t.Context())
	leave()
	for status, ctx := range map[int]context.Context{statusClientLeft: left, http.StatusInternalServerError: t.Context()} {
		call, recorder := received(httptest.NewRequest(http.MethodGet, "/", http.NoBody).WithContext(ctx))
		call.fail(fmt.Errorf("read: %w", context.Canceled))
		if recorder.Code != status {
			t.Errorf("answered %d, want %d", recorder.Code, status)
		}
	}
}

func noRemedy(engine.Reason) string { return "" }
