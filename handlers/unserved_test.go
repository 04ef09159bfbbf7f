package handlers

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func Test_a_route_of_a_feature_that_is_not_served_is_told_apart(t *testing.T) {
	for path, want := range map[string]string{
		"/api/v1/dynamic-secrets":                "Dynamic secrets",
		"/api/v1/dynamic-secrets/x/leases":       "Dynamic secrets",
		"/api/v2/workspace/p1/groups":            "Groups",
		"/api/v1/projects/p1/memberships/groups": "Groups",
		"/api/v1/auth/ldap-auth/login":           "LDAP auth",
		"/api/v1/dynamic-secretsx":               "",
		"/api/v1/folder":                         "",
		"/api/v2/workspace/groups":               "",
		"/":                                      "",
	} {
		if got := unservedFeature(path); got != want {
			t.Errorf("%s belongs to %q, want %q", path, got, want)
		}
	}
}

// A feature that is served some day leaves the table.
func Test_no_route_that_is_served_belongs_to_an_unserved_feature(t *testing.T) {
	for _, row := range Routes() {
		if name := unservedFeature(parameter.ReplaceAllString(row.Path, "p")); name != "" {
			t.Errorf("%s is served, and yet counts as %s", row.Name(), name)
		}
	}
	for _, feature := range unserved {
		for _, prefix := range feature.prefixes {
			if !strings.HasPrefix(prefix, "/api/v") || strings.HasSuffix(prefix, "/") {
				t.Errorf("%s: no prefix of a path: %s", feature.name, prefix)
			}
		}
	}
}

// Who chooses a server reads what it does not have, and not only who asks for it.
func Test_every_feature_that_is_not_served_is_on_the_page_that_compares(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "docs", "comparison.md"))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Join(strings.Fields(string(page)), " ")
	for _, feature := range unserved {
		if !strings.Contains(text, " "+feature.name+".") && !strings.Contains(text, " "+feature.name+" (") {
			t.Errorf("docs/comparison.md does not name %s", feature.name)
		}
	}
}
