// Package openapi writes what is made from the description of the API, and holds the
// description to the server.
package openapi

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"warder/handlers/openapi"
)

const typescriptHead = `// Made from the route table by "make generate". Do not edit.
// The shape is that of openapi-typescript, which openapi-fetch takes.

`

// typescript is the document as types of TypeScript.
func typescript(document *openapi.Document) string {
	w := &writer{}
	w.text.WriteString(typescriptHead)
	w.line(0, "export interface paths {")
	for _, path := range slices.Sorted(maps.Keys(document.Paths)) {
		w.line(1, strconv.Quote(path)+": {")
		w.line(2, "parameters: { query?: never; header?: never; path?: never; cookie?: never };")
		for _, method := range []string{"get", "put", "post", "delete", "options", "head", "patch", "trace"} {
			if operation := document.Paths[path][method]; operation != nil {
				w.operation(method, operation)
			} else {
				w.line(2, method+"?: never;")
			}
		}
		w.line(1, "};")
	}
	w.line(0, "}")
	w.line(0, "export type webhooks = Record<string, never>;")
	w.line(0, "export interface components {")
	w.line(1, "schemas: {")
	for _, name := range slices.Sorted(maps.Keys(document.Components.Schemas)) {
		w.line(2, name+": "+typeOf(document.Components.Schemas[name], 2)+";")
	}
	w.line(1, "};")
	w.line(1, "responses: {")
	for _, name := range slices.Sorted(maps.Keys(document.Components.Responses)) {
		w.line(2, name+": "+responseOf(document.Components.Responses[name], 2)+";")
	}
	w.line(1, "};")
	for _, empty := range []string{"parameters", "requestBodies", "headers", "pathItems"} {
		w.line(1, empty+": never;")
	}
	w.line(0, "}")
	w.line(0, "export type $defs = Record<string, never>;")
	w.line(0, "export type operations = Record<string, never>;")
	return w.text.String()
}

type writer struct{ text strings.Builder }

func (w *writer) line(depth int, text string) {
	w.text.WriteString(strings.Repeat("  ", depth) + text + "\n")
}

func (w *writer) operation(method string, operation *openapi.Operation) {
	w.line(2, "/** "+operation.Summary+" */")
	w.line(2, method+": {")
	w.line(3, "parameters: {")
	for _, in := range []string{"query", "header", "path", "cookie"} {
		w.line(4, parametersIn(in, operation.Parameters))
	}
	w.line(3, "};")
	if body := operation.RequestBody; body == nil {
		w.line(3, "requestBody?: never;")
	} else {
		optional := "?"
		if body.Required {
			optional = ""
		}
		w.line(3, "requestBody"+optional+": "+contentOf(body.Content, 3)+";")
	}
	w.line(3, "responses: {")
	for _, status := range slices.Sorted(maps.Keys(operation.Responses)) {
		w.line(4, status+": "+responseOf(operation.Responses[status], 4)+";")
	}
	w.line(3, "};")
	w.line(2, "};")
}

func parametersIn(in string, parameters []openapi.Parameter) string {
	var fields []string
	needed := false
	for _, p := range parameters {
		if p.In != in {
			continue
		}
		optional := "?"
		if p.Required {
			optional, needed = "", true
		}
		fields = append(fields, key(p.Name)+optional+": "+typeOf(p.Schema, 4))
	}
	switch {
	case fields == nil:
		return in + "?: never;"
	case needed:
		return in + ": { " + strings.Join(fields, "; ") + " };"
	}
	return in + "?: { " + strings.Join(fields, "; ") + " };"
}

func contentOf(content map[string]*openapi.Media, depth int) string {
	var fields []string
	for _, kind := range slices.Sorted(maps.Keys(content)) {
		fields = append(fields, strconv.Quote(kind)+": "+typeOf(content[kind].Schema, depth+1))
	}
	return "{ content: { " + strings.Join(fields, "; ") + " } }"
}

func responseOf(response *openapi.Response, depth int) string {
	if name, shared := strings.CutPrefix(response.Ref, "#/components/responses/"); shared {
		return `components["responses"]["` + name + `"]`
	}
	content := contentOf(response.Content, depth)
	return "{ headers: { [name: string]: unknown }; " + strings.TrimPrefix(content, "{ ")
}

// typeOf is the type of what a schema holds.
func typeOf(s *openapi.Schema, depth int) string {
	switch {
	case s.Ref != "":
		return `components["schemas"]["` + s.Name() + `"]`
	case len(s.Enum) > 0:
		words := make([]string, 0, len(s.Enum))
		for _, word := range s.Enum {
			words = append(words, strconv.Quote(fmt.Sprint(word)))
		}
		return strings.Join(words, " | ")
	case len(s.AnyOf) > 0:
		choices := make([]string, 0, len(s.AnyOf))
		for _, choice := range s.AnyOf {
			choices = append(choices, typeOf(choice, depth))
		}
		return strings.Join(choices, " | ")
	}
	switch of := s.Type.(type) {
	case string:
		return single(s, of, depth)
	case []string:
		choices := make([]string, 0, len(of))
		for _, one := range of {
			choices = append(choices, single(s, one, depth))
		}
		return strings.Join(choices, " | ")
	}
	return "unknown"
}

func single(s *openapi.Schema, name string, depth int) string {
	switch name {
	case "integer", "number":
		return "number"
	case "array":
		return "(" + typeOf(s.Items, depth) + ")[]"
	case "object":
		if s.AdditionalProperties != nil {
			return "{ [key: string]: " + typeOf(s.AdditionalProperties, depth) + " }"
		}
		return object(s, depth)
	}
	return name
}

func object(s *openapi.Schema, depth int) string {
	if len(s.Properties) == 0 {
		return "Record<string, never>"
	}
	var text strings.Builder
	text.WriteString("{\n")
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		optional := "?"
		if slices.Contains(s.Required, name) {
			optional = ""
		}
		text.WriteString(strings.Repeat("  ", depth+1) + key(name) + optional + ": " + typeOf(s.Properties[name], depth+1) + ";\n")
	}
	return text.String() + strings.Repeat("  ", depth) + "}"
}

// key is the name of a property, in quotes where it has to be.
func key(name string) string {
	for i, letter := range name {
		if letter != '_' && letter != '$' && !('a' <= letter && letter <= 'z') && !('A' <= letter && letter <= 'Z') && !(i > 0 && '0' <= letter && letter <= '9') {
			return strconv.Quote(name)
		}
	}
	return name
}
