package policy

import (
	"errors"
	"slices"

	"warder/engine"
	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/audit"
	"warder/handlers/pep"
	"warder/models/store"
)

// stageRecorded selects the policy that made the decision, loaded or stored with the published
// bundles.
const stageRecorded = "recorded"

// explainedJSON explains one decision, as far as the caller may see it.
type explainedJSON struct {
	*decisionJSON
	MissingPermissions []engine.Missing `json:"missingPermissions,omitempty"`
	// Under is the policy that Explanation uses: the active one, the candidate, or the one
	// that made the decision. Absent means that no candidate exists, or that the policy is
	// no longer stored.
	Under  string `json:"under"`
	Absent bool   `json:"absent,omitempty"`
	// Explanation is that policy's evaluation of the request now. SameOutcome reports whether
	// it agrees with the record. PolicyChanged reports that a policy other than the active one
	// made the decision.
	Explanation   *engine.Explanation `json:"explanation,omitempty"`
	SameOutcome   *bool               `json:"sameOutcome,omitempty"`
	PolicyChanged bool                `json:"policyChanged"`
}

// decisionAnswer is the response for one decision.
type decisionAnswer struct {
	Decision *explainedJSON `json:"decision"`
}

// foundDecision is a recorded decision, and whether the caller may see all of it.
type foundDecision struct {
	record *audit.Record
	body   *explainedJSON
	reveal bool
	// kept is the bundle of the policy that made the decision, and isKept whether it is still
	// stored.
	kept   string
	isKept bool
}

func getDecision(r *pep.Request) (*decisionAnswer, error) {
	q := r.ReadQuery()
	under := q.Word("under", engine.StageActive, engine.StageCandidate, stageRecorded)
	if err := q.Err(); err != nil {
		return nil, err
	}
	question := r.Question(facts.ProjectRef{}, facts.OnDecision(r.Param("decisionId")))
	found, err := pep.ReadIf(r, question, func(_ *store.Tx, q *pep.Evaluation) error {
		if under != engine.StageCandidate {
			return nil
		}
		return r.Require(q, "read", input.Member{Resource: input.Resource{Type: "policy"}})
	}, func(tx *store.Tx, q *pep.Evaluation) (*foundDecision, error) {
		found, err := findDecision(tx, q)
		if err != nil || under != stageRecorded || !found.reveal {
			return found, err
		}
		kept, err := readKept(r, tx)
		if err == nil {
			found.kept, found.isKept = kept.made(found.record.Decision.Policy.Digest)
		}
		return found, err
	})
	if err != nil {
		return nil, err
	}
	if err := found.explain(r, under); err != nil {
		return nil, err
	}
	remedy(r, found.body.Reasons)
	return &decisionAnswer{Decision: found.body}, nil
}

func findDecision(_ *store.Tx, q *pep.Evaluation) (*foundDecision, error) {
	found := q.State.Found.Decision
	record, err := audit.ReadRecord([]byte(found.Record))
	if errors.Is(err, audit.ErrNoDecision) {
		return nil, pep.NotFound("The server did this without a request; there is no decision to explain")
	}
	if err != nil {
		return nil, err
	}
	body := &explainedJSON{decisionJSON: describeDecision(found), MissingPermissions: record.Decision.Missing}
	return &foundDecision{record: record, body: body, reveal: q.Obliges(engine.RevealReasons)}, nil
}

// explain adds a policy's evaluation of the request, or withholds the parts that the caller
// may not see.
func (f *foundDecision) explain(r *pep.Request, under string) error {
	made := f.record.Decision.Policy.Digest
	f.body.Under, f.body.PolicyChanged = under, made != r.API.Engine.Revision().Digest
	explanation, there, err := f.under(r, under)
	if err != nil {
		return err
	}
	if !there {
		f.body.Absent = true
		if !f.reveal { // always checked against the active policy
			explanation = r.API.Engine.Explain(r.Request.Context(), f.record.Telling())
			f.body.withhold(&explanation.Decision)
		}
		return nil
	}
	explanation.Decision.ID = f.record.ID // this is no new decision
	if !f.reveal {
		f.body.withhold(&explanation.Decision)
		return nil
	}
	same := sameOutcome(&explanation.Decision, f.record)
	f.body.Explanation, f.body.SameOutcome = &explanation, &same
	return nil
}

