package policies_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"warder/engine/permissions"
)

var update = flag.Bool("update", false, "rewrite the table of built-in roles in README.md")

// The table stands between these lines.
const tableBegins, tableEnds = "<!-- built-in roles: made from authz/roles/data.json by go test ./policies -run built_in -update -->\n", "<!-- end of built-in roles -->\n"

// columns are the built-in roles of a scope, the strongest first.
var columns = map[string][]string{
	permissions.ScopeOrganization: {"admin", "member", "no-access"},
	permissions.ScopeProject:      {"admin", "member", "viewer", "no-access"},
}

// renderRoles is every resource type of both scopes, every action that exists
// on it, and who has it. The older `read` of secrets stands for two actions and
// is never asked for.
func renderRoles(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile("authz/roles/data.json")
	if err != nil {
		t.Fatal(err)
	}
	var held map[string]map[string]map[string][]string
	if err := json.Unmarshal(raw, &held); err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for _, scope := range []string{permissions.ScopeOrganization, permissions.ScopeProject} {
		roles := columns[scope]
		if len(held[scope]) != len(roles) {
			t.Errorf("%s has %d built-in roles, and the table %d columns", scope, len(held[scope]), len(roles))
		}
		fmt.Fprintf(&text, "\nIn a%s:\n\n| resource | %s |\n|---%s|\n", map[string]string{permissions.ScopeOrganization: "n organization", permissions.ScopeProject: " project"}[scope],
			strings.Join(roles, " | "), strings.Repeat("|---", len(roles)))
		types := permissions.ResourceTypes(scope)
		slices.Sort(types)
		for _, resourceType := range types {
			fmt.Fprintf(&text, "| `%s` |", resourceType)
			for _, role := range roles {
				fmt.Fprintf(&text, " %s |", cell(permissions.Actions(scope, resourceType), held[scope][role][resourceType]))
			}
			text.WriteString("\n")
		}
	}
	return text.String()
}

// cell names the actions of one role in the order of the registry.
func cell(all, held []string) string {
	names := []string{}
	for _, action := range all {
		if slices.Contains(held, action) {
			names = append(names, action)
		}
	}
	if len(names) == 0 {
		return "-"
	}
	return strings.Join(names, ", ")
}

func TestReadme_lists_every_action_and_the_built_in_roles_that_have_it(t *testing.T) {
	raw, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	before, rest, begins := strings.Cut(string(raw), tableBegins)
	written, after, ends := strings.Cut(rest, tableEnds)
	if !begins || !ends {
		t.Fatal("README.md has no place for the table of built-in roles")
	}
	want := renderRoles(t)
	if *update {
		whole := before + tableBegins + want + "\n" + tableEnds + after
		if err := os.WriteFile("README.md", []byte(whole), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if strings.TrimSpace(written) != strings.TrimSpace(want) {
		t.Error("the table of built-in roles is not what authz/roles/data.json says; run this test with -update")
	}
}
