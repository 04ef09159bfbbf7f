package engine

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"warder/engine/input"
)

// Candidate is a policy that is tried out beside the active one.
type Candidate struct {
	// ID tells one attempt from the next one, also of the same policy.
	ID     string
	Stage  string // StageShadow or StageCanary
	Engine *Engine
	// Percent of the subjects that a canary decides for.
	Percent int
	// Widen lets a canary permit what the active policy refuses. Without it
	// both must permit.
	Widen bool
	// Tolerance is how many requests that the active policy permits a canary
	// may refuse, and how often any candidate may fail to answer, before
	// Overrun is called; 0 means without limit.
	Tolerance int64
}

// judges reports whether the candidate is asked about the subject's requests.
func (c *Candidate) judges(subject input.Subject) bool {
	return c.Stage != StageCanary || c.takes(subject)
}

// takes reports whether the subject is one of the canary's. The same subject
// always is, on every server, and a new candidate draws others. A subject without
// a name is not: all of them would be one.
func (c *Candidate) takes(subject input.Subject) bool {
	if subject.ID == "" {
		return false
	}
	sum := sha256.Sum256([]byte(c.ID + "\x00" + subject.Type + "\x00" + subject.ID))
	return binary.BigEndian.Uint64(sum[:8])%100 < uint64(max(c.Percent, 0)) //nolint:gosec // not negative
}

// whose returns the subject of a request, for a login the subject that would log in: a
// canary then decides the login of a subject and its later requests alike.
func whose(request *input.Request) input.Subject {
	if request.Subject.ID != "" || request.Facts.Login == nil {
		return request.Subject
	}
	if request.Resource.Type == input.SubjectUser {
		return input.Subject{Type: input.SubjectUser, ID: request.Resource.ID}
	}
	return input.Subject{Type: input.SubjectIdentity, ID: request.Resource.ID}
}

// obeyed is what holds of the active policy's decision and the candidate's.
func (c *Candidate) obeyed(active, candidate Decision) Decision {
	switch {
	case c.Stage != StageCanary:
		return active
	case c.Widen:
		return candidate
	}
	return both(active, candidate)
}

// both permits what both permit. What either wants done besides is done.
func both(active, candidate Decision) Decision {
	if !active.Permitted {
		return active
	}
	if !candidate.Permitted {
		return candidate
	}
	candidate.Obligations = slices.Clip(candidate.Obligations) // equal requests share it
	for _, duty := range active.Obligations {
		if !slices.Contains(candidate.Obligations, duty) {
			candidate.Obligations = append(candidate.Obligations, duty)
		}
	}
	return candidate
}
