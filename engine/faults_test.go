package engine

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"

	"warder/engine/input"
)

// loopSource takes for ever without ever calling a built-in for long.
const loopSource = `package authz.rules.tokens

_ends if {
	some i in numbers.range(1, 100000)
	some j in numbers.range(1, 100000)
	i * j == -1
}

deny contains {"code": "never", "message": "never"} if not _ends
`

// Whatever goes wrong while deciding denies, with a code of its own and
// without a word of policy.
func TestFaults(t *testing.T) {
	decision := func(body string) map[string]string {
		return map[string]string{mainPath: "package authz.main\n\n" + body, "authz/rules/never/never.rego": "package authz.rules.never\n\ndeny contains {}\n"}
	}
	const reasons = `"reasons": [{"code": "x", "message": "y"}], "visible": [{"code": "x", "message": "y"}]`
	cases := []struct {
		name    string
		changes map[string]string
		code    string
	}{
		{"a_policy_that_loops_times_out", map[string]string{tokensPath: loopSource}, PolicyTimeout},
		{"one_call_that_takes_too_long_times_out", map[string]string{
			tokensPath: "package authz.rules.tokens\n\ndeny contains {} if count(numbers.range(1, 1000000000)) == 1\n",
		}, PolicyTimeout},
		{"a_failing_built_in_denies_instead_of_silencing_its_rule", map[string]string{
			tokensPath: "package authz.rules.tokens\n\ndeny contains {\"code\": \"x\", \"message\": \"y\"} if regex.match(\"[\", input.subject.id)\n",
		}, PolicyError},
		{"a_range_that_is_no_cidr_denies", map[string]string{
			tokensPath: "package authz.rules.tokens\n\ndeny contains {} if not net.cidr_contains(\"10.1.2.3\", input.context.ip)\n",
		}, PolicyError},
		{"rules_in_conflict_deny", decision("decision := {\"permitted\": false} if input.action\n\ndecision := {\"permitted\": true} if input.subject\n"), PolicyError},
		{"an_undefined_decision_denies", decision("decision := {\"permitted\": true} if input.subject.id == \"nobody\"\n"), PolicyUndefined},
		{"an_empty_document_denies", decision("decision := json.unmarshal(\"{}\")\n"), PolicyUndefined},
		{"a_boolean_is_no_document", decision("decision := json.unmarshal(\"true\")\n"), PolicyUndefined},
		{"true_as_a_string_denies", decision("decision := {\"permitted\": \"true\"}\n"), PolicyUndefined},
		{"one_is_not_true", decision("decision := {\"permitted\": 1}\n"), PolicyUndefined},
		{"an_object_is_not_true", decision("decision := {\"permitted\": {}}\n"), PolicyUndefined},
		{"a_denial_without_a_reason_is_an_error", decision("decision := {\"permitted\": false}\n"), PolicyError},
		{"a_denial_that_shows_nothing_is_an_error", decision(`decision := {"permitted": false, "reasons": [{"code": "x", "message": "y"}]}`), PolicyError},
		{"a_reason_without_code_is_an_error", decision(`decision := {"permitted": false, "reasons": [{"message": "y"}]}`), PolicyError},
		{"reasons_of_another_type_are_an_error", decision(`decision := {"permitted": false, "reasons": "x"}`), PolicyError},
		{"an_unknown_field_is_an_error", decision(`decision := {"permitted": false, "surprise": 1, ` + reasons + `}`), PolicyError},
		{"an_item_that_was_not_asked_for_is_an_error", decision(`decision := {"permitted": false, "items": [0], ` + reasons + `}`), PolicyError},
		{"an_entry_point_that_permits_with_reasons_is_an_error", decision(`decision := {"permitted": true, "grants": ["g"], ` + reasons + `}`), PolicyError},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var log bytes.Buffer
			options := optionsOf(c.changes)
			options.Logger = slog.New(slog.NewTextHandler(&log, nil))
			if c.code == PolicyTimeout {
				options.Timeout = 20 * time.Millisecond
			}
			e, err := New(t.Context(), options)
			if err != nil {
				t.Fatal(err)
			}
			decided := decide(t, e, permitted())
			mustDeny(t, decided, c.code)
			if decided.Reasons[0].Message != refusals[c.code] {
				t.Errorf("message %q", decided.Reasons[0].Message)
			}
			if !strings.Contains(log.String(), decided.ID) || !strings.Contains(log.String(), c.code) {
				t.Errorf("the cause is not in the log: %s", log.String())
			}
		})
	}
}

func TestFaults_a_timeout_of_one_decision_leaves_the_others_alone(t *testing.T) {
	options := optionsOf(map[string]string{tokensPath: strings.Replace(loopSource, "_ends if {", "_ends if input.subject.id != \"slow\"\n\n_ends if {", 1)})
	options.Timeout = 500 * time.Millisecond
	e, err := New(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan Decision)
	go func() { done <- e.Decide(t.Context(), permitted(func(r *input.Request) { r.Subject.ID = "slow" })) }()
	if decision := decide(t, e, permitted()); !decision.Permitted {
		t.Errorf("%+v", decision)
	}
	mustDeny(t, <-done, PolicyTimeout)
	if decision := decide(t, e, permitted()); !decision.Permitted {
		t.Errorf("%+v", decision)
	}
}
