package secrets

import (
	"slices"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
	"warder/models/vault"
)

// secretReader answers a permitted question about secrets.
type secretReader struct {
	c *pep.Request
	q *pep.Evaluation
	s *facts.State
	// opened caches decrypted texts if imports show a secret more than once; otherwise nil.
	opened map[*models.Secret]vault.SecretText
}

// newReader is pep.Read with a secretReader, which makes follow-up decisions.
func newReader[A any](request *pep.Request, question facts.Question, do func(tx *store.Tx, r *secretReader) (A, error)) (A, error) {
	return pep.Ask(request, request.Snapshot(&question), question, func(tx *store.Tx, q *pep.Evaluation) (A, error) {
		return do(tx, &secretReader{c: request, q: q, s: q.State})
	}, false)
}

// sight is the subject's view of the single secret in the question.
func (r *secretReader) sight() facts.Sight { return facts.SightOf(r.s.Request.Action.Name) }

// sights are the subject's views of the question's members and of the follow-up members. The
// question already asked about its own members, with a fallback to less if it permitted none.
func (r *secretReader) sights(followup []input.Member) ([]facts.Sight, error) {
	own := len(r.s.Members)
	sights := make([]facts.Sight, own+len(followup))
	for _, i := range r.q.Permitted() {
		sights[i] = r.sight()
	}
	asked := r.s.Question.Action
	if err := r.see(sights[own:], followup, asked); err != nil {
		return nil, err
	}
	lesser := r.s.Question.Lesser
	switch {
	case lesser == "":
		return sights, nil
	case r.s.Request.Action.Name == asked:
		return sights, r.see(sights, slices.Concat(r.s.Members, followup), lesser)
	}
	return sights, r.see(sights[own:], followup, lesser)
}

// see asks about the members without a sight, one action after another.
func (r *secretReader) see(sights []facts.Sight, members []input.Member, actions ...string) error {
	for _, action := range actions {
		var unseen []int
		var left []input.Member
		for i, sight := range sights {
			if sight == facts.Unseen {
				unseen, left = append(unseen, i), append(left, members[i])
			}
		}
		decisions, err := r.c.FollowUp(r.q, action, left)
		if err != nil {
			return err
		}
		for i := range decisions {
			if decisions[i].Permitted {
				sights[unseen[i]] = facts.SightOf(action)
			}
		}
	}
	return nil
}

// search finds the secret in the folder, in the requested version, or else in the folder's
// imports.
func (r *secretReader) search(tx *store.Tx, search *facts.SecretSearch, version int64) (facts.Seen, error) {
	if own := search.Own(); own != nil {
		seen := facts.Seen{StoredSecret: own, Sight: r.sight()}
		if version == newest {
			return seen, nil
		}
		return r.atVersion(tx, seen, version)
	}
	sights, err := r.sights(search.FollowupMembers())
	if err != nil {
		return facts.Seen{}, err
	}
	seen, found, err := search.Imported(sights)
	if err != nil {
		return facts.Seen{}, err
	}
	if found {
		return r.atVersion(tx, seen, version)
	}
	return facts.Seen{}, pep.NotFound("Secret not found") // the same text as for a secret that does not exist
}

// newest is the version of a read that names no version.
const newest = 0

// errNoVersion is the error for a missing version, and for one that the caller may not see.
var errNoVersion = pep.NotFound("Secret version not found")

// atVersion replaces a secret by an older version. A version under another name or place is
// visible as far as that place allows.
func (r *secretReader) atVersion(tx *store.Tx, seen facts.Seen, version int64) (facts.Seen, error) {
	secret := *seen.StoredSecret
	if version == newest || version == secret.Version {
		return seen, nil
	}
	old, err := facts.Missing(store.First[models.SecretVersion](tx, r.s.Scope(), "secret_id = ? AND version = ?", secret.ID, version))
	if err != nil {
		return seen, err
	}
	if old == nil {
		return seen, errNoVersion
	}
	if old.FolderID != secret.FolderID || old.Key != secret.Key {
		if seen.Sight, err = r.sightThen(tx, seen, old); err != nil {
			return seen, err
		}
		if seen.Sight == facts.Unseen {
			return seen, errNoVersion
		}
	}
	then := *secret.Secret
	then.EnvironmentID, then.FolderID, then.SecretFields, then.UpdatedAt = old.EnvironmentID, old.FolderID, old.SecretFields, old.CreatedAt
	secret.Secret = &then
	return facts.Seen{StoredSecret: &secret, Sight: seen.Sight}, nil
}

// one returns the response of a single read.
func (r *secretReader) one(tx *store.Tx, seen facts.Seen, expand bool) (*shownAnswer, error) {
	shown, err := r.show([]facts.Seen{seen})
	if err != nil {
		return nil, err
	}
	if expand {
		left, err := r.expand(tx, store.Pointers(shown))
		if err != nil {
			return nil, err
		}
		if len(left) > 0 {
			return nil, errTooMuchText(left[0].Name)
		}
	}
	return &shownAnswer{&shown[0]}, nil
}

// exists returns an error if the list's place does not exist, for callers permitted to read
// there (docs/contract.md 2.18). Other callers do not learn whether it exists.
func (r *secretReader) exists(list *facts.SecretList) error {
	switch {
	case r.s.Request.Action.Name == actionList:
		return nil
	case r.s.Found.Environment == nil:
		return pep.NotFound("Environment with slug '" + list.Environment + "' in project with ID " + r.s.Project.ID + " not found")
	case !list.Exists():
		return pep.NotFound("Folder with path '" + list.Path + "' in environment with slug '" + list.Environment + "' was not found")
	}
	return nil
}

// list returns the secrets of folders and of their imports.
func (r *secretReader) list(tx *store.Tx, list *facts.SecretList, how reading) (*shownListAnswer, error) {
	if err := r.exists(list); err != nil {
		return nil, err
	}
	sights, err := r.sights(list.FollowupMembers())
	if err != nil {
		return nil, err
	}
	imported, err := list.Blocks(sights)
	if err != nil {
		return nil, err
	}
	if len(imported) > 0 {
		r.opened = map[*models.Secret]vault.SecretText{}
	}
	own, err := r.show(how.overrides.settle(how.filter.keep(list.Own(sights))))
	if err != nil {
		return nil, err
	}
	all := store.Pointers(own)
	blocks := []importedSecrets{}
	for _, block := range imported {
		shown, err := r.show(how.filter.keep(block.Secrets))
		if err != nil {
			return nil, err
		}
		if len(shown) == 0 {
			continue
		}
		for i := range shown {
			shown[i].imported = true
			all = append(all, &shown[i])
		}
		blocks = append(blocks, importedSecrets{block.SourcePath, block.EnvironmentSlug, block.SourceID, shown})
	}
	if how.expand {
		_, err = r.expand(tx, all)
	}
	return &shownListAnswer{blocks, own}, err
}
