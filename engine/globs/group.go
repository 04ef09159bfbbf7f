package globs

import "slices"

// maxDepth bounds how deeply braces and groups nest.
const maxDepth = 16

// braces reads {a,b}.
func (p *parser) braces() (node, error) {
	start := p.at
	choices, err := p.choices(',', '}')
	if err != nil {
		return node{}, err
	}
	if len(choices) < 2 {
		return node{}, p.fail(start, "braces with less than two alternatives")
	}
	return node{choices: choices}, nil
}

// group reads @(a|b), ?(a|b), *(a|b) or +(a|b). All but the last become plain
// choices; *(a|b) is +(a|b) or nothing.
func (p *parser) group() (node, error) {
	start, operator := p.at, p.text[p.at]
	if operator == '!' {
		return node{}, p.fail(start, "!(...) is not supported")
	}
	p.at++
	choices, err := p.choices('|', ')')
	if err != nil {
		return node{}, err
	}
	if operator == '+' || operator == '*' {
		repeated, err := p.repeated(start, choices)
		if err != nil {
			return node{}, err
		}
		choices = [][]node{{repeated}}
	}
	if operator == '?' || operator == '*' {
		choices = append(choices, []node{})
	}
	return node{choices: choices}, nil
}

// choices reads what stands between an opening bracket and its closing one.
func (p *parser) choices(separator, closing byte) ([][]node, error) {
	start := p.at
	if p.depth++; p.depth > maxDepth {
		return nil, p.fail(start, "nested too deeply")
	}
	p.at++
	choices := [][]node{}
	for {
		choice, err := p.sequence(string([]byte{separator, closing}), true)
		if err != nil {
			return nil, err
		}
		if p.at == len(p.text) {
			return nil, p.fail(start, "not closed")
		}
		if isRange(choice) {
			return nil, p.fail(start, "a range in braces")
		}
		choices = append(choices, choice)
		p.at++
		if p.text[p.at-1] == closing {
			p.depth--
			return choices, nil
		}
	}
}

func isRange(choice []node) bool {
	for i := 1; i < len(choice); i++ {
		if choice[i-1].char == '.' && choice[i].char == '.' {
			return true
		}
	}
	return false
}

// repeated makes the atom of +(..). Only text, ? and classes may repeat: that
// is what picomatch and its readers agree about.
func (p *parser) repeated(start int, choices [][]node) (node, error) {
	plus := atom{kind: atomPlus, grouped: true}
	for _, choice := range choices {
		options, err := expand(choice)
		if err != nil {
			return node{}, err
		}
		for _, option := range options {
			if len(option) == 0 || slices.ContainsFunc(option, cannotRepeat) {
				return node{}, p.fail(start, "only text, ? and [..] may be repeated")
			}
		}
		plus.options = append(plus.options, options...)
	}
	return node{atom: plus}, nil
}

func cannotRepeat(a atom) bool {
	return a.kind != atomText && a.kind != atomAny && a.kind != atomClass
}

// expand multiplies choices out: every alternative is a plain sequence.
func expand(nodes []node) ([][]atom, error) {
	alternatives := [][]atom{{}}
	for _, n := range nodes {
		tails := [][]atom{{n.atom}}
		if n.choices != nil {
			tails = nil
			for _, choice := range n.choices {
				expanded, err := expand(choice)
				if err != nil {
					return nil, err
				}
				tails = append(tails, expanded...)
			}
		}
		if len(alternatives)*len(tails) > maxAlternatives {
			return nil, refuse(0, "too many alternatives")
		}
		alternatives = product(alternatives, tails)
	}
	if err := withinAtoms(alternatives); err != nil {
		return nil, err
	}
	return alternatives, nil
}

func product(heads, tails [][]atom) [][]atom {
	if len(tails) == 1 { // the common case, and what keeps long patterns linear
		for i := range heads {
			heads[i] = append(heads[i], tails[0]...)
		}
		return heads
	}
	joined := make([][]atom, 0, len(heads)*len(tails))
	for _, head := range heads {
		for _, tail := range tails {
			joined = append(joined, slices.Concat(head, tail))
		}
	}
	return joined
}

func withinAtoms(alternatives [][]atom) error {
	total := 0
	for _, alternative := range alternatives {
		total += weight(alternative)
	}
	if total > maxAtoms {
		return refuse(0, "too many alternatives")
	}
	return nil
}

// weight is how much expression a sequence of atoms becomes.
func weight(atoms []atom) int {
	total := len(atoms)
	for _, a := range atoms {
		total += len(a.class.ranges)
		for _, option := range a.options {
			total += 2 * weight(option)
		}
	}
	return total
}
