// Package accounts serves the instance, its organizations and its users: sign-up, invitations,
// sessions and passwords.
package accounts

import (
	"slices"

	"warder/handlers/pep"
)

// Routes are the rows of the route table that this package serves.
func Routes() []pep.Route {
	return slices.Concat(
		instanceRoutes(), userRoutes(), signUpRoutes(), organizationRoutes(), invitationRoutes(), apiKeyRoutes(),
		passwordRoutes(), recoveryRoutes(),
	)
}