// under explains with a policy. The policy that made the decision is looked up among the
// loaded ones, then among the stored ones.
func (f *foundDecision) under(r *pep.Request, name string) (explanation engine.Explanation, found bool, err error) {
	request := f.record.Telling()
	if name != stageRecorded {
		explanation, found = r.API.Engine.ExplainUnder(r.Request.Context(), name, request)
		return explanation, found, nil
	}
	for _, stage := range []string{engine.StageActive, engine.StageCandidate} {
		explanation, found = r.API.Engine.ExplainUnder(r.Request.Context(), stage, request)
		if found && explanation.Decision.Policy.Digest == f.record.Decision.Policy.Digest {
			return explanation, true, nil
		}
	}
	if !f.isKept {
		return engine.Explanation{}, false, nil
	}
	explanation, err = f.underKept(r, request)
	return explanation, err == nil, err
}

// underKept explains with a policy that is no longer loaded. It is loaded for this response
// only, in the sandbox for uploaded policies.
func (f *foundDecision) underKept(r *pep.Request, request *input.Request) (engine.Explanation, error) {
	policy, err := r.API.Rollout.Policy(r.Request.Context(), f.kept)
	if err != nil {
		return engine.Explanation{}, err
	}
	done, err := r.TakeTurn()
	if err != nil {
		return engine.Explanation{}, err
	}
	defer done()
	explanation, err := r.API.Prover.Explain(r.Request.Context(), policy, request)
	if err != nil {
		return engine.Explanation{}, candidateInvalid(err)
	}
	return explanation, nil
}

// sameOutcome reports whether a decision permits, or refuses with the same codes, as the
// record does.
func sameOutcome(decision *engine.Decision, record *audit.Record) bool {
	recorded := recordedAlone(record)
	return decision.Permitted == recorded.Permitted && slices.Equal(codesIn(decision), codesIn(recorded))
}

// recordedAlone is the recorded decision about the request that carries the reasons
// (audit.Record.Telling).
func recordedAlone(record *audit.Record) *engine.Decision {
	at := record.TellingMember()
	if at < 0 {
		return &record.Decision.Decision
	}
	return &record.Decision.Members[at]
}

func codesIn(decision *engine.Decision) []string {
	codes := []string{}
	for _, reason := range decision.Reasons {
		codes = append(codes, reason.Code)
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// withhold reduces a decision to the content that its subject saw: the visible reasons,
// limited to those that both policies show.
func (b *explainedJSON) withhold(now *engine.Decision) {
	b.Grants = nil
	b.Reasons = slices.DeleteFunc(b.Reasons, func(reason reasonJSON) bool {
		return !slices.ContainsFunc(now.Visible, func(visible engine.Reason) bool { return visible == reason.Reason })
	})
	if len(b.Reasons) == 0 || b.Reasons[0].Code != "privilege_boundary" {
		b.MissingPermissions = nil
	}
}

// regoTest is a Rego test.
type regoTest struct{ text string }

// FileType is the content type of the test.
func (*regoTest) FileType() string { return "text/plain" }

// Wanted is always true.
func (*regoTest) Wanted() bool { return true }

// Content returns the test.
func (t *regoTest) Content() (contentType string, content []byte, err error) {
	return "text/plain; charset=utf-8", []byte(t.text), nil
}

// testDecision writes a decision as a test that passes with the policy that made it. The test
// contains facts, so it requires the right to read the log.
func testDecision(r *pep.Request) (*regoTest, error) {
	id := r.Param("decisionId")
	return pep.ReadIf(r, r.Question(facts.ProjectRef{}, facts.OnDecision(id)), func(_ *store.Tx, q *pep.Evaluation) error {
		return r.Require(q, "read", input.Member{Resource: input.Resource{Type: "decisions", ID: id}})
	}, func(tx *store.Tx, q *pep.Evaluation) (*regoTest, error) {
		found, err := findDecision(tx, q)
		if err != nil {
			return nil, err
		}
		text := engine.TestOf(found.record.Telling(), recordedAlone(found.record))
		if text == "" {
			return nil, pep.NotFound("No policy answered this request, so there is nothing to hold one to")
		}
		return &regoTest{text}, nil
	})
}
