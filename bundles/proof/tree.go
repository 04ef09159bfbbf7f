// Package proof holds a policy to what it must be before it ships: formatted,
// strictly typed, complete, its reason codes registered, tested line by line.
// It works on OPA's own packages, so that plain `opa fmt`, `opa check` and
// `opa test` say the same, under the limits of the engine.
package proof

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"warder/bundles"
	"warder/engine"
)

// Tree is a folder of policy under proof.
type Tree struct {
	// Dir is how messages name the folder, so that an editor finds the file.
	Dir   string
	Files bundles.Files
	// schema is the folder's own copy of the schema of the input, if it has one.
	schema string
}

// Open reads a folder of policy.
func Open(dir string) (*Tree, error) {
	files, err := bundles.ReadFiles(dir)
	if err != nil {
		return nil, err
	}
	tree := &Tree{Dir: dir, Files: files}
	if len(tree.modules()) == 0 {
		return nil, fmt.Errorf("%w: %s holds no Rego module; `warder policy new` makes a folder to start from", bundles.ErrUnreadable, dir)
	}
	schema, err := os.ReadFile(filepath.Join(dir, schemaPath))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %w", bundles.ErrUnreadable, err)
	}
	tree.schema = string(schema)
	return tree, nil
}

const schemaPath = "schemas/input.json"

// modules are the paths of the Rego files, sorted.
func (t *Tree) modules() []string {
	var paths []string
	for path := range t.Files {
		if strings.HasSuffix(path, ".rego") {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	return paths
}

// Path is a path of the tree as messages name it.
func (t *Tree) Path(path string) string { return filepath.ToSlash(filepath.Join(t.Dir, path)) }

func isTest(path string) bool { return strings.HasSuffix(path, "_test.rego") }

// Policy is what an engine would be given.
func (t *Tree) Policy() (engine.Policy, error) { return t.Files.Policy() }
