package pep

import (
	"warder/engine/facts"
	"warder/engine/input"
	"warder/models"
)

// Body is a request body that reports its contents to the policy, without values of secrets
// and credentials. A body without this method cannot be bound.
type Body interface{ Requested(asks *input.Requested) }

// asking adds the body's report to a question.
func (r *Request) asking(question *facts.Question) {
	asks := new(input.Requested)
	r.bound.Requested(asks)
	if !asks.Nothing() {
		question.Requested = asks
	}
}

// AskMetadata converts metadata to an object.
func AskMetadata(list []models.MetadataEntry) map[string]string { return facts.Metadata(list) }

// AskMember refers to a member by id.
func AskMember(kind, id string) *input.RequestedMember {
	return &input.RequestedMember{Type: kind, ID: &id}
}
