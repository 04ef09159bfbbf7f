package secrets

import (
	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models"
)

// errPersonalName refuses a rename that would separate a personal value from the secret that
// it overrides.
var errPersonalName = pep.BadRequest("A personal value has the name of the shared secret it overrides: rename that one, and it follows")

// onRemovedSecret asks about a secret to delete. Machine identities have no personal values,
// so for these the question is about the folder only.
func onRemovedSecret(r *pep.Request, place *secretPlace, name string) facts.Question {
	if withoutPersonal(r, place) {
		return onSecret(r, place, name, facts.OnFolder(place.Environment, place.SecretPath))
	}
	return onSecret(r, place, name, facts.OnSecret(place.Environment, place.SecretPath, name, place.Type))
}

func withoutPersonal(r *pep.Request, place *secretPlace) bool {
	return place.Type == models.SecretPersonal && r.Caller.Subject.Type != input.SubjectUser
}

// errNoPersonal is for a policy that permits a machine identity to delete a personal value,
// which cannot exist.
var errNoPersonal = pep.NotFound("Secret not found")
