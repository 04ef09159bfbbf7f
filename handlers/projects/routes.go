// Package projects serves projects and their settings.
package projects

import (
	"slices"

	"warder/handlers/pep"
)

// Routes are the rows of the route table that this package serves.
func Routes() []pep.Route {
	return slices.Concat(
		projectRoutes(), projectSettingRoutes(), projectTrustedIPRoutes(),
	)
}
