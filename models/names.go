package models

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// MaxPath is how many bytes the path of a folder may have.
	MaxPath = 1024
	maxName = 255
)

// IsPath rejects, rather than repairs, a path that could name a place in two ways.
func IsPath(path string) bool {
	if path == "/" {
		return true
	}
	if len(path) > MaxPath || !strings.HasPrefix(path, "/") || !printable(path) || strings.ContainsAny(path, `\%`) || strings.TrimSpace(path) != path {
		return false
	}
	for segment := range strings.SplitSeq(path[1:], "/") {
		if segment == "" || segment == "." || segment == ".." {
			return false
		}
	}
	return true
}

// IsFolderName holds for one segment of a path.
func IsFolderName(name string) bool {
	return name != "" && len(name) <= maxName && !strings.Contains(name, "/") && IsPath("/"+name)
}

// IsSecretName holds for names without a slash, colon, space or control
// character (docs/contract.md 2.18).
func IsSecretName(name string) bool {
	return name != "" && len(name) <= maxName && printable(name) && !strings.ContainsAny(name, "/: ")
}

func printable(text string) bool {
	return utf8.ValidString(text) && strings.IndexFunc(text, unicode.IsControl) < 0
}
