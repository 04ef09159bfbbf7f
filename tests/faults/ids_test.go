package faults

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// unserved are the faults whose feature is not served yet, and which.
var unserved = map[string]string{
	"database-audit-untouched": "`warder audit verify`",
	"database-audit-edited":    "`warder audit verify`",
}

// Every fault that was once reported has a test of its name: a scenario, or a Go test
// such as TestRaces_folders_below_missing for races-folders-below-missing, or a part of
// one with the id in its text.
func TestEvery_fault_has_a_test_of_its_name(t *testing.T) {
	text, err := os.ReadFile("testdata/ids")
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for _, s := range readScenarios(t, "testdata/*.txt") {
		named[s.id] = true
	}
	for _, name := range namesBelow(t, "../..") {
		named[name] = true
	}
	for _, id := range strings.Fields(string(text)) {
		switch _, waits := unserved[id]; {
		case named[id] && waits:
			t.Errorf("%s has a test, and is said to wait for %s", id, unserved[id])
		case !named[id] && !waits:
			t.Errorf("%s has no test of its name", id)
		}
	}
}

// namesBelow are the names of the Go tests of a folder, and the texts in them.
func namesBelow(t *testing.T, root string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		if filepath.Base(path) == "ids_test.go" {
			return nil
		}
		ast.Inspect(file, func(node ast.Node) bool {
			switch node := node.(type) {
			case *ast.FuncDecl:
				if test, is := strings.CutPrefix(node.Name.Name, "Test"); is {
					names = append(names, strings.ReplaceAll(strings.ToLower(test), "_", "-"))
				}
			case *ast.BasicLit:
				names = append(names, strings.Trim(node.Value, `"`))
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
