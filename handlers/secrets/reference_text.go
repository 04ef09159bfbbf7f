package secrets

import (
	"regexp"
	"strings"

	"warder/engine/facts"
	"warder/handlers/pep"
	"warder/models"
)

// piece is a stretch of a secret's text: a reference, or what is no reference.
type piece struct {
	text string           // as it is written
	to   *facts.Reference // nil for plain text
}

// referenceForm is ${...} around what could be the name of a place.
var referenceForm = regexp.MustCompile(`\$\{[^${}\s]+\}`)

// pieces takes the text of a secret apart. What cannot be a reference, such
// as ${VAR:-default} of a shell or a place in no environment, is plain text.
func pieces(text string, at *facts.StoredSecret, environments map[string]models.Environment) []piece {
	var list []piece
	for {
		found := referenceForm.FindStringIndex(text)
		if found == nil {
			return append(list, piece{text: text})
		}
		written := text[found[0]:found[1]]
		list = append(list, piece{text: text[:found[0]]}, piece{written, referenceTo(written[2:len(written)-1], at, environments)})
		text = text[found[1]:]
	}
}

// referenceTo is the place that KEY or environment.folder.folder.KEY names, seen
// from a secret. A name may hold dots itself, so what does not begin with an
// environment is a name of the same folder.
func referenceTo(inner string, at *facts.StoredSecret, environments map[string]models.Environment) *facts.Reference {
	steps := strings.Split(inner, ".")
	ref := &facts.Reference{Environment: at.Environment, Path: at.Path, Name: inner}
	if _, known := environments[steps[0]]; known && len(steps) > 1 {
		last := len(steps) - 1
		ref = &facts.Reference{Environment: steps[0], Path: "/" + strings.Join(steps[1:last], "/"), Name: steps[last]}
	}
	if !pep.IsSecretName(ref.Name) || !pep.IsPath(ref.Path) || strings.Contains(inner, "..") {
		return nil
	}
	return ref
}

// quoted writes a value of several lines as one, in quotes. It is what
// skipMultilineEncoding turns on: the name says the opposite (docs/contract.md 2.18).
func quoted(value string) string {
	if !strings.Contains(value, "\n") {
		return value
	}
	return `"` + strings.ReplaceAll(value, "\n", `\n`) + `"`
}
