// Package input is the typed input of a decision: what a request says, the terms that
// the policy reads, the key that tells two requests apart, and the schema.
package input

import "github.com/open-policy-agent/opa/v1/ast"

// Request is the question put to the policy: who wants to do what to which
// resource, under which measured circumstances, and what the database says
// about all of them. Subject, Action, Resource and Context
// are AuthZEN's. Requested and Facts are Warder's: the parameters of the action, and
// facts from trusted sources; facts are never filled from anything
// a caller sent. policies/schemas/input.json describes the same shape; a test
// holds the two together.
type Request struct {
	Subject  Subject  `json:"subject"`
	Action   Action   `json:"action"`
	Resource Resource `json:"resource"`
	Context  Context  `json:"context"`
	// Requested is absent where nothing is asked for but the action itself.
	Requested *Requested `json:"request,omitempty"`
	Facts     Facts      `json:"facts"`
	// Claims are what a caller said when it asked about another subject, and
	// nothing else knows. No rule that ships reads them; facts are elsewhere.
	Claims *Claims `json:"claims,omitempty"`
}

// Claims are the free-form properties of an AuthZEN request, as they were sent.
type Claims struct {
	Subject  Object `json:"subject"`
	Action   Object `json:"action"`
	Resource Object `json:"resource"`
	Context  Object `json:"context"`
}

// Object is any JSON object.
type Object map[string]any

// Subject types.
const (
	SubjectAnonymous    = "anonymous"
	SubjectIdentity     = "identity"
	SubjectUser         = "user"
	SubjectServiceToken = "service_token"
)

// Subject is the caller. The id of an anonymous subject is empty. Unknown fields are
// absent.
type Subject struct {
	Type string `json:"type" enum:"subject"`
	ID   string `json:"id"`
	// Name is the identity's or service token's name, or the user's name for
	// logging in.
	Name string `json:"name,omitempty"`
	// Metadata are what administrators attached to an identity.
	Metadata map[string]string `json:"metadata,omitempty"`
	// AuthMethod is the auth method that issued the token of the request, such
	// as universal-auth.
	AuthMethod string `json:"auth_method,omitempty"`
}

// SubjectRef names a subject, and can be compared.
type SubjectRef struct {
	Type string `json:"type"`
	ID   string `json:"id"`
}

func (s SubjectRef) term(b *builder) *ast.Term {
	return b.object(item{nameType, b.word(s.Type)}, item{nameID, b.str(s.ID)})
}

// Ref is the name of the subject, without what else is known of it.
func (s Subject) Ref() SubjectRef { return SubjectRef{s.Type, s.ID} }

// Action is what the subject wants, in the API's own action names.
type Action struct {
	Name string `json:"name" enum:"action"`
}

// Resource is what the action is done to. ID is empty where the resource does
// not exist yet or is addressed by its properties alone.
type Resource struct {
	Type       string     `json:"type" enum:"resource"`
	ID         string     `json:"id"`
	Properties Properties `json:"properties"`
}

// Properties are the fields that conditions of permission rules speak about
// (docs/contract.md 3.2). A nil field is one this request lacks, which is not the
// same as an empty one (docs/contract.md 3.3, point 3).
type Properties struct {
	Environment *string  `json:"environment,omitempty"`
	SecretPath  *string  `json:"secretPath,omitempty"`
	SecretName  *string  `json:"secretName,omitempty"`
	SecretTags  []string `json:"secretTags,omitempty"`
	IdentityID  *string  `json:"identityId,omitempty"`
	// Kind tells apart what the API calls by one resource type, such as a client
	// secret and an auth method of an identity. No condition speaks about it.
	Kind *string `json:"kind,omitempty" enum:"kind"`
	// Keys are the probe keys that would grant these properties; the engine
	// computes them (see permissions.Keys), callers leave them empty.
	Keys []string `json:"keys,omitempty"`
}

// Context holds the measured circumstances of the request.
type Context struct {
	IP        string   `json:"ip,omitempty"` // canonical address without port or zone; absent if it is not known
	Now       int64    `json:"now"`          // Unix time in whole seconds
	Route     string   `json:"route"`        // method and path template
	Mode      string   `json:"mode"`         // auth mode of the credential presented
	Accepts   []string `json:"accepts"`      // auth modes this route takes; empty means public
	Raw       bool     `json:"raw"`          // the route returns or takes plaintext secrets
	RequestID string   `json:"requestId"`
}
