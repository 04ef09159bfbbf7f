package verify

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"warder/engine/input"
)

// Dimension is one thing that the requests of a domain differ in, for people.
type Dimension struct {
	Name   string
	Values []string
}

// Dimensions are what requests differ in: the questions, and with each of them
// every combination of the other dimensions that concern it.
func (d *Domain) Dimensions() []Dimension {
	questions := map[string]map[string]bool{}
	names, values := []string{}, map[string][]string{}
	for i := range d.blocks {
		b := &d.blocks[i]
		if questions[b.resourceType] == nil {
			questions[b.resourceType] = map[string]bool{}
		}
		questions[b.resourceType][b.action] = true
		for _, one := range b.dimensions {
			if values[one.name] == nil {
				names = append(names, one.name)
			}
			for _, variation := range one.variations {
				if name := strings.TrimSpace(variation.name); !slices.Contains(values[one.name], name) {
					values[one.name] = append(values[one.name], name)
				}
			}
		}
	}
	found := []Dimension{{Name: "question"}}
	for _, resourceType := range sorted(questions) {
		found[0].Values = append(found[0].Values, resourceType+": "+strings.Join(sorted(questions[resourceType]), " "))
	}
	for _, name := range names {
		found = append(found, Dimension{name, values[name]})
	}
	return found
}

// Fixed are the fields of the input that are absent, or have one value, in every
// request of the domain: what a rule makes of another value was not tried.
// It looks at the requests, not at what the dimensions are meant to change.
func (d *Domain) Fixed() ([]string, error) {
	var schema node
	if err := json.Unmarshal(input.Schema(), &schema); err != nil {
		return nil, fmt.Errorf("schema of the input: %w", err)
	}
	leaves := schema.leaves(schema.Definitions, "", nil)
	seen := map[string]map[string]bool{}
	for _, leaf := range leaves {
		seen[leaf] = map[string]bool{}
	}
	for _, request := range d.steps() {
		document, err := input.Document(request)
		if err != nil {
			return nil, err
		}
		for _, leaf := range leaves {
			if value, known := valueAt(document, strings.Split(leaf, ".")); known {
				seen[leaf][value] = true
			}
		}
	}
	return slices.DeleteFunc(leaves, func(leaf string) bool { return len(seen[leaf]) > 1 }), nil
}

// steps are the first request of a block and those that differ from it in one
// dimension: each value of each dimension is in one of them.
func (b *block) steps() []*input.Request {
	var found []*input.Request
	for varied := range b.dimensions {
		for chosen := range b.dimensions[varied].variations {
			request := plainest(b.scope, b.resourceType, b.action)
			for i, dimension := range b.dimensions {
				if i == varied {
					dimension.variations[chosen].change(request)
				} else {
					dimension.variations[0].change(request)
				}
			}
			found = append(found, request)
		}
	}
	return found
}

// steps are those of all questions.
func (d *Domain) steps() []*input.Request {
	var found []*input.Request
	for i := range d.blocks {
		found = append(found, d.blocks[i].steps()...)
	}
	return found
}

// near are all requests of the plainest caller, and one of each other caller.
func (d *Domain) near() []*input.Request {
	var found []*input.Request
	for i := range d.blocks {
		b := &d.blocks[i]
		callers := len(b.dimensions[0].variations)
		for j := range b.size {
			if j < callers || j%callers == 0 {
				found = append(found, b.at(j))
			}
		}
	}
	return found
}

// valueAt is what a document has at a path, as a text to compare; a field that is
// absent from an object that is there has a value too.
func valueAt(document any, path []string) (string, bool) {
	for _, name := range path {
		object, isObject := document.(map[string]any)
		if !isObject {
			return "", false
		}
		document = object[name]
	}
	text, err := json.Marshal(document)
	return string(text), err == nil
}

// node is what of a JSON schema says which fields there are.
type node struct {
	Ref         string           `json:"$ref"`
	Properties  map[string]*node `json:"properties"`
	Definitions map[string]*node `json:"definitions"`
}

// leaves are the paths of the fields that hold no object of known fields.
func (n *node) leaves(definitions map[string]*node, path string, within []string) []string {
	if name, isRef := strings.CutPrefix(n.Ref, "#/definitions/"); isRef && definitions[name] != nil && !slices.Contains(within, name) {
		return definitions[name].leaves(definitions, path, append(slices.Clone(within), name))
	}
	if len(n.Properties) == 0 {
		return []string{path}
	}
	var found []string
	for _, name := range slices.Sorted(maps.Keys(n.Properties)) {
		found = append(found, n.Properties[name].leaves(definitions, strings.TrimPrefix(path+"."+name, "."), within)...)
	}
	return found
}
