package bundles

import (
	"context"
	"errors"
	"fmt"

	"warder/engine"
)

// Gate decides whether a bundle may be activated.
type Gate struct {
	// Trust is whose bundles are taken; nil takes unsigned ones, which is for
	// files that only the operator can write.
	Trust        *Trust
	Requirements Requirements
	Sandbox      *Sandbox
}

// MinRevision is the revision activated last, which no later bundle may be below. An attacker who put an older one in its
// place could bring back a hole that was closed.
type MinRevision struct {
	Number uint64 `json:"revision"`
	Digest string `json:"digest"`
}

// Admit opens the bundle and holds it to everything that an activation needs.
// The cheap checks come first, and nothing of a bundle is compiled before its
// signature holds. An error is a *Refusal.
func (g *Gate) Admit(ctx context.Context, packed []byte, minimum MinRevision) (*Bundle, error) {
	if g.Trust == nil { // then what the parser meets is not vouched for
		files, err := FilesOfArchive(packed)
		if err != nil {
			return nil, refuse(CauseUnreadable, err)
		}
		if err := g.Sandbox.Parse(ctx, files); err != nil {
			return nil, err
		}
	}
	opened, err := g.Open(packed, minimum)
	if err != nil {
		return nil, err
	}
	if err := g.examine(ctx, &opened.Policy, opened.Tests); err != nil {
		return nil, err
	}
	return opened, nil
}

// AdmitFolder holds a folder to what Admit holds a bundle to, but for what only
// travelling asks for: signature, scope and revision. An account that can write the
// folder runs the server.
func (g *Gate) AdmitFolder(ctx context.Context, read *Folder) error {
	return g.examine(ctx, &read.Policy, read.Tests)
}

// examine notes in the policy if its plan answers unlike OPA's evaluator.
func (g *Gate) examine(ctx context.Context, policy *engine.Policy, tests map[string]string) error {
	err := g.Sandbox.Examine(ctx, *policy, tests, g.Requirements)
	var refused *ActivationError
	if errors.As(err, &refused) && refused.Cause == CauseDiffers {
		policy.Differs = refused.Err.Error()
		return nil
	}
	return err
}

// Open is the part of Admit that evaluates nothing.
func (g *Gate) Open(packed []byte, minimum MinRevision) (*Bundle, error) {
	opened, err := Open(packed, g.Trust)
	if err != nil {
		return nil, err
	}
	return opened, minimum.check(opened)
}

func (f MinRevision) check(b *Bundle) error {
	switch {
	case b.Number < f.Number:
		return refuse(CauseRevision, fmt.Errorf(".manifest: revision %d is older than %d, which was activated before", b.Number, f.Number))
	case b.Number == f.Number && b.Digest != f.Digest:
		return refuse(CauseRevision, fmt.Errorf(".manifest: revision %d was activated before with other contents; give this one a higher revision", b.Number))
	}
	return nil
}

// MinRevision is what a later bundle has to reach once this one is activated.
func (b *Bundle) MinRevision() MinRevision { return MinRevision{Number: b.Number, Digest: b.Digest} }
