package engine

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"warder/engine/input"
)

// InputOf is the document that a policy is asked about, as the engine prepares it.
func InputOf(request *input.Request) any { return goValue(request.Value()) }

// TestOf is a test of Rego that holds a policy to a decision: it passes where the policy
// permits the request as this decision did, or refuses it with the same codes. It is empty
// for a decision that no policy made.
func TestOf(request *input.Request, decision *Decision) string {
	text, err := json.MarshalIndent(InputOf(request), "", "\t")
	if err != nil || !decision.Answered() {
		return ""
	}
	codes := []string{}
	for _, reason := range decision.Reasons {
		if quoted := fmt.Sprintf("%q", reason.Code); !slices.Contains(codes, quoted) {
			codes = append(codes, quoted)
		}
	}
	slices.Sort(codes)
	want := "set()"
	if len(codes) > 0 {
		want = "{" + strings.Join(codes, ", ") + "}"
	}
	return fmt.Sprintf(`package authz.simulated_test

import data.authz.main

test_simulated if {
	decision := main.decision with input as _request
	decision.permitted == %t
	{reason.code | some reason in decision.reasons} == %s
}

_request := %s
`, decision.Permitted, want, text)
}
