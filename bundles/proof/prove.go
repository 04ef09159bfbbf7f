package proof

import (
	"context"
	"errors"

	"warder/bundles"
)

// Prove says everything that is wrong with a policy at once, as far as one thing
// does not hide another: a list of Finding. It is what bundles.Sandbox.Prove
// runs apart.
func Prove(ctx context.Context, files bundles.Files, required bundles.Requirements) any {
	tree := &Tree{Files: files}
	found := append([]Finding{}, tree.CheckFormat()...)
	read, err := files.Folder()
	if err != nil {
		return append(found, Finding{Step: bundles.CauseUnreadable, Message: err.Error()})
	}
	found = append(found, tree.Lint()...)
	found = append(found, tree.CheckCodes()...)
	err = bundles.Examine(ctx, read.Policy, read.Tests, required)
	var refused *bundles.Refusal
	switch {
	case errors.As(err, &refused):
		// One whose plan differs decides all the same, by OPA's evaluator.
		found = append(found, Finding{Step: refused.Cause, Message: refused.Err.Error(), Warning: refused.Cause == bundles.CauseDiffers})
	case err != nil:
		found = append(found, Finding{Step: bundles.CauseLimits, Message: err.Error()})
	}
	return found
}
