package openapi

import (
	"encoding/json"
	"reflect"
	"sync/atomic"

	"warder/handlers/pep"
)

// Version is the version of the described API.
const Version = "1.0.0"

// Routes are the routes that this package serves: the description, as JSON and as a page. It
// contains nothing that the public source does not.
func Routes() []pep.Route {
	described := &description{}
	return []pep.Route{
		{Method: "GET", Path: "/api/openapi.json", Title: "Describe the API", Modes: pep.Public, Resource: "instance", Action: "status", Handler: pep.Handle(described.serveDocument)},
		{Method: "GET", Path: "/api/docs", Title: "Show the API", Modes: pep.Public, Resource: "instance", Action: "status", Handler: pep.Handle(described.servePage)},
	}
}

// written is the encoded document.
type written struct{ text []byte }

// AppendJSON writes the document.
func (w *written) AppendJSON(text []byte) []byte { return append(text, w.text...) }

// WrittenAs is its outline.
func (*written) WrittenAs() reflect.Type { return reflect.TypeFor[openAPI]() }

type openAPI struct {
	OpenAPI    string          `json:"openapi"`
	Info       json.RawMessage `json:"info"`
	Servers    json.RawMessage `json:"servers"`
	Tags       json.RawMessage `json:"tags"`
	Paths      json.RawMessage `json:"paths"`
	Components json.RawMessage `json:"components"`
}

// description caches the document for the policy in force, which determines the reason codes.
type description struct{ last atomic.Pointer[made] }

// made is a description, and the policy it was made for.
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

// page is the description as a web page.
type page struct{ text []byte }

// FileType is the content type of the page.
func (*page) FileType() string { return "text/html" }

// Wanted is always true.
func (*page) Wanted() bool { return true }

// Content returns the page.
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
