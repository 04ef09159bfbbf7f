package policy

import (
	"warder/engine/facts"
	"warder/handlers/pep"
	"warder/models/store"
)

// rulesAnswer describes the policy in force, file by file.
type rulesAnswer struct {
	Revision string          `json:"revision"`
	Digest   string          `json:"digest"`
	Files    []describedFile `json:"files"`
	// HitsComplete reports whether all decisions of the week were counted; at most the newest
	// 200 000 of each outcome are.
	HitsComplete *bool `json:"hitsComplete,omitempty"`
}

func listRules(r *pep.Request) (*rulesAnswer, error) {
	query := r.ReadQuery()
	counts := query.Flag(false, "hits")
	if err := query.Err(); err != nil {
		return nil, err
	}
	return pep.ReadIf(r, r.Question(facts.ProjectRef{}), mayCount(r, counts), func(tx *store.Tx, q *pep.Evaluation) (*rulesAnswer, error) {
		revision, files := r.API.Engine.RuleFiles()
		answer := &rulesAnswer{Revision: revision.Revision, Digest: revision.Digest}
		if !counts {
			answer.Files = described(files, nil)
			return answer, nil
		}
		hits, complete, err := hitsOf(tx, r.API.Engine, q.State.OrgID(), r.Now)
		answer.Files, answer.HitsComplete = described(files, hits), &complete
		return answer, err
	})
}

// filesAnswer has all files of the policy in force by path, with tests and data. It is a
// starting point for a custom policy, and valid input of a check.
type filesAnswer struct {
	Revision string            `json:"revision"`
	Digest   string            `json:"digest"`
	Files    map[string]string `json:"files"`
	// Guardrails are the built-in files that no policy can replace.
	Guardrails []string `json:"guardrails"`
}

func listFiles(r *pep.Request) (*filesAnswer, error) {
	return pep.Read(r, r.Question(facts.ProjectRef{}), func(*store.Tx, *facts.State) (*filesAnswer, error) {
		revision, files := r.API.Engine.Files()
		return &filesAnswer{Revision: revision.Revision, Digest: revision.Digest, Files: files, Guardrails: pep.OrEmpty(r.API.Rollout.Status().Guardrails)}, nil
	})
}

// sourceAnswer is the text of one file of the policy in force.
type sourceAnswer struct {
	Revision string `json:"revision"`
	Digest   string `json:"digest"`
	File     string `json:"file"`
	Source   string `json:"source"`
	// Coverage is the test coverage of the file, if requested.
	Coverage *sourceCoverage `json:"coverage,omitempty"`
}

// sourceCoverage is measured once per policy; until then, State is measuring.
type sourceCoverage struct {
	State   string `json:"state"` // measuring, measured or failed
	Problem string `json:"problem,omitempty"`
	pep.LineCoverage
}

func (s *sourceAnswer) cover(r *pep.Request) {
	found := r.API.Prover.Coverage(s.Digest, func() map[string]string {
		_, files := r.API.Engine.Files()
		return files
	})
	s.Coverage = &sourceCoverage{State: found.State, Problem: found.Problem, LineCoverage: found.Files[s.File]}
	if s.Coverage.Covered == nil {
		s.Coverage.Covered = [][2]int{}
	}
	if s.Coverage.NotCovered == nil {
		s.Coverage.NotCovered = [][2]int{}
	}
}

func readSource(r *pep.Request) (*sourceAnswer, error) {
	q := r.ReadQuery()
	file, covers := q.Text("file"), q.Flag(false, "coverage")
	if err := q.Err(); err != nil {
		return nil, err
	}
	return pep.Read(r, r.Question(facts.ProjectRef{}), func(*store.Tx, *facts.State) (*sourceAnswer, error) {
		revision, source, found := r.API.Engine.Source(file)
		if !found {
			return nil, pep.NotFound("The policy in force has no file of this path")
		}
		answer := &sourceAnswer{Revision: revision.Revision, Digest: revision.Digest, File: file, Source: source}
		if covers {
			answer.cover(r)
		}
		return answer, nil
	})
}
