package handlers

import "warder/engine"

// Signing up by oneself (docs/contract.md 2.2). It rests on a code sent by e-mail, and
// this server sends none: whether anybody may sign up at all is decided first,
// and then the answer says how people come in.
func signUpRoutes() []route {
	return []route{
		{"POST", "/api/v3/signup/email/signup", public, "instance", "signUp", "", signUp, false},
		{"POST", "/api/v3/signup/email/verify", public, "instance", "signUp", "", signUp, false},
		{"POST", "/api/v3/signup/complete-account/signup", public, "instance", "signUp", "", signUp, false},
	}
}

type signUpRequest struct {
	Email *string `json:"email" validate:"required,email"`
}

func (*signUpRequest) requested(*engine.Requested) {}

var errNoEmail = badRequest("This server sends no e-mail, so nobody can sign up by it: have an administrator of an organization invite you with POST /api/v1/invite-org/signup")

func signUp(c *call) (any, error) {
	var body signUpRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	if _, err := c.read(c.openly(), nothing); err != nil {
		return nil, err
	}
	return nil, errNoEmail
}
