package transfer

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"
)

// Item is a secret of a file. The path is below the one that the import names;
// "" is that place itself.
type Item struct {
	Path string
	Secret
}

// Format is how secrets are written down.
type Format string

// The formats. Shell can be written only.
const (
	Dotenv Format = "dotenv"
	JSON   Format = "json"
	YAML   Format = "yaml"
	Shell  Format = "shell"
)

// Formats are all of them.
var Formats = []Format{Dotenv, JSON, YAML, Shell}

// ErrFormat is text that is not what its format asks for.
var ErrFormat = errors.New("the file is not understood")

// FormatOf is the format that a file's name suggests: dotenv where it suggests
// none.
func FormatOf(name string) Format {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".json":
		return JSON
	case ".yaml", ".yml":
		return YAML
	case ".sh":
		return Shell
	}
	return Dotenv
}

// Parse reads secrets. No complaint repeats what is in the text, other than
// names of secrets.
func Parse(format Format, text []byte) ([]Item, error) {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if !utf8.Valid(text) {
		return nil, fmt.Errorf("%w: it is not UTF-8", ErrFormat)
	}
	switch format {
	case Dotenv:
		return parseDotenv(string(text))
	case JSON:
		return parseJSON(text)
	case YAML:
		return parseYAML(text)
	}
	return nil, fmt.Errorf("%w: a %s file cannot be read, only written", ErrFormat, format)
}

// Write writes secrets down, in an order that is the same every time. Left are the
// names of those that the format has no way to write.
func Write(format Format, items []Item) (text []byte, left []string, err error) {
	items = slices.Clone(items)
	slices.SortStableFunc(items, func(a, b Item) int { return strings.Compare(a.Path+"\x00"+a.Key, b.Path+"\x00"+b.Key) })
	switch format {
	case Dotenv:
		return writeLines(items, "", dotenvName, quoteDotenv)
	case Shell:
		return writeLines(items, "export ", shellName, quoteShell)
	case JSON:
		text, err = writeJSON(items)
	case YAML:
		text, err = writeYAML(items)
	default:
		err = fmt.Errorf("there is no format %s", format)
	}
	return text, nil, err
}

// Under puts the items of a file below a place, folder by folder.
func Under(place Place, items []Item) iter.Seq2[Folder, error] {
	return func(yield func(Folder, error) bool) {
		var paths []string
		byPath := map[string][]Secret{}
		for _, item := range items {
			at := path.Join(place.Path, item.Path)
			if _, known := byPath[at]; !known {
				paths = append(paths, at)
			}
			byPath[at] = append(byPath[at], item.Secret)
		}
		slices.Sort(paths)
		for _, at := range paths {
			if !yield(Folder{Place: Place{place.Environment, at}, Secrets: byPath[at]}, nil) {
				return
			}
		}
	}
}
