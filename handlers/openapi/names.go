package openapi

import (
	"cmp"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"warder/handlers/pep"
)

// nameAll names components after their Go types. Equal names get the package as a prefix, and
// a type that is both body and answer gets two names.
func nameAll(components []component) map[component]string {
	slices.SortFunc(components, func(a, b component) int {
		return cmp.Or(cmp.Compare(a.of.PkgPath()+"."+a.of.Name(), b.of.PkgPath()+"."+b.of.Name()), cmp.Compare(order(a.way), order(b.way)))
	})
	packages := map[string]map[string]bool{}
	ways := map[reflect.Type]int{}
	for _, c := range components {
		name := baseName(c.of)
		if packages[name] == nil {
			packages[name] = map[string]bool{}
		}
		packages[name][c.of.PkgPath()+"."+c.of.Name()] = true
		ways[c.of]++
	}
	names := map[component]string{}
	for _, c := range components {
		name := baseName(c.of)
		if len(packages[name]) > 1 {
			name = capital(path.Base(c.of.PkgPath())) + capital(c.of.Name())
		}
		if ways[c.of] > 1 && c.way == sent {
			name += "Input"
		}
		names[c] = name
	}
	return names
}

func order(way direction) int {
	if way == answered {
		return 1
	}
	return 0
}

var typeArgument = regexp.MustCompile(`\[[^\]]*\]`)

// baseName is a type's name without Go-specific parts.
func baseName(t reflect.Type) string {
	name := typeArgument.ReplaceAllStringFunc(t.Name(), func(found string) string { // SearchAnswer[warder/engine/input.Subject]
		argument := strings.Trim(found, "[]")
		return capital(strings.TrimSuffix(argument[strings.LastIndex(argument, ".")+1:], "JSON"))
	})
	return capital(strings.TrimSuffix(name, "JSON"))
}

func capital(text string) string {
	if text == "" {
		return text
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// operationIDs names the rows by handler, and by path too if several rows share a handler.
func operationIDs(rows []pep.Route) []string {
	count := map[string]int{}
	for i := range rows {
		count[rows[i].HandlerName()]++
	}
	ids := make([]string, len(rows))
	for i := range rows {
		name := rows[i].HandlerName()
		if ids[i] = name; count[name] > 1 {
			ids[i] = strings.ToLower(rows[i].Method) + inWords(rows[i].Path)
		}
	}
	return ids
}

// inWords converts a path to one camel-case word.
func inWords(text string) string {
	var word strings.Builder
	up := true
	for _, letter := range strings.TrimPrefix(text, "/api") {
		if !unicode.IsLetter(letter) && !unicode.IsDigit(letter) {
			up = true
			continue
		}
		if up {
			letter = unicode.ToUpper(letter)
		}
		up = false
		word.WriteRune(letter)
	}
	return word.String()
}
