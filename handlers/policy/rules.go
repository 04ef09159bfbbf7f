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
