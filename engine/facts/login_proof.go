package facts

import (
	"errors"

	"warder/engine/input"
	"warder/models"
	"warder/models/store"
)

// ErrMethodChanged is a proof that was made for settings which are not in force any more.
var ErrMethodChanged = errors.New("the auth method was changed meanwhile")

// ProvenLogin is a login that another party vouches for, with the result of verifying the
// proof, which happens before the database is asked.
type ProvenLogin struct {
	IdentityID, Method string
	// Organization is the slug of the one that was asked for; empty for the identity's.
	Organization string
	// For is the method that the proof was made for; nil where there was none.
	For     *models.AuthMethod
	Config  *input.LoginConfig
	Proof   *input.LoginProof
	Failure string
}

// OnProvenLogin loads the facts of a login by a proof. Failures are not counted: a
// signature cannot be guessed, and a lock would be a way to shut others out.
func OnProvenLogin(login ProvenLogin) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		known := &input.Login{TrustedIPs: []string{}, AnyAddress: true, Lockout: &input.Lockout{}}
		s.Request.Facts.Login, s.Found.Login = known, &LoginFound{}
		s.Request.Resource.ID = login.IdentityID
		read, err := models.ReadLogin(tx, models.LoginQuery{IdentityID: login.IdentityID, Method: login.Method})
		if err != nil {
			return err
		}
		s.provedBy(read)
		method, identity := read.Method, read.Identity
		if !login.madeFor(method) {
			return ErrMethodChanged
		}
		if method == nil || identity == nil {
			return nil
		}
		if there, err := isOrganization(tx, method.OrgID, login.Organization); err != nil || !there {
			return err
		}
		s.Found.Login.Method, s.Found.Login.Identity = method, identity
		known.Known, known.OwnerAccepted = true, true
		known.Config, known.Proof, known.ProofError = login.Config, login.Proof, login.Failure
		return nil
	}
}

// madeFor reports whether the proof was made for the settings that are in force.
func (l *ProvenLogin) madeFor(method *models.AuthMethod) bool {
	if method == nil || l.For == nil {
		return method == nil && l.For == nil
	}
	return method.ID == l.For.ID && method.UpdatedAt.Equal(l.For.UpdatedAt.Time)
}

// isOrganization reports whether an organization is the one that a login asks for by its slug;
// every one is where none is named.
func isOrganization(tx *store.Tx, id, slug string) (bool, error) {
	if slug == "" {
		return true, nil
	}
	organization, err := orNil(store.First[models.Organization](tx, store.Installation, withID, id))
	return organization != nil && organization.Slug == slug, err
}

// proved are the attributes of a login as the policy sees them; nil for a token that no
// proof of another party led to.
func proved(row *models.AccessToken) *input.TokenAuth {
	from := row.LoginAttributes
	auth := &input.TokenAuth{Method: row.Method}
	switch {
	case from.OIDC != nil:
		auth.OIDC = &input.OIDCAuth{Claims: from.OIDC.Claims}
	case from.Kubernetes != nil:
		auth.Kubernetes = &input.KubernetesAuth{Namespace: from.Kubernetes.Namespace, Name: from.Kubernetes.Name}
	case from.AWS != nil:
		aws := input.AWSAuth(*from.AWS)
		auth.AWS = &aws
	default:
		return nil
	}
	return auth
}
