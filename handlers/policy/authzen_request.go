package policy

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models"
)

// accessBody describes the body of AuthZEN requests. The fields that a route requires are in
// needs.
type accessBody struct {
	Subject     *accessEntity  `json:"subject"`
	Action      *accessAction  `json:"action"`
	Resource    *accessEntity  `json:"resource"`
	Context     map[string]any `json:"context"`
	Explain     bool           `json:"explain"` // an extension
	Evaluations []accessBody   `json:"evaluations"`
	Options     *struct {
		EvaluationsSemantic string `json:"evaluations_semantic"`
	} `json:"options"`
	Page *struct {
		Token string `json:"token"`
		Limit int    `json:"limit"`
	} `json:"page"`
}

type accessEntity struct {
	Type       string         `json:"type"`
	ID         string         `json:"id"`
	Properties map[string]any `json:"properties"`
}

type accessAction struct {
	Name       string         `json:"name"`
	Properties map[string]any `json:"properties"`
}

// accessRequest is the body of an AuthZEN request before the route checks its required fields.
// Unknown fields are ignored.
type accessRequest struct {
	fields map[string]any
}

// readObject reads a body that must be a JSON object with a JSON content type.
func readObject(r *pep.Request) (map[string]any, error) {
	raw, err := r.ReadBody(r.ContentType()) // AuthZEN requires 400, not 415, for another type
	if err != nil {
		return nil, err
	}
	if r.ContentType() != pep.ContentJSON {
		return nil, pep.BadRequest("The content type must be application/json")
	}
	if !pep.IsCleanText(raw) {
		return nil, pep.BadRequest("The request body holds a NUL character or text that is not UTF-8")
	}
	if raw, err = pep.StrictJSON(raw); err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var body map[string]any
	if err := decoder.Decode(&body); err != nil || body == nil {
		return nil, pep.BadRequest("The request body is not a JSON object")
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, pep.BadRequest("The request body is more than one JSON object")
	}
	return body, nil
}

// newAccessRequest checks the types of the present fields, so that the error distinguishes a
// wrong type from a missing field.
func newAccessRequest(body map[string]any) (*accessRequest, error) {
	for _, name := range []string{"subject", "action", "resource", "context", "options", "page"} {
		if problem := checkObject(body, name); problem != nil {
			return nil, problem
		}
	}
	return &accessRequest{body}, nil
}

func checkObject(fields map[string]any, name string) *pep.Error {
	value, sent := fields[name]
	if _, isObject := value.(map[string]any); sent && !isObject {
		return pep.BadRequest(name + " must be an object")
	}
	return nil
}

// needs lists the optional fields that a route requires.
type needs struct{ subjectID, action, resourceID bool }

var needsAll = needs{subjectID: true, action: true, resourceID: true}

// access parses the request, or returns its error.
func (r *accessRequest) access(need needs) (*access, *pep.Error) {
	a := &access{who: facts.Assumption{Claims: &input.Claims{}}}
	for _, read := range []func(*access, needs) *pep.Error{r.subject, r.action, r.resource, r.context, r.explain} {
		if problem := read(a, need); problem != nil {
			return nil, problem
		}
	}
	return a, nil
}

func (r *accessRequest) subject(a *access, need needs) (problem *pep.Error) {
	a.who.Subject.Type, a.who.Subject.ID, a.who.Claims.Subject, problem = r.entity("subject", need.subjectID)
	return problem
}

func (r *accessRequest) action(a *access, need needs) *pep.Error {
	action, sent := r.fields["action"].(map[string]any)
	if !sent {
		if need.action {
			return pep.BadRequest("action is missing")
		}
		return nil
	}
	name, problem := textField(action, "action", "name", need.action)
	a.action, a.who.Claims.Action = name, properties(action)
	return problem
}

func (r *accessRequest) resource(a *access, need needs) (problem *pep.Error) {
	a.what.Type, a.what.ID, a.who.Claims.Resource, problem = r.entity("resource", need.resourceID)
	if problem != nil {
		return problem
	}
	return locate(&a.what, a.who.Claims.Resource)
}

// entity reads a subject or a resource.
func (r *accessRequest) entity(name string, needID bool) (kind, id string, sent input.Object, problem *pep.Error) {
	object, isThere := r.fields[name].(map[string]any)
	if !isThere {
		return "", "", nil, pep.BadRequest(name + " is missing")
	}
	if kind, problem = textField(object, name, "type", true); problem != nil {
		return "", "", nil, problem
	}
	if id, problem = textField(object, name, "id", needID); problem != nil {
		return "", "", nil, problem
	}
	if problem = checkObject(object, "properties"); problem != nil {
		return "", "", nil, problem
	}
	return kind, id, properties(object), nil
}

// textField reads a string field, required or optional.
func textField(object map[string]any, of, name string, needed bool) (string, *pep.Error) {
	value, sent := object[name]
	text, isText := value.(string)
	switch {
	case !sent && needed:
		return "", pep.BadRequest(of + "." + name + " is missing")
	case sent && !isText:
		return "", pep.BadRequest(of + "." + name + " must be a string")
	case len(text) > models.MaxPath:
		return "", pep.BadRequest(of + "." + name + " is too long")
	}
	return text, nil
}

func properties(object map[string]any) input.Object {
	found, _ := object["properties"].(map[string]any)
	if found == nil {
		found = map[string]any{}
	}
	return found
}

// locate takes the resource's place from its properties. All other properties are claims.
func locate(what *facts.Named, sent input.Object) *pep.Error {
	for name, place := range map[string]**string{
		"environment": &what.Environment, "secretPath": &what.SecretPath, "secretName": &what.SecretName,
	} {
		if text, isText := sent[name].(string); isText {
			*place = &text
		}
	}
	what.ProjectID, _ = sent["projectId"].(string)
	if what.SecretPath != nil {
		path := pep.NormalizePath(*what.SecretPath)
		if !models.IsPath(path) {
			return pep.BadRequest("resource.properties.secretPath: " + pep.IssueTexts["path"])
		}
		what.SecretPath = &path
	}
	if what.Type == "secrets" && what.ProjectID != "" && what.SecretName == nil && what.ID != "" {
		what.SecretName = &what.ID
	}
	return nil
}

// context reads the address of the request. The time and all other fields are claims.
func (r *accessRequest) context(a *access, _ needs) *pep.Error {
	sent, _ := r.fields["context"].(map[string]any)
	if sent == nil {
		sent = map[string]any{}
	}
	a.who.Claims.Context = sent
	said, isThere := sent["ip"]
	if !isThere {
		return nil
	}
	text, isText := said.(string)
	if !isText {
		return pep.BadRequest("context.ip must be a string")
	}
	address, is := pep.CanonicalAddress(text)
	if !is {
		return pep.BadRequest("context.ip is no address")
	}
	a.who.Address = address
	return nil
}

// explain reads Warder's extension that asks for an explanation.
func (r *accessRequest) explain(a *access, _ needs) *pep.Error {
	said, isThere := r.fields["explain"]
	if !isThere {
		return nil
	}
	wanted, isBool := said.(bool)
	if !isBool {
		return pep.BadRequest("explain must be true or false")
	}
	a.explain = wanted
	return nil
}
