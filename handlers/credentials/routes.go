// Package credentials serves the credentials of machine identities: auth methods,
// client secrets, access tokens and service tokens.
package credentials

import (
	"slices"

	"warder/handlers/pep"
)

// Routes are the rows of the route table that this package serves.
func Routes() []pep.Route {
	return slices.Concat(
		universalAuthRoutes(), tokenAuthRoutes(), provenRoutes(), tokenRoutes(), serviceTokenRoutes(),
	)
}
