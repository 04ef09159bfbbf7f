package engine

import (
	"context"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"
)

// lookUpData is a document of the policy's data as Go values; nil if there is none.
func (p *program) lookUpData(path ...string) any {
	document, err := p.store.Read(context.Background(), p.snapshot, storage.Path(path))
	if err != nil {
		return nil
	}
	return goValue(document)
}

// goValue is a stored document as Go values; the store keeps terms.
func goValue(document any) any {
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
