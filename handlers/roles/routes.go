// Package roles serves the roles of organizations and projects, and computes the permissions
// that an assignment gives.
package roles

import (
	"slices"

	"warder/handlers/pep"
)

// Routes are the rows of the route table that this package serves.
func Routes() []pep.Route {
	return slices.Concat(
		projectRoleRoutes(), orgRoleRoutes(),
	)
}
