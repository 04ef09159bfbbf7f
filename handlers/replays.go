package handlers

import (
	"slices"
	"time"

	"warder/engine"
	"warder/engine/facts"
	"warder/handlers/replay"
	"warder/models"
)

// Replay: what a candidate policy would have decided (DESIGN section 9.3).
func replayRoutes() []route {
	return []route{
		{"POST", "/api/v1/authz/replay", ji, "decisions", "replay", "", replayDecisions, false},
	}
}

// replayMost is how many records one request replays; the command line has no
// such bound.
const replayMost = 20_000

// candidateRequest is a policy that is sent to be looked at: modules and data
// by path, as they lie in a policy's folder.
type candidateRequest struct {
	Revision string            `json:"revision" validate:"max=128"`
	Modules  map[string]string `json:"modules" validate:"required,min=1,max=512"`
	Data     map[string]any    `json:"data"`
}

func (r *candidateRequest) policy() engine.Policy {
	return engine.Policy{Modules: r.Modules, Data: r.Data, Revision: r.Revision}
}

type replayRequest struct {
	Candidate *candidateRequest `json:"candidate" validate:"required"`
	Since     *time.Time        `json:"since"`
	ProjectID string            `json:"projectId"`
	SubjectID string            `json:"subjectId"`
	Limit     int               `json:"limit" validate:"min=0,max=20000"`
}

// replayDecisions replays the newest records of the caller's organization. It
// holds no transaction while it decides.
func replayDecisions(c *call) (any, error) {
	var body replayRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	filter := models.DecisionFilter{ProjectID: body.ProjectID, SubjectID: body.SubjectID}
	if body.Since != nil {
		at := models.At(*body.Since)
		filter.From = &at
	}
	limit, total := body.Limit, int64(0)
	if limit == 0 {
		limit = replayMost
	}
	var rows []models.DecisionRecord
	_, err := c.read(c.question(facts.ProjectRef{}), func(tx *models.Tx, s *facts.State) (_ any, err error) {
		filter.OrgID = s.OrgID()
		if total, err = models.CountDecisions(tx, filter); err != nil {
			return nil, err
		}
		rows, err = models.FindDecisions(tx, filter, limit, 0)
		return struct{}{}, err
	})
	if err != nil {
		return nil, err
	}
	candidate, err := c.api.Engine.Candidate(c.Request.Context(), body.Candidate.policy())
	if err != nil {
		return nil, &Error{Status: 422, Name: "PolicyInvalid", Message: err.Error(), Cause: err}
	}
	slices.Reverse(rows)
	report := replay.Run(c.Request.Context(), replay.Rows(rows), c.api.Engine, candidate, replay.Options{Workers: 1})
	report.Complete = report.Complete && total <= int64(len(rows))
	return map[string]any{"replay": report}, nil
}
