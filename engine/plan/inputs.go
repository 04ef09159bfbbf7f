package plan

import "github.com/open-policy-agent/opa/v1/ast"

// The rules of a policy look at the same few fields of the input again and again:
// its type in each package, the action in each rule. What lies at a path of
// constant names is looked up once for each question.

// field is a place of the input, under a constant name within another place.
type field struct {
	index  int // among the fields of all rules
	within *field
	name   *ast.Term
}

// fields are the places of the input that the rules of a query name.
type fields struct {
	known map[fieldName]*field
}

type fieldName struct {
	within *field
	name   string
}

// at follows the leading constant names and returns the field and the remaining operands;
// nil if the first operand is not constant.
func (f *fields) at(keys []operand) (*field, []operand) {
	var found *field
	for len(keys) > 0 && keys[0].constant != nil {
		name, ok := keys[0].constant.Value.(ast.String)
		if !ok {
			break
		}
		found, keys = f.inner(found, string(name), keys[0].constant), keys[1:]
	}
	return found, keys
}

func (f *fields) inner(within *field, name string, term *ast.Term) *field {
	id := fieldName{within, name}
	if f.known[id] == nil {
		f.known[id] = &field{len(f.known), within, term}
	}
	return f.known[id]
}

// field is what lies at a place of the input of this evaluation.
func (m *machine) field(f *field) *ast.Term {
	a := &m.fields[f.index]
	if !a.found {
		outer := m.read
		m.read = 0
		a.found, a.value = true, m.fetch(f)
		a.read, m.read = m.read, outer
	}
	m.read |= a.read
	return a.value
}

func (m *machine) fetch(f *field) *ast.Term {
	document := m.input
	if f.within != nil {
		document = m.field(f.within)
	}
	return m.member(document, f.name)
}
