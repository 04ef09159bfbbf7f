package permissions

import (
	"errors"
	"regexp"
	"strings"
	"unicode"

	"github.com/google/uuid"
)

// NormalizePath is the path of a condition as requests would name it: without blanks
// around it and without one slash at its end. It reports what no request could ever
// match. In a pattern, what stands in brackets, braces and groups is left alone.
func NormalizePath(path string, pattern bool) (string, error) {
	path = strings.TrimSpace(path)
	skeleton := plainParts(path, pattern)
	body := skeleton
	if pattern {
		body = strings.TrimLeft(skeleton, "!")
	}
	switch {
	case body == skeleton && !strings.HasPrefix(body, "/") && !strings.HasPrefix(body, opaque):
		return path, errors.New("it must start with a '/'")
	case strings.Contains(body, "//"):
		return path, errors.New("it has an empty segment, which no path has")
	}
	for segment := range strings.SplitSeq(body, "/") {
		if segment == "." || segment == ".." {
			return path, errors.New("it has a segment '" + segment + "', which no path has")
		}
	}
	if strings.Contains(body, "%") || !pattern && strings.Contains(body, `\`) || hasControls(body) {
		return path, errors.New("it has a character that no path has: a control character, '%' or '\\'")
	}
	if len(body) > 1 && strings.HasSuffix(body, "/") {
		path = strings.TrimSuffix(path, "/")
	}
	if strings.TrimSpace(path) != path {
		return path, errors.New("it ends in a blank, which no path does")
	}
	return path, nil
}

// hasControls reports whether plain text has a control character. The placeholder for
// pattern syntax is one too.
func hasControls(skeleton string) bool {
	return strings.ContainsFunc(strings.ReplaceAll(skeleton, opaque, ""), unicode.IsControl)
}

// opaque stands in a skeleton for what may match any text.
const opaque = "\x00"

// plainParts is the path with each template, and in a pattern each wildcard,
// bracket, brace and group, replaced by one character.
func plainParts(path string, pattern bool) string {
	var skeleton strings.Builder
	for i := 0; i < len(path); {
		width := opaqueWidth(path, i, pattern)
		if width == 0 {
			skeleton.WriteByte(path[i])
			i++
			continue
		}
		skeleton.WriteString(opaque)
		i += width
	}
	return skeleton.String()
}

// opaqueWidth is the length of what begins at i and is not plain text, else 0.
func opaqueWidth(path string, i int, pattern bool) int {
	rest := path[i:]
	if strings.HasPrefix(rest, templateOpens) {
		if end := strings.Index(rest, templateCloses); end > 0 {
			return end + len(templateCloses)
		}
	}
	if !pattern {
		return 0
	}
	switch {
	case rest[0] == '[':
		return balanced(rest, 0)
	case rest[0] == '{':
		return balanced(rest, 0)
	case strings.IndexByte("@+*?!", rest[0]) >= 0 && strings.HasPrefix(rest[1:], "("):
		return balanced(rest, 1)
	case rest[0] == '*':
		return 1
	}
	return 0
}

// balanced is the length of text up to the bracket that closes the one at i; all
// of it if none does, which translating the pattern reports.
func balanced(text string, i int) int {
	depth := 0
	for ; i < len(text); i++ {
		switch text[i] {
		case '[', '{', '(':
			depth++
		case ']', '}', ')':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(text)
}

// checkName reports a value that is the name of no secret. A pattern and a template
// may match one.
func checkName(value string, pattern bool) error {
	if pattern || templated(value) != nil || !strings.ContainsAny(value, "/: ") && !hasControls(value) {
		return nil
	}
	return errors.New("no secret has this name; names have no slash, colon, blank or control character")
}

// checkTag reports a value that is the slug of no tag.
func checkTag(value string) error {
	if slugForm.MatchString(value) || templated(value) != nil {
		return nil
	}
	return errors.New("no tag has this slug; slugs are lower-case letters, digits and single dashes")
}

var slugForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// checkEnvironment reports a value that is the slug of no environment. A template may
// be one, and so may a pattern whose plain text has only what slugs have.
func checkEnvironment(value string, pattern bool) error {
	if slugForm.MatchString(value) || templated(value) != nil || pattern && isPattern(value) && !strings.ContainsFunc(plainParts(value, true), neverInSlug) {
		return nil
	}
	return errors.New("no environment has this slug; slugs are lower-case letters, digits and single dashes")
}

// isPattern tells whether a pattern is more than plain text.
func isPattern(value string) bool { return strings.ContainsAny(value, "*?[]{}()!+@|") }

// neverInSlug tells what stands in no slug, and for nothing else in a pattern.
func neverInSlug(r rune) bool {
	return r != rune(opaque[0]) && (unicode.IsUpper(r) || unicode.IsSpace(r) || r > unicode.MaxASCII || strings.ContainsRune("/_.:%", r))
}

// checkIdentity reports the id of an identity in another writing than its own: ids are
// compared as text.
func checkIdentity(value string) error {
	if templated(value) != nil {
		return nil
	}
	if id, err := uuid.Parse(strings.TrimSpace(value)); err == nil && id.String() != value {
		return errors.New("no identity has this id; it is written " + id.String())
	}
	if strings.ContainsFunc(value, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) {
		return errors.New("no identity has this id; ids have no blanks")
	}
	return nil
}
