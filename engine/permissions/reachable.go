package permissions

import (
	"errors"
	"regexp/syntax"
	"strings"
	"unicode"

	"warder/engine/globs"
)

// A $glob that no request can ever match is a rule that its author believes in and that does
// nothing: worst where it denies. Whether it can match is decided, not guessed: its
// expression and the form of what requests name are two automata, and both have to accept
// some text.

// named is the form of what requests name: a deterministic automaton that begins in state 0
// and never comes back to it.
type named struct {
	what string
	// classOf is which characters the automaton does not tell apart; '!' for those that
	// are in no name.
	classOf func(r rune) rune
	next    map[int]map[rune]int // by state and class
	ends    map[int]bool
}

// Forms of what requests name. The classes are '/', '.', a blank, and 'x' for what else a
// path has; '-' and 'x' of a slug; 'x' of a name.
var (
	paths = &named{
		what: "path", classOf: classOfPath, ends: map[int]bool{1: true, 4: true},
		next: map[int]map[rune]int{
			0: {'/': 1},                         // nothing yet
			1: {'.': 2, ' ': 5, 'x': 4},         // the root
			2: {'.': 3, ' ': 5, 'x': 4},         // a segment that begins with a dot
			3: {'.': 4, ' ': 5, 'x': 4},         // with two
			4: {'/': 6, '.': 4, ' ': 5, 'x': 4}, // within a segment
			5: {'/': 6, '.': 4, ' ': 5, 'x': 4}, // behind a blank, with which no path ends
			6: {'.': 2, ' ': 5, 'x': 4},         // behind a slash
		},
	}
	slugs = &named{
		what: "slug", classOf: classOfSlug, ends: map[int]bool{1: true},
		next: map[int]map[rune]int{0: {'x': 1}, 1: {'x': 1, '-': 2}, 2: {'x': 1}},
	}
	secretNames = &named{
		what: "name", classOf: classOfName, ends: map[int]bool{1: true},
		next: map[int]map[rune]int{0: {'x': 1}, 1: {'x': 1}},
	}
)

func classOfPath(r rune) rune {
	switch {
	case r == '/' || r == '.' || r == ' ':
		return r
	case r == '%' || r == '\\' || unicode.IsControl(r):
		return '!'
	}
	return 'x'
}

func classOfSlug(r rune) rune {
	switch {
	case r == '-':
		return r
	case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
		return 'x'
	}
	return '!'
}

func classOfName(r rune) rune {
	if strings.ContainsRune("/: ", r) || unicode.IsControl(r) {
		return '!'
	}
	return 'x'
}

// mostLooked is how many alternatives of one list of rules are looked through: some 200 ms.
// A list with more is accepted as far as it goes beyond.
const mostLooked = 1000

// reachable refuses a pattern if one of its alternatives matches no possible request. A
// template may stand for any text. A granting rule may have a pattern such as /** for
// names, as clients send it: it grants nothing, which its author sees at once.
func (r *ruleReader) reachable(field, pattern string) error {
	if field == FieldSecretName && !r.denies {
		return nil
	}
	form := map[string]*named{FieldSecretPath: paths, FieldEnvironment: slugs, FieldSecretName: secretNames}[field]
	if parts := templated(pattern); parts != nil {
		marked, err := withMarkers(parts)
		if err != nil {
			return err
		}
		pattern = marked
	}
	alternatives, err := globs.Alternatives(pattern)
	if r.looked += len(alternatives); err != nil || form == nil || r.looked > mostLooked {
		return err
	}
	for _, expression := range alternatives {
		meets, err := form.meets(markers.ReplaceAllString(expression, "(?s:.*)"))
		switch {
		case err != nil:
			return err
		case !meets && len(alternatives) > 1:
			return errors.New("one of its alternatives matches no " + form.what + " that a request can name")
		case !meets:
			return errors.New("it matches no " + form.what + " that a request can name")
		}
	}
	return nil
}

// position is the state of both automata. ended reports that the expression takes no more
// text.
type position struct {
	instruction uint32
	state       int
	ended       bool
}

// meets reports whether an expression matches a text of the form.
func (n *named) meets(expression string) (bool, error) {
	parsed, err := syntax.Parse(expression, syntax.Perl)
	if err != nil {
		return false, err
	}
	program, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		return false, err
	}
	open := []position{{instruction: uint32(program.Start)}} //nolint:gosec // an index
	seen := map[position]bool{}
	for len(open) > 0 {
		at := open[len(open)-1]
		open = open[:len(open)-1]
		if seen[at] {
			continue
		}
		seen[at] = true
		instruction := &program.Inst[at.instruction]
		if instruction.Op == syntax.InstMatch && n.ends[at.state] {
			return true, nil
		}
		open = append(open, n.after(instruction, at)...)
	}
	return false, nil
}

// after is where an instruction leads.
func (n *named) after(instruction *syntax.Inst, at position) []position {
	on := position{instruction.Out, at.state, at.ended}
	switch instruction.Op {
	case syntax.InstAlt, syntax.InstAltMatch:
		return []position{on, {instruction.Arg, at.state, at.ended}}
	case syntax.InstCapture, syntax.InstNop:
		return []position{on}
	case syntax.InstEmptyWidth:
		begins := syntax.EmptyOp(instruction.Arg)&syntax.EmptyBeginText != 0
		on.ended = at.ended || !begins
		if begins && at.state != 0 {
			return nil
		}
		return []position{on}
	case syntax.InstRune, syntax.InstRune1, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
		if at.ended {
			return nil
		}
		var reached []position
		for class, state := range n.next[at.state] {
			if n.has(instruction, class) {
				reached = append(reached, position{instruction.Out, state, false})
			}
		}
		return reached
	}
	return nil
}

// longestRun is more than how many characters of no name stand beside each other.
const longestRun = 200

// has reports whether an instruction matches a character of a class.
func (n *named) has(instruction *syntax.Inst, class rune) bool {
	if class != 'x' {
		return instruction.MatchRune(class)
	}
	if instruction.Op == syntax.InstRuneAny || instruction.Op == syntax.InstRuneAnyNotNL {
		return true
	}
	for i := 0; i < len(instruction.Rune); i += 2 {
		from, to := instruction.Rune[i], instruction.Rune[min(i+1, len(instruction.Rune)-1)]
		for r := from; r <= min(to, from+longestRun); r++ {
			if n.classOf(r) == class && instruction.MatchRune(r) {
				return true
			}
		}
		for r := 'a'; r <= 'z' && r <= to; r++ { // of a wide range
			if r >= from && n.classOf(r) == class {
				return true
			}
		}
	}
	return false
}
