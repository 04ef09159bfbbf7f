package policy

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"warder/engine"
	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/audit"
	"warder/handlers/pep"
	"warder/models/store"
)

// Simulation: evaluates a hypothetical request with several policies side by side.
func simulateRoutes() []pep.Route {
	return []pep.Route{
		{Method: "POST", Path: "/api/v1/authz/simulate", Modes: pep.UserOrIdentity, Resource: "decisions", Action: "evaluate", Title: "Simulate a request", Handler: pep.HandleBody(simulate)},
	}
}

// simulateAnswer has one result per policy. Request is the evaluated input, for callers who
// may see the facts.
type simulateAnswer struct {
	Results []simulatedResult `json:"results"`
	Request any               `json:"request,omitempty"`
	Assumed simulatedAssumed  `json:"assumed"`
}

// simulatedAssumed lists the assumed facts. Facts is current or recorded.
type simulatedAssumed struct {
	assumptions
	Facts string `json:"facts"`
}

// simulatedResult is the result of one policy: active, candidate or draft. Absent means there
// is no such policy. Only callers who may read the log see more than the visible reasons, and
// the test for this result.
type simulatedResult struct {
	Policy      string              `json:"policy"`
	Absent      bool                `json:"absent,omitempty"`
	Revision    string              `json:"revision"`
	Digest      string              `json:"digest"`
	Permitted   bool                `json:"permitted"`
	Reasons     []pep.VisibleReason `json:"reasons"`
	Missing     []engine.Missing    `json:"missingPermissions,omitempty"`
	Explanation *engine.Explanation `json:"explanation,omitempty"`
	Test        string              `json:"test,omitempty"` // in Rego
}

// simulated is a request prepared for evaluation.
type simulated struct {
	request input.Request
	reveals bool
	assumed simulatedAssumed
}

func simulate(r *pep.Request, body *simulateRequest) (*simulateAnswer, error) {
	if err := body.check(r); err != nil {
		return nil, err
	}
	question := body.question(r)
	s, err := pep.ReadIf(r, question, body.followup(r), func(tx *store.Tx, q *pep.Evaluation) (*simulated, error) {
		if body.DecisionID != "" {
			return body.recorded(r, tx, q)
		}
		return body.supposed(r, tx, q)
	})
	if err != nil {
		return nil, err
	}
	answer := &simulateAnswer{Results: []simulatedResult{}, Assumed: s.assumed}
	for _, name := range body.policies() {
		answer.Results = append(answer.Results, s.under(r, name))
	}
	if body.drafts() {
		result, err := s.underDraft(r, body)
		if err != nil {
			return nil, err
		}
		answer.Results = append(answer.Results, *result)
	}
	if s.reveals {
		answer.Request = engine.InputOf(&s.request)
	}
	return answer, r.Request.Context().Err()
}

func (b *simulateRequest) policies() []string {
	if len(b.Policies) == 0 && !b.drafts() {
		return []string{engine.StageActive}
	}
	return b.Policies
}

// question asks whether the caller may ask about the subject.
func (b *simulateRequest) question(r *pep.Request) facts.Question {
	if b.DecisionID != "" {
		return r.Question(facts.ProjectRef{}, facts.OnDecision(b.DecisionID))
	}
	return r.AboutSubject(&input.Subject{Type: b.Subject.Type, ID: b.Subject.ID})
}

// followup requires the other rights of a simulation: to read the log for a recorded request,
// to read the policy for a candidate, and to test a policy for a draft.
func (b *simulateRequest) followup(r *pep.Request) pep.Followup {
	return func(_ *store.Tx, q *pep.Evaluation) error {
		for _, need := range []struct {
			is             bool
			action, on, id string
		}{
			{b.DecisionID != "", "read", "decisions", b.DecisionID},
			{slices.Contains(b.Policies, engine.StageCandidate), "read", "policy", ""},
			{b.drafts(), "replay", "decisions", ""},
		} {
			if !need.is {
				continue
			}
			if err := r.Require(q, need.action, input.Member{Resource: input.Resource{Type: need.on, ID: need.id}}); err != nil {
				return err
			}
		}
		return nil
	}
}

