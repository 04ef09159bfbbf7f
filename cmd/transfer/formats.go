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

// Item is a secret of a file. Path is relative to the import's place; "" is that place itself.
type Item struct {
	Path string
	Secret
}

// Format is a file format for secrets.
type Format string

// The formats. Shell is write-only.
const (
	Dotenv Format = "dotenv"
	JSON   Format = "json"
	YAML   Format = "yaml"
	Shell  Format = "shell"
)

// Formats are all formats.
var Formats = []Format{Dotenv, JSON, YAML, Shell}

// ErrFormat means that a text does not conform to its format.
var ErrFormat = errors.New("invalid file")

// FormatOf derives the format from a file's name; the default is dotenv.
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

// Parse reads secrets. No error repeats the text, except for names of secrets.
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

// Write writes secrets in a stable order. left has the names of secrets that the format cannot
// represent.
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

// Under places the items of a file below a place, folder by folder.
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
