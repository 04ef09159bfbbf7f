package service

import (
	"context"
	"errors"
	"slices"
	"time"

	"warder/bundles"
	"warder/bundles/proof"
	"warder/engine"
	"warder/handlers"
	"warder/policies"
)

// prover examines the policies that people send to be checked: what needs no
// evaluation here, and the rest where a hostile policy can do no harm.
type prover struct {
	examiner *bundles.Examiner
	terms    bundles.Terms
}

var _ handlers.Prover = (*prover)(nil)

// proveTime is less than a request may take.
const proveTime = 30 * time.Second

func newProver(command []string, timeout time.Duration) (*prover, error) {
	embedded, err := bundles.Embedded(policies.FS)
	if err != nil {
		return nil, err
	}
	examiner := bundles.NewExaminer(command)
	examiner.Time = proveTime
	return &prover{examiner, bundles.Terms{
		Guardrails: engine.Owned(embedded.Modules), Required: requiredRules(), Timeout: timeout,
	}}, nil
}

// Unpack gives the files of a bundle, signed or not.
func (p *prover) Unpack(archive []byte) (map[string]string, error) {
	return bundles.FilesOfArchive(archive)
}

// Prove says everything that is wrong at once, as far as one thing does not
// hide another.
func (p *prover) Prove(ctx context.Context, files map[string]string) ([]handlers.Finding, error) {
	tree := &proof.Tree{Files: bundles.Files(files)}
	found := tree.CheckFormat()
	read, err := tree.Files.Folder()
	if err != nil {
		return append(described(found), handlers.Finding{Step: bundles.CauseUnreadable, Message: err.Error()}), nil
	}
	found = append(found, tree.Lint()...)
	found = append(found, tree.CheckCodes()...)
	err = p.examiner.Examine(ctx, read.Policy, read.Tests, p.terms)
	var refused *bundles.Refusal
	switch {
	case errors.As(err, &refused):
		return append(described(found), handlers.Finding{Step: refused.Cause, Message: refused.Err.Error()}), nil
	case err != nil:
		return nil, err
	}
	return described(found), nil
}

func described(findings []proof.Finding) []handlers.Finding {
	list := make([]handlers.Finding, 0, len(findings))
	for f := range slices.Values(findings) {
		list = append(list, handlers.Finding{Step: f.Step, Message: f.Message, File: f.File, Row: f.Row, Col: f.Col, Warning: f.Warning})
	}
	return list
}
