package pep

import (
	"net/http"

	"warder/engine"
	"warder/engine/facts"
	"warder/engine/input"
)

// lacking is what a permitted request cannot do without, and no policy can give it:
// a credential with an owner, and the thing that it is about. The policy that
// ships refuses both with reasons of its own; others may permit them, and handlers
// need not know.
func (r *Request) lacking(s *facts.State) error {
	switch {
	case !r.proven(s):
		return CredentialNeeded()
	case s.Question.Project != facts.ProjectRef{} && s.Project == nil:
		return NotFound("Project not found")
	case s.Request.Facts.Organization != nil && s.Request.Facts.Organization.ID != s.OrgID():
		return NotFound("Not found") // nothing is ever read of another organization than the credential's
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

// CredentialNeeded is the refusal of a request without a subject to act for.
func CredentialNeeded() *Error {
	return &Error{Status: http.StatusUnauthorized, Name: unauthorized.Name, Message: "This needs a credential that is valid here"}
}

func unknown(target *input.Target) bool { return target != nil && !target.Known }

// proven is whether the request has a subject to act for: the owner of a
// credential of a kind that the route is made for, or what a public route takes in
// its place.
func (r *Request) proven(s *facts.State) bool {
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
		if owned(s, mode) {
			return true
		}
	}
	return false
}

func owned(s *facts.State, mode string) bool {
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
