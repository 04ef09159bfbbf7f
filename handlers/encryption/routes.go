// Package encryption serves end-to-end encryption: its switch, the shared project key, and
// client-encrypted fields. The logic is in models/vault.
package encryption

import (
	"slices"

	"warder/handlers/pep"
)

// Routes are the rows of the route table that this package serves.
func Routes() []pep.Route {
	return slices.Concat(
		botRoutes(), projectKeyRoutes(),
	)
}
