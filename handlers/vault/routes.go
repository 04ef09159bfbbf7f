// Package vault seals what a secret holds: by the server, or in an end-to-end
// encrypted project by its clients, with the key that they share.
package vault

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
