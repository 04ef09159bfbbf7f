package permissions

import (
	"errors"
	"regexp"
	"strings"
)

// NormalPath is the path of a condition as requests would name it: without one
// slash at its end. It reports what no request could ever match. In a pattern,
// what stands in brackets, braces and groups is left alone.
func NormalPath(path string, pattern bool) (string, error) {
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
	if len(body) > 1 && strings.HasSuffix(body, "/") {
		return strings.TrimSuffix(path, "/"), nil
	}
	return path, nil
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

var slugForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// checkEnvironment reports a value that is the slug of no environment. A pattern
// with wildcards and a template may match one.
func checkEnvironment(value string, pattern bool) error {
	if slugForm.MatchString(value) || templated(value) != nil || pattern && strings.ContainsAny(value, "*?[]{}()!+@|") {
		return nil
	}
	return errors.New("no environment has this slug; slugs are lower-case letters, digits and single dashes")
}
