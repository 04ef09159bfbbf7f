package bundles

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"

	"warder/engine"
)

// Files is a policy as its author has it: modules and their tests, data and the
// manifest, by slash-separated path. It is for tools that prove a policy; what
// decides comes from Policy.
type Files map[string]string

// ReadFiles reads a directory under the limits of Dir. Nothing is parsed, so
// that whatever is wrong with the files can be said of all of them at once.
func ReadFiles(path string) (Files, error) {
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	defer root.Close() //nolint:errcheck // only read from
	return FilesOf(root.FS())
}

// FilesOf reads the files of a policy that is embedded.
func FilesOf(fsys fs.FS) (Files, error) {
	taken, err := takeWith(fsys, true)
	if err != nil {
		return nil, err
	}
	files := make(Files, len(taken))
	for _, f := range taken {
		files[f.path] = string(f.content)
	}
	return files, nil
}

// FilesOfArchive unpacks a bundle as it travels, under its limits. Its signature
// is not looked at, and not among the files.
func FilesOfArchive(archive []byte) (Files, error) {
	taken, err := unpack(archive)
	if err != nil {
		return nil, err
	}
	files := make(Files, len(taken))
	for _, f := range taken {
		if f.path != signaturesFile {
			files[f.path] = string(f.content)
		}
	}
	return files, nil
}

// Policy is what Dir would make of the files.
func (f Files) Policy() (engine.Policy, error) {
	var taken snapshot
	for _, path := range slices.Sorted(maps.Keys(f)) {
		if !isTest(path) {
			taken = append(taken, file{path, []byte(f[path])})
		}
	}
	return taken.policy()
}
