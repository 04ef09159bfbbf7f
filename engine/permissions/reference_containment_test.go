package permissions_test

import (
	"testing"

	"pgregory.net/rapid"

	"warder/engine/globs"
	"warder/engine/globs/globstest"
	"warder/engine/permissions"
)

type relation struct{ Covers, Disjoint bool }

// What the policy claims about two globs from their text holds for every value
// of the field: a path, or a text such as a name or a slug.
func TestReference_globs_claim_only_what_is_true(t *testing.T) {
	for kind, draw := range map[string]struct{ pattern, value func(*rapid.T) string }{
		"path": {claimableGlob, globstest.Path},
		"text": {parsedText, globstest.Text},
	} {
		t.Run(kind, func(t *testing.T) { globsClaim(t, kind, draw.pattern, draw.value) })
	}
}

func globsClaim(t *testing.T, kind string, pattern, value func(*rapid.T) string) {
	prepared := prepareBatch(t, "globs")
	covers, disjoint := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		pairs := make([][2]string, batchSize)
		for i := range pairs {
			pairs[i] = [2]string{pattern(t), pattern(t)}
		}
		values := make([]string, 60)
		for i := range values {
			values[i] = value(t)
		}
		for i, claim := range askBatch[[]relation](t, prepared, map[string]any{"kind": kind, "pairs": pairs}) {
			wide, narrow := pairs[i][0], pairs[i][1]
			for _, value := range values {
				one, other := globstest.Match(wide, value), globstest.Match(narrow, value)
				if claim.Covers && other && !one {
					t.Fatalf("%q is said to cover %q, but for %q", wide, narrow, value)
				}
				if claim.Disjoint && one && other {
					t.Fatalf("%q is said to be disjoint from %q, but for %q", wide, narrow, value)
				}
			}
			if claim.Covers && wide != narrow {
				covers++
			}
			if claim.Disjoint {
				disjoint++
			}
		}
	})
	t.Logf("%d covers, %d disjoint", covers, disjoint)
	if covers == 0 || disjoint == 0 {
		t.Errorf("%d covers, %d disjoint: the cases prove nothing", covers, disjoint)
	}
}

func parsedText(t *rapid.T) string {
	return rapid.Custom(globstest.TextPattern).Filter(parses).Draw(t, "text")
}

// claimableGlob draws mostly patterns about which something can be claimed.
func claimableGlob(t *rapid.T) string {
	if rapid.IntRange(0, 4).Draw(t, "any") == 0 {
		if pattern := globstest.Pattern(t); parses(pattern) {
			return pattern
		}
	}
	segment := rapid.SampledFrom([]string{"a", "b", "ab", ".a", "*", "**", "*", "**"})
	pattern := ""
	for range rapid.IntRange(1, 4).Draw(t, "segments") {
		pattern += "/" + segment.Draw(t, "segment")
	}
	return rapid.SampledFrom([]string{pattern, pattern, pattern, pattern, "**", "/"}).Draw(t, "pattern")
}

func parses(pattern string) bool {
	_, _, err := globs.Translate(pattern)
	return err == nil
}

// What the policy claims about two sets of conditions holds in every place.
func TestReference_conditions_claim_only_what_is_true(t *testing.T) {
	prepared := prepareBatch(t, "conditions")
	covers, disjoint := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		pairs, rules := make([][2]any, batchSize), make([][2]permissions.Rule, batchSize)
		for i := range pairs {
			wide := anyRule(t, permissions.FormV2)
			narrow := anyRule(t, permissions.FormV2)
			if rapid.Bool().Draw(t, "narrowed") {
				narrow = narrowed(t, []permissions.Rule{wide}, permissions.FormV2)[0]
			}
			wide.Inverted, narrow.Inverted = true, true // every field counts
			rules[i] = [2]permissions.Rule{wide, narrow}
			plain := translated(rules[i][:])
			pairs[i] = [2]any{plain[0]["conditions"], plain[1]["conditions"]}
		}
		for i, claim := range askBatch[[]relation](t, prepared, map[string]any{"pairs": pairs}) {
			for range 10 {
				p := anyPlace(t)
				one, other := referenceMeets(rules[i][0], "secrets", p), referenceMeets(rules[i][1], "secrets", p)
				if claim.Covers && other && !one || claim.Disjoint && one && other {
					t.Fatalf("%+v of %s, but at %s", claim, describeRules(rules[i][:]), p.describe())
				}
			}
			if claim.Covers {
				covers++
			}
			if claim.Disjoint {
				disjoint++
			}
		}
	})
	t.Logf("%d covers, %d disjoint", covers, disjoint)
	if covers == 0 || disjoint == 0 {
		t.Errorf("%d covers, %d disjoint: the cases prove nothing", covers, disjoint)
	}
}
