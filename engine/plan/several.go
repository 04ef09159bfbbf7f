package plan

import (
	"context"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// Several asks the same document about several inputs that have most in common.
// What they do not have in common are parts, and while an evaluation runs, the
// machine notes which of them it looks at. What it came to holds for every other
// input that agrees in those parts: an evaluation is a function of what it reads,
// and of nothing else. So a rule is evaluated once for each distinct value of
// what it reads, helpers and libraries included, and one that reads no part once
// for all. Nothing about a policy has to be known for this beforehand.

// Part is one of the parts in which inputs differ.
type Part uint8

// Parts is a set of parts.
type Parts uint16

// MaxParts is how many parts there may be.
const MaxParts = 16

// Of are the parts as a set.
func Of(parts ...Part) Parts {
	var set Parts
	for _, part := range parts {
		set |= 1 << part
	}
	return set
}

// PartPath is a document within an input that holds parts. Documents that hold the
// same in all inputs need none.
type PartPath struct {
	Document *ast.Term
	// Fields are the parts that reading a field of the document looks at, without the
	// fields that lead to another PartPath.
	Fields map[string]Parts
	// Whole are the parts that are looked at with the document as a whole.
	Whole Parts
}

// Values says what the parts of an input are: two inputs agree in a part if it
// has the same number in both.
type Values interface {
	Value(part Part) int32
}

// Several is one round of questions. It is not safe for concurrent use.
type Several struct {
	machine *machine
	values  Values
	rules   []remembered
	within  int // blocks that run on another input, about which nothing is remembered
}

// remembered is what a rule came to, as long as the parts that it read are these.
type remembered struct {
	found  bool
	value  *ast.Term
	read   Parts
	values [MaxParts]int32
}

// Several begins a round of questions; end it with Close.
func (q *Query) Several() *Several {
	s := &Several{machine: q.machine(), rules: make([]remembered, len(q.functions))}
	s.machine.several = s
	return s
}

// Close ends the round.
func (s *Several) Close() {
	s.machine.several = nil
	s.machine.release()
}

// Ask evaluates the document for one input, whose parts are at the places; nil if
// it is undefined. It says which parts were read: every input that agrees in them
// has the same answer. After an error, too.
func (s *Several) Ask(ctx context.Context, input *ast.Term, places []PartPath, values Values, cancel topdown.Cancel) (ast.Value, Parts, error) {
	m := s.machine
	s.values, s.within = values, 0
	m.forget()
	m.input, m.places, m.read, m.err, m.result = input, places, 0, nil, nil
	m.context.Context, m.context.Cancel, m.context.Cache = ctx, cancel, nil
	value := m.callRule(m.query.entry, input, m.query.data)
	if m.err != nil || value == nil {
		return nil, m.read, m.err
	}
	return value.Value, m.read, nil
}

// cachedAnswer is what a rule came to for an earlier input, if it holds for this one.
func (s *Several) cachedAnswer(fn *function) (answer, bool) {
	known := &s.rules[fn.index]
	if s.within > 0 || !known.found {
		return answer{}, false
	}
	for part, left := Part(0), known.read; left != 0; part, left = part+1, left>>1 {
		if left&1 != 0 && s.values.Value(part) != known.values[part] {
			return answer{}, false
		}
	}
	return answer{true, known.value, known.read}, true
}

// cacheAnswer keeps what a rule came to.
func (s *Several) cacheAnswer(fn *function, a answer) {
	if s.within > 0 {
		return
	}
	known := &s.rules[fn.index]
	known.found, known.value, known.read = true, a.value, a.read
	for part, left := Part(0), a.read; left != 0; part, left = part+1, left>>1 {
		if left&1 != 0 {
			known.values[part] = s.values.Value(part)
		}
	}
}

// fetched notes that a field of a document was looked at.
func (m *machine) fetched(document, field *ast.Term) {
	m.seen(field)
	for i := range m.places {
		if place := &m.places[i]; place.Document == document {
			if name, ok := field.Value.(ast.String); ok {
				m.read |= place.Fields[string(name)]
			}
			return
		}
	}
}

// seen notes that a value was looked at as a whole, be it to compare it, to walk
// through it, to hand it to a function of OPA's own, or to make it part of
// another, where it is no longer known.
func (m *machine) seen(value *ast.Term) {
	if value == nil {
		return
	}
	for i := range m.places {
		if place := &m.places[i]; place.Document == value {
			m.read |= place.Whole
			return
		}
	}
}

// look is seen, where there is something to note.
func (m *machine) look(values ...*ast.Term) {
	if m.places == nil {
		return
	}
	for _, value := range values {
		m.seen(value)
	}
}

func (m *machine) same(a, b *ast.Term) bool {
	m.look(a, b)
	return a.Equal(b)
}

// apart begins a block that runs on another input, put together of this one's:
// the block depends on every part, and what rules come to in it is not
// remembered.
func (m *machine) apart() (end func()) {
	for i := range m.places {
		m.read |= m.places[i].Whole
	}
	if m.several == nil {
		return func() {}
	}
	m.several.within++
	return func() { m.several.within-- }
}
