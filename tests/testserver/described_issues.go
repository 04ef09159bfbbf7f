package testserver

import (
	"encoding/json"
	"net/http"
	"path"
	"testing"

	"warder/handlers/openapi"
	"warder/handlers/pep"
)

// issue is where an answer of 422 says that something is wrong.
type issue struct {
	Code    string
	Path    []any
	Message string
}

// issuesNamed reports an issue at a place that the operation does not describe: a client
// shows it beside the field of that name.
func (d *description) issuesNamed(t testing.TB, a *Answer, operation *openapi.Operation) {
	t.Helper()
	if a.Status != http.StatusUnprocessableEntity {
		return
	}
	var failure struct{ Message []issue }
	if err := json.Unmarshal([]byte(a.Body), &failure); err != nil {
		return // a text is about the whole
	}
	for _, issue := range failure.Message {
		if issue.Code != "unrecognized_keys" && !d.takes(operation, issue.Path) {
			t.Errorf("%s names %v, which is no parameter and no field of its body: %s", a.Request, issue.Path, issue.Message)
		}
	}
}

// takes tells whether an operation has a parameter or a field at a path.
func (d *description) takes(operation *openapi.Operation, at []any) bool {
	if len(at) == 0 {
		return true
	}
	for _, parameter := range operation.Parameters {
		if parameter.Name == at[0] {
			return true
		}
	}
	if operation.RequestBody == nil {
		return false
	}
	media := operation.RequestBody.Content[pep.ContentJSON]
	return media == nil || d.has(media.Schema, at)
}

// has tells whether a schema has a value at a path. The index of a list may be missing.
func (d *description) has(schema *openapi.Schema, at []any) bool {
	if schema != nil && schema.Ref != "" {
		schema = d.document.Components.Schemas[path.Base(schema.Ref)]
	}
	switch {
	case schema == nil || len(at) == 0:
		return true
	case len(schema.AnyOf) > 0:
		for _, one := range schema.AnyOf {
			if d.has(one, at) {
				return true
			}
		}
		return false
	case schema.Items != nil:
		if _, index := at[0].(float64); index {
			at = at[1:]
		}
		return d.has(schema.Items, at)
	case schema.Properties != nil:
		name, _ := at[0].(string)
		return schema.Properties[name] != nil && d.has(schema.Properties[name], at[1:])
	case schema.AdditionalProperties != nil:
		return d.has(schema.AdditionalProperties, at[1:])
	}
	return true // of any form
}
