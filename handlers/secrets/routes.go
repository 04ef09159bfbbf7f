// Package secrets serves secrets and their context: environments, folders, imports, references
// and tags.
package secrets

import (
	"slices"

	"warder/handlers/pep"
)

// Routes are the rows of the route table that this package serves.
func Routes() []pep.Route {
	return slices.Concat(
		environmentRoutes(), folderRoutes(), secretRoutes(), secretVersionRoutes(), secretBatchRoutes(), tagRoutes(),
		importRoutes(), secretV4Routes(), encryptedSecretRoutes(), encryptedBatchRoutes(), secretMoveRoutes(),
		secretTagRoutes(), blindIndexRoutes(),
	)
}
