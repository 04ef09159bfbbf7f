package handlers

import (
	"slices"

	"warder/handlers/accounts"
	"warder/handlers/credentials"
	"warder/handlers/encryption"
	"warder/handlers/identities"
	"warder/handlers/members"
	"warder/handlers/openapi"
	"warder/handlers/pep"
	"warder/handlers/policy"
	"warder/handlers/projects"
	"warder/handlers/roles"
	"warder/handlers/secrets"
)

// Routes is the route table of all resources.
func Routes() []pep.Route {
	return slices.Concat(
		accounts.Routes(), credentials.Routes(), identities.Routes(), members.Routes(), openapi.Routes(), policy.Routes(),
		projects.Routes(), roles.Routes(), secrets.Routes(), encryption.Routes(),
	)
}
