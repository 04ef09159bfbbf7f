package verify

import (
	"maps"
	"slices"

	"warder/engine"
	"warder/engine/input"
	"warder/engine/permissions"
)

// Domain is what requests are made of: for each resource type and action in
// each scope, every subject that may ask, everything they may hold, every place.
type Domain struct {
	Roles  []Role // built-in and loaded
	Values ProbeValues
	blocks []block
}

// block is all requests for one action. Its size is the product of its
// dimensions; a variation changes the plainest request.
type block struct {
	scope, resourceType, action string
	dimensions                  []dimension
	size                        int
}

// dimension is one thing that requests differ in: each of its variations is
// combined with each of every other dimension.
type dimension struct {
	name       string
	variations []variation
}

// variation is one value of a dimension.
type variation struct {
	name   string
	change func(*input.Request)
}

func domainOf(verifier *engine.AssertionVerifier, loaded []Role) Domain {
	d := Domain{Values: valuesOf(verifier, loaded)}
	for _, scope := range scopes {
		for _, slug := range verifier.BuiltInRoles(scope) {
			d.Roles = append(d.Roles, Role{Scope: scope, Slug: slug})
		}
	}
	d.Roles = append(d.Roles, loaded...)
	handled := verifier.Handled()
	for _, scope := range scopes {
		for _, resourceType := range typesOf(scope, handled) {
			for _, action := range actionsOf(scope, resourceType, handled) {
				if slices.Contains(handled[resourceType], action) {
					d.add(scope, resourceType, action)
				} else {
					d.addUnhandled(scope, resourceType, action)
				}
			}
		}
	}
	return d
}

var scopes = []string{permissions.ScopeProject, permissions.ScopeOrganization}

// typesOf are the types of a scope and, in the organization's, those that the
// policy alone knows.
func typesOf(scope string, handled map[string][]string) []string {
	types := permissions.ResourceTypes(scope)
	for resourceType := range handled {
		if scope == permissions.ScopeOrganization && !permissions.KnownType(permissions.ScopeProject, resourceType) {
			types = append(types, resourceType)
		}
	}
	slices.Sort(types)
	return slices.Compact(types)
}

func actionsOf(scope, resourceType string, handled map[string][]string) []string {
	actions := append(permissions.Actions(scope, resourceType), handled[resourceType]...)
	slices.Sort(actions)
	return slices.Compact(actions)
}

func (d *Domain) add(scope, resourceType, action string) {
	b := block{scope: scope, resourceType: resourceType, action: action, size: 1}
	placed := slices.Contains(permissions.KnownFields(resourceType), "environment") && scope == permissions.ScopeProject
	b.dimensions = []dimension{
		{"who asks", callers(scope, resourceType, action)}, {"holding", d.grants(scope, resourceType, action)}, {"from where, when", d.circumstances()},
	}
	if placed {
		b.dimensions = append(b.dimensions, dimension{"place", d.places(resourceType)})
	}
	if targeted[resourceType] {
		b.dimensions = append(b.dimensions, dimension{"change", targets(resourceType)})
	}
	if resourceType == "account" {
		b.dimensions = append(b.dimensions, dimension{"whose account", []variation{
			{"another one's", same}, {"one's own", func(r *input.Request) { r.Resource.ID = me }},
		}})
	}
	d.append(b)
}

// addUnhandled adds what no package says it decides: no rule should grant it
// to any subject.
func (d *Domain) addUnhandled(scope, resourceType, action string) {
	d.append(block{
		scope: scope, resourceType: resourceType, action: action, size: 1,
		dimensions: []dimension{{"holding", d.grants(scope, resourceType, action)}},
	})
}

func (d *Domain) append(b block) {
	for _, dimension := range b.dimensions {
		b.size *= len(dimension.variations)
	}
	d.blocks = append(d.blocks, b)
}

func (d *Domain) size() int {
	n := 0
	for i := range d.blocks {
		n += d.blocks[i].size
	}
	return n
}

// at is one request of the finite domain.
func (d *Domain) at(i int) *input.Request {
	for _, b := range d.blocks {
		if i < b.size {
			return b.at(i)
		}
		i -= b.size
	}
	return nil
}

func (b *block) at(i int) *input.Request {
	request := plainest(b.scope, b.resourceType, b.action)
	for _, dimension := range b.dimensions {
		dimension.variations[i%len(dimension.variations)].change(request)
		i /= len(dimension.variations)
	}
	return request
}

// stride is a prime larger than any domain that is ever finished.
const stride = 2_147_483_647

// spread is the finite domain in an order that a search can break off: each
// beginning of it is spread over the whole.
func (d *Domain) spread(i int) *input.Request {
	return d.at(int(uint64(i) * stride % uint64(d.size())))
}

// same changes nothing.
func same(*input.Request) {}

func sorted[V any](set map[string]V) []string { return slices.Sorted(maps.Keys(set)) }
