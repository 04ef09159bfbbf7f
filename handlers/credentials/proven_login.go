package credentials

import (
	"errors"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/logins"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

// namedOrganization is an organization named by slug in a login; it must be the identity's.
type namedOrganization struct {
	OrganizationSlug    *string      `json:"organizationSlug" validate:"omitnil,max=1024"`
	SubOrganizationName pep.Unserved `json:"subOrganizationName" validate:"unserved=There are no sub-organizations"`
}

// slug is empty if no organization is named.
func (o *namedOrganization) slug() string {
	slug := ""
	pep.SetIfSent(&slug, o.OrganizationSlug)
	return slug
}

// tokenLoginRequest contains a signed token. A slug must be that of the identity's
// organization.
type tokenLoginRequest struct {
	IdentityID *string `json:"identityId" validate:"required,max=1024"`
	JWT        *string `json:"jwt" validate:"required,max=65536"`
	namedOrganization
}

func (*tokenLoginRequest) Requested(*input.Requested) {} // see loggingIn

func (r *tokenLoginRequest) Normalize() { pep.Trim(r.IdentityID, r.JWT, r.OrganizationSlug) }

func loginByToken(kind MethodKind) pep.Handler {
	return pep.HandleBody(func(r *pep.Request, body *tokenLoginRequest) (*IssuedToken, error) {
		return loginByProof(r, kind, *body.IdentityID, body.slug(), logins.Presented{Token: *body.JWT})
	})
}

// requestLoginRequest contains a request to AWS that the machine signed.
type requestLoginRequest struct {
	IdentityID *string `json:"identityId" validate:"required,max=1024"`
	Method     *string `json:"iamHttpRequestMethod" validate:"omitnil,max=64"`
	Body       *string `json:"iamRequestBody" validate:"required,max=65536"`
	Headers    *string `json:"iamRequestHeaders" validate:"required,max=65536"`
	namedOrganization
}

func (*requestLoginRequest) Requested(*input.Requested) {} // see loggingIn

func (r *requestLoginRequest) Normalize() { pep.Trim(r.IdentityID, r.OrganizationSlug) }

func loginByRequest(kind MethodKind) pep.Handler {
	return pep.HandleBody(func(r *pep.Request, body *requestLoginRequest) (*IssuedToken, error) {
		method := "POST"
		pep.SetIfSent(&method, body.Method)
		signed := logins.SignedRequest{Method: method, Body: *body.Body, Headers: *body.Headers}
		return loginByProof(r, kind, *body.IdentityID, body.slug(), logins.Presented{Request: signed})
	})
}

// proofAttempts limits how often a proof is repeated because its method changed meanwhile.
const proofAttempts = 3

// loginByProof verifies a proof, which may be slow and therefore runs outside of any
// transaction, and then asks the policy about it.
func loginByProof(r *pep.Request, kind MethodKind, identityID, slug string, presented logins.Presented) (*IssuedToken, error) {
	for attempt := 1; ; attempt++ {
		method, err := methodOf(r, identityID, kind.method)
		if err != nil {
			return nil, err
		}
		login := facts.ProvenLogin{IdentityID: identityID, Method: kind.method, Organization: slug, For: method}
		found, err := proofOf(r, login, presented)
		if err != nil {
			return nil, err
		}
		login.Config, login.Proof, login.Failure = found.Config, found.Proof, found.Failure
		question := proving(r, login)
		answer, err := pep.RetryLost(r, func() (*IssuedToken, error) {
			return pep.Ask(r, optimistic(r, &question), question, func(tx *store.Tx, q *pep.Evaluation) (*IssuedToken, error) {
				return issueProven(r, tx, q.State.Found.Login, found.Attributes)
			}, true)
		})
		if !errors.Is(err, facts.ErrMethodChanged) || attempt == proofAttempts {
			return answer, err
		}
	}
}

func proving(r *pep.Request, login facts.ProvenLogin) facts.Question {
	question := r.Question(facts.ProjectRef{}, facts.OnProvenLogin(login), loggingIn)
	question.OrgLess, question.Single = true, true
	return question
}

// proofOf verifies a proof. After too many failed logins from the address it verifies nothing
// and contacts no server.
func proofOf(r *pep.Request, login facts.ProvenLogin, presented logins.Presented) (logins.Proven, error) {
	if login.For == nil {
		return logins.Proven{}, nil
	}
	tooMuch, err := r.OverRate(proving(r, login))
	if err != nil || tooMuch {
		return logins.Proven{}, err
	}
	return r.API.Logins.Prove(r.Request.Context(), login.For, presented), nil
}

// methodOf is the current method, nil if the identity has none of this kind. The decision
// reads it again.
func methodOf(r *pep.Request, identityID, name string) (*models.AuthMethod, error) {
	read, err := models.ReadLogin(r.API.Store.Statement(r.Request.Context()), models.LoginQuery{IdentityID: identityID, Method: name})
	if err != nil {
		return nil, err
	}
	return read.Method, nil
}
