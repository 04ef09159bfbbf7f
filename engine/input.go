package engine

import (
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Document is the request as the policy sees it: as policies/schemas/input.json
// describes it, with probe keys and without null. It is what the decision log
// records, and what `opa eval --input` reads.
func Document(request *Request) (any, error) {
	document, err := ast.JSON(request.value())
	if err != nil {
		return nil, fmt.Errorf("input document: %w", err)
	}
	return document, nil
}

// value is the request as a term of the policy language. It equals what the
// request's JSON would be read as; a test holds the two together.
func (r *Request) value() ast.Value {
	return ast.NewObject(
		item{nameSubject, object(
			item{nameType, word(r.Subject.Type)},
			item{nameID, str(r.Subject.ID)})},
		item{nameAction, object(item{nameName, word(r.Action.Name)})},
		item{nameResource, r.Resource.term()},
		item{nameContext, r.Context.term()},
		item{nameFacts, r.Facts.term()})
}

func (r *Resource) term() *ast.Term {
	var probe probe
	items := array(r.Items, func(p Properties) *ast.Term { return p.term(&probe) })
	return object(
		item{nameType, word(r.Type)},
		item{nameID, str(r.ID)},
		item{nameProperties, r.Properties.term(&probe)},
		item{nameItems, items})
}

func (p *Properties) term(probe *probe) *ast.Term {
	fields := make([]item, 0, 6)
	fields = when(fields, nameEnvironment, p.Environment, pointed)
	fields = when(fields, nameSecretPath, p.SecretPath, pointed)
	fields = when(fields, nameSecretName, p.SecretName, pointed)
	if len(p.SecretTags) > 0 {
		fields = append(fields, item{nameSecretTags, strs(p.SecretTags)})
	}
	fields = when(fields, nameIdentityID, p.IdentityID, pointed)
	if keys := probe.keys(p); keys != nil {
		fields = append(fields, item{nameKeys, keys})
	}
	return object(fields...)
}

func pointed(s *string) *ast.Term { return str(*s) }

// probe computes probe keys, and keeps the last: the members of a list come
// folder by folder.
type probe struct {
	environment, path *string
	term              *ast.Term
	computed          bool
}

func (k *probe) keys(p *Properties) *ast.Term {
	if k.computed && same(k.environment, p.Environment) && same(k.path, p.SecretPath) {
		return k.term
	}
	k.environment, k.path, k.computed, k.term = p.Environment, p.SecretPath, true, nil
	if keys := Keys(p.Environment, p.SecretPath); len(keys) > 0 {
		k.term = strs(keys)
	}
	return k.term
}

func same(a, b *string) bool {
	return a == b || a != nil && b != nil && *a == *b
}

func (c *Context) term() *ast.Term {
	return object(
		item{nameIP, str(c.IP)},
		item{nameNow, number(c.Now)},
		item{nameRoute, str(c.Route)},
		item{nameMode, word(c.Mode)},
		item{nameAccepts, array(c.Accepts, word)},
		item{nameRaw, boolean(c.Raw)},
		item{nameRequestID, str(c.RequestID)})
}
