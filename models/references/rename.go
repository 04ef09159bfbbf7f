package references

import (
	"errors"
	"math"
	"slices"
	"strings"
)

// Renaming says what a place becomes; a place that stays, it returns unchanged.
type Renaming func(SecretRef) SecretRef

// OfSecrets renames secrets of one folder: names has the new names by the old ones.
func OfSecrets(environment, path string, names map[string]string) Renaming {
	return func(place SecretRef) SecretRef {
		if name, renamed := names[place.Name]; renamed && place.Environment == environment && place.Path == path {
			place.Name = name
		}
		return place
	}
}

// OfFolder gives a folder, and the folders below it, another path.
func OfFolder(environment, from, to string) Renaming {
	return func(place SecretRef) SecretRef {
		if place.Environment == environment && (place.Path == from || strings.HasPrefix(place.Path, from+"/")) {
			place.Path = to + strings.TrimPrefix(place.Path, from)
		}
		return place
	}
}

// OfEnvironment gives an environment another slug.
func OfEnvironment(from, to string) Renaming {
	return func(place SecretRef) SecretRef {
		if place.Environment == from {
			place.Environment = to
		}
		return place
	}
}

// ErrUnspellable is a new name that a reference cannot spell, while the old one could be.
var ErrUnspellable = errors.New("a reference cannot spell the new name")

// ErrTooLong is a text that a renaming would make longer than it may be.
var ErrTooLong = errors.New("the new name makes a text too long that refers to it")

// Spells fails with ErrUnspellable if a reference could name a secret before the renaming and
// could not after it. It looks at the names alone, so that the answer is the same whether
// a secret refers to it.
func (to Renaming) Spells(secret SecretRef, environments Slugs) error {
	for _, reference := range []string{secret.local(), secret.absolute()} {
		if _, err := to.Rewrite(reference, secret, environments, math.MaxInt); err != nil {
			return err
		}
	}
	return nil
}

// local is the reference to a secret from its own folder, by name alone.
func (s SecretRef) local() string { return "${" + s.Name + "}" }

// absolute is the reference to a secret from anywhere in its project.
func (s SecretRef) absolute() string {
	folders := strings.FieldsFunc(s.Path, func(r rune) bool { return r == '/' })
	return "${" + strings.Join(slices.Concat([]string{s.Environment}, folders, []string{s.Name}), ".") + "}"
}

// Rewrite writes the references of a text as they are after the renaming. The place is
// that of the secret, and the environments are those of the project, both before it.
// Most is how many bytes the text may then have if it changes.
func (to Renaming) Rewrite(text string, at SecretRef, environments Slugs, most int) (string, error) {
	if !mayRefer(text) {
		return text, nil
	}
	var whole strings.Builder
	changed := false
	for _, p := range pieces(text, at, environments) {
		written, err := to.rewritten(p, at, environments)
		if err != nil {
			return "", err
		}
		whole.WriteString(written)
		if changed = changed || written != p.text; changed && whole.Len() > most {
			return "", ErrTooLong
		}
	}
	return whole.String(), nil
}

// rewritten keeps the form of a reference: by name alone, which goes on meaning the
// folder of its secret, or with the place.
func (to Renaming) rewritten(p piece, at SecretRef, environments Slugs) (string, error) {
	if p.to == nil {
		return p.text, nil
	}
	before, after := *p.to, to(*p.to)
	if before == after {
		return p.text, nil
	}
	local := p.text == before.local() && before.Environment == at.Environment && before.Path == at.Path
	if local && before.Name == after.Name {
		return p.text, nil
	}
	written := after.local()
	if !local {
		written = after.absolute()
		environments = Slugs{after.Environment: true} // which may have got its slug just now
	}
	if !means(written, local, at, after, environments) {
		return "", ErrUnspellable
	}
	return written, nil
}

// means reports whether a written reference leads to a place: a name may contain
// characters that have a meaning in references.
func means(written string, local bool, at, place SecretRef, environments Slugs) bool {
	if form.FindString(written) != written {
		return false
	}
	to := placeNamed(written[2:len(written)-1], at, environments)
	return to != nil && to.Name == place.Name && (local || *to == place)
}

// LocalNames are the names by which a text refers to secrets of its own folder.
func LocalNames(text string, at SecretRef, environments Slugs) (names []string) {
	if !mayRefer(text) {
		return nil
	}
	for _, p := range pieces(text, at, environments) {
		if p.to != nil && p.text == p.to.local() {
			names = append(names, p.to.Name)
		}
	}
	return names
}
