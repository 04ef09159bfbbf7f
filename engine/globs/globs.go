// Package globs knows the patterns of $glob conditions (docs/contract.md 3.4): it
// translates a pattern to an RE2 expression, which is what policies match, and
// refuses a pattern whose meaning is in doubt.
package globs

import (
	"errors"
	"fmt"
	"strings"
)

// ErrUnsupported is wrapped by every error of this package.
var ErrUnsupported = errors.New("unsupported glob")

// Bounds of a pattern, so that neither translating nor matching it can be made
// expensive. They are far above what describes a folder.
const (
	maxLength       = 1024 // bytes
	maxAlternatives = 64   // after braces and groups are multiplied out
	maxAtoms        = 4096 // over all alternatives
)

// Translate turns a $glob pattern into an anchored RE2 expression with the
// meaning picomatch 3 gives it (docs/contract.md 3.4). Negated is true for a pattern
// with a leading "!": then a value meets the condition if it does *not* match.
//
// Supported are * ** ? [..] {a,b} and the groups @(..) +(..) *(..) ?(..).
// What picomatch leaves to accident is an error that names its position: bare
// parentheses, "|" outside a group, backslashes and quotes, unbalanced or
// one-armed braces, ranges in braces, !(..), wildcards inside +(..) and *(..).
// It differs from picomatch where that one lets a wildcard at the start of a
// group match a dot segment, and in reading [!a] as the negation it is meant as.
func Translate(pattern string) (regex string, negated bool, err error) {
	alternatives, open, negated, err := read(pattern)
	if err != nil {
		return "", false, err
	}
	return render(alternatives, open), negated, nil
}

// Alternatives are the expressions of a pattern's alternatives, after braces and groups are
// multiplied out: the pattern matches what one of them does.
func Alternatives(pattern string) ([]string, error) {
	alternatives, open, _, err := read(pattern)
	expressions := make([]string, 0, len(alternatives))
	for _, one := range alternatives {
		expressions = append(expressions, render([][]atom{one}, open))
	}
	return expressions, err
}

// read multiplies a pattern out; open reports that a slash may follow its end.
func read(pattern string) (alternatives [][]atom, open, negated bool, err error) {
	if len(pattern) > maxLength {
		return nil, false, false, fmt.Errorf("%w: longer than %d bytes", ErrUnsupported, maxLength)
	}
	body := strings.TrimLeft(pattern, "!")
	bangs := len(pattern) - len(body)
	if bangs > 0 && strings.HasPrefix(body, "(") {
		return nil, false, false, refuse(bangs-1, "!(...) is not supported")
	}
	if body == "" {
		return nil, false, false, refuse(bangs, "the pattern is empty")
	}
	if strings.HasPrefix(body, "./") {
		return nil, false, false, refuse(bangs, "a leading ./ is not supported")
	}
	p := parser{text: body, offset: bangs}
	nodes, err := p.sequence("", false)
	if err != nil {
		return nil, false, false, err
	}
	alternatives, err = expand(nodes)
	return alternatives, endsOpen(body), bangs%2 == 1, err
}

// endsOpen reports whether the pattern lets a slash follow its end: picomatch
// allows one after a final * or [..], but not in plain names like "pr*".
func endsOpen(body string) bool {
	final := strings.HasSuffix(body, "*") || strings.HasSuffix(body, "]")
	return final && (strings.HasPrefix(body, "*") || strings.ContainsAny(body, "/()[]{}"))
}

func refuse(position int, reason string) error {
	return fmt.Errorf("%w: %s at position %d", ErrUnsupported, reason, position)
}
