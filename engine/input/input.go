package input

import (
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"

	"warder/engine/permissions"
)

// Document is the request as the policy sees it: as policies/schemas/input.json
// describes it, with probe keys. It is what the decision log records, and what
// `opa eval --input` reads.
func Document(request *Request) (any, error) {
	document, err := ast.JSON(request.Value())
	if err != nil {
		return nil, fmt.Errorf("input document: %w", err)
	}
	return document, nil
}

// Value is the request as a term of the policy language, with all there is. It
// equals what the request's JSON would be read as, a list that is nil being
// null; a test holds the two together.
func (r *Request) Value() ast.Value {
	k := BorrowKey()
	defer k.Release()
	k.Of(r, false)
	return r.ValueBy(k)
}

// ValueBy is the value of a request whose key is known.
func (r *Request) ValueBy(k *Key) ast.Value {
	b := &builder{key: k}
	fields := append(make([]item, 0, 7),
		item{NameSubject, b.sharedTerm(sectionSubject, r.Subject.term)},
		item{NameAction, b.sharedTerm(sectionAction, r.Action.term)},
		item{NameResource, r.Resource.term(b)},
		item{nameContext, r.Context.term(b)},
		item{NameFacts, r.Facts.term(b)})
	fields = when(b, fields, nameRequest, r.Requested, (*Requested).term)
	return ast.NewObject(when(b, fields, nameClaims, r.Claims, (*Claims).term)...)
}

func (s Subject) term(b *builder) *ast.Term {
	fields := append(make([]item, 0, 5),
		item{nameType, b.word(s.Type)},
		item{nameID, b.str(s.ID)})
	if s.Name != "" {
		fields = append(fields, item{nameName, b.str(s.Name)})
	}
	if len(s.Metadata) > 0 {
		fields = append(fields, item{nameMetadata, byName(b, s.Metadata, (*builder).str)})
	}
	if s.AuthMethod != "" {
		fields = append(fields, item{nameAuthMethod, b.word(s.AuthMethod)})
	}
	return b.object(fields...)
}

func (a Action) term(b *builder) *ast.Term { return b.object(item{nameName, b.word(a.Name)}) }

func (r *Resource) term(b *builder) *ast.Term {
	return b.object(
		item{nameType, b.word(r.Type)},
		item{nameID, b.str(r.ID)},
		item{NameProperties, r.Properties.term(b)})
}

func (p *Properties) term(b *builder) *ast.Term {
	fields := make([]item, 0, 7)
	fields = when(b, fields, nameEnvironment, p.Environment, pointed)
	fields = when(b, fields, nameSecretPath, p.SecretPath, pointed)
	fields = when(b, fields, nameSecretName, p.SecretName, pointed)
	if len(p.SecretTags) > 0 {
		fields = append(fields, item{nameSecretTags, b.strs(p.SecretTags)})
	}
	fields = when(b, fields, nameIdentityID, p.IdentityID, pointed)
	fields = when(b, fields, nameKind, p.Kind, func(kind *string, b *builder) *ast.Term { return b.word(*kind) })
	if keys := b.keys(p); keys != nil {
		fields = append(fields, item{nameKeys, keys})
	}
	return b.object(fields...)
}

func pointed(s *string, b *builder) *ast.Term { return b.str(*s) }

// probe is the last probe keys of a document: the members of a list come folder
// by folder, and those of one folder share the term.
type probe struct {
	environment, path *string
	keys              *ast.Term
	computed          bool
}

func (b *builder) keys(p *Properties) *ast.Term {
	if b.probe.computed && same(b.probe.environment, p.Environment) && same(b.probe.path, p.SecretPath) {
		return b.probe.keys
	}
	b.probe = probe{environment: p.Environment, path: p.SecretPath, computed: true}
	if keys := permissions.Keys(p.Environment, p.SecretPath); len(keys) > 0 {
		b.probe.keys = b.strs(keys)
	}
	return b.probe.keys
}

func same(a, b *string) bool {
	return a == b || a != nil && b != nil && *a == *b
}

func (c *Context) term(b *builder) *ast.Term {
	fields := append(make([]item, 0, 7),
		item{nameNow, b.number(c.Now)},
		item{nameRoute, b.word(c.Route)},
		item{nameMode, b.word(c.Mode)},
		item{nameAccepts, b.sharedTerm(sectionAccepts, func(b *builder) *ast.Term { return array(b, c.Accepts, (*builder).word) })},
		item{nameRaw, boolean(c.Raw)},
		item{nameRequestID, b.str(c.RequestID)})
	if c.IP != "" {
		fields = append(fields, item{nameIP, b.str(c.IP)})
	}
	return b.object(fields...)
}

func (c *Claims) term(b *builder) *ast.Term {
	return b.object(
		item{NameSubject, c.Subject.term(b)},
		item{NameAction, c.Action.term(b)},
		item{NameResource, c.Resource.term(b)},
		item{nameContext, c.Context.term(b)})
}

// term converts the object. A value that JSON cannot represent becomes null, in which no
// field is ever found.
func (o Object) term(b *builder) *ast.Term {
	if o == nil {
		return ast.InternedNullTerm
	}
	value, err := ast.InterfaceToValue(map[string]any(o))
	if err != nil {
		return ast.InternedNullTerm
	}
	return b.term(value)
}
