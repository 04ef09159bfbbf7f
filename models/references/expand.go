package references

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
)

// ErrTooMuchText is a secret whose references are beyond the limits.
var ErrTooMuchText = errors.New("the references make too much text to be expanded")

// Expand replaces the references in the texts of secrets. A reference to a missing secret
// is left as written, and a reference back into a text that is being expanded becomes
// empty.
// A secret beyond the limits keeps its text and is returned as left. The secrets that
// cost least come first, so that a costly one does not stop the others. It fails when
// the context ends.
func Expand(ctx context.Context, source SecretSource, secrets []*Secret) (left []*Secret, err error) {
	f, tops, err := follow(ctx, source, secrets)
	if err != nil {
		return nil, err
	}
	counted, err := f.countAll(tops)
	if err != nil {
		return nil, err
	}
	written := make(map[*text]bool, len(tops))
	for _, top := range counted {
		if top.replacements > 0 { // what refers to nothing is held already
			f.budget.bytes -= top.bytes
		}
		if f.budget.bytes < 0 && top.replacements > 0 {
			continue
		}
		if top.secret.Text, err = f.expanded(top.text); err != nil {
			return nil, err
		}
		written[top.text] = true
	}
	for _, top := range tops {
		if !written[top] {
			left = append(left, top.secret)
		}
	}
	return left, nil
}

// counted is a text with what it costs to expand it.
type counted struct {
	*text
	cost
}

// countAll counts what each text costs and leaves out those beyond the limits. Each
// round has more steps for a text than the one before, so that costly texts use up the
// steps of the request only when the cheap ones are counted. Those that make least text
// are the first of the list.
func (f *follower) countAll(tops []*text) (list []counted, err error) {
	for most := firstSteps; len(tops) > 0; most = min(most*stepsFactor, mostSteps) {
		var costly []*text
		for _, top := range tops {
			if f.budget.steps <= 0 {
				break
			}
			w := walk{follower: f, most: most}
			whole, err := w.from(top)
			switch {
			case err != nil:
				return nil, err
			case whole:
				list = append(list, counted{top, w.spent})
			case w.spent.steps > most && most < mostSteps:
				costly = append(costly, top)
			}
		}
		tops = costly
	}
	slices.SortStableFunc(list, func(a, b counted) int { return cmp.Compare(a.bytes, b.bytes) })
	return list, nil
}

// expanded is the text of a counted secret with its references replaced.
func (f *follower) expanded(top *text) (string, error) {
	var into strings.Builder
	w := walk{follower: f, most: mostSteps, plain: func(text string) { into.WriteString(text) }}
	whole, err := w.from(top)
	switch {
	case err != nil:
		return "", err
	case !whole:
		return "", ErrTooMuchText
	case top.secret.OneLine:
		return oneLine(into.String()), nil
	}
	return into.String(), nil
}
