// Package globstest holds what tests of glob patterns share: a matcher that has
// nothing in common with package globs, and generators of patterns and values.
package globstest

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// Match matches by trying: choices are spelt out in the text, segments are
// compared one by one. Groups may not
// hold slashes next to **.
func Match(pattern, value string) bool {
	body := strings.TrimLeft(pattern, "!")
	negated := (len(pattern)-len(body))%2 == 1
	final := strings.HasSuffix(body, "*") || strings.HasSuffix(body, "]")
	open := final && (strings.HasPrefix(body, "*") || strings.ContainsAny(body, "/()[]{}"))
	names := strings.Split(body, "/")
	for i, name := range names {
		if name == "**" {
			names[i] = wholeSpan
		}
	}
	body = strings.Join(names, "/")
	matched := slices.ContainsFunc(spellOut(body), func(plain string) bool { return matchPlain(plain, value, open) })
	return matched != negated
}

// Stand-ins that make the text say what its context would: a * that was
// written inside a group, and a ** that was written as a whole segment.
const (
	groupedStar = '\uE000'
	wholeSpan   = "\uE001"
)

var innermostChoice = regexp.MustCompile(`\{[^{}()]*\}|[@?*]\([^{}()]*\)`)

// spellOut replaces the innermost choice by each of its alternatives until
// none is left. Of +(..) it leaves what stands inside to be repeated.
func spellOut(pattern string) []string {
	found := innermostChoice.FindStringIndex(pattern)
	if found == nil {
		return []string{pattern}
	}
	head, group, tail := pattern[:found[0]], pattern[found[0]:found[1]], pattern[found[1]:]
	inner := group[strings.IndexAny(group, "{(")+1 : len(group)-1]
	inner = strings.ReplaceAll(inner, "*", string(groupedStar))
	var choices []string
	switch group[0] {
	case '{':
		choices = strings.Split(inner, ",")
	case '@':
		choices = strings.Split(inner, "|")
	case '?':
		choices = append(strings.Split(inner, "|"), "")
	case '*':
		choices = []string{"", "+(" + inner + ")"}
	}
	all := []string{}
	for _, choice := range choices {
		all = append(all, spellOut(head+choice+tail)...)
	}
	return all
}

func matchPlain(pattern, value string, open bool) bool {
	segments := strings.Split(pattern, "/")
	for i := 1; i < len(segments); i++ { // ** again says nothing new
		if segments[i] == wholeSpan && segments[i-1] == wholeSpan {
			segments = slices.Delete(segments, i, i+1)
			i--
		}
	}
	if len(segments) == 1 && segments[0] == wholeSpan {
		return value != "" && allVisible(strings.Split(value, "/"))
	}
	if matchSegments(segments, 0, strings.Split(value, "/"), false) {
		return true
	}
	stripped, cut := strings.CutSuffix(value, "/")
	last := segments[len(segments)-1]
	optional := open && (strings.HasSuffix(last, "*") || strings.HasSuffix(last, "]"))
	return optional && cut && matchSegments(segments, 0, strings.Split(stripped, "/"), true)
}

func allVisible(names []string) bool {
	return !slices.ContainsFunc(names, func(name string) bool { return strings.HasPrefix(name, ".") })
}

func matchSegments(segments []string, at int, names []string, stripped bool) bool {
	if at == len(segments) {
		return len(names) == 0
	}
	last := at == len(segments)-1
	if segments[at] != wholeSpan {
		if len(names) == 0 || !matchSegment(segments[at], names[0], last, stripped) {
			return false
		}
		return matchSegments(segments, at+1, names[1:], stripped)
	}
	least := 0
	if at == 1 && segments[0] == "" || last && at > 0 && strings.HasSuffix(segments[at-1], "*") {
		least = 1
	}
	for n := least; n <= len(names) && allVisible(names[:n]); n++ {
		if last && n == len(names) || !last && matchSegments(segments, at+1, names[n:], stripped) {
			return true
		}
	}
	return false
}

func matchSegment(pattern, name string, last, stripped bool) bool {
	if name == "" && strings.Trim(pattern, "*") == "" && pattern != "" {
		return !last || stripped // an empty name needs something after it
	}
	if name == "" && strings.Trim(pattern, "*"+string(groupedStar)) == "" && pattern != "" {
		return false
	}
	return matchChars(pattern, name, true, false)
}

