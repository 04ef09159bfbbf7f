package engine

import (
	"github.com/open-policy-agent/opa/v1/ast"

	"warder/engine/input"
	"warder/engine/plan"
)

// The parts of the input that are a member's own. Of the target there is one: few
// rules look into it. Probe keys are computed from environment and path.
const (
	partType plan.Part = iota
	partID
	partEnvironment
	partSecretPath
	partSecretName
	partSecretTags
	partIdentityID
	partKind
	partKeys
	partTarget
	partRequested
	partCount
)

var (
	propertyParts = map[string]plan.Parts{
		"environment": plan.Of(partEnvironment), "secretPath": plan.Of(partSecretPath), "secretName": plan.Of(partSecretName),
		"secretTags": plan.Of(partSecretTags), "identityId": plan.Of(partIdentityID), "kind": plan.Of(partKind), "keys": plan.Of(partKeys),
	}
	resourceParts = map[string]plan.Parts{"type": plan.Of(partType), "id": plan.Of(partID)}
	factParts     = map[string]plan.Parts{"target": plan.Of(partTarget)}
	inputParts    = map[string]plan.Parts{"request": plan.Of(partRequested)}
	allProperties = plan.Of(partEnvironment, partSecretPath, partSecretName, partSecretTags, partIdentityID, partKind, partKeys)
	allResource   = allProperties | plan.Of(partType, partID)
	allParts      = allResource | plan.Of(partTarget, partRequested)
)

// placesOf are the documents of an input that hold a member's parts.
func placesOf(request *ast.Term) []plan.PartPath {
	resource := fieldOf(request, input.NameResource)
	return []plan.PartPath{
		{Document: request, Fields: inputParts, Whole: allParts},
		{Document: resource, Fields: resourceParts, Whole: allResource},
		{Document: fieldOf(resource, input.NameProperties), Fields: propertyParts, Whole: allProperties},
		{Document: fieldOf(request, input.NameFacts), Fields: factParts, Whole: plan.Of(partTarget)},
	}
}

// fieldOf is nil where there is no such field: an input that did not come from a
// request, such as one that a test of Rego gives, may lack any.
func fieldOf(document, name *ast.Term) *ast.Term {
	if document == nil {
		return nil
	}
	object, ok := document.Value.(ast.Object)
	if !ok {
		return nil
	}
	return object.Get(name)
}

// ownParts are those that Key.Shared leaves out.
var ownParts = plan.Of(partID, partSecretName, partSecretTags)

// keyOf returns the cache key of a decision that depends on these parts. An evaluation is
// a function of the fields it reads: if it read no part of ownParts, its answer holds for
// every request that differs in those parts only.
func keyOf(k *input.Key, read plan.Parts) []byte {
	if read&ownParts == 0 {
		return k.Shared()
	}
	return k.Bytes
}
