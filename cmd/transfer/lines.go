package transfer

import (
	"bytes"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/compose-spec/compose-go/v2/dotenv"
)

var (
	shellName  = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
	dotenvName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]*$`) // accepted by all readers
	bare       = regexp.MustCompile(`^[A-Za-z0-9_./:@%+,=-]+$`)
	line       = regexp.MustCompile(`^line (\d+):`)
)

// dollar replaces a dollar sign while a dotenv file is parsed, so that a reference such as
// ${KEY} is preserved. It is not a valid character of text.
const dollar = "\uf8ff\ufdd0"

// parseDotenv reads KEY=value lines with any quoting. It keeps references, which the server
// expands on request.
func parseDotenv(text string) ([]Item, error) {
	if strings.Contains(text, dollar) || strings.ContainsRune(text, 0) {
		return nil, fmt.Errorf("%w: it holds characters that no text has", ErrFormat)
	}
	var valueless []string
	inherit := func(name string) (string, bool) {
		valueless = append(valueless, name)
		return "", false
	}
	values, err := dotenv.UnmarshalWithLookup(withoutDollars(text), inherit)
	if err != nil {
		// The parser's error repeats the line, and thereby a value.
		where := line.FindString(err.Error() + " ")
		return nil, fmt.Errorf("%w: %s want KEY=value, with quotes that are closed", ErrFormat, where)
	}
	if len(valueless) > 0 {
		return nil, fmt.Errorf("%w: %s has no value; write %s= for an empty one", ErrFormat, valueless[0], valueless[0])
	}
	var items []Item
	for _, key := range slices.Sorted(maps.Keys(values)) {
		if key == "" {
			return nil, fmt.Errorf("%w: a value has no name", ErrFormat)
		}
		items = append(items, Item{Secret: Secret{Key: key, Value: strings.ReplaceAll(values[key], dollar, "$")}})
	}
	return items, nil
}

// writeLines writes KEY=value lines, and returns the secrets whose names are invalid there.
// Lines have no folders, so each name may occur once.
func writeLines(items []Item, before string, name *regexp.Regexp, quote func(string) string) (lines []byte, left []string, err error) {
	var text bytes.Buffer
	seen := map[string]bool{}
	for _, item := range items {
		if !name.MatchString(item.Key) {
			left = append(left, item.Key)
			continue
		}
		if seen[item.Key] {
			return nil, nil, fmt.Errorf("%s is in several folders; export as json or yaml", item.Key)
		}
		seen[item.Key] = true
		fmt.Fprintf(&text, "%s%s=%s\n", before, item.Key, quote(item.Value))
	}
	return text.Bytes(), left, nil
}

var (
	// assigned matches a name and its value, which may have several lines.
	assigned = regexp.MustCompile(`(?ms)^[ \t]*(?:export[ \t]+)?[\w.\[\]-]+[ \t]*[=:][ \t]*(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^\n]*)`)
	// doubleQuoted matches an assignment with a double-quoted value.
	doubleQuoted = regexp.MustCompile(`^[^=:]*[=:][ \t]*"`)
	escaped      = regexp.MustCompile(`(?s)\\.`)
)

// withoutDollars removes the characters that readers of dotenv files expand. In double quotes,
// a backslash before a dollar sign or a backtick belongs to the quoting, as in a shell.
func withoutDollars(text string) string {
	text = assigned.ReplaceAllStringFunc(text, func(assignment string) string {
		if !doubleQuoted.MatchString(assignment) {
			return assignment
		}
		return escaped.ReplaceAllStringFunc(assignment, func(pair string) string {
			if pair == `\$` || pair == "\\`" {
				return pair[1:]
			}
			return pair
		})
	})
	return strings.ReplaceAll(text, "$", dollar)
}

// quoteDotenv quotes as readers of such files and shells understand: nothing, or single
// quotes, between which nothing is special, and only where those cannot do, double
// quotes, between which nothing is left to expand. Sourcing a file runs no value.
func quoteDotenv(value string) string {
	switch {
	case bare.MatchString(value):
		return value
	case !strings.ContainsAny(value, "'\r") && !strings.HasSuffix(value, `\`):
		return "'" + value + "'"
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", `\$`, "`", "\\`", "\r", `\r`).Replace(value) + `"`
}

// quoteShell quotes for a POSIX shell, where single quotes preserve all characters.
func quoteShell(value string) string {
	if bare.MatchString(value) {
		return value
	}
	return "'" + strings.ReplaceAll(value, "'", `'\''`) + "'"
}
