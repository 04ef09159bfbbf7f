// Package members serves memberships of organizations and projects, and their additional
// privileges.
package members

import (
	"slices"

	"warder/handlers/pep"
)

// Routes are the rows of the route table that this package serves.
func Routes() []pep.Route {
	return slices.Concat(
		identityMembershipRoutes(), privilegeRoutes(), orgMembershipRoutes(), userMembershipRoutes(),
	)
}
