package engine

import (
	"context"
	"slices"
	"sync/atomic"

	"github.com/google/uuid"

	"warder/engine/input"
	"warder/engine/permissions"
)

// Stages of a policy on its way.
const (
	StageActive = "active" // it decides
	StageShadow = "shadow" // it is asked beside the active one, and never obeyed
	StageCanary = "canary" // it decides for a share of the subjects
)

// StageCandidate is the policy on its way, in whichever of the two stages it is.
const StageCandidate = "candidate"

// Stages answers by the active policy, and by a candidate as far as its stage allows.
// Guardrails are part of every engine, so no stage bypasses them. It is safe for
// concurrent use.
type Stages struct {
	current atomic.Pointer[staged]
	overrun func(candidateID string)
}

// staged never changes but for its counters.
type staged struct {
	active    *Engine
	candidate *Candidate
	counts    counts
	told      atomic.Bool
	closed    bool
}

var _ Decider = (*Stages)(nil)

// NewStages makes stages in which active decides. overrun is called, once for
// a candidate and on the path of a request, when it goes beyond its tolerance.
func NewStages(active *Engine, overrun func(candidateID string)) *Stages {
	s := &Stages{overrun: overrun}
	s.Set(active, nil)
	return s
}

// Set puts other policies in place, all at once. Counters go on as long as the
// candidate's id stays.
func (s *Stages) Set(active *Engine, candidate *Candidate) {
	next := &staged{active: active, candidate: candidate}
	if before := s.current.Load(); before != nil && candidate != nil && before.candidate != nil && before.candidate.ID == candidate.ID {
		next.counts.continueFrom(&before.counts)
	}
	s.current.Store(next)
}

// Close refuses everything until the next Set: the policy in force is too old
// to be believed.
func (s *Stages) Close() { s.current.Store(&staged{active: s.Active(), closed: true}) }

// Active is the engine that decides.
func (s *Stages) Active() *Engine { return s.current.Load().active }

// OnTrial is the policy on its way, or nil, with how it compares.
func (s *Stages) OnTrial() (*Candidate, Differences) {
	now := s.current.Load()
	return now.candidate, now.counts.read()
}

// Revision says which policy decides.
func (s *Stages) Revision() Revision { return s.Active().Revision() }

// Handles reports whether the active policy decides this action.
func (s *Stages) Handles(resourceType, action string) bool {
	return s.Active().Handles(resourceType, action)
}

// Deciders are the packages of the active policy that decide an action on a type.
func (s *Stages) Deciders(resourceType, action string) []string {
	return s.Active().Deciders(resourceType, action)
}

// ActionsOn lists the actions that the active policy decides on a type.
func (s *Stages) ActionsOn(resourceType string) []string { return s.Active().ActionsOn(resourceType) }

// PolicyResources are the things of a type that the active policy lists.
func (s *Stages) PolicyResources(resourceType string) []string {
	return s.Active().PolicyResources(resourceType)
}

// BuiltInRules shows a built-in role of the active policy.
func (s *Stages) BuiltInRules(scope, slug string) []permissions.Rule {
	return s.Active().BuiltInRules(scope, slug)
}

// Explain says why the active policy decides a request as it does.
func (s *Stages) Explain(ctx context.Context, request *input.Request) Explanation {
	return s.Active().Explain(ctx, request)
}

// ExplainUnder says why the policy of a stage, the active one or the candidate, decides a
// request as it does; found is false where there is no candidate.
func (s *Stages) ExplainUnder(ctx context.Context, stage string, request *input.Request) (explanation Explanation, found bool) {
	now := s.current.Load()
	if stage == StageActive {
		return now.active.Explain(ctx, request), true
	}
	if stage != StageCandidate || now.candidate == nil {
		return Explanation{}, false
	}
	return now.candidate.Engine.Explain(ctx, request), true
}

// ComparePrivileges compares by the active policy.
func (s *Stages) ComparePrivileges(ctx context.Context, request *input.Request) (Revision, []Shortfall, error) {
	return s.Active().ComparePrivileges(ctx, request)
}

// ReasonCodes are those of the active policy.
func (s *Stages) ReasonCodes() []ReasonCode { return s.Active().ReasonCodes() }

// RuleFiles are those of the active policy.
func (s *Stages) RuleFiles() (Revision, []RuleFile) { return s.Active().RuleFiles() }

// Files are those of the active policy.
func (s *Stages) Files() (Revision, map[string]string) { return s.Active().Files() }

// Source is that of a file of the active policy.
func (s *Stages) Source(path string) (Revision, string, bool) { return s.Active().Source(path) }

// ReasonCodesOn are those that the active policy refuses an action with.
func (s *Stages) ReasonCodesOn(resourceType, action string) []ReasonCode {
	return s.Active().ReasonCodesOn(resourceType, action)
}

// Remediation is what the active policy advises about a reason.
func (s *Stages) Remediation(reason Reason) string { return s.Active().Remediation(reason) }

// Decide answers one request.
func (s *Stages) Decide(ctx context.Context, request *input.Request) Decision {
	now := s.current.Load()
	if now.closed {
		return refuse(uuid.NewString(), Revision{}, PolicyMissing)
	}
	decision := now.active.Decide(ctx, request)
	decision.Stage = StageActive
	c := now.candidate
	if c == nil || !c.judges(whose(request)) {
		return decision
	}
	other := c.Engine.Decide(ctx, request)
	other.Stage = c.Stage
	s.compare(ctx, now, &decision, &other)
	return c.obeyed(decision, other)
}

// DecideEach answers the same request about each member.
func (s *Stages) DecideEach(ctx context.Context, shared *input.Request, members []input.Member) []Decision {
	now := s.current.Load()
	if now.closed {
		return repeated(refuse(uuid.NewString(), Revision{}, PolicyMissing), len(members))
	}
	decisions := now.active.DecideEach(ctx, shared, members)
	for i := range decisions {
		decisions[i].Stage = StageActive
	}
	c := now.candidate
	if c == nil || !c.judges(shared.Subject) {
		return decisions
	}
	others := c.Engine.DecideEach(ctx, shared, members)
	for i := range others {
		others[i].Stage = c.Stage
	}
	s.compareEach(ctx, now, decisions, others)
	for i := range decisions {
		id := decisions[0].ID // one record holds them all
		decisions[i] = c.obeyed(decisions[i], others[i])
		decisions[i].ID = id
	}
	return decisions
}

func repeated(decision Decision, times int) []Decision {
	decisions := make([]Decision, times)
	for i := range decisions {
		decisions[i] = decision
	}
	return decisions
}

// Answered reports whether the policy gave an answer of its own.
func (d *Decision) Answered() bool {
	return !slices.ContainsFunc(d.Reasons, func(r Reason) bool { return refusals[r.Code] != "" && r.Rule == "" })
}
