package globs_test

import (
	"encoding/json"
	"errors"
	"os"
	"regexp"
	"strings"
	"testing"

	"warder/engine/globs"
	"warder/engine/globs/globstest"
)

// readRows reads a list of testdata.
func readRows[T any](t *testing.T, name string) []T {
	t.Helper()
	raw, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var rows []T
	if err := json.Unmarshal(raw, &rows); err != nil || len(rows) < 30 {
		t.Fatalf("%s: %d rows, %v", name, len(rows), err)
	}
	return rows
}

// globMatches matches as the policy does: by the translated expression.
func globMatches(t testing.TB, pattern, value string) bool {
	t.Helper()
	expression, negated, err := globs.Translate(pattern)
	if err != nil {
		t.Fatalf("%q: %v", pattern, err)
	}
	return regexp.MustCompile(expression).MatchString(value) != negated
}

func TestGlobs_match_what_the_contract_says(t *testing.T) {
	for _, row := range readRows[struct {
		Value, Pattern string
		Match          bool
	}](t, "vectors.json") {
		if got := globMatches(t, row.Pattern, row.Value); got != row.Match {
			t.Errorf("%q against %q: got %v", row.Value, row.Pattern, got)
		}
	}
}

// The file holds answers of picomatch 3.0.1 itself.
func TestGlobs_match_what_picomatch_matched(t *testing.T) {
	for _, row := range readRows[struct {
		Pattern string
		Yes, No []string
	}](t, "measured.json") {
		spelt := !strings.Contains(row.Pattern, "**,") && !strings.Contains(row.Pattern, "**}") // see globstest.Match
		for _, value := range row.Yes {
			if !globMatches(t, row.Pattern, value) {
				t.Errorf("%q should match %q", row.Pattern, value)
			}
			if spelt && !globstest.Match(row.Pattern, value) {
				t.Errorf("reference: %q should match %q", row.Pattern, value)
			}
		}
		for _, value := range row.No {
			if globMatches(t, row.Pattern, value) {
				t.Errorf("%q should not match %q", row.Pattern, value)
			}
			if spelt && globstest.Match(row.Pattern, value) {
				t.Errorf("reference: %q should not match %q", row.Pattern, value)
			}
		}
	}
}

// Where picomatch does otherwise, and why we do not follow.
func TestGlobs_differ_from_picomatch_on_purpose(t *testing.T) {
	for _, row := range []struct {
		name, pattern, value string
		want                 bool
	}{
		{"wildcard_at_the_start_of_a_group_does_not_match_a_dot_segment", "/{*,b}", "/.h", false},
		{"wildcard_in_an_extglob_does_not_match_a_dot_segment", "/@(*)", "/.h", false},
		{"negated_class_does_not_match_a_dot_segment", "/[^a]", "/.", false},
		{"star_in_braces_is_not_the_empty_name", "/{*,b}", "/", false},
		{"double_star_glued_to_a_group_stays_in_its_segment", "/@(a|b)**", "/a/b", false},
		{"exclamation_mark_in_a_class_negates", "/[!a]", "/b", true},
		{"exclamation_mark_in_a_class_is_no_character", "/[!a]", "/a", false},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := globMatches(t, row.pattern, row.value); got != row.want {
				t.Errorf("%q against %q: got %v", row.value, row.pattern, got)
			}
		})
	}
}

func TestGlobs_that_do_not_parse_name_the_position(t *testing.T) {
	for pattern, position := range map[string]string{
		"":                        "position 0",
		"!":                       "position 1",
		"/a/!(b)":                 "position 3",
		"!(b)":                    "position 0",
		"/a(b)":                   "position 2",
		"/a)":                     "position 2",
		"/a]":                     "position 2",
		"/a}":                     "position 2",
		"/a|b":                    "position 2",
		`/a\*`:                    "position 2",
		`/a"b"`:                   "position 2",
		"/{a,b":                   "position 1",
		"/{a}":                    "position 1",
		"/{1..3}":                 "position 1",
		"/[ab":                    "position 1",
		"/[]":                     "position 1",
		"/[a/b]":                  "position 1",
		"/[z-a]":                  "position 1",
		"/[[:alpha:]]":            "position 1",
		"/@(a|b":                  "position 2",
		"/@(a)?":                  "position 5",
		"/@(a)+":                  "position 5",
		"/[a]+":                   "position 4",
		"/@(a+)":                  "position 4",
		"/+(a*)":                  "position 1",
		"/+(|a)":                  "position 1",
		"/*(a/b)":                 "position 1",
		"./a":                     "position 0",
		"!!/{a":                   "position 3",
		"/\x00":                   "position 1",
		"/{a,@(b|}":               "position 8",
		"/" + deepGroup(17):       "nested too deeply",
		"/" + wideBraces(7):       "too many alternatives",
		strings.Repeat("a", 1025): "longer than 1024 bytes",
	} {
		_, _, err := globs.Translate(pattern)
		if !errors.Is(err, globs.ErrUnsupported) || !strings.Contains(err.Error(), position) {
			t.Errorf("%.40q: want an error with %q, got %v", pattern, position, err)
		}
	}
}

func deepGroup(depth int) string {
	return strings.Repeat("{a,", depth) + "b" + strings.Repeat("}", depth)
}

func wideBraces(n int) string { return strings.Repeat("{a,b}", n) }

func TestGlobs_report_negation(t *testing.T) {
	for pattern, want := range map[string]bool{"/a": false, "!/a": true, "!!/a": false, "!!!/a": true, "/a!b": false} {
		if _, negated, err := globs.Translate(pattern); err != nil || negated != want {
			t.Errorf("%q: negated %v, %v", pattern, negated, err)
		}
	}
}

func BenchmarkTranslate(b *testing.B) {
	for b.Loop() {
		if _, _, err := globs.Translate("/team/*/{dev,prod}/**"); err != nil {
			b.Fatal(err)
		}
	}
}
