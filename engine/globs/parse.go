package globs

import (
	"strings"
	"unicode/utf8"
)

type atomKind int

const (
	atomText  atomKind = iota // one literal character
	atomSlash                 // /
	atomAny                   // ?
	atomClass                 // [..]
	atomStar                  // a run of *
	atomTwo                   // **, alone between separators; settleStars has the last word
	atomPlus                  // +(..)
)

// atom matches a piece of text; it has no alternatives left but atomPlus,
// which repeats one.
type atom struct {
	kind    atomKind
	char    rune
	class   charClass
	options [][]atom // of atomPlus
	grouped bool     // written inside braces or a group
}

// node is an atom, or a choice between sequences if choices is not nil.
type node struct {
	atom
	choices [][]node
}

// parser reads a pattern once from left to right. Positions in errors are
// bytes of the pattern as sent; offset is the length of the prefix cut off before text.
type parser struct {
	text   string
	at     int
	offset int
	depth  int
}

func (p *parser) fail(position int, reason string) error {
	return refuse(p.offset+position, reason)
}

func (p *parser) peek(ahead int) byte {
	if p.at+ahead < len(p.text) {
		return p.text[p.at+ahead]
	}
	return 0
}

// sequence reads up to one of the stop characters, which it leaves, or to the
// end of the pattern if there are none.
func (p *parser) sequence(stops string, grouped bool) ([]node, error) {
	nodes := []node{}
	for p.at < len(p.text) && !strings.ContainsRune(stops, rune(p.text[p.at])) {
		next, err := p.next(grouped)
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, next)
	}
	return nodes, nil
}

func (p *parser) next(grouped bool) (node, error) {
	switch c := p.text[p.at]; {
	case c == '{':
		return p.braces()
	case strings.IndexByte("@+*?!", c) >= 0 && p.peek(1) == '(':
		return p.group()
	case c == '[':
		return p.class(grouped)
	case c == '*':
		return p.stars(grouped), nil
	case c == '?':
		return p.question(grouped)
	case strings.IndexByte(`()]}|\"`, c) >= 0 || c == 0:
		return node{}, p.fail(p.at, "a stray "+string(rune(c)))
	case c == '+' && p.quantifies():
		return node{}, p.fail(p.at, "a + after a bracket or inside a group")
	}
	return p.text1(grouped), nil
}

// quantifies reports whether picomatch would read the + or ? at hand as a
// quantifier of a regular expression.
func (p *parser) quantifies() bool {
	return p.depth > 0 || p.at > 0 && strings.IndexByte(")]}", p.text[p.at-1]) >= 0
}

func (p *parser) question(grouped bool) (node, error) {
	if p.at > 0 && strings.IndexByte("()", p.text[p.at-1]) >= 0 {
		return node{}, p.fail(p.at, "a ? after a parenthesis")
	}
	p.at++
	return node{atom: atom{kind: atomAny, grouped: grouped}}, nil
}

// stars reads a run of *. The last one of a run before "(" opens a group.
func (p *parser) stars(grouped bool) node {
	start := p.at
	for p.peek(0) == '*' && p.peek(1) != '(' {
		p.at++
	}
	kind := atomStar
	begins := start == 0 || strings.IndexByte("/{(,|", p.text[start-1]) >= 0
	ends := p.at == len(p.text) || strings.IndexByte("/}),|", p.text[p.at]) >= 0
	if p.at-start == 2 && begins && ends {
		kind = atomTwo
	}
	return node{atom: atom{kind: kind, grouped: grouped}}
}

func (p *parser) text1(grouped bool) node {
	char, width := utf8.DecodeRuneInString(p.text[p.at:])
	p.at += width
	if char == '/' {
		return node{atom: atom{kind: atomSlash, grouped: grouped}}
	}
	return node{atom: atom{kind: atomText, char: char, grouped: grouped}}
}
