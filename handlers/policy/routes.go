// Package policy serves the policy itself: bundles, checks, replays, reviews,
// decisions, audit logs and AuthZEN.
package policy

import (
	"slices"

	"warder/handlers/pep"
)

// Routes are the rows of the route table that this package serves.
func Routes() []pep.Route {
	return slices.Concat(
		auditLogRoutes(), policyRoutes(), authzRoutes(), askRoutes(),
	)
}
