// Package layout holds the tree to the house of ARCHITECTURE.md: which
// folders there are, and who may import whom.
package layout

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const (
	root   = "../.."
	module = "warder"
)

// rule says what the packages of a folder may import. A pattern is a path, and
// with /... everything below it too. Tests of a package are free.
type rule struct {
	folder  string   // the longest that holds a package applies
	project []string // packages of ours
	banned  []string // packages of others
}

const (
	opa  = "github.com/open-policy-agent/opa/..."
	gin  = "github.com/gin-gonic/gin/..."
	gorm = "gorm.io/..."
)

var rules = []rule{
	{"engine", []string{"engine/globs", "engine/permissions", "engine/plan", "engine/input", "engine/slotcache"}, []string{gin, gorm, "net/http/..."}},
	{"engine/input", []string{"engine/permissions", "engine/slotcache"}, []string{gin, gorm, "net/http/..."}},
	{"engine/globs", []string{"engine/globs"}, []string{gin, gorm, opa, "net/http/..."}},
	{"engine/permissions", []string{"engine/globs"}, []string{gin, gorm, "net/http/..."}},
	{"engine/facts", []string{"engine", "engine/input", "engine/permissions", "models/..."}, []string{gin, gorm, opa, "net/http/..."}},
	{"models/store", []string{"models/factcache", "models/retry"}, []string{gin, opa, "net/http/..."}},
	{"models", []string{"models/..."}, []string{gin, opa, "net/http/..."}},
	// Logic of secrets that runs without a server.
	{"models/vault", []string{"models", "models/references", "models/seal", "models/store"}, []string{gin, gorm, opa, "net/http/..."}},
	{"models/backup", []string{"models", "models/durable", "models/seal", "models/store"}, []string{gin, gorm, opa, "net/http/..."}},
	{"models/durable", nil, []string{gin, gorm, opa, "net/http/..."}},
	{"models/retry", nil, []string{gin, gorm, opa, "net/http/..."}},
	{"models/references", []string{"models"}, []string{gin, gorm, opa, "net/http/..."}},
	{"handlers", []string{"handlers/...", "engine/...", "models/..."}, []string{gorm, opa}},
	{"handlers/audit", []string{"engine/...", "models/...", "handlers/pep/jsonappend"}, []string{gin, gorm, opa}},
	{"handlers/audit/export", []string{"models", "models/backup", "models/ledger", "models/retry", "models/store"}, []string{gin, gorm, opa, "net/http/..."}},
	{"handlers/audit/export/sinks", []string{"handlers/audit/export", "handlers/deliver", "models/durable", "models/store"}, []string{gin, gorm, opa}},
	{"handlers/bearer", []string{"models/seal"}, []string{gin, gorm, opa}},
	{"handlers/deliver", nil, []string{gin, gorm, opa}},
	{"handlers/outbound", nil, []string{gin, gorm, opa}},
	{"handlers/logins", []string{"engine/globs", "engine/input", "models", "models/seal", "handlers/logins/...", "handlers/outbound"}, []string{gin, gorm, opa}},
	{"handlers/logins/jose", nil, []string{gin, gorm, opa, "net/http/..."}},
	{"handlers/ops", []string{"engine/...", "models/..."}, []string{gin, gorm, opa}},
	{"handlers/traces", nil, []string{gin, gorm, opa}},
	{"handlers/replay", []string{"engine/...", "models/...", "handlers/audit"}, []string{gin, gorm, opa}},
	{"handlers/review", []string{"engine/...", "models/...", "handlers/audit"}, []string{gin, gorm, opa}},
	{"handlers/pep", on(), []string{gorm, opa}},
	{"handlers/encryption", on("pep"), []string{gorm, opa}},
	{"handlers/roles", on("pep"), []string{gorm, opa}},
	{"handlers/credentials", on("pep"), []string{gorm, opa}},
	{"handlers/openapi", on(), []string{gorm, opa}},
	{"handlers/policy", on("pep", "review"), []string{gorm, opa}},
	{"handlers/secrets", on("pep", "encryption"), []string{gorm, opa}},
	{"handlers/members", on("pep", "encryption", "roles", "credentials"), []string{gorm, opa}},
	{"handlers/accounts", on("pep", "encryption", "roles", "credentials"), []string{gorm, opa}},
	{"handlers/identities", on("pep", "encryption", "roles", "credentials", "members"), []string{gorm, opa}},
	{"handlers/projects", on("pep", "encryption", "roles", "credentials", "members"), []string{gorm, opa}},
	{"policies", nil, []string{gin, gorm, opa, "net/http/..."}},
	{"bundles", []string{"bundles/...", "engine", "engine/input", "engine/permissions", "models/durable", "models/retry"}, []string{gin, gorm}},
	{"console", nil, []string{gin, gorm, opa}},
	{"cmd", []string{"..."}, nil},
	{"tests", []string{"..."}, nil},
}

// on is what the handlers of a resource stand on: the packages that every one
// may import, and those of lower floors.
func on(lower ...string) []string {
	allowed := []string{"engine/...", "models/...", "handlers/audit", "handlers/bearer", "handlers/replay", "handlers/logins/...", "handlers/outbound", "handlers/traces", "handlers/pep/..."}
	for _, name := range lower {
		allowed = append(allowed, "handlers/"+name)
	}
	return allowed
}

