package globs_test

import (
	"regexp"
	"testing"

	"pgregory.net/rapid"

	"warder/engine/globs"
	"warder/engine/globs/globstest"
)

func TestGlobs_translated_match_what_the_reference_matches(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pattern := globstest.Pattern(t)
		expression, negated, err := globs.Translate(pattern)
		if err != nil {
			return
		}
		compiled := regexp.MustCompile(expression)
		for range 20 {
			value := globstest.Path(t)
			if got := compiled.MatchString(value) != negated; got != globstest.Match(pattern, value) {
				t.Fatalf("%q against %q: translated %v\n%s", value, pattern, got, expression)
			}
		}
	})
}

func FuzzTranslate(f *testing.F) {
	for _, seed := range []string{"/a/**", "!/b", "{/a,/b}", "/+(a|b)[!c]?", "/{a,{b,c}}/*(x)", "/@(a|b)**", "***", "[", "/[a-", "!!(", "{{{{", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, pattern string) {
		expression, _, err := globs.Translate(pattern)
		if err != nil {
			return
		}
		if _, err := regexp.Compile(expression); err != nil {
			t.Fatalf("%q: %v", pattern, err)
		}
		if len(expression) > 4096*64 {
			t.Fatalf("%q: an expression of %d bytes", pattern, len(expression))
		}
	})
}
