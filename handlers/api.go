// Package handlers serves the API: it joins the route tables of the resource packages.
package handlers

import (
	"warder/handlers/pep"
)

// New builds the API. It fails if no rule package of the policy handles a route's action,
// because the route could never be permitted.
func New(components pep.Components, options pep.Options) (*pep.API, error) {
	return pep.New(components, options, Routes(), pep.Handle(unknownRoute))
}
