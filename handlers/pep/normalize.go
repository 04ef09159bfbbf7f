package pep

import (
	"regexp"
	"strings"

	"warder/models/store"
)

// Input is normalized before it is validated, decided upon or stored, so that all three see
// the same value (docs/contract.md 1.1).

// Trim removes leading and trailing white space in place; nil stays nil.
func Trim(texts ...*string) {
	for _, text := range texts {
		if text != nil {
			*text = strings.TrimSpace(*text)
		}
	}
}

// NormalizeEmail returns the stored form of an address. It lower-cases only A to Z: the Kelvin
// sign does not become k, and other characters outside ASCII stay and are refused later.
func NormalizeEmail(email string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r - 'A' + 'a'
		}
		return r
	}, strings.TrimSpace(email))
}

// NormalizePath defaults to the root, adds a missing leading slash and removes one trailing
// slash.
func NormalizePath(path string) string {
	path = strings.TrimSpace(path)
	if path == "" {
		return "/"
	}
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	if len(path) > 1 {
		path = strings.TrimSuffix(path, "/")
	}
	return path
}

// normalValue trims a secret's value, but keeps one final newline: certificates and keys need
// it.
func normalValue(value string) string {
	trimmed := strings.TrimSpace(value)
	if strings.HasSuffix(value, "\n") {
		return trimmed + "\n"
	}
	return trimmed
}

// NormalizeValue applies normalValue in place; nil stays nil.
func NormalizeValue(value *string) {
	if value != nil {
		*value = normalValue(*value)
	}
}

var slugForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// IsSlug reports whether a text equals its own slug (docs/contract.md 1.1).
func IsSlug(text string) bool { return slugForm.MatchString(text) }

var projectSlugForm = regexp.MustCompile(`^[a-z0-9]+([-_][a-z0-9]+)*$`)

// isProjectSlug reports whether a project may be renamed to this slug (docs/contract.md 2.10).
func isProjectSlug(text string) bool { return projectSlugForm.MatchString(text) }

var (
	camel     = regexp.MustCompile(`([a-z0-9])([A-Z])`)
	separator = regexp.MustCompile(`[^a-z0-9]+`)
)

// slugify turns a name into a slug: "My Role" becomes my-role.
func slugify(name string) string {
	name = strings.ToLower(camel.ReplaceAllString(name, "$1-$2"))
	return strings.Trim(separator.ReplaceAllString(name, "-"), "-")
}

// UniqueSlug is the slug of a name with four random characters, such as
// demo-app-x7k2.
func UniqueSlug(name string) string {
	base := slugify(name)
	const longest = 30
	if len(base) > longest {
		base = strings.Trim(base[:longest], "-")
	}
	suffix := strings.ReplaceAll(store.NewID(), "-", "")[:4]
	if base == "" {
		return suffix
	}
	return base + "-" + suffix
}
