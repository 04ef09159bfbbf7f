package pep_test

import (
	"fmt"

	"warder/engine/facts"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

type tagCount struct {
	Count int64 `json:"count"`
}

// countTags reads only if the policy permits it; the rows come from the snapshot that was
// decided on.
func countTags(r *pep.Request) (tagCount, error) {
	return pep.Read(r, r.Question(pep.ProjectByID(r)), func(tx *store.Tx, s *facts.State) (tagCount, error) {
		count, err := store.Count[models.Tag](tx, s.Scope(), "")
		return tagCount{count}, err
	})
}

// A route is a row: who may call it, what it asks the policy, and the handler.
func ExampleHandle() {
	route := pep.Route{
		Method: "GET", Path: "/api/v1/projects/:id/tags/count", Modes: pep.UserOrIdentity,
		Resource: "tags", Action: "read", Handler: pep.Handle(countTags),
	}
	fmt.Println(route.Name(), route.Answer())
	// Output: GET /api/v1/projects/:id/tags/count pep_test.tagCount
}
