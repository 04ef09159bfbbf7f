package accounts

import (
	"warder/engine/input"
	"warder/handlers/pep"
)

// Self-service sign-up (docs/contract.md 2.2). It requires a code sent by e-mail, which this
// server cannot send. The policy first decides whether sign-up is open; then the response
// explains how to get an account.
func signUpRoutes() []pep.Route {
	return []pep.Route{
		{Method: "POST", Path: "/api/v3/signup/email/signup", Modes: pep.Public, Resource: "instance", Action: "signUp", Handler: pep.HandleBody(signUp)},
		{Method: "POST", Path: "/api/v3/signup/email/verify", Modes: pep.Public, Resource: "instance", Action: "signUp", Handler: pep.HandleBody(signUp)},
		{Method: "POST", Path: "/api/v3/signup/complete-account/signup", Modes: pep.Public, Resource: "instance", Action: "signUp", Handler: pep.HandleBody(signUp)},
	}
}

type signUpRequest struct {
	Email *string `json:"email" validate:"required,email,max=255"`
}

func (*signUpRequest) Requested(*input.Requested) {}

var errNoEmail = pep.BadRequest("This server sends no e-mail, so it cannot confirm a sign-up: have an administrator of an organization invite you with POST /api/v1/invite-org/signup")

func signUp(r *pep.Request, body *signUpRequest) (*pep.Message, error) {
	if _, err := pep.Read(r, openly(r), pep.Noop); err != nil {
		return nil, err
	}
	return nil, errNoEmail
}
