package handlers

import (
	_ "embed"
	"regexp"
	"strings"
	"testing"
)

//go:embed testdata/contract.txt
var contract string

var parameter = regexp.MustCompile(`:[A-Za-z]+`)

// served are the routes of the table, with any names of parameters.
func served() map[string]bool {
	found := map[string]bool{}
	for _, row := range Routes() {
		found[parameter.ReplaceAllString(row.Name(), ":")] = true
	}
	return found
}

func Test_the_list_of_routes_is_what_is_served(t *testing.T) {
	found, listed, lines := served(), map[string]bool{}, 0
	for line := range strings.Lines(contract) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		lines++
		route, reason, _ := strings.Cut(strings.TrimPrefix(line, "- "), "    ")
		declined := strings.HasPrefix(line, "- ")
		if declined != (reason != "") {
			t.Errorf("%s: a route that is not served says why, others do not", line)
		}
		listed[parameter.ReplaceAllString(route, ":")] = true
		if found[parameter.ReplaceAllString(route, ":")] == declined {
			t.Errorf("%s: served is %v", line, declined)
		}
	}
	if lines < 150 {
		t.Errorf("the list has %d routes only", lines)
	}
	for route := range found {
		if !listed[route] {
			t.Errorf("%s is served: add it to handlers/testdata/contract.txt, below its section of docs/contract.md or below those of Warder alone", route)
		}
	}
}
