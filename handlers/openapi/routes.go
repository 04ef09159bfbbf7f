package openapi

import (
	"encoding/json"
	"reflect"
	"sync/atomic"

	"warder/handlers/pep"
)

// Version is that of the API that is described.
const Version = "1.0.0"

// Routes are the rows of the route table that this package serves: the description, for
// programs and for people. It says nothing that the source does not.
func Routes() []pep.Route {
	return []pep.Route{
		{Method: "GET", Path: "/api/openapi.json", Title: "Describe the API", Modes: pep.Public, Resource: "instance", Action: "status", Handler: pep.Handle(serveDocument)},
		{Method: "GET", Path: "/api/docs", Title: "Show the API", Modes: pep.Public, Resource: "instance", Action: "status", Handler: pep.Handle(servePage)},
	}
}

// written is the document as it is served.
type written struct{ text []byte }

// AppendJSON writes the document.
func (w *written) AppendJSON(text []byte) []byte { return append(text, w.text...) }

// WrittenAs is the outline of it.
func (*written) WrittenAs() reflect.Type { return reflect.TypeFor[openAPI]() }

type openAPI struct {
	OpenAPI    string          `json:"openapi"`
	Info       json.RawMessage `json:"info"`
	Servers    json.RawMessage `json:"servers"`
	Tags       json.RawMessage `json:"tags"`
	Paths      json.RawMessage `json:"paths"`
	Components json.RawMessage `json:"components"`
}

// made is the description that was made last, and of which policy: its reason codes are
// those of the policy that decides.
type made struct {
	api    *pep.API
	policy string
	text   []byte
	page   []byte
}

var last atomic.Pointer[made]

func descriptionOf(r *pep.Request) (*made, error) {
	policy := r.API.Engine.Revision().Digest
	if known := last.Load(); known != nil && known.api == r.API && known.policy == policy {
		return known, nil
	}
	document := Describe(r.API.Table, r.API.Engine.ReasonCodesOn, Version)
	text, err := json.Marshal(document)
	if err != nil {
		return nil, err
	}
	page, err := render(document)
	if err != nil {
		return nil, err
	}
	now := &made{r.API, policy, text, page}
	last.Store(now)
	return now, nil
}

func serveDocument(r *pep.Request) (*written, error) {
	description, err := descriptionOf(r)
	if err != nil {
		return nil, err
	}
	return &written{description.text}, nil
}

// page is the description for people.
type page struct{ text []byte }

// FileType is what the answer is.
func (*page) FileType() string { return "text/html" }

// Wanted is whether it is that.
func (*page) Wanted() bool { return true }

// Content is the page.
func (p *page) Content() (contentType string, content []byte, err error) {
	return "text/html; charset=utf-8", p.text, nil
}

func servePage(r *pep.Request) (*page, error) {
	description, err := descriptionOf(r)
	if err != nil {
		return nil, err
	}
	r.Header("Content-Security-Policy", pageSecurity)
	r.Header("Referrer-Policy", "no-referrer")
	r.Header("Cross-Origin-Opener-Policy", "same-origin")
	return &page{description.page}, nil
}
