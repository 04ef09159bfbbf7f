package engine

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
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

// Candidate is a policy that is on its way to becoming the active one.
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

// Differences counts how a candidate's answers compare with the active ones.
type Differences struct {
	Compared       int64 `json:"compared"`
	NewlyRefused   int64 `json:"newlyRefused"`
	NewlyPermitted int64 `json:"newlyPermitted"`
	OtherReasons   int64 `json:"otherReasons"` // refused by both, the caller would hear something else
	Failed         int64 `json:"failed"`       // the candidate did not answer
}

// Stages answers by the active policy, and by a candidate as far as its stage
// lets it. Guardrails are part of every engine, so none of them gets past those.
// It is safe for concurrent use.
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

// counts are of one active policy: where the source brings another one, they begin
// again, since the candidate was compared with what decides no more.
type counts struct {
	base atomic.Pointer[string] // digest of the active policy

	compared, refused, permitted, reasons, failed atomic.Int64
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

// ActionsOn lists the actions that the active policy decides on a type.
func (s *Stages) ActionsOn(resourceType string) []string { return s.Active().ActionsOn(resourceType) }

// Listed are the things of a type that the active policy lists.
func (s *Stages) Listed(resourceType string) []string { return s.Active().Listed(resourceType) }

// BuiltInRules shows a built-in role of the active policy.
func (s *Stages) BuiltInRules(scope, slug string) []permissions.Rule {
	return s.Active().BuiltInRules(scope, slug)
}

// Explain says why the active policy decides a request as it does.
func (s *Stages) Explain(ctx context.Context, request *input.Request) Explanation {
	return s.Active().Explain(ctx, request)
}

// ReasonCodes are those of the active policy.
func (s *Stages) ReasonCodes() []ReasonCode { return s.Active().ReasonCodes() }

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

// judges reports whether the candidate is asked about the subject's requests.
func (c *Candidate) judges(subject input.Subject) bool {
	return c.Stage != StageCanary || c.takes(subject)
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

// whose request it is: of a login that of whom it would log in, so that a canary
// decides for the login of each subject that it decides for afterwards.
func whose(request *input.Request) input.Subject {
	if request.Subject.ID != "" || request.Facts.Login == nil {
		return request.Subject
	}
	if request.Resource.Type == input.SubjectUser {
		return input.Subject{Type: input.SubjectUser, ID: request.Resource.ID}
	}
	return input.Subject{Type: input.SubjectIdentity, ID: request.Resource.ID}
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

// uncounted marks the context of questions of which nothing comes.
type uncounted struct{}

// Uncounted is for questions that are no requests: a candidate that answers them
// otherwise is not held to have changed anything.
func Uncounted(ctx context.Context) context.Context {
	return context.WithValue(ctx, uncounted{}, true)
}

// compareEach counts a list as one request, by the first member on which the
// answers differ.
func (s *Stages) compareEach(ctx context.Context, now *staged, active, candidate []Decision) {
	at := 0
	for i := range active {
		if differ(&active[i], &candidate[i]) {
			at = i
			break
		}
	}
	if len(active) > 0 {
		s.compare(ctx, now, &active[at], &candidate[at])
	}
}

func differ(active, candidate *Decision) bool {
	return !candidate.Answered() || active.Permitted != candidate.Permitted || codesOf(active) != codesOf(candidate)
}

// compare counts how the two answers differ, and says when it is too much.
func (s *Stages) compare(ctx context.Context, now *staged, active, candidate *Decision) {
	if ctx.Value(uncounted{}) != nil {
		return
	}
	n := &now.counts
	n.against(active.Policy.Digest)
	n.compared.Add(1)
	switch {
	case !candidate.Answered():
		n.failed.Add(1)
	case active.Permitted && !candidate.Permitted:
		n.refused.Add(1)
	case !active.Permitted && candidate.Permitted:
		n.permitted.Add(1)
	case !active.Permitted && codesOf(active) != codesOf(candidate):
		n.reasons.Add(1)
	}
	if bad := n.bad(now.candidate); bad > now.candidate.Tolerance && now.candidate.Tolerance > 0 && now.told.CompareAndSwap(false, true) {
		s.overrun(now.candidate.ID)
	}
}

// Answered reports whether the policy gave an answer of its own.
func (d *Decision) Answered() bool {
	return !slices.ContainsFunc(d.Reasons, func(r Reason) bool { return refusals[r.Code] != "" && r.Rule == "" })
}

func codesOf(decision *Decision) string {
	codes := ""
	for _, reason := range decision.Visible {
		codes += reason.Code + " "
	}
	return codes
}

// against begins again for another active policy. A refusal without any is of none.
func (n *counts) against(digest string) {
	base := n.base.Load()
	if digest == "" || base != nil && *base == digest || !n.base.CompareAndSwap(base, &digest) || base == nil {
		return
	}
	for _, count := range []*atomic.Int64{&n.compared, &n.refused, &n.permitted, &n.reasons, &n.failed} {
		count.Store(0)
	}
}

// bad is what counts towards the candidate's tolerance. A shadow refuses
// nobody, so its refusals are only told.
func (n *counts) bad(c *Candidate) int64 {
	if c.Stage == StageShadow {
		return n.failed.Load()
	}
	return n.failed.Load() + n.refused.Load()
}

func (n *counts) read() Differences {
	return Differences{
		Compared: n.compared.Load(), NewlyRefused: n.refused.Load(), NewlyPermitted: n.permitted.Load(),
		OtherReasons: n.reasons.Load(), Failed: n.failed.Load(),
	}
}

func (n *counts) continueFrom(before *counts) {
	was := before.read()
	n.base.Store(before.base.Load())
	n.compared.Store(was.Compared)
	n.refused.Store(was.NewlyRefused)
	n.permitted.Store(was.NewlyPermitted)
	n.reasons.Store(was.OtherReasons)
	n.failed.Store(was.Failed)
}
