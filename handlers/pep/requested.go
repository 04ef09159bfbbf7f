package pep

import (
	"warder/engine/facts"
	"warder/engine/input"
	"warder/models"
)

// Body is the body of a request that says what of it is asked for, so that
// the policy can decide on it: never the value of a secret or a credential. A
// body that cannot say so cannot be bound.
type Body interface{ Requested(asks *input.Requested) }

// asking fills in what the body of the request asks for.
func (r *Request) asking(question *facts.Question) {
	asks := new(input.Requested)
	r.bound.Requested(asks)
	if !asks.Nothing() {
		question.Requested = asks
	}
}

// AskMetadata is metadata as an object.
func AskMetadata(list []models.MetadataEntry) map[string]string { return facts.Metadata(list) }

// AskMember names a member by its id.
func AskMember(kind, id string) *input.RequestedMember {
	return &input.RequestedMember{Type: kind, ID: &id}
}
