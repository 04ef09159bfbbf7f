package secrets

import (
	"net/http"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/references"
	"warder/models/store"
)

// referred reads referenced secrets in the snapshot of the request, and asks the policy about
// each.
type referred struct {
	r            *secretReader
	tx           *store.Tx
	environments map[string]models.Environment
}

// Environments implements references.SecretSource.
func (x *referred) Environments() (references.Slugs, error) {
	environments, err := facts.Environments(x.tx, x.r.s)
	slugs := references.Slugs{}
	for slug := range environments {
		slugs[slug] = true
	}
	x.environments = environments
	return slugs, err
}

// Read implements references.SecretSource.
func (x *referred) Read(wanted []references.Reference) ([]references.Secret, error) {
	holders, places := map[references.SecretRef]string{}, make([]references.SecretRef, 0, len(wanted))
	for _, ref := range wanted {
		holders[ref.SecretRef] = ref.Written + " in " + ref.Holder
		places = append(places, ref.SecretRef)
	}
	list, err := facts.FindReferred(x.tx, x.r.s, x.environments, places)
	if err != nil {
		return nil, err
	}
	if err := x.permit(list, holders); err != nil {
		return nil, err
	}
	found := []references.Secret{}
	for i := range list {
		if list[i].Secret == nil {
			continue
		}
		text, err := x.r.c.Vault(x.r.s).Open(list[i].Secret.Secret)
		if err != nil {
			return nil, err
		}
		found = append(found, inText(list[i].Secret, text.Value))
	}
	return found, nil
}

// inText is a secret in the form that the expansion of references takes.
func inText(secret *facts.StoredSecret, value string) references.Secret {
	return references.Secret{
		ID: secret.ID, SecretRef: references.SecretRef{Environment: secret.Environment, Path: secret.Path, Name: secret.Key},
		Text: value, OneLine: secret.SkipMultilineEncoding,
	}
}

// permit asks about all references of a level. A forbidden reference fails the request with
// the reasons of a refused read, so that a missing secret and a forbidden one look alike.
func (x *referred) permit(list []facts.Referred, holders map[references.SecretRef]string) error {
	members := make([]input.Member, 0, len(list))
	for i := range list {
		members = append(members, list[i].Member())
	}
	decisions, err := x.r.c.FollowUp(x.r.q, "readValue", members)
	if err != nil {
		return err
	}
	details := pep.RefusalDetails{}
	for i := range decisions {
		for _, reason := range x.r.c.VisibleReasons(&decisions[i]) {
			details.DecisionID = decisions[i].ID
			reason.Message += ": " + holders[list[i].SecretRef]
			details.Reasons = append(details.Reasons, reason)
		}
	}
	if len(details.Reasons) == 0 {
		return nil
	}
	return &pep.Error{
		Status: http.StatusForbidden, Name: pep.Denied.Name, Message: "Failed to expand one or more secret references", Details: details,
	}
}

// expand replaces references in visible values. A secret whose expansion would be too large
// keeps its text and is returned.
func (r *secretReader) expand(tx *store.Tx, shown []*shownSecret) (left []*references.Secret, err error) {
	texts := make([]*references.Secret, len(shown))
	revealed := make([]*references.Secret, 0, len(shown))
	known := make(map[*models.Secret]*references.Secret, len(shown)) // imports may show a secret again
	for i, secret := range shown {
		if secret.Sight != facts.Revealed {
			continue
		}
		if known[secret.Secret] == nil {
			text := inText(secret.StoredSecret, secret.text.Value)
			known[secret.Secret], revealed = &text, append(revealed, &text)
		}
		texts[i] = known[secret.Secret]
	}
	left, err = references.Expand(r.c.Request.Context(), &referred{r: r, tx: tx}, revealed)
	if err != nil {
		return nil, err
	}
	for i, text := range texts {
		if text != nil {
			shown[i].text.Value = text.Text
		}
	}
	return left, nil
}

func errTooMuchText(name string) error {
	return pep.BadRequest("The references of " + name + " make too much text to be expanded: a secret takes 10,000 replacements and 4 MiB of text, " +
		"what is referred to included; refer to less, or read it with expandSecretReferences=false")
}
