package references

import (
	"cmp"
	"errors"
	"slices"
	"strings"
)

// Limits of an expansion: for each secret how many references are replaced and how
// much text that makes, and how much text all secrets of a request make together.
// Small secrets can refer to each other so often that their text would fill the
// memory.
const (
	mostReplacements = 10_000
	mostExpanded     = 4 << 20
	mostTogether     = 32 << 20
)

// ErrTooMuchText is a secret whose references are beyond the limits.
var ErrTooMuchText = errors.New("the references make too much text to be expanded")

// Expand replaces the references in the texts of secrets. A reference to a secret
// that does not exist stays as it is written, and one back into a text that is being
// expanded is cut to nothing.
// A secret beyond the limits keeps its text and is returned as left. The secrets that
// make least text come first, so that one large secret does not stop the others.
func Expand(source Source, secrets []*Secret) (left []*Secret, err error) {
	f, tops, err := follow(source, secrets)
	if err != nil {
		return nil, err
	}
	order, costs := make([]int, len(tops)), make([]cost, len(tops))
	for i, top := range tops {
		order[i], costs[i] = i, f.costOf(top)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(costs[a].bytes, costs[b].bytes) })
	together := 0
	for _, i := range order {
		together += costs[i].bytes
		if costs[i].tooMuch() || together > mostTogether {
			left = append(left, secrets[i])
			continue
		}
		secrets[i].Text = f.expanded(tops[i])
	}
	return left, nil
}

func (f *follower) expanded(top *text) string {
	whole := f.textOf(top)
	if top.secret.OneLine {
		return oneLine(whole)
	}
	return whole
}

// cost is what writing a text takes.
type cost struct{ replacements, bytes int }

func (k cost) tooMuch() bool { return k.replacements > mostReplacements || k.bytes > mostExpanded }

// costOf counts what write would do, and stops beyond the limits.
func (f *follower) costOf(top *text) cost {
	var k cost
	f.count(&k, top, map[string]bool{})
	return k
}

func (f *follower) count(k *cost, from *text, within map[string]bool) {
	within[from.secret.ID] = true
	defer delete(within, from.secret.ID)
	for _, p := range from.pieces {
		target := f.target(p, len(within))
		switch {
		case target == nil:
			k.bytes += len(p.text)
		case within[target.secret.ID]:
		default:
			k.replacements++
			f.count(k, target, within)
		}
		if k.tooMuch() {
			return
		}
	}
}

// textOf is the text of a secret with its references replaced.
func (f *follower) textOf(top *text) string {
	var whole strings.Builder
	f.write(&whole, top, map[string]bool{})
	return whole.String()
}

func (f *follower) write(into *strings.Builder, from *text, within map[string]bool) {
	within[from.secret.ID] = true
	defer delete(within, from.secret.ID)
	for _, p := range from.pieces {
		target := f.target(p, len(within))
		switch {
		case target == nil:
			into.WriteString(p.text)
		case within[target.secret.ID]:
		default:
			f.write(into, target, within)
		}
	}
}