// matchChars matches within a segment. At start nothing of the name has
// been matched yet; starred says that a * before matched nothing.
func matchChars(pattern, name string, start, starred bool) bool {
	if pattern == "" {
		return name == ""
	}
	hidden := start && strings.HasPrefix(name, ".")
	head, width := utf8.DecodeRuneInString(pattern)
	rest := pattern[width:]
	char, charWidth := utf8.DecodeRuneInString(name)
	switch {
	case head == '*' || head == groupedStar:
		for cut := 0; cut <= len(name); cut++ {
			if cut > 0 && hidden {
				return false
			}
			if matchChars(rest, name[cut:], start && cut == 0, starred || cut == 0) {
				return true
			}
		}
		return false
	case strings.HasPrefix(pattern, "+("):
		return matchRepeat(pattern, name, start, starred)
	case head == '?':
		return name != "" && !hidden && matchChars(rest, name[charWidth:], false, false)
	case head == '[':
		return matchClass(pattern, name, start, starred)
	}
	if name == "" || head != char || hidden && starred {
		return false
	}
	return matchChars(rest, name[charWidth:], false, false)
}

func matchClass(pattern, name string, start, starred bool) bool {
	end := strings.IndexByte(pattern, ']')
	class, rest := pattern[:end+1], pattern[end+1:]
	if !strings.ContainsAny(class[1:end], "-!^.") && strings.HasPrefix(name, class) && matchChars(rest, name[len(class):], false, false) {
		return true
	}
	hidden := start && strings.HasPrefix(name, ".")
	negated := class[1] == '!' || class[1] == '^'
	if name == "" || hidden && (negated || starred) {
		return false
	}
	char, width := utf8.DecodeRuneInString(name)
	return regexp.MustCompile(strings.Replace(class, "[!", "[^", 1)).MatchString(string(char)) && matchChars(rest, name[width:], false, false)
}

func matchRepeat(pattern, name string, start, starred bool) bool {
	end := strings.IndexByte(pattern, ')')
	rest := pattern[end+1:]
	for _, option := range strings.Split(pattern[2:end], "|") {
		for cut := 1; cut <= len(name); cut++ {
			if !matchChars(option, name[:cut], start, starred) {
				continue
			}
			if matchChars(rest, name[cut:], false, false) || matchRepeat(pattern, name[cut:], false, false) {
				return true
			}
		}
	}
	return false
}

// Pattern draws path patterns of all supported features.
func Pattern(t *rapid.T) string {
	piece := rapid.SampledFrom([]string{
		"a", "b", "ab", ".", "*", "**", "?", "[ab]", "[a-c]", "[!a]", "[^b]", "{a,b}", "{a*,b}", "{,a}", "@(a|b)", "?(a|b)", "*(a|b)", "+(a|b)", "+(a|?b)",
	})
	var pattern strings.Builder
	pattern.WriteString(rapid.SampledFrom([]string{"", "", "", "", "!"}).Draw(t, "negation"))
	for range rapid.IntRange(1, 4).Draw(t, "segments") {
		segment := rapid.SampledFrom([]string{"*", "**", "a", "b", ""}).Draw(t, "segment")
		if segment == "" {
			segment = strings.Join(rapid.SliceOfN(piece, 1, 3).Draw(t, "pieces"), "")
		}
		pattern.WriteString("/" + segment)
	}
	return pattern.String()
}

// Path draws an absolute path, not always a canonical one.
func Path(t *rapid.T) string {
	name := rapid.SampledFrom([]string{"a", "b", "ab", "c", ".a", "abc", "aa", "[ab]", "a.b", ""})
	path := "/" + strings.Join(rapid.SliceOfN(name, 0, 4).Draw(t, "names"), "/")
	return path + rapid.SampledFrom([]string{"", "", "", "/"}).Draw(t, "slash")
}

// TextPattern draws patterns for names and environment slugs, among them ones
// that only a path could match.
func TextPattern(t *rapid.T) string {
	piece := rapid.SampledFrom([]string{"a", "b", "A_", "-", ".", "*", "*", "**", "?", "[ab]", "[!a]", "{a,b}", "@(a|b)", "+(a|b)"})
	pattern := strings.Join(rapid.SliceOfN(piece, 1, 4).Draw(t, "pieces"), "")
	return rapid.SampledFrom([]string{pattern, pattern, pattern, pattern, pattern, "!" + pattern, "/" + pattern, "/**", "**", "*"}).Draw(t, "pattern")
}

// Text draws a name or slug: a value without a slash.
func Text(t *rapid.T) string {
	piece := rapid.SampledFrom([]string{"a", "b", "A_", "-", ".", "c", "*", "ab"})
	return strings.Join(rapid.SliceOfN(piece, 1, 4).Draw(t, "text"), "")
}
