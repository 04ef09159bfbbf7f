package proof

import (
	"maps"
	"path"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// closures know which modules a module needs, so that a mutant is compiled with
// what its tests look at and no more.
type closures struct {
	modules map[string]*ast.Module
	needs   map[string][]string // paths of modules, by path; nearest only
}

func closuresOf(modules map[string]*ast.Module) *closures {
	c := &closures{modules: modules, needs: map[string][]string{}}
	for name, module := range modules {
		for other, candidate := range modules {
			if other != name && reads(module, candidate, isTest(other)) {
				c.needs[name] = append(c.needs[name], other)
			}
		}
	}
	return c
}

// reads reports whether a module refers to what another defines. A reference to many
// packages, as data.authz.rules[_], does not mean their tests.
func reads(module, other *ast.Module, test bool) (found bool) {
	theirs := other.Package.Path
	if module.Package.Path.Equal(theirs) {
		return true
	}
	ast.WalkRefs(module, func(ref ast.Ref) bool {
		if !ref.HasPrefix(ast.DefaultRootRef) {
			return found
		}
		known := ref.ConstantPrefix()
		if known.HasPrefix(theirs) || !test && theirs.HasPrefix(known) && !known.Equal(module.Package.Path) {
			found = true
		}
		return found
	})
	return found
}

// of are the modules that these need, and they themselves.
func (c *closures) of(paths ...string) map[string]bool {
	found := map[string]bool{}
	for queue := paths; len(queue) > 0; {
		next := queue[0]
		queue = queue[1:]
		if !found[next] {
			found[next] = true
			queue = append(queue, c.needs[next]...)
		}
	}
	return found
}

// near are the modules of tests that stand beside a module, far the others that
// look at it.
func (c *closures) tests(of string) (near, far []string) {
	for _, name := range slices.Sorted(maps.Keys(c.modules)) {
		switch {
		case !isTest(name):
		case path.Dir(name) == path.Dir(of):
			near = append(near, name)
		case c.of(name)[of]:
			far = append(far, name)
		}
	}
	return near, far
}
