package service

import (
	"context"
	"maps"

	"warder/bundles"
	"warder/engine"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

// comparison limits a requested comparison to about a second of work and some megabytes of
// output.
var comparison = bundles.DiffLimits{Changes: 2000, Lines: 5000, Work: 100_000_000}

// maxComparedLine is the number of characters shown of a line.
const maxComparedLine = 500

var changeOf = map[string]string{"+": "added", "-": "removed", "~": "changed"}

// Compare implements handlers.Rollout.
func (r *rollout) Compare(ctx context.Context, before, after string) (*pep.PolicyComparison, error) {
	was, wasCalled, err := r.contents(ctx, before)
	if err != nil {
		return nil, err
	}
	is, isCalled, err := r.contents(ctx, after)
	if err != nil {
		return nil, err
	}
	changes, complete, err := bundles.DiffWithin(ctx, was, is, comparison)
	if err != nil {
		return nil, err
	}
	found := &pep.PolicyComparison{Before: wasCalled, After: isCalled, Complete: complete, Changes: []pep.PolicyDifference{}}
	for i := range changes {
		found.Changes = append(found.Changes, describeChange(&changes[i]))
	}
	return found, nil
}

func describeChange(change *bundles.PolicyChange) pep.PolicyDifference {
	described := pep.PolicyDifference{Kind: change.Kind, Change: changeOf[change.Mark], Name: change.Name, Lines: []pep.ComparedLine{}, Cut: change.Cut}
	for _, line := range change.Lines {
		text := line.Text
		if letters := []rune(text); len(letters) > maxComparedLine {
			text, described.Cut = string(letters[:maxComparedLine])+"…", true
		}
		described.Lines = append(described.Lines, pep.ComparedLine{Before: line.Before, After: line.After, Text: text})
	}
	return described
}

// Policy implements handlers.Rollout.
func (r *rollout) Policy(ctx context.Context, id string) (engine.Policy, error) {
	policy, _, err := r.contents(ctx, id)
	return policy, err
}

// contents are the files of a published bundle, or of the server's own policy for an empty id,
// with the binary's own modules: exactly the files in force.
func (r *rollout) contents(ctx context.Context, id string) (engine.Policy, engine.Revision, error) {
	if id == "" {
		return r.own.Policy(), r.own.Revision(), nil
	}
	row, err := store.First[models.PolicyBundle](r.store.Statement(ctx), store.Installation, "id = ?", id)
	if err != nil {
		return engine.Policy{}, engine.Revision{}, err
	}
	if err := r.mayPublish(); err != nil {
		return engine.Policy{}, engine.Revision{}, err
	}
	opened, err := r.gate.Open(row.Archive, bundles.MinRevision{})
	if err != nil {
		return engine.Policy{}, engine.Revision{}, err
	}
	policy := opened.Policy
	policy.Modules = maps.Clone(policy.Modules)
	maps.Copy(policy.Modules, r.engineOptions.Guardrails)
	return policy, engine.Revision{Revision: policy.Revision, Digest: row.Digest}, nil
}
