package testserver

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"warder/engine"
	"warder/handlers"
	"warder/handlers/openapi"
	"warder/handlers/pep"
)

// documentURL names the document in references. It is absolute, or it would be a file
// below the folder that a test happens to be in.
const documentURL = "mem:///openapi.json"

// description is what the API says of itself, in a form that answers are held to.
type description struct {
	rows     []pep.Route
	document *openapi.Document
	compiler *jsonschema.Compiler
	mu       sync.Mutex
	schemas  map[string]*jsonschema.Schema // by where they are in the document
}

// described is the description of the route table. An answer has the fields that are
// described and no others, so that the schemas of objects are closed here.
var described = sync.OnceValues(func() (*description, error) {
	d := &description{rows: handlers.Routes(), schemas: map[string]*jsonschema.Schema{}, compiler: jsonschema.NewCompiler()}
	d.document = openapi.Describe(d.rows, func(string, string) []engine.ReasonCode { return nil }, openapi.Version)
	text, err := json.Marshal(d.document)
	if err != nil {
		return nil, err
	}
	parsed, err := jsonschema.UnmarshalJSON(strings.NewReader(string(text)))
	if err != nil {
		return nil, err
	}
	closeObjects(parsed)
	d.compiler.DefaultDraft(jsonschema.Draft2020)
	return d, d.compiler.AddResource(documentURL, parsed)
})

func closeObjects(value any) {
	switch at := value.(type) {
	case map[string]any:
		if _, has := at["properties"]; has && at["type"] == "object" && at["additionalProperties"] == nil {
			at["additionalProperties"] = false
		}
		for _, inner := range at {
			closeObjects(inner)
		}
	case []any:
		for _, inner := range at {
			closeObjects(inner)
		}
	}
}

// route is the row that serves a path; of several that fit, the one that names most.
func (d *description) route(method, path string) *pep.Route {
	path, _, _ = strings.Cut(path, "?")
	steps := strings.Split(strings.TrimSuffix(path, "/"), "/")
	if method == http.MethodHead {
		return nil
	}
	var best *pep.Route
	for i := range d.rows {
		row := &d.rows[i]
		if row.Method == method && fits(strings.Split(row.Path, "/"), steps) && (best == nil || strings.Count(row.Path, ":") < strings.Count(best.Path, ":")) {
			best = row
		}
	}
	return best
}

func fits(pattern, steps []string) bool {
	if len(pattern) != len(steps) {
		return false
	}
	for i := range pattern {
		if !strings.HasPrefix(pattern[i], ":") && pattern[i] != steps[i] {
			return false
		}
	}
	return true
}

// Described reports an answer that is not as the API describes it.
func (a *Answer) Described(t testing.TB, method, path string) {
	t.Helper()
	d, err := described()
	if err != nil {
		t.Fatal(err)
	}
	row := d.route(method, path)
	if row == nil || a.Status == http.StatusNotModified || a.Status == http.StatusRequestHeaderFieldsTooLarge || a.Status == 0 {
		return
	}
	operation := d.document.Paths[openapi.PathOf(row)][strings.ToLower(method)]
	at := "#/paths/" + pointer(openapi.PathOf(row)) + "/" + strings.ToLower(method) + "/responses/" + strconv.Itoa(a.Status)
	d.issuesNamed(t, a, operation)
	kind, _, _ := strings.Cut(a.Header.Get("Content-Type"), ";")
	switch {
	case a.Status != http.StatusOK:
		at = "#/components/schemas/Failure"
	case operation.Responses["200"].Content[kind] == nil:
		t.Errorf("%s answers %s, which is not described", a.Request, kind)
		return
	case kind != pep.ContentJSON:
		return
	default:
		at += "/content/" + pointer(kind) + "/schema"
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(a.Body))
	if err != nil {
		t.Errorf("%s answers no JSON: %s", a.Request, a.Body)
		return
	}
	if err := d.schema(t, at).Validate(value); err != nil {
		t.Errorf("%s answers %d otherwise than it describes: %v\n%s", a.Request, a.Status, err, a.Body)
	}
}

func (d *description) schema(t testing.TB, at string) *jsonschema.Schema {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	if known := d.schemas[at]; known != nil {
		return known
	}
	schema, err := d.compiler.Compile(documentURL + at)
	if err != nil {
		t.Fatalf("%s: %v", at, err)
	}
	d.schemas[at] = schema
	return schema
}

// pointer is a step of a JSON pointer within a URL.
func pointer(step string) string {
	return strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(step)
}
