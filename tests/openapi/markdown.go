package openapi

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"warder/handlers/openapi"
	"warder/handlers/pep"
	"warder/tests/requests"
)

const markdownHead = `# What is served

Every route, who may present which credential there, and the action that the policy is asked about.
Fields and semantics are those of the Infisical REST API. Made from the route table by ` + "`make generate`" + `; for programs there is
` + "[openapi.json](openapi.json), which a server answers at `/api/openapi.json`, and shows at `/api/docs`" + `.

`

// credentialNames are how people call the security schemes.
var credentialNames = map[string]string{"userSession": "user", "apiKey": "API key", "serviceToken": "service token", "identityToken": "identity"}

// markdown is the document for people: a table of all routes, and then each of them.
func markdown(document *openapi.Document, rows []pep.Route, cases []requests.Case) string {
	bodies := map[string]string{}
	for _, one := range cases {
		if name := one.Method + " " + one.Pattern; bodies[name] == "" {
			bodies[name] = one.Body
		}
	}
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b pep.Route) int { return cmp.Compare(a.Path+" "+a.Method, b.Path+" "+b.Method) })
	var text strings.Builder
	text.WriteString(markdownHead + "| route | credentials | action on resource |\n|---|---|---|\n")
	for i := range rows {
		operation := document.Paths[openapi.PathOf(&rows[i])][strings.ToLower(rows[i].Method)]
		fmt.Fprintf(&text, "| `%s` | %s | `%s` on `%s` |\n", rows[i].Name(), who(operation), operation.Action.Name, operation.Action.Resource)
	}
	group := ""
	for _, one := range document.Operations() {
		if one.Tags[0] != group {
			group = one.Tags[0]
			fmt.Fprintf(&text, "\n## %s\n", group)
		}
		describe(&text, document, &one, bodies)
	}
	return text.String()
}

func who(operation *openapi.Operation) string {
	var names []string
	for _, one := range operation.Security {
		for scheme := range one {
			names = append(names, credentialNames[scheme])
		}
	}
	return cmp.Or(strings.Join(names, ", "), "none")
}

var parameter = regexp.MustCompile(`\{(\w+)\}`)

func describe(text *strings.Builder, document *openapi.Document, one *openapi.Called, bodies map[string]string) {
	route := one.Method + " " + parameter.ReplaceAllString(one.Path, ":$1")
	deprecated := ""
	if one.Deprecated {
		deprecated = " Deprecated."
	}
	fmt.Fprintf(text, "\n### %s\n%s.%s\n\n```\n%s\n```\n", route, one.Summary, deprecated, curl(one, bodies[route]))
	line(text, "Query", parameters(one))
	line(text, "Body", fields(document, one.Body(), true))
	answer := one.Answer()
	switch listed := fields(document, answer, false); {
	case answer == nil:
		line(text, "Answer", "a page")
	case listed == "":
		line(text, "Answer", answer.Words())
	default:
		line(text, "Answer", listed)
	}
	failures := document.Failures(one.Operation)
	var statuses []string
	for _, status := range slices.Sorted(maps.Keys(failures)) {
		codes := ""
		for _, code := range failures[status].Reasons {
			codes += " `" + code + "`"
		}
		statuses = append(statuses, status+codes)
	}
	line(text, "Failures", strings.Join(statuses, " · "))
}

func line(text *strings.Builder, name, words string) {
	if words != "" {
		fmt.Fprintf(text, "\n%s: %s\n", name, words)
	}
}

func parameters(one *openapi.Called) string {
	var list []string
	for _, p := range one.Parameters {
		if p.In == "query" {
			list = append(list, named(p.Name, p.Schema, p.Required))
		}
	}
	return strings.Join(list, " · ")
}

func fields(document *openapi.Document, schema *openapi.Schema, sent bool) string {
	var list []string
	for _, field := range document.Fields(schema) {
		list = append(list, named(field.Name, field.Schema, field.Required && sent))
	}
	return strings.Join(list, " · ")
}

func named(name string, schema *openapi.Schema, needed bool) string {
	if needed {
		return "**`" + name + "`** (" + schema.Words() + ")"
	}
	return "`" + name + "` (" + schema.Words() + ")"
}

var filledIn = regexp.MustCompile(`\$(\w+)`)

// curl is a line that sends a request, with placeholders in capitals.
func curl(one *openapi.Called, body string) string {
	text := "curl -s"
	if one.Method != "GET" {
		text += " -X " + one.Method
	}
	switch {
	case len(one.Security) == 0:
	case len(one.Credentials()) == 1 && one.Credentials()[0] == "apiKey":
		text += " -H 'X-Api-Key: KEY'"
	default:
		text += " -H \"Authorization: Bearer $TOKEN\""
	}
	path := parameter.ReplaceAllStringFunc(one.Path, func(found string) string { return capitals(strings.Trim(found, "{}")) })
	text += " $WARDER" + path
	if body != "" {
		body = filledIn.ReplaceAllStringFunc(body, func(found string) string { return capitals(found[1:]) })
		text += " \\\n  -H 'Content-Type: application/json' -d '" + body + "'"
	}
	return text
}

// capitals is a name in camel case as a placeholder.
func capitals(name string) string {
	var text strings.Builder
	for i, letter := range name {
		if i > 0 && 'A' <= letter && letter <= 'Z' {
			text.WriteByte('_')
		}
		text.WriteRune(letter)
	}
	return strings.ToUpper(text.String())
}