// problems are the imports of a package that its rule forbids.
func problems(pkg string, imports []string) []string {
	allowed, found := ruleFor(pkg)
	if !found {
		return []string{pkg + " is in no folder of the house"}
	}
	var problems []string
	for _, imported := range imports {
		ours, isOurs := strings.CutPrefix(imported, module+"/")
		if isOurs && !matchAny(allowed.project, ours) || matchAny(allowed.banned, imported) {
			problems = append(problems, pkg+" imports "+imported)
		}
	}
	return problems
}

func ruleFor(pkg string) (rule, bool) {
	best, found := rule{}, false
	for _, r := range rules {
		if match(r.folder+"/...", pkg) && len(r.folder) >= len(best.folder) {
			best, found = r, true
		}
	}
	return best, found
}

func matchAny(patterns []string, path string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool { return match(pattern, path) })
}

func match(pattern, path string) bool {
	folder, below := strings.CutSuffix(pattern, "...")
	if !below {
		return pattern == path
	}
	return strings.HasPrefix(path+"/", folder)
}

func TestLayout_every_package_imports_only_what_its_folder_may(t *testing.T) {
	packages := list(t)
	if len(packages) < 5 {
		t.Fatalf("go list found %d packages, so nothing was tested", len(packages))
	}
	for path, imports := range packages {
		for _, problem := range problems(path, imports) {
			t.Error(problem)
		}
	}
}

// list is every package of the module with its imports, by path below it.
func list(t *testing.T) map[string][]string {
	t.Helper()
	command := exec.CommandContext(t.Context(), "go", "list", "-e", "-json=ImportPath,Imports", "./...")
	command.Dir = root
	var complaints bytes.Buffer
	command.Stderr = &complaints
	output, err := command.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, &complaints)
	}
	packages := map[string][]string{}
	for decoder := json.NewDecoder(bytes.NewReader(output)); ; {
		var pkg struct {
			ImportPath string
			Imports    []string
		}
		if err := decoder.Decode(&pkg); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatalf("go list: %v", err)
		}
		packages[strings.TrimPrefix(pkg.ImportPath, module+"/")] = pkg.Imports
	}
}

func TestLayout_top_level_folders_are_those_of_the_design(t *testing.T) {
	house := []string{"policies", "engine", "models", "handlers", "bundles", "console", "cmd", "tests", "docs", "deploy"}
	made := []string{"bin", "coverage", "warder-data"} // by make, and ignored by git
	hidden := []string{".ci", ".git", ".github"}
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if entry.IsDir() && !slices.Contains(slices.Concat(house, made, hidden), entry.Name()) {
			t.Errorf("folder %s is none of %s", entry.Name(), strings.Join(house, " "))
		}
	}
}

func TestLayout_no_package_is_called_by_what_it_is_not_about(t *testing.T) {
	for path := range list(t) {
		name := path[strings.LastIndex(path, "/")+1:]
		if slices.Contains([]string{"util", "utils", "common", "helper", "helpers", "misc", "shared"}, name) {
			t.Errorf("%s: a function lives with the noun it serves", path)
		}
	}
}

// The rules themselves: a rule that matches nothing would forbid nothing.
func TestLayout_the_rules_forbid(t *testing.T) {
	for _, c := range []struct {
		pkg, imports string
		allowed      bool
	}{
		{"engine", "warder/models", false},
		{"engine", "warder/engine/facts", false},
		{"engine", "net/http", false},
		{"engine", "github.com/open-policy-agent/opa/v1/rego", true},
		{"engine/facts", "warder/engine", true},
		{"engine/facts", "warder/models/seal", true},
		{"engine/facts", "warder/handlers", false},
		{"models", "warder/models/seal", true},
		{"models", "warder/engine", false},
		{"models", "gorm.io/driver/sqlite", true},
		{"models/seal", "warder/handlers/audit", false},
		{"models/vault", "warder/models/references", true},
		{"models/vault", "github.com/gin-gonic/gin", false},
		{"models/vault", "net/http", false},
		{"models/vault", "warder/engine/facts", false},
		{"models/backup", "warder/models/vault", false},
		{"models/backup", "net/http", false},
		{"models/references", "warder/models/store", false},
		{"models/references", "net/http", false},
		{"handlers", "warder/engine/facts", true},
		{"handlers", "warder/cmd/service", false},
		{"handlers/ops", "gorm.io/gorm", false},
		{"handlers/audit", "warder/policies", false},
		{"handlers/pep", "warder/handlers/roles", false},
		{"handlers/pep", "warder/handlers", false},
		{"handlers/pep/jsonappend", "warder/handlers/encryption", false},
		{"handlers/encryption", "warder/handlers/pep", true},
		{"handlers/encryption", "warder/handlers/secrets", false},
		{"handlers/secrets", "warder/handlers/encryption", true},
		{"handlers/secrets", "warder/handlers/members", false},
		{"handlers/roles", "warder/handlers/credentials", false},
		{"handlers/members", "warder/handlers/roles", true},
		{"handlers/members", "warder/handlers/accounts", false},
		{"handlers/projects", "warder/handlers/identities", false},
		{"handlers/projects", "warder/handlers/members", true},
		{"handlers/accounts", "warder/handlers", false},
		{"policies", "warder/engine", false},
		{"bundles", "warder/engine", true},
		{"bundles", "warder/engine/facts", false},
		{"bundles", "warder/models", false},
		{"cmd/service", "warder/handlers", true},
		{"tests/testserver", "warder/cmd/service", true},
		{"utils", "fmt", false},
		{"engines", "fmt", false},
	} {
		if got := len(problems(c.pkg, []string{c.imports})) == 0; got != c.allowed {
			t.Errorf("%s imports %s: allowed is %v, want %v", c.pkg, c.imports, got, c.allowed)
		}
	}
}
