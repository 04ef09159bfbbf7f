package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestGroup_covers(t *testing.T) {
	for _, c := range []struct {
		name, group, test string
		want              bool
	}{
		{"itself", "TestInstance", "TestInstance", true},
		{"everything_below", "TestInstance", "TestInstance/config/deep", true},
		{"a_sub_test_by_name", "TestInstance/config", "TestInstance/config", true},
		{"not_the_test_above", "TestInstance/config", "TestInstance", false},
		{"not_a_name_that_begins_alike", "TestInstance/config", "TestInstance/config_is_public", false},
		{"not_a_name_that_ends_alike", "Instance", "TestInstance", false},
		{"a_pattern", "TestInstance/config_.*", "TestInstance/config_is_public", true},
		{"alternatives_as_whole_names", "TestA|TestB", "TestB", true},
		{"alternatives_do_not_leak", "TestA|TestB", "TestABC", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			groups, err := parseGroups(c.group)
			if err != nil || len(groups) != 1 {
				t.Fatal(groups, err)
			}
			if got := groups[0].covers(c.test); got != c.want {
				t.Errorf("%s covers %s: got %v, want %v", c.group, c.test, got, c.want)
			}
		})
	}
}

func TestParseGroups_skips_comments_and_empty_lines(t *testing.T) {
	groups, err := parseGroups("# all of them\n\nTestA # why\n  TestB/x  \n")
	if err != nil || len(groups) != 2 || groups[0].text != "TestA" || groups[1].text != "TestB/x" {
		t.Errorf("got %+v (%v)", groups, err)
	}
}

func TestParseGroups_names_the_line_of_every_bad_pattern(t *testing.T) {
	_, err := parseGroups("TestA\nTest(\n[\n")
	if err == nil || !strings.Contains(err.Error(), "line 2") || !strings.Contains(err.Error(), "line 3") {
		t.Errorf("got %v", err)
	}
}

func TestReadGroups_reads_the_list_of_this_project(t *testing.T) {
	groups, err := readGroups("groups.txt")
	if err != nil || len(groups) == 0 {
		t.Errorf("got %v (%v)", groups, err)
	}
	var texts []string
	for _, g := range groups {
		if slices.Contains(texts, g.text) {
			t.Errorf("%s is listed twice", g.text)
		}
		texts = append(texts, g.text)
	}
	if _, err := readGroups(filepath.Join(t.TempDir(), "none")); !os.IsNotExist(err) {
		t.Errorf("a missing list is %v", err)
	}
}
