// Package identities serves machine identities.
package identities

import (
	"slices"

	"warder/handlers/pep"
)

// Routes are the rows of the route table that this package serves.
func Routes() []pep.Route {
	return slices.Concat(
		identityRoutes(), projectIdentityRoutes(),
	)
}
