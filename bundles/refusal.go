package bundles

import "errors"

// Causes for which a bundle is not activated. They are the labels of a metric,
// so they are a closed list.
const (
	CauseUnreadable = "unreadable" // no archive, cut off, not what a bundle consists of, or not Rego
	CauseUnsigned   = "unsigned"
	CauseSignature  = "signature" // by an unknown key, broken, or not of these files
	CauseScope      = "scope"     // signed for another installation
	CauseRevision   = "revision"  // not a number, or not above the one before
	CauseRoots      = "roots"     // claims more than data.authz
	CauseCompile    = "compile"   // does not compile, calls what it may not, reaches for what the server owns
	CauseMissing    = "missing"   // lacks a package that no decision may do without
	CauseTests      = "tests"     // its own tests fail
	CauseCanary     = "canary"    // a request that must be decided one way is decided another
	CauseLimits     = "limits"    // took too long, or too much memory, to compile or to decide
	CauseSource     = "source"    // could not be fetched
	// CauseDiffers keeps no bundle from deciding: its plan answers unlike OPA's
	// evaluator, which runs it.
	CauseDiffers = "differs"
)

// Causes are all of them.
func Causes() []string {
	return []string{
		CauseUnreadable, CauseUnsigned, CauseSignature, CauseScope, CauseRevision, CauseRoots, CauseCompile, CauseMissing, CauseTests, CauseCanary,
		CauseLimits, CauseSource, CauseDiffers,
	}
}

// ActivationError is why a bundle is not activated. Its text names file and line where
// there is one.
type ActivationError struct {
	Cause string
	Err   error
}

// Error is the text for people.
func (r *ActivationError) Error() string { return "bundle refused (" + r.Cause + "): " + r.Err.Error() }

// Unwrap is what went wrong.
func (r *ActivationError) Unwrap() error { return r.Err }

// Transient reports whether an error may be of the moment and not of the policy:
// an examination that ran out of time or memory, or was killed. The same policy
// may pass the next time, so it is tried again, with back-off.
func Transient(err error) bool {
	var refused *ActivationError
	return errors.As(err, &refused) && refused.Cause == CauseLimits
}

func refuse(cause string, err error) error {
	if err == nil {
		return nil
	}
	return &ActivationError{Cause: cause, Err: err}
}
