package permissions

import (
	"sync"
	"sync/atomic"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Compiled are rules in the form that policies decide on: by resource type,
// then by action. See Compile. It must not be changed or copied once Term or
// Number was called: both are computed once.
type Compiled struct {
	Allow map[string]map[string]Slot `json:"allow"`
	Deny  map[string]map[string]Slot `json:"deny"`
	// Templated reports whether some rule names attributes of its holder, so that
	// equal rules of two subjects may mean different things.
	Templated bool `json:"templated"`

	built  sync.Once
	term   *ast.Term
	number int64
}

// Slot answers "is this covered" for one resource type and action.
type Slot struct {
	Any  bool            `json:"any"`  // some rule has no condition that counts
	Keys map[string]bool `json:"keys"` // probe keys of the regular conditions
	// Rules are the condition sets that no key can express.
	Rules []Conditions `json:"rules"`
	// All are the condition sets of every rule, regular or not, for comparing
	// privileges; an unconditional rule is the empty object.
	All []Conditions `json:"all"`
}

// Conditions are field, operator, value. Operators are $eq, $ne, $in, $glob; a
// bare string has become $eq. Value is a string, or a list of strings for $in.
type Conditions map[string]map[string]any

// Term is c as a term of the policy language. It is built once and shared by
// every request that carries c afterwards, so that a large role costs a request
// no more than a small one.
func (c *Compiled) Term() *ast.Term {
	c.build()
	return c.term
}

// Number identifies c in this process: no two have the same.
func (c *Compiled) Number() int64 {
	c.build()
	return c.number
}

var lastNumber atomic.Int64

func (c *Compiled) build() {
	c.built.Do(func() {
		c.number = lastNumber.Add(1)
		c.term = ast.ObjectTerm(field("allow", byName(c.Allow, byAction)), field("deny", byName(c.Deny, byAction)),
			field("templated", ast.InternedTerm(c.Templated)))
	})
}
