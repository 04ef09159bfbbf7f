package references

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// SecretSource finds the secrets that references name.
type SecretSource interface {
	// Environments are the slugs of the project's environments. It is called once
	// at most, for the first text that may hold a reference.
	Environments() (Slugs, error)
	// Read returns the secrets that exist at the places. It fails if the caller may
	// not read one of the places, whether or not there is a secret.
	Read(wanted []Reference) ([]Secret, error)
}

// Reference is a place that a text names.
type Reference struct {
	SecretRef
	Written string // such as ${dev.KEY}
	Holder  string // the name of the secret whose text has it
}

// levels is how deep references are followed.
const levels = 10

// text is the text of a secret, taken apart.
type text struct {
	secret   *Secret
	mentions int // of what may be a reference
	pieces   []piece
	beyond   bool // it has more references than are followed, and what refers to it is left too
}

// follower has followed the references of some texts.
type follower struct {
	source       SecretSource
	budget       *budget
	environments Slugs
	found        map[SecretRef]*text // nil where there is no secret
}

// follow takes secrets apart, and the secrets that their references lead to.
func follow(ctx context.Context, source SecretSource, secrets []*Secret) (*follower, []*text, error) {
	f := &follower{source: source, budget: newBudget(ctx), found: map[SecretRef]*text{}}
	tops, err := f.takeAllApart(secrets)
	if err != nil {
		return nil, nil, err
	}
	return f, tops, f.followAll(tops)
}

// takeAllApart begins with the texts that refer least, so that the others do not keep
// them from being followed, and answers them in this order.
func (f *follower) takeAllApart(secrets []*Secret) ([]*text, error) {
	texts := make([]*text, 0, len(secrets))
	for _, secret := range secrets {
		texts = append(texts, &text{secret: secret, mentions: strings.Count(secret.Text, "${")})
	}
	slices.SortStableFunc(texts, func(a, b *text) int { return cmp.Compare(a.mentions, b.mentions) })
	for _, t := range texts {
		if err := f.takeApart(t); err != nil {
			return nil, err
		}
	}
	return texts, nil
}

// takeApart asks for the environments when the first text needs them.
func (f *follower) takeApart(t *text) (err error) {
	if t.mentions == 0 {
		t.pieces = []piece{{text: t.secret.Text}}
		return nil
	}
	if f.budget.inTexts -= t.mentions; t.mentions > mostReferences || f.budget.inTexts < 0 {
		t.beyond = true
		return nil
	}
	if f.environments == nil {
		if f.environments, err = f.source.Environments(); err != nil {
			return err
		}
	}
	t.pieces = pieces(t.secret.Text, t.secret.SecretRef, f.environments)
	return nil
}

// followAll reads level by level: the source is asked once for each.
func (f *follower) followAll(level []*text) error {
	for range levels {
		wanted := f.unknown(level)
		if len(wanted) == 0 {
			return nil
		}
		secrets, err := f.source.Read(wanted)
		if err != nil {
			return err
		}
		if level, err = f.takeAllApart(pointers(secrets)); err != nil {
			return err
		}
		for _, next := range level {
			f.found[next.secret.SecretRef] = next
		}
	}
	return nil
}

// unknown are the references that were not followed yet, in the order of the texts.
func (f *follower) unknown(level []*text) (wanted []Reference) {
	for _, from := range level {
		before := len(wanted)
		for _, p := range from.pieces {
			if p.to == nil {
				continue
			}
			if _, known := f.found[*p.to]; known {
				continue
			}
			f.found[*p.to] = nil // unless the source finds it
			wanted = append(wanted, Reference{*p.to, p.text, from.secret.Name})
		}
		if f.budget.places -= len(wanted) - before; f.budget.places >= 0 {
			continue
		}
		from.beyond = true
		for _, ref := range wanted[before:] {
			delete(f.found, ref.SecretRef) // of this text alone
		}
		f.budget.places += len(wanted) - before
		wanted = wanted[:before]
	}
	return wanted
}

// target is the text that a piece is replaced by, or nil where it stays.
func (f *follower) target(p piece, depth int) *text {
	if p.to == nil || depth > levels {
		return nil
	}
	return f.found[*p.to]
}

func pointers(secrets []Secret) []*Secret {
	list := make([]*Secret, len(secrets))
	for i := range secrets {
		list[i] = &secrets[i]
	}
	return list
}
