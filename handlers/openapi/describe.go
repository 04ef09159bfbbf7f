package openapi

import (
	"cmp"
	"maps"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"warder/engine"
	"warder/engine/facts"
	"warder/handlers/pep"
)

// Codes are the reason codes that can refuse an action on a type.
type Codes func(resourceType, action string) []engine.ReasonCode

// schemes are the security schemes by auth mode.
var schemes = map[string]string{
	facts.ModeUser: "userSession", facts.ModeAPIKey: "apiKey", facts.ModeServiceToken: "serviceToken", facts.ModeIdentity: "identityToken",
}

// Describe makes the document of a route table. version is the server's.
func Describe(rows []pep.Route, codes Codes, version string) *Document {
	d := &describing{schemas: newSchemas(), codes: codes, responses: map[string]string{}, document: &Document{
		OpenAPI: "3.1.0",
		Info: Info{Title: "Warder", Version: version, Description: "Authorization for secrets and machine identities, with the REST API that Infisical's clients speak. " +
			"Every route is decided by policy: `x-warder-action` is what the policy is asked about, `x-warder-reasons` are the codes that a refusal may give."},
		Servers: []Server{{URL: "/"}},
		Paths:   map[string]map[string]*Operation{},
		Components: Components{Schemas: map[string]*Schema{}, Responses: map[string]*Response{}, SecuritySchemes: map[string]*SecurityScheme{
			"userSession":   {Type: "http", Scheme: "bearer", BearerFormat: "JWT", Description: "Access token of a person, from POST /api/v3/auth/login."},
			"identityToken": {Type: "http", Scheme: "bearer", BearerFormat: "JWT", Description: "Access token of a machine identity, from a login below /api/v1/auth."},
			"serviceToken":  {Type: "http", Scheme: "bearer", BearerFormat: "st.<id>.<secret>", Description: "Service token of a project. Deprecated: use a machine identity."},
			"apiKey":        {Type: "apiKey", In: "header", Name: "X-Api-Key", Description: "API key of a person. Deprecated: use a machine identity."},
		}},
	}}
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b pep.Route) int { return cmp.Compare(a.Path+" "+a.Method, b.Path+" "+b.Method) })
	ids := operationIDs(rows)
	for i := range rows {
		d.add(&rows[i], ids[i])
	}
	d.finish()
	return d.document
}

type describing struct {
	document  *Document
	schemas   *schemas
	codes     Codes
	responses map[string]string // names of shared responses, by content
}

var parameter = regexp.MustCompile(`:(\w+)`)

// PathOf is the path of a row in OpenAPI notation.
func PathOf(row *pep.Route) string { return parameter.ReplaceAllString(row.Path, "{$1}") }

func (d *describing) add(row *pep.Route, id string) {
	operation := &Operation{
		OperationID: id, Summary: row.Summary(), Tags: []string{row.Group()}, Deprecated: row.Deprecated,
		Security: []map[string][]string{}, Parameters: parametersOf(row), Responses: map[string]*Response{},
		Action: &Action{Name: row.Action, Resource: row.Resource},
	}
	for _, mode := range row.Modes {
		operation.Security = append(operation.Security, map[string][]string{schemes[mode]: {}})
	}
	if body := row.Body(); body != nil {
		content := map[string]*Media{pep.ContentJSON: {d.schemas.of(body, sent)}}
		operation.RequestBody = &RequestBody{Required: !row.BodyOptional(), Content: content}
	}
	operation.Responses["200"] = &Response{Description: "Done", Content: d.answers(row)}
	for status, codes := range d.failures(row) {
		operation.Responses[strconv.Itoa(status)] = &Response{Ref: "#/components/responses/" + d.shared(status, codes)}
	}
	path := PathOf(row)
	if d.document.Paths[path] == nil {
		d.document.Paths[path] = map[string]*Operation{}
	}
	d.document.Paths[path][strings.ToLower(row.Method)] = operation
}

func (d *describing) answers(row *pep.Route) map[string]*Media {
	content := map[string]*Media{}
	file, alone := row.FileType()
	switch file {
	case "":
	case pep.ContentEvents: // each event has the answer as its data
		content[file], alone = &Media{d.schemas.of(row.Answer(), answered)}, true
	default:
		content[file] = &Media{&Schema{Type: typeString}}
	}
	if !alone {
		content[pep.ContentJSON] = &Media{d.schemas.of(row.Answer(), answered)}
	}
	return content
}

