package globs

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// charClass is [..]: the ranges it holds, and the brackets as literal text,
// which picomatch accepts too if nothing inside is special.
type charClass struct {
	ranges  [][2]rune
	negated bool
	literal string // empty if the brackets are never meant literally
}

// class reads [abc], [a-z], [!abc] or [^abc].
func (p *parser) class(grouped bool) (node, error) {
	start := p.at
	end := strings.IndexByte(p.text[start:], ']')
	if end < 0 {
		return node{}, p.fail(start, "not closed")
	}
	inner := p.text[start+1 : start+end]
	p.at = start + end + 1
	read := charClass{}
	if !strings.ContainsAny(inner, `-*+?.^${}(|)[]!`) {
		read.literal = "[" + inner + "]"
	}
	if strings.HasPrefix(inner, "!") || strings.HasPrefix(inner, "^") {
		read.negated, inner = true, inner[1:]
	}
	if inner == "" || strings.ContainsAny(inner, "/[\\\"\x00") {
		return node{}, p.fail(start, "an empty class, or one with / [ \\ or a quote")
	}
	if !read.fill(inner) {
		return node{}, p.fail(start, "a range whose end is before its start")
	}
	return node{atom: atom{kind: atomClass, class: read, grouped: grouped}}, nil
}

func (c *charClass) fill(inner string) bool {
	chars := []rune(inner)
	for i := 0; i < len(chars); i++ {
		low, high := chars[i], chars[i]
		if i+2 < len(chars) && chars[i+1] == '-' {
			high = chars[i+2]
			i += 2
		}
		if low > high {
			return false
		}
		c.ranges = append(c.ranges, [2]rune{low, high})
	}
	return true
}

// render writes the class. With guarded set, where a segment begins, a negated
// class does not match a dot; afterStar also takes the dot out of a plain one.
func (c charClass) render(guarded, afterStar bool) string {
	ranges := c.ranges
	if c.negated {
		ranges = append([][2]rune{{'/', '/'}}, ranges...)
		if guarded {
			ranges = append([][2]rune{{'.', '.'}}, ranges...)
		}
		return "[^" + renderRanges(ranges) + "]"
	}
	if guarded && afterStar {
		ranges = withoutDot(ranges)
	}
	ranges = withoutSlash(ranges)
	if len(ranges) == 0 {
		return ""
	}
	class := "[" + renderRanges(ranges) + "]"
	if c.literal != "" {
		return "(?:" + quoteText(c.literal) + "|" + class + ")"
	}
	return class
}

func renderRanges(ranges [][2]rune) string {
	var text strings.Builder
	for _, r := range ranges {
		fmt.Fprintf(&text, `\x{%X}`, r[0])
		if r[1] != r[0] {
			fmt.Fprintf(&text, `-\x{%X}`, r[1])
		}
	}
	return text.String()
}

func withoutDot(ranges [][2]rune) [][2]rune   { return without(ranges, '.') }
func withoutSlash(ranges [][2]rune) [][2]rune { return without(ranges, '/') }

func without(ranges [][2]rune, char rune) [][2]rune {
	kept := make([][2]rune, 0, len(ranges)+1)
	for _, r := range ranges {
		if char < r[0] || char > r[1] {
			kept = append(kept, r)
			continue
		}
		if r[0] < char {
			kept = append(kept, [2]rune{r[0], char - 1})
		}
		if char < r[1] {
			kept = append(kept, [2]rune{char + 1, r[1]})
		}
	}
	return kept
}

func quoteText(text string) string {
	var quoted strings.Builder
	for _, char := range text {
		quoted.WriteString(quoteRune(char))
	}
	return quoted.String()
}

// quoteRune is regexp.QuoteMeta for one character, which may be the
// replacement character of invalid text.
func quoteRune(char rune) string {
	if char < utf8.RuneSelf && !strings.ContainsRune(`\.+*?()|[]{}^$`, char) && char >= ' ' {
		return string(char)
	}
	return fmt.Sprintf(`\x{%X}`, char)
}
