package policy

import (
	"encoding/json"

	"warder/engine"
	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models/store"
)

// Candidates: policies uploaded once, for replays in several requests.
func candidateRoutes() []pep.Route {
	return []pep.Route{
		{Method: "POST", Path: "/api/v1/authz/candidates", Modes: pep.UserOrIdentity, Resource: "decisions", Action: "replay", Title: "Keep a candidate policy for a while", Handler: pep.HandleReading[keptRequest](keepCandidate)},
	}
}

// keptRequest uploads the policy. It does not run before a replay or simulation uses it.
type keptRequest struct{ candidateRequest }

func (*keptRequest) Requested(*input.Requested) {}

// keptAnswer identifies the candidate. The id is valid for its uploader on this server.
type keptAnswer struct {
	ID        string     `json:"id"`
	Digest    string     `json:"digest"`
	ExpiresAt store.Time `json:"expiresAt"`
}

func keepCandidate(r *pep.Request) (*keptAnswer, error) {
	var body keptRequest
	if err := r.Bind(&body); err != nil {
		return nil, err
	}
	if err := checkPaths(body.Modules, "modules"); err != nil {
		return nil, err
	}
	if _, err := pep.Read(r, r.Question(facts.ProjectRef{}), pep.Noop); err != nil {
		return nil, err
	}
	policy := body.policy()
	digest, err := policy.Digest()
	if err != nil {
		return nil, candidateInvalid(err)
	}
	size, err := sizeOf(policy)
	if err != nil {
		return nil, candidateInvalid(err)
	}
	kept := r.API.Candidates.Keep(ownerOf(r), policy, digest, size)
	return &keptAnswer{ID: kept.ID, Digest: kept.Digest, ExpiresAt: store.At(kept.ExpiresAt)}, nil
}

// ownerOf identifies the owner of candidates: the subject within its organization.
func ownerOf(r *pep.Request) string {
	return r.Caller.OrgID + " " + r.Caller.Subject.Type + " " + r.Caller.Subject.ID
}

// sizeOf estimates a policy's memory in bytes.
func sizeOf(policy engine.Policy) (int, error) {
	data, err := json.Marshal(policy.Data)
	size := len(data)
	for path, source := range policy.Modules {
		size += len(path) + len(source)
	}
	return size, err
}

// checkSentOnce returns an error if a request both contains a policy and names one.
func checkSentOnce(sent *candidateRequest, id string, field string) error {
	if sent != nil && id != "" {
		return pep.InvalidField("Send the policy or name one by its candidateId, not both", field)
	}
	return nil
}

// candidateOf is the policy that the request contains or names.
func candidateOf(r *pep.Request, sent *candidateRequest, id string) (engine.Policy, error) {
	if sent != nil {
		return sent.policy(), checkPaths(sent.Modules, "candidate", "modules")
	}
	kept, err := r.API.Candidates.Of(ownerOf(r), id)
	if err != nil {
		return engine.Policy{}, err
	}
	return kept.Policy, nil
}
