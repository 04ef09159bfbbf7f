package bundles

import (
	"errors"
	"maps"
	"slices"
	"testing"
)

// What proves a policy sees its tests; what decides does not.
func TestReadFiles_has_the_tests_and_makes_the_policy_that_Dir_makes(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, tree)
	files, err := ReadFiles(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{".manifest", "authz/limits/data.yaml", "authz/main/main.rego", "authz/main/main_test.rego", "authz/roles/data.json"}
	if paths := slices.Sorted(maps.Keys(files)); !slices.Equal(paths, want) {
		t.Errorf("read %v, want %v", paths, want)
	}
	read, err := files.Policy()
	if err != nil {
		t.Fatal(err)
	}
	loaded, err := Dir(dir)
	if err != nil {
		t.Fatal(err)
	}
	one, _ := read.Digest()
	other, _ := loaded.Digest()
	if one != other || one == "" || read.Revision != loaded.Revision {
		t.Errorf("digests %s and %s", one, other)
	}
	if _, err := ReadFiles(dir + "/nowhere"); !errors.Is(err, ErrUnreadable) {
		t.Errorf("a folder that is not there: %v", err)
	}
}
