package handlers

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"warder/engine/facts"
	"warder/handlers/pep"
)

var update = flag.Bool("update", false, "rewrite docs/api.md from the route table")

const apiDoc = "../docs/api.md"

// modeNames are how people call the auth modes.
var modeNames = map[string]string{
	facts.ModeUser: "user", facts.ModeAPIKey: "API key", facts.ModeServiceToken: "service token", facts.ModeIdentity: "identity",
}

// renderAPI is the route table as documentation.
func renderAPI() string {
	rows := Routes()
	slices.SortStableFunc(rows, func(a, b pep.Route) int { return strings.Compare(a.Path+" "+a.Method, b.Path+" "+b.Method) })
	var text strings.Builder
	text.WriteString("# What is served\n\nEvery route, who may present which credential there, and the action that the policy is asked about.\n" +
		"Fields and semantics are those of the Infisical REST API. The table is made from `handlers/routes.go` by\n`go test ./handlers -run api_document -update`.\n\n" +
		"| route | credentials | action on resource |\n|---|---|---|\n")
	for _, row := range rows {
		modes := []string{}
		for _, mode := range row.Modes {
			modes = append(modes, modeNames[mode])
		}
		who := strings.Join(modes, ", ")
		if row.Public() {
			who = "none"
		}
		fmt.Fprintf(&text, "| `%s` | %s | `%s` on `%s` |\n", row.Name(), who, row.Action, row.Resource)
	}
	return text.String()
}

func Test_api_document_lists_the_routes_that_are_served(t *testing.T) {
	if *update {
		if err := os.WriteFile(apiDoc, []byte(renderAPI()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	written, err := os.ReadFile(apiDoc)
	if err != nil {
		t.Fatal(err)
	}
	if string(written) != renderAPI() {
		t.Errorf("%s is not what the route table says; run this test with -update", apiDoc)
	}
}
