// Package references reads the references in the texts of secrets, ${KEY} and
// ${environment.folder.KEY}, and replaces each by the text of the secret that it
// names. It knows no database and decides nothing: a Source finds the secrets and
// says whether they may be read.
package references

import (
	"regexp"
	"strings"

	"warder/models"
)

// SecretRef names a shared secret: the slug of its environment, the path of its folder,
// and its name.
type SecretRef struct{ Environment, Path, Name string }

// Secret is a secret with its text in plain.
type Secret struct {
	ID string
	SecretRef
	Text    string
	OneLine bool // expanded, several lines are written as one
}

// Slugs are the environments that a project has.
type Slugs map[string]bool

// piece is a stretch of a secret's text: a reference, or plain text.
type piece struct {
	text string     // as written
	to   *SecretRef // nil for plain text
}

// form is ${...} around the possible name of a place.
var form = regexp.MustCompile(`\$\{[^${}\s]+\}`)

// pieces takes the text of a secret apart. Plain text is also a form that names no
// place, such as ${VAR:-default} of a shell.
func pieces(text string, at SecretRef, environments Slugs) []piece {
	var list []piece
	for {
		found := form.FindStringIndex(text)
		if found == nil {
			return append(list, piece{text: text})
		}
		written := text[found[0]:found[1]]
		list = append(list, piece{text: text[:found[0]]}, piece{written, placeNamed(written[2:len(written)-1], at, environments)})
		text = text[found[1]:]
	}
}

// placeNamed is the place that KEY or environment.folder.folder.KEY names, seen
// from the secret whose text has it. A name may hold dots itself: without an
// environment in front it is a name of the same folder.
func placeNamed(inner string, at SecretRef, environments Slugs) *SecretRef {
	steps := strings.Split(inner, ".")
	place := &SecretRef{at.Environment, at.Path, inner}
	if last := len(steps) - 1; last > 0 && environments[steps[0]] {
		place = &SecretRef{steps[0], "/" + strings.Join(steps[1:last], "/"), steps[last]}
	}
	if !models.IsSecretName(place.Name) || !models.IsPath(place.Path) || strings.Contains(inner, "..") {
		return nil
	}
	return place
}

// mayRefer reports whether a text has to be taken apart.
func mayRefer(text string) bool { return strings.Contains(text, "${") }

// oneLine writes a text of several lines as one, in quotes. It is what
// skipMultilineEncoding turns on: the name says the opposite (docs/contract.md 2.18).
func oneLine(text string) string {
	if !strings.Contains(text, "\n") {
		return text
	}
	return `"` + strings.ReplaceAll(text, "\n", `\n`) + `"`
}
