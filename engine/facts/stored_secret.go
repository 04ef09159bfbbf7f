package facts

import (
	"strings"

	"warder/engine"
	"warder/models"
)

// StoredSecret is a secret, or the state that one had, with where it is and the
// tags it has. The row may be somebody else's too: to change it, replace it.
type StoredSecret struct {
	*models.Secret
	Environment string // slug
	Path        string
	Tags        []models.Tag
	// tagSlugs are what rules know of the tags: those of now, or of a deleted
	// secret those it had.
	tagSlugs []string
}

// Properties are what rules know about the secret.
func (s *StoredSecret) Properties() engine.Properties { return s.seenAt(&s.Environment, &s.Path) }

// seenAt are the properties of the secret as it appears in another folder, into
// which it is imported: its name and tags there.
func (s *StoredSecret) seenAt(environment, path *string) engine.Properties {
	return engine.Properties{Environment: environment, SecretPath: path, SecretName: &s.Key, SecretTags: s.tagSlugs}
}

// kind tells apart what rules can tell apart within one folder.
func (s *StoredSecret) kind() string { return s.Key + "\x00" + strings.Join(s.tagSlugs, "\x00") }

// Sight is how much of a secret a subject may see.
type Sight int

// A secret may be unseen, be described without its value, or be read.
const (
	Unseen Sight = iota
	Described
	Revealed
)

// SightOf is what a permitted action lets the subject see.
func SightOf(action string) Sight {
	if action == "readValue" {
		return Revealed
	}
	return Described
}

// Seen is a secret with how much of it the subject may see.
type Seen struct {
	*StoredSecret
	Sight Sight
}

// place is a folder as rules know it.
type place struct{ environment, path string }
