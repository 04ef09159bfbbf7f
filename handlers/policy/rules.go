package policy

import (
	"warder/engine"
	"warder/engine/facts"
	"warder/handlers/pep"
	"warder/models/store"
)

// rulesAnswer is what the policy in force says of itself, file by file.
type rulesAnswer struct {
	Revision string            `json:"revision"`
	Digest   string            `json:"digest"`
	Files    []engine.RuleFile `json:"files"`
}

func listRules(r *pep.Request) (*rulesAnswer, error) {
	return pep.Read(r, r.Question(facts.ProjectRef{}), func(*store.Tx, *facts.State) (*rulesAnswer, error) {
		revision, files := r.API.Engine.RuleFiles()
		return &rulesAnswer{Revision: revision.Revision, Digest: revision.Digest, Files: files}, nil
	})
}

// filesAnswer are all files of the policy in force by path, with tests and data: what a
// policy of one's own begins with, and what a check takes.
type filesAnswer struct {
	Revision string            `json:"revision"`
	Digest   string            `json:"digest"`
	Files    map[string]string `json:"files"`
	// Guardrails are the files that come from the binary, and that no policy replaces.
	Guardrails []string `json:"guardrails"`
}

func listFiles(r *pep.Request) (*filesAnswer, error) {
	return pep.Read(r, r.Question(facts.ProjectRef{}), func(*store.Tx, *facts.State) (*filesAnswer, error) {
		revision, files := r.API.Engine.Files()
		return &filesAnswer{Revision: revision.Revision, Digest: revision.Digest, Files: files, Guardrails: r.API.Rollout.Status().Guardrails}, nil
	})
}

// sourceAnswer is the text of one file of the policy in force.
type sourceAnswer struct {
	Revision string `json:"revision"`
	Digest   string `json:"digest"`
	File     string `json:"file"`
	Source   string `json:"source"`
}

func readSource(r *pep.Request) (*sourceAnswer, error) {
	q := r.ReadQuery()
	file := q.Text("file")
	if err := q.Err(); err != nil {
		return nil, err
	}
	return pep.Read(r, r.Question(facts.ProjectRef{}), func(*store.Tx, *facts.State) (*sourceAnswer, error) {
		revision, source, found := r.API.Engine.Source(file)
		if !found {
			return nil, pep.NotFound("The policy in force has no file of this path")
		}
		return &sourceAnswer{Revision: revision.Revision, Digest: revision.Digest, File: file, Source: source}, nil
	})
}