func parametersOf(row *pep.Route) []Parameter {
	var list []Parameter
	for _, found := range parameter.FindAllStringSubmatch(row.Path, -1) {
		list = append(list, Parameter{Name: found[1], In: "path", Required: true, Schema: &Schema{Type: typeString}})
	}
	for _, declared := range row.Query {
		list = append(list, Parameter{Name: declared, In: "query", Schema: &Schema{Type: typeString}})
	}
	return list
}

// failures are the error statuses of a row, with the reason codes of each.
func (d *describing) failures(row *pep.Route) map[int][]string {
	found := map[int][]string{http.StatusBadRequest: nil, http.StatusInternalServerError: nil, http.StatusServiceUnavailable: nil}
	if row.Body() != nil {
		found[http.StatusRequestEntityTooLarge], found[http.StatusUnsupportedMediaType], found[http.StatusUnprocessableEntity] = nil, nil, nil
	}
	if len(row.Query) > 0 {
		found[http.StatusUnprocessableEntity] = nil
	}
	if strings.Contains(row.Path, ":") {
		found[http.StatusNotFound] = nil
	}
	if row.Cookie {
		found[http.StatusForbidden], found[http.StatusMisdirectedRequest] = nil, nil
	}
	codes := d.codes(row.Resource, row.Action)
	if carries[row.Resource] && row.Method != http.MethodGet {
		codes = append(codes, d.codes("places", "carry")...)
	}
	for _, code := range codes {
		if status, err := strconv.Atoi(code.Status); err == nil && !slices.Contains(found[status], code.Code) {
			found[status] = append(found[status], code.Code)
		}
	}
	return found
}

// carries are the resource types whose changes may move secrets, which needs further
// decisions.
var carries = map[string]bool{"secrets": true, "secret-folders": true, "environments": true}

// shared is the name of the shared response with a status and codes.
func (d *describing) shared(status int, codes []string) string {
	key := strconv.Itoa(status) + " " + strings.Join(codes, " ")
	if name, known := d.responses[key]; known {
		return name
	}
	base := strings.ReplaceAll(http.StatusText(status), " ", "")
	name := base
	for n := 2; d.document.Components.Responses[name] != nil; n++ {
		name = base + strconv.Itoa(n)
	}
	d.responses[key] = name
	description := http.StatusText(status)
	if len(codes) > 0 {
		description += ": " + strings.Join(codes, ", ")
	}
	d.document.Components.Responses[name] = &Response{
		Description: description, Reasons: codes,
		Content: map[string]*Media{pep.ContentJSON: {d.schemas.of(reflect.TypeFor[pep.Failure](), answered)}},
	}
	return name
}

// finish names the components, and lists the tags.
func (d *describing) finish() {
	for c, name := range nameAll(slices.Collect(maps.Keys(d.schemas.made))) {
		*d.schemas.names[c] = name
		d.document.Components.Schemas[name] = d.schemas.made[c]
	}
	tags := map[string]bool{}
	for _, methods := range d.document.Paths {
		for _, operation := range methods {
			tags[operation.Tags[0]] = true
			if operation.RequestBody != nil {
				resolveAll(operation.RequestBody.Content)
			}
			for _, response := range operation.Responses {
				resolveAll(response.Content)
			}
		}
	}
	for _, response := range d.document.Components.Responses {
		resolveAll(response.Content)
	}
	for _, schema := range d.document.Components.Schemas {
		schema.resolve()
	}
	for _, name := range slices.Sorted(maps.Keys(tags)) {
		d.document.Tags = append(d.document.Tags, Tag{name})
	}
}

func resolveAll(content map[string]*Media) {
	for _, media := range content {
		media.Schema.resolve()
	}
}

// resolve writes the names of components into references.
func (s *Schema) resolve() {
	if s == nil {
		return
	}
	if s.names != nil {
		s.Ref = "#/components/schemas/" + *s.names
	}
	s.Items.resolve()
	s.AdditionalProperties.resolve()
	for _, property := range s.Properties {
		property.resolve()
	}
	for _, choice := range s.AnyOf {
		choice.resolve()
	}
}