// supposed builds a request from its parts and current facts.
func (b *simulateRequest) supposed(r *pep.Request, tx *store.Tx, q *pep.Evaluation) (*simulated, error) {
	who := facts.Assumption{Subject: input.Subject{Type: b.Subject.Type, ID: b.Subject.ID}, Address: b.Context.IP, Mode: b.Context.Mode, Now: b.Context.Now}
	return collected(r, tx, q, who, b.Resource.named().Question(b.Action))
}

// collected builds a request with current facts.
func collected(r *pep.Request, tx *store.Tx, q *pep.Evaluation, who facts.Assumption, question facts.Question) (*simulated, error) {
	state, err := facts.WhatIf(tx, q.State, who, question)
	if err != nil {
		return nil, err
	}
	return newSimulated(r, q, &state.Request, simulatedAssumed{Facts: "current"}), nil
}

func newSimulated(r *pep.Request, q *pep.Evaluation, request *input.Request, assumed simulatedAssumed) *simulated {
	credential := assumed.Credential
	assumed.assumptions = assume(r, request.Context.IP)
	assumed.Credential = cmp.Or(credential, assumed.Credential)
	assumed.Time = store.At(time.Unix(request.Context.Now, 0))
	return &simulated{request: *request, reveals: q.Obliges(engine.RevealReasons), assumed: assumed}
}

// recorded builds a request from the log with the requested changes.
func (b *simulateRequest) recorded(r *pep.Request, tx *store.Tx, q *pep.Evaluation) (*simulated, error) {
	record, err := audit.ReadRecord([]byte(q.State.Found.Decision.Record))
	if errors.Is(err, audit.ErrNoDecision) {
		return nil, pep.NotFound("The server did this without a request; there is no request to simulate")
	}
	if err != nil {
		return nil, err
	}
	request := *record.Telling()
	b.Change.apply(&request)
	if b.Change.moves() {
		return moved(r, tx, q, &request)
	}
	assumed := simulatedAssumed{Facts: "recorded"}
	assumed.Credential = "recorded"
	return newSimulated(r, q, &request, assumed), nil
}

// moved builds a recorded request for another place, with current facts.
func moved(r *pep.Request, tx *store.Tx, q *pep.Evaluation, request *input.Request) (*simulated, error) {
	at := time.Unix(request.Context.Now, 0)
	properties := request.Resource.Properties
	what := facts.Named{Type: request.Resource.Type, Environment: properties.Environment, SecretPath: properties.SecretPath, SecretName: properties.SecretName}
	if request.Facts.Project != nil {
		what.ProjectID = request.Facts.Project.ID
	}
	question := what.Question(request.Action.Name)
	question.Requested = request.Requested
	who := facts.Assumption{Subject: request.Subject, Address: request.Context.IP, Mode: request.Context.Mode, Now: &at}
	return collected(r, tx, q, who, question)
}

// under evaluates with a policy of the server.
func (s *simulated) under(r *pep.Request, name string) simulatedResult {
	explanation, found := r.API.Engine.ExplainUnder(r.Request.Context(), name, &s.request)
	if !found {
		return simulatedResult{Policy: name, Absent: true, Reasons: []pep.VisibleReason{}}
	}
	result := s.result(r, name, &explanation.Decision)
	if s.reveals {
		result.Explanation = &explanation
	}
	return result
}

// underDraft evaluates with an uploaded policy, in the sandbox.
func (s *simulated) underDraft(r *pep.Request, body *simulateRequest) (*simulatedResult, error) {
	policy, err := candidateOf(r, body.Draft, body.CandidateID)
	if err != nil {
		return nil, err
	}
	done, err := r.TakeTurn()
	if err != nil {
		return nil, err
	}
	defer done()
	explanation, err := r.API.Prover.Explain(r.Request.Context(), policy, &s.request)
	if err != nil {
		return nil, candidateInvalid(err)
	}
	result := s.result(r, "draft", &explanation.Decision)
	if s.reveals {
		result.Explanation = &explanation
	}
	return &result, nil
}

func (s *simulated) result(r *pep.Request, name string, decision *engine.Decision) simulatedResult {
	result := simulatedResult{
		Policy: name, Revision: decision.Policy.Revision, Digest: decision.Policy.Digest, Permitted: decision.Permitted,
		Reasons: r.VisibleReasons(decision),
	}
	if s.reveals {
		result.Missing, result.Test = decision.Missing, engine.TestOf(&s.request, decision)
	}
	return result
}
