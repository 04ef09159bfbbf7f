package policy

import (
	"errors"
	"slices"
	"time"

	"warder/engine"
	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/handlers/replay"
	"warder/models"
	"warder/models/store"
)

// Replay: evaluates recorded requests with a candidate policy.
func replayRoutes() []pep.Route {
	return []pep.Route{
		{Method: "POST", Path: "/api/v1/authz/replay", Modes: pep.UserOrIdentity, Resource: "decisions", Action: "replay", Handler: pep.HandleBody(replayDecisions)},
	}
}

// replayMost is the limit of records per request. A client that replays them all continues
// from the position in the response, as the command line does.
const replayMost = 20_000

// candidateRequest is an uploaded policy: modules and data by path in the policy's folder.
type candidateRequest struct {
	Revision string            `json:"revision" validate:"max=128"`
	Modules  map[string]string `json:"modules" validate:"required,min=1,max=512,dive,keys,max=1024,endkeys,max=1048576"`
	Data     map[string]any    `json:"data" bound:"the size of the body"`
}

func (r *candidateRequest) policy() engine.Policy {
	return engine.Policy{Modules: r.Modules, Data: r.Data, Revision: r.Revision}
}

// replayRequest contains the candidate, or the id of an uploaded one.
type replayRequest struct {
	Candidate   *candidateRequest `json:"candidate"`
	CandidateID string            `json:"candidateId" validate:"max=64"`

	Since     *time.Time `json:"since"`
	Until     *time.Time `json:"until"`
	ProjectID string     `json:"projectId" validate:"max=255"`
	SubjectID string     `json:"subjectId" validate:"max=255"`
	Limit     int        `json:"limit" validate:"min=0,max=20000"`
	// After replays the log in recorded order after this number, 0 for the start. Without it
	// the newest records are replayed.
	After *int64 `json:"after" validate:"omitempty,min=0"`
}

func (*replayRequest) Requested(*input.Requested) {}

// limit is the number of records to replay.
func (r *replayRequest) limit() int {
	if r.Limit == 0 {
		return replayMost
	}
	return r.Limit
}

func (r *replayRequest) filter() models.DecisionFilter {
	filter := models.DecisionFilter{ProjectID: r.ProjectID, SubjectID: r.SubjectID}
	if r.Since != nil {
		at := store.At(*r.Since)
		filter.From = &at
	}
	if r.Until != nil {
		at := store.At(*r.Until)
		filter.To = &at
	}
	return filter
}

// replayAnswer has the result of a replay, the number of records, and the position of the next
// part.
type replayAnswer struct {
	Replay *replay.Report `json:"replay"`
	Total  int64          `json:"total"`
	Next   *int64         `json:"next,omitempty"`
}

// replayDecisions replays records of the caller's organization. It holds no transaction while
// it evaluates.
func replayDecisions(r *pep.Request, body *replayRequest) (*replayAnswer, error) {
	if err := checkSentOnce(body.Candidate, body.CandidateID, "candidate"); err != nil {
		return nil, err
	}
	if body.Candidate == nil && body.CandidateID == "" {
		return nil, pep.Invalid(pep.Issue{Code: "invalid_type", Path: []any{"candidate"}, Message: "Required"})
	}
	filter, total := body.filter(), int64(0)
	newest, err := pep.Read(r, r.Question(facts.ProjectRef{}), func(tx *store.Tx, s *facts.State) (_ []models.DecisionRecord, err error) {
		filter.OrgID = s.OrgID()
		if total, err = models.CountDecisions(tx, filter); err != nil || body.After != nil {
			return nil, err
		}
		return models.FindDecisions(tx, filter, body.limit(), 0)
	})
	if err != nil {
		return nil, err
	}
	policy, err := candidateOf(r, body.Candidate, body.CandidateID)
	if err != nil {
		return nil, err
	}
	done, err := r.TakeTurn()
	if err != nil {
		return nil, err
	}
	defer done()
	candidate, err := r.API.Prover.Candidate(r.Request.Context(), policy)
	if err != nil {
		return nil, candidateInvalid(err)
	}
	answer, failed := replayed(r, body, filter, newest, candidate, total)
	if err := candidate.Close(); err != nil {
		return nil, candidateInvalid(err)
	}
	return answer, failed
}

// candidateInvalid is the response for an invalid candidate policy.
func candidateInvalid(err error) error {
	var known *pep.Error
	if errors.As(err, &known) {
		return known
	}
	return &pep.Error{Status: 422, Name: "PolicyInvalid", Message: err.Error(), Cause: err}
}

func replayed(r *pep.Request, body *replayRequest, filter models.DecisionFilter, newest []models.DecisionRecord, candidate replay.DecisionPoint, total int64) (*replayAnswer, error) {
	if body.After != nil {
		return replayFrom(r, filter, *body.After, body.limit(), candidate, total)
	}
	slices.Reverse(newest)
	report, err := runReplay(r, replay.Rows(newest), candidate, filter.OrgID)
	if err != nil {
		return nil, err
	}
	report.Complete = report.Complete && total <= int64(len(newest))
	return &replayAnswer{Replay: report, Total: total}, nil
}

// runReplay uses one processor and leaves the others to requests. The report names subjects of
// one organization only.
func runReplay(r *pep.Request, records replay.RecordSource, candidate replay.DecisionPoint, orgID string) (*replay.Report, error) {
	report := replay.Run(r.Request.Context(), records, r.API.Engine, candidate, replay.Options{Workers: 1})
	err := r.API.Store.Snapshot(r.Request.Context(), func(tx *store.Tx) error { return report.LookUp(tx, orgID) })
	return report, err
}

// replayFrom replays a part of the log, and returns the position of the next part.
func replayFrom(r *pep.Request, filter models.DecisionFilter, after int64, limit int, candidate replay.DecisionPoint, total int64) (*replayAnswer, error) {
	seen, last := 0, after
	report, err := runReplay(r, func(yield func(replay.Raw, error) bool) {
		for raw, err := range replay.Stored(r.Request.Context(), r.API.Store, filter, after, limit) {
			if err == nil {
				seen, last = seen+1, raw.Seq
			}
			if !yield(raw, err) {
				return
			}
		}
	}, candidate, filter.OrgID)
	if err != nil {
		return nil, err
	}
	answer := &replayAnswer{Replay: report, Total: total}
	if seen == limit {
		answer.Next = &last
	}
	return answer, nil
}
