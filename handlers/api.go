// Package handlers serves the API: the table of its routes, put together from the
// packages of the resources.
package handlers

import (
	"warder/handlers/pep"
)

// New builds the API. It fails when a route has an action that no rule package
// of the policy handles, because no request could ever be permitted there.
func New(components pep.Components, options pep.Options) (*pep.API, error) {
	return pep.New(components, options, Routes(), pep.Handle(unknownRoute))
}
