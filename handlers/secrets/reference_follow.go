package secrets

import (
	"maps"
	"strings"

	"warder/engine/facts"
	"warder/handlers/pep"
	"warder/handlers/vault"
	"warder/models"
	"warder/models/store"
)

// References are carried along as imports are: a new name of a secret or of a
// folder, or a new slug of an environment, is written into every reference of
// the project that named the old one (docs/contract.md 2.18). It is a write of the
// server's, in the transaction of the change: the subject that renames needs no right
// where the references are, and hears nothing of them.

// followed are the places of a project before a change, by folder.
type followed struct {
	c            *pep.Request
	s            *facts.State
	environments map[string]models.Environment // by slug
	places       map[string]*facts.StoredSecret
}

// renaming says what a reference becomes; the same for one that stays.
type renaming func(facts.Reference) facts.Reference

// actorPlatform is who wrote what no subject did.
const actorPlatform = "platform"

// following reads the places before they change. It is nil where the server
// cannot read any secret.
func following(r *pep.Request, tx *store.Tx, s *facts.State) (*followed, error) {
	if s.Project.EndToEndEncrypted {
		return nil, nil //nolint:nilnil // nothing follows, which is no failure
	}
	environments, err := facts.Environments(tx, s)
	if err != nil {
		return nil, err
	}
	folders, err := store.Find[models.Folder](tx, s.Scope(), "")
	if err != nil {
		return nil, err
	}
	slugs := map[string]string{}
	for slug, stage := range environments {
		slugs[stage.ID] = slug
	}
	places := make(map[string]*facts.StoredSecret, len(folders))
	for i := range folders {
		places[folders[i].ID] = &facts.StoredSecret{Environment: slugs[folders[i].EnvironmentID], Path: folders[i].Path}
	}
	return &followed{r, s, environments, places}, nil
}

// followedAtOnce is how many secrets are read at a time.
const followedAtOnce = 500

// follow rewrites the references of every secret of the project.
func (f *followed) follow(tx *store.Tx, to renaming) error {
	if f == nil {
		return nil
	}
	last := ""
	for {
		rows, err := store.Find[models.Secret](tx.OrderBy("id").Page(followedAtOnce, 0), f.s.Scope(), "id > ?", last)
		if err != nil || len(rows) == 0 {
			return err
		}
		last = rows[len(rows)-1].ID
		for i := range rows {
			if err := f.rewrite(tx, &rows[i], to); err != nil {
				return err
			}
		}
	}
}

// rewrite stores a secret anew if a reference of its value follows.
func (f *followed) rewrite(tx *store.Tx, row *models.Secret, to renaming) error {
	if row.ClientValue != nil || f.places[row.FolderID] == nil {
		return nil
	}
	content, err := vault.ContentOf(f.c, f.s, row)
	if err != nil {
		return err
	}
	value, err := f.renamed(content.Text.Value, f.places[row.FolderID], to)
	if err != nil || value == content.Text.Value {
		return err
	}
	// Locked only now, since few secrets follow; what was read above may be old.
	row, err = store.First[models.Secret](tx.Locking(), f.s.Scope(), "id = ?", row.ID)
	if err != nil {
		return err
	}
	if content, err = vault.ContentOf(f.c, f.s, row); err != nil {
		return err
	}
	if content.Text.Value, err = f.renamed(content.Text.Value, f.places[row.FolderID], to); err != nil {
		return err
	}
	return storeVersionBy(f.c, tx, f.s, row, content, actorPlatform, "")
}

// renamed is a text with its references as they are written after the change.
func (f *followed) renamed(text string, at *facts.StoredSecret, to renaming) (string, error) {
	if !strings.Contains(text, "${") {
		return text, nil
	}
	var written strings.Builder
	for _, p := range pieces(text, at, f.environments) {
		if p.to == nil {
			written.WriteString(p.text)
			continue
		}
		reference, err := f.rename(p, at, to)
		if err != nil {
			return "", err
		}
		written.WriteString(reference)
	}
	return written.String(), nil
}

// rename writes one reference anew, in the form it has: by name alone, which
// goes on meaning the folder it is in, or with its place.
func (f *followed) rename(p piece, at *facts.StoredSecret, to renaming) (string, error) {
	before, after := *p.to, to(*p.to)
	if before == after {
		return p.text, nil
	}
	local := p.text == "${"+before.Name+"}" && before.Environment == at.Environment && before.Path == at.Path
	if local && before.Name == after.Name {
		return p.text, nil
	}
	steps := []string{after.Name}
	if !local {
		steps = append([]string{after.Environment}, strings.FieldsFunc(after.Path, func(r rune) bool { return r == '/' })...)
		steps = append(steps, after.Name)
	}
	written := "${" + strings.Join(steps, ".") + "}"
	if !f.means(written, local, at, after) {
		return "", pep.BadRequest("Secrets of the project refer to what is renamed, and a reference cannot spell the new name: " +
			"use one without dots, blanks, $ and braces")
	}
	return written, nil
}

// means is whether a reference, as it is written, leads to a place: a name may
// hold what references give a meaning of their own.
func (f *followed) means(written string, local bool, at *facts.StoredSecret, place facts.Reference) bool {
	found := referenceForm.FindString(written)
	if found != written {
		return false
	}
	known := f.environments
	if !local { // the environment may have got its slug just now
		known = map[string]models.Environment{place.Environment: {}}
	}
	to := referenceTo(written[2:len(written)-1], at, known)
	return to != nil && to.Name == place.Name && (local || *to == place)
}

// followSecrets carries references along to the new names of secrets of the
// question's folder, by their old ones.
func followSecrets(r *pep.Request, tx *store.Tx, s *facts.State, names map[string]string) error {
	maps.DeleteFunc(names, func(before, after string) bool { return before == after })
	if len(names) == 0 {
		return nil
	}
	references, err := following(r, tx, s)
	if err != nil {
		return err
	}
	return references.follow(tx, secretRenamed(s.Found.Environment.Slug, s.Found.Folder.Path, names))
}

// secretRenamed is what references become when a secret of a place gets a name.
func secretRenamed(environment, path string, names map[string]string) renaming {
	return func(ref facts.Reference) facts.Reference {
		if name, changed := names[ref.Name]; changed && ref.Environment == environment && ref.Path == path {
			ref.Name = name
		}
		return ref
	}
}

// folderRenamed is what references become when a folder gets another path.
func folderRenamed(environment, from, to string) renaming {
	return func(ref facts.Reference) facts.Reference {
		if ref.Environment == environment && (ref.Path == from || strings.HasPrefix(ref.Path, from+"/")) {
			ref.Path = to + strings.TrimPrefix(ref.Path, from)
		}
		return ref
	}
}

// environmentRenamed is what references become when an environment gets a slug.
func environmentRenamed(from, to string) renaming {
	return func(ref facts.Reference) facts.Reference {
		if ref.Environment == from {
			ref.Environment = to
		}
		return ref
	}
}
