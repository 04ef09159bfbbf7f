package facts

import (
	"strings"

	"warder/engine/input"
	"warder/models"
)

// StoredSecret is a secret, or the state that one had, with where it is and the
// tags it has. The row may be shared with other requests: to change it, replace it.
type StoredSecret struct {
	*models.Secret
	Environment string // slug
	Path        string
	Tags        []models.Tag
	// tagSlugs are what rules know of the tags: those of now, or of a deleted
	// secret those it had.
	tagSlugs []string
}

// Stored is a secret of the folder that the question found, with the tags that
// it has now.
func (s *State) Stored(row *models.Secret, tags []models.Tag) StoredSecret {
	return StoredSecret{
		Secret: row, Environment: s.Found.Environment.Slug, Path: s.Found.Folder.Path, Tags: tags, tagSlugs: slugs(tags),
	}
}

// Member is the question that a read of the secret would be.
func (s *StoredSecret) Member() input.Member { return s.seenAt(&s.Environment, &s.Path) }

// seenAt is the question about the secret as it appears in another folder, into
// which it is imported: its name and tags there.
func (s *StoredSecret) seenAt(environment, path *string) input.Member {
	return input.Member{
		Resource: input.Resource{Type: "secrets", ID: s.ID, Properties: input.Properties{
			Environment: environment, SecretPath: path, SecretName: &s.Key, SecretTags: s.tagSlugs,
		}},
		Target: thereIsOne,
	}
}

// thereIsOne is the target of a question about a secret that exists. All share
// it, and it is not changed.
var thereIsOne = func() *input.Target {
	target := newTarget()
	target.Kind, target.Known = "secret", true
	return target
}()

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

// Lesser returns how much of a past state of a secret a subject may see: no more than at
// its place then, and no more than of the present secret.
func Lesser(now, then Sight) Sight { return min(now, then) }

// SightOf is what a permitted action lets the subject see.
func SightOf(action string) Sight {
	switch action {
	case "readValue":
		return Revealed
	case "describeSecret":
		return Described
	}
	return Unseen
}

// Seen is a secret with how much of it the subject may see.
type Seen struct {
	*StoredSecret
	Sight Sight
}

// place is a folder as rules know it.
type place struct{ environment, path string }
