// Package requests has one request for each route that is no GET, and the things
// they are about, for the black-box tests that go through all routes.
package requests

import (
	_ "embed"
	"strings"
	"testing"
)

//go:embed testdata/requests.txt
var text string

// Case is one request and what the policy hears of it.
type Case struct {
	Method, Pattern string
	By, Body        string
	With            map[string]string // values for this request alone
	Request         string            // input.request; "-" if nothing is asked for
	Members         []string          // that of each member instead
	Kind            string            // input.resource.properties.kind
}

// Cases are those of testdata/requests.txt, which says for one route or several:
//
//	METHOD PATTERN
//	by WHO                     admin (an identity) if it is left out
//	with NAME=VALUE ...        other values of parameters
//	body JSON
//	request JSON               what input.request is then, or -
//	member JSON                of each member of a batch, in their order
//	kind KIND                  input.resource.properties.kind, if there is one
//
// $NAME is a value of the fixture, as are the parameters of patterns.
func Cases(t *testing.T) []Case {
	t.Helper()
	var list []Case
	for _, block := range strings.Split(text, "\n\n") {
		var patterns [][2]string
		shared := Case{By: "admin", With: map[string]string{}}
		for line := range strings.Lines(block) {
			word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
			switch word {
			case "GET", "POST", "PUT", "PATCH", "DELETE":
				patterns = append(patterns, [2]string{word, rest})
			case "by":
				shared.By = rest
			case "with":
				for _, pair := range strings.Fields(rest) {
					name, value, _ := strings.Cut(pair, "=")
					shared.With[name] = value
				}
			case "body":
				shared.Body = rest
			case "request":
				shared.Request = rest
			case "member":
				shared.Members = append(shared.Members, rest)
			case "kind":
				shared.Kind = rest
			case "", "#":
			default:
				t.Fatalf("no line of a request: %s", line)
			}
		}
		for _, pattern := range patterns {
			if shared.Request == "" && shared.Members == nil {
				t.Errorf("%s %s: nothing is said of its request", pattern[0], pattern[1])
			}
			one := shared
			one.Method, one.Pattern = pattern[0], pattern[1]
			list = append(list, one)
		}
	}
	return list
}
