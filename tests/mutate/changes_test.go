package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Running the changes takes long; that each can still be made does not.
func TestChanges_can_be_made(t *testing.T) {
	for _, c := range changes {
		changed, err := c.apply("../..")
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if c.to == c.from || changed == "" && err == nil {
			t.Errorf("%s changes nothing", c.name)
		}
	}
}

// A test that was renamed or lost leaves a change that nothing looks at any more.
func TestChanges_have_tests_that_look_at_them(t *testing.T) {
	for _, c := range changes {
		top, _, _ := strings.Cut(c.run, "/")
		looks := regexp.MustCompile(top)
		for folder := range strings.FieldsSeq(c.packages) {
			if !slices.ContainsFunc(testsIn(t, folder), looks.MatchString) {
				t.Errorf("%s: no test of %s has a name that matches %q", c.name, folder, top)
			}
		}
	}
}

var testName = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Example)\w*)\(`)

// testsIn are the names of the tests of a package, or of all below a folder with /...
func testsIn(t *testing.T, folder string) (names []string) {
	t.Helper()
	pattern := filepath.Join("../..", strings.Replace(folder, "/...", "/*", 1), "*_test.go")
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("%s has no tests: %v", folder, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range testName.FindAllSubmatch(text, -1) {
			names = append(names, string(found[1]))
		}
	}
	return names
}
