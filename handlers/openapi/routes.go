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
	described := &description{}
	return []pep.Route{
		{Method: "GET", Path: "/api/openapi.json", Title: "Describe the API", Modes: pep.Public, Resource: "instance", Action: "status", Handler: pep.Handle(described.serveDocument)},
		{Method: "GET", Path: "/api/docs", Title: "Show the API", Modes: pep.Public, Resource: "instance", Action: "status", Handler: pep.Handle(described.servePage)},
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

// description is what an API says of itself, made once for each policy: its reason codes
// are those of the policy that decides.
type description struct{ last atomic.Pointer[made] }

// made is a description, and of which policy it is.
type made struct {
	policy string
	text   []byte
	page   []byte
}

func (d *description) of(r *pep.Request) (*made, error) {
	policy := r.API.Engine.Revision().Digest
	if known := d.last.Load(); known != nil && known.policy == policy {
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
	now := &made{policy, text, page}
	d.last.Store(now)
	return now, nil
}

func (d *description) serveDocument(r *pep.Request) (*written, error) {
	now, err := d.of(r)
	if err != nil {
		return nil, err
	}
	return &written{now.text}, nil
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

func (d *description) servePage(r *pep.Request) (*page, error) {
	now, err := d.of(r)
	if err != nil {
		return nil, err
	}
	r.Header("Content-Security-Policy", pageSecurity)
	r.Header("Referrer-Policy", "no-referrer")
	r.Header("Cross-Origin-Opener-Policy", "same-origin")
	return &page{now.page}, nil
}
