package permissions

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"warder/engine/globs"
)

// drawn is a path that requests can name.
func drawn(t *rapid.T) string {
	segments := rapid.SliceOfN(rapid.StringMatching(`[a-c][a-c. ]{0,2}[a-c]`), 1, 3).Draw(t, "segments")
	return "/" + strings.Join(segments, "/")
}

// loosened is a pattern made of a path, which it may match or not.
func loosened(t *rapid.T, path string) string {
	var pattern strings.Builder
	for _, char := range path {
		pieces := []string{string(char), string(char), string(char)}
		if char != '/' {
			pieces = append(pieces, "?", "*", "["+string(char)+"z]", "{"+string(char)+",z}", "@("+string(char)+"|z)")
		} else {
			pieces = append(pieces, "/**/", "/*/")
		}
		pattern.WriteString(rapid.SampledFrom(pieces).Draw(t, "piece"))
	}
	return pattern.String()
}

// A pattern that matches a path is never said to match none.
func TestReachable_does_not_refuse_what_matches(t *testing.T) {
	matched := 0
	rapid.Check(t, func(t *rapid.T) {
		path := drawn(t)
		alternatives, err := globs.Alternatives(loosened(t, path))
		if err != nil {
			return
		}
		for _, expression := range alternatives {
			if !regexp.MustCompile(expression).MatchString(path) {
				continue
			}
			matched++
			if meets, err := paths.meets(expression); err != nil || !meets {
				t.Fatalf("%s matches %s and is said to match no path (%v)", expression, path, err)
			}
		}
	})
	if matched < 10 { // of 100 drawn; about half match
		t.Errorf("only %d patterns matched", matched)
	}
}

// A list of the costliest patterns is looked through in a moment.
func TestReachable_is_bounded(t *testing.T) {
	wide := "/" + strings.Repeat("@(a|b)", 6) + strings.Repeat("/**/?*[a-z]", 4) + "/x"
	reader, begin := new(ruleReader), time.Now()
	for range MaxAlternatives {
		if err := reader.reachable(FieldSecretPath, wide); err != nil {
			t.Fatal(err)
		}
	}
	if took := time.Since(begin); took > 3*time.Second {
		t.Errorf("it took %v", took)
	}
}
