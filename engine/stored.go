package engine

import (
	"context"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"
)

// stored is a document of the policy's data as Go values; nil if there is none.
func (p *program) stored(path ...string) any {
	document, err := p.store.Read(context.Background(), p.snapshot, storage.Path(path))
	if err != nil {
		return nil
	}
	return plain(document)
}

// plain is a stored document as Go values; the store keeps terms.
func plain(document any) any {
	value, isTerm := document.(ast.Value)
	if !isTerm {
		return document
	}
	converted, err := ast.JSON(value)
	if err != nil {
		return nil
	}
	return converted
}
