// Package vault stores what secrets hold: sealed by the server, or in an end-to-end
// encrypted project encrypted by its clients with the key that they share. It takes
// no decision: its callers ask the policy first.
package vault

import (
	"warder/models"
	"warder/models/seal"
	"warder/models/store"
)

// Vault seals, opens and stores the secrets of one project.
type Vault struct {
	Keyring *seal.Keyring
	Project *models.Project
	Now     store.Time
	Actor   Actor // who writes the versions
}

// Actor is the subject that a version of a secret names as its author.
type Actor struct{ Type, ID string }

// Platform writes what follows from a change without being asked for.
var Platform = Actor{Type: "platform"}

func (v *Vault) scope() store.Scope {
	return store.Scope{OrgID: v.Project.OrgID, ProjectID: v.Project.ID}
}
