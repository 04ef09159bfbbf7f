package handlers_test

import (
	"testing"

	"warder/handlers"
)

// A policy that lacks a rule is told so once for each action, not for each route.
func Test_each_action_is_asked_for_once(t *testing.T) {
	seen := map[[2]string]bool{}
	for _, asked := range handlers.Asked() {
		if seen[asked] {
			t.Errorf("%s on %s is asked for again", asked[1], asked[0])
		}
		seen[asked] = true
	}
	for _, row := range handlers.Routes() {
		if !seen[[2]string{row.Resource, row.Action}] {
			t.Errorf("%s is not asked for", row.Name())
		}
	}
}
