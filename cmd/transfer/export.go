package transfer

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"

	"warder/models/durable"
)

// Export reads secrets of a project of a running server.
type Export struct {
	From *Project
	Place
	Recursive bool // includes the folders below
	Expand    bool // replaces references by their values
}

// Run reads the secrets. A value that the caller may not read is an error: a file without it
// would appear complete.
func (e Export) Run(ctx context.Context) ([]Item, error) {
	if !e.From.hasEnvironment(e.Environment) {
		return nil, fmt.Errorf("there is no environment %s, but %s", e.Environment, e.From.slugs())
	}
	bodies, err := e.From.secrets(ctx, e.Place, e.Recursive, e.Expand)
	if err != nil {
		return nil, err
	}
	items := []Item{}
	var hidden []string
	for i := range bodies {
		item := Item{Path: below(e.Path, bodies[i].Path), Secret: bodies[i].secret()}
		if item.Hidden {
			hidden = append(hidden, item.Key)
		}
		items = append(items, item)
	}
	if len(hidden) > 0 {
		return nil, fmt.Errorf("the values of %s may not be read", strings.Join(hidden, ", "))
	}
	return items, nil
}

// below is a path relative to a folder: "" for the folder itself.
func below(folder, path string) string {
	rest := strings.TrimPrefix(path, strings.TrimSuffix(folder, "/"))
	if rest == "/" {
		return ""
	}
	return rest
}

// Save writes a file atomically, readable by its owner only, and reports whether its content
// changed.
func Save(path string, content []byte) (changed bool, err error) {
	info, err := os.Lstat(path)
	if err == nil && !info.Mode().IsRegular() {
		return false, fmt.Errorf("%s is not a file", path)
	}
	if err == nil {
		old, err := os.ReadFile(path)
		if err == nil && bytes.Equal(old, content) && info.Mode().Perm() == 0o600 {
			return false, nil
		}
	}
	if err := durable.Replaceable(path, durable.Settings); err != nil {
		return false, err
	}
	err = durable.WriteFile(path, content)
	return err == nil, err
}
