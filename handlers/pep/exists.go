package pep

import (
	"net/http"

	"warder/engine"
	"warder/engine/facts"
	"warder/engine/input"
)

// requireFound returns the error for facts that a permitted request requires and no policy can
// supply: an owner of the credential, and the resource itself. The default policy refuses such
// requests with its own reasons; a custom policy may permit them, and handlers need no check
// of their own.
func (r *Request) requireFound(s *facts.State) error {
	switch {
	case !r.hasSubject(s):
		return CredentialNeeded()
	case s.Question.Project != facts.ProjectRef{} && s.Project == nil:
		return NotFound("Project not found")
	case s.Request.Facts.Organization != nil && s.Request.Facts.Organization.ID != s.OrgID():
		return NotFound("Not found") // no rows of another organization are ever read
	case unknown(s.Request.Facts.Target):
		return NotFound("Not found")
	}
	if s.Needs != engine.NeedsEvery {
		return nil
	}
	for i := range s.Members {
		if unknown(s.Members[i].Target) {
			return NotFound("Not found")
		}
	}
	return nil
}

// CredentialNeeded is the refusal of a request without a subject.
func CredentialNeeded() *Error {
	return &Error{Status: http.StatusUnauthorized, Name: unauthorized.Name, Message: "This needs a credential that is valid here"}
}

func unknown(target *input.Target) bool { return target != nil && !target.Known }

// hasSubject reports whether the request has a subject: the owner of a credential that the route
// accepts, or the proof that a public route takes instead.
func (r *Request) hasSubject(s *facts.State) bool {
	known := s.Request.Facts
	switch {
	case s.Question.Credential != nil:
		return s.Token != nil && s.Identity != nil
	case known.Login != nil:
		return known.Login.Known && (known.Login.Secret != nil || known.Login.Proof != nil)
	case known.Proof != nil:
		return known.Proof.Genuine && known.Proof.Known
	case r.Route.Public(), r.Route.Unrouted:
		return true
	}
	for _, mode := range r.Route.Modes {
		if hasOwner(s, mode) {
			return true
		}
	}
	return false
}

func hasOwner(s *facts.State, mode string) bool {
	switch mode {
	case facts.ModeIdentity:
		return s.Identity != nil
	case facts.ModeUser:
		return s.User != nil && s.Session != nil
	case facts.ModeAPIKey:
		return s.User != nil
	default:
		return s.ServiceToken != nil
	}
}
