package store

import (
	"embed"
	"io/fs"
	"slices"
)

//go:embed migrations
var migrationFiles embed.FS

// layers lets a dialect's own migrations stand beside the shared ones, as if
// they were one folder. No file is in two layers.
type layers []fs.FS

// migrationsFor are the migrations of a dialect.
func migrationsFor(dialect string) (fs.FS, error) {
	shared, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		return nil, err
	}
	own, err := fs.Sub(shared, dialect)
	return layers{shared, own}, err
}

// Open implements fs.FS.
func (l layers) Open(name string) (fs.File, error) {
	for _, layer := range l {
		if file, err := layer.Open(name); err == nil {
			return file, nil
		}
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// Glob implements fs.GlobFS. The names are sorted, which is the order in which
// migrations are applied.
func (l layers) Glob(pattern string) ([]string, error) {
	var names []string
	for _, layer := range l {
		found, err := fs.Glob(layer, pattern)
		if err != nil {
			return nil, err
		}
		names = append(names, found...)
	}
	slices.Sort(names)
	return names, nil
}
