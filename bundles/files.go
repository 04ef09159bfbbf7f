package bundles

import (
	"io/fs"
	"maps"
	"slices"

	"warder/engine"
)

// Files is a policy as its author has it: modules and their tests, data and the
// manifest, by slash-separated path. It is for tools that prove a policy; what
// decides comes from Policy.
type Files map[string]string

// ReadFiles reads a directory under the limits of Dir. Nothing is parsed, so
// that everything wrong with the files can be said of all of them at once.
func ReadFiles(path string) (Files, error) {
	taken, err := takeDir(path)
	if err != nil {
		return nil, err
	}
	return taken.files(), nil
}

// FilesOf reads the files of a policy that is embedded.
func FilesOf(fsys fs.FS) (Files, error) {
	taken, err := take(fsys)
	if err != nil {
		return nil, err
	}
	return taken.files(), nil
}

func (s snapshot) files() Files {
	files := make(Files, len(s))
	for _, f := range s {
		files[f.path] = string(f.content)
	}
	return files
}

// FilesOfArchive unpacks a bundle as it travels, under its limits. Its signature
// is not looked at, and not among the files.
func FilesOfArchive(archive []byte) (Files, error) {
	taken, err := unpack(archive)
	if err != nil {
		return nil, err
	}
	files := taken.files()
	delete(files, signaturesFile)
	return files, nil
}

// Policy is what Dir would make of the files.
func (f Files) Policy() (engine.Policy, error) {
	read, err := f.Folder()
	return read.Policy, err
}

// Folder is what ReadFolder would make of the files. It is never nil.
func (f Files) Folder() (*Folder, error) {
	var taken snapshot
	for _, path := range slices.Sorted(maps.Keys(f)) {
		taken = append(taken, file{path, []byte(f[path])})
	}
	return taken.folder()
}
