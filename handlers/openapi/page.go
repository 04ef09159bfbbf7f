package openapi

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"maps"
	"slices"
	"strings"

	"warder/handlers/pep"
)

//go:embed page.html
var pageText string

//go:embed page.css
var pageStyle string

// pageSecurity permits the page's own style only: no scripts and no requests.
var pageSecurity = "default-src 'none'; style-src '" + digest(pageStyle) + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

var pageTemplate = template.Must(template.New("page").Parse(pageText))

// Called is an operation with its method and path.
type Called struct {
	Method, Path string
	*Operation
}

// Credentials are the names of the accepted security schemes; none for a public route.
func (c Called) Credentials() []string {
	var names []string
	for _, one := range c.Security {
		names = append(names, slices.Collect(maps.Keys(one))...)
	}
	return names
}

// Body is the schema of the body, or nil.
func (c Called) Body() *Schema {
	if c.RequestBody == nil {
		return nil
	}
	return c.RequestBody.Content[pep.ContentJSON].Schema
}

// Answer is the schema of the response, or nil if it is not JSON.
func (c Called) Answer() *Schema {
	if media := c.Responses["200"].Content[pep.ContentJSON]; media != nil {
		return media.Schema
	}
	return nil
}

// Operations are all operations of a document by tag, path and method.
func (d *Document) Operations() []Called {
	var all []Called
	for path, methods := range d.Paths {
		for method, operation := range methods {
			all = append(all, Called{strings.ToUpper(method), path, operation})
		}
	}
	slices.SortFunc(all, func(a, b Called) int {
		return cmp.Or(cmp.Compare(a.Tags[0], b.Tags[0]), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Method, b.Method))
	})
	return all
}

// Failures are the responses other than 200 by status.
func (d *Document) Failures(operation *Operation) map[string]*Response {
	found := map[string]*Response{}
	for status, response := range operation.Responses {
		if name, shared := strings.CutPrefix(response.Ref, "#/components/responses/"); shared {
			found[status] = d.Components.Responses[name]
		}
	}
	return found
}

// pageData is the input of the page's template.
type pageData struct {
	Document *Document
	Parts    []part
	Style    template.CSS
}

// part is a section of the page.
type part struct {
	Name       string
	Operations []shown
}

type shown struct {
	Called
	Failures map[string]*Response
}

func render(document *Document) ([]byte, error) {
	var parts []part
	for _, one := range document.Operations() {
		if len(parts) == 0 || parts[len(parts)-1].Name != one.Tags[0] {
			parts = append(parts, part{Name: one.Tags[0]})
		}
		last := &parts[len(parts)-1]
		last.Operations = append(last.Operations, shown{one, document.Failures(one.Operation)})
	}
	var text bytes.Buffer
	err := pageTemplate.Execute(&text, pageData{document, parts, template.CSS(pageStyle)}) //nolint:gosec // an embedded file
	return text.Bytes(), err
}
