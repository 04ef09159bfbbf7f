package proof

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"warder/engine/input"
)

// vocabulary is what the schema says of the input: which fields there may be,
// which there always are, and which words some of them are limited to.
type vocabulary struct {
	root    node
	nodes   map[string]node
	handled map[string][]string // words that the policy itself handles, by field
}

// node is one object of the schema.
type node struct {
	Ref        string          `json:"$ref"`
	Properties map[string]node `json:"properties"`
	Required   []string        `json:"required"`
	Enum       []string        `json:"enum"`
}

func readVocabulary(modules map[string]*ast.Module) *vocabulary {
	var schema struct {
		node
		Definitions map[string]node `json:"definitions"`
	}
	v := &vocabulary{handled: map[string][]string{}}
	if json.Unmarshal(input.Schema(), &schema) == nil {
		v.root, v.nodes = schema.node, schema.Definitions
	}
	for _, module := range modules {
		v.readHandles(module)
	}
	return v
}

// readHandles adds the types and actions that a package of the policy handles:
// another service may ask about those by AuthZEN.
func (v *vocabulary) readHandles(module *ast.Module) {
	for _, rule := range module.Rules {
		if rule.Head.Name != "handles" || rule.Head.Value == nil {
			continue
		}
		types, isObject := rule.Head.Value.Value.(ast.Object)
		if !isObject {
			continue
		}
		types.Foreach(func(resourceType, actions *ast.Term) {
			v.add("input.resource.type", resourceType)
			if set, isSet := actions.Value.(ast.Set); isSet {
				set.Foreach(func(action *ast.Term) { v.add("input.action.name", action) })
			}
		})
	}
}

func (v *vocabulary) add(field string, word *ast.Term) {
	if text, isText := word.Value.(ast.String); isText {
		v.handled[field] = append(v.handled[field], string(text))
	}
}

// of are the words that a field is limited to; nil for any other reference.
func (v *vocabulary) of(ref ast.Ref) []string {
	found, _, known := v.at(ref)
	if !known || found.Enum == nil {
		return nil
	}
	return append(append([]string{}, found.Enum...), v.handled[ref.String()]...)
}

// optional reports whether a request may lack the referenced field.
func (v *vocabulary) optional(ref ast.Ref) bool {
	_, optional, known := v.at(ref)
	return known && optional
}

// at follows a reference as far as its parts are constant.
func (v *vocabulary) at(ref ast.Ref) (found node, optional, known bool) {
	if !ref.HasPrefix(ast.InputRootRef) {
		return node{}, false, false
	}
	at := v.root
	for _, part := range ref[1:] {
		name, isText := part.Value.(ast.String)
		if !isText {
			return at, optional, true
		}
		next, has := at.Properties[string(name)]
		if !has {
			// A map, such as the metadata of an identity, has what it has.
			return node{}, true, at.Properties == nil
		}
		optional = optional || !slices.Contains(at.Required, string(name))
		if definition, isRef := strings.CutPrefix(next.Ref, "#/definitions/"); isRef {
			next = v.nodes[definition]
		}
		at = next
	}
	return at, optional, true
}
