package testserver

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// WithoutTests takes the tests out of a folder with the shipped policy. They are
// run where it is built; a server that runs them at every start and change
// would do little else.
func WithoutTests(t testing.TB, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, "_test.rego") {
			err = os.Remove(path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
