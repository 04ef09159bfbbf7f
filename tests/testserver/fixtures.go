package testserver

import (
	"strconv"
	"sync/atomic"
	"testing"
)

// serial tells fixtures apart.
var serial atomic.Int64

// Unique is a name that no other thing of the process has.
func Unique(kind string) string { return kind + "-" + strconv.FormatInt(serial.Add(1), 10) }

// Machine is an identity with one client secret.
type Machine struct{ IdentityID, ClientID, ClientSecret, ClientSecretID string }

// Paths of identities and of Universal Auth.
const (
	IdentitiesPath    = "/api/v1/identities"
	UniversalAuthPath = "/api/v1/auth/universal-auth"
)

// UniversalAuth is where the Universal Auth of an identity is configured.
func UniversalAuth(identityID string) string { return UniversalAuthPath + "/identities/" + identityID }

// TokenAuth is where the Token Auth of an identity is configured.
func TokenAuth(identityID string) string { return "/api/v1/auth/token-auth/identities/" + identityID }

// NewIdentity creates an identity that has no way to log in.
func (c Client) NewIdentity(t testing.TB, organizationID, role string) string {
	t.Helper()
	body := Object{"name": Unique("identity"), "organizationId": organizationID, "role": role}
	return c.Post(t, IdentitiesPath, body).Want(t, 200).Text("identity.id")
}

// NewMachine creates an identity of the bootstrapped organization that logs in
// with a client secret. The settings are those of Universal Auth. Uses of its tokens reach
// the database up to half a second later, unless the tokens have a limit of uses.
func (s *Server) NewMachine(t testing.TB, role string, settings Object) Machine {
	t.Helper()
	admin := s.AsAdmin()
	m := Machine{IdentityID: admin.NewIdentity(t, s.Admin.ID, role)}
	if settings == nil {
		settings = Object{}
	}
	m.ClientID = admin.Post(t, UniversalAuth(m.IdentityID), settings).Want(t, 200).Text("identityUniversalAuth.clientId")
	m.ClientSecret, m.ClientSecretID = admin.NewClientSecret(t, m.IdentityID, Object{})
	return m
}

// NewClientSecret returns a new client secret and its id.
func (c Client) NewClientSecret(t testing.TB, identityID string, settings Object) (secret, id string) {
	t.Helper()
	answer := c.Post(t, UniversalAuth(identityID)+"/client-secrets", settings).Want(t, 200)
	return answer.Text("clientSecret"), answer.Text("clientSecretData.id")
}

// Login exchanges a client secret for a token.
func (c Client) Login(t testing.TB, m Machine) Answer {
	t.Helper()
	return c.Post(t, UniversalAuthPath+"/login", Object{"clientId": m.ClientID, "clientSecret": m.ClientSecret})
}

// Token logs a machine in.
func (s *Server) Token(t testing.TB, m Machine) string {
	t.Helper()
	return s.Anonymous().Login(t, m).Want(t, 200).Text("accessToken")
}

// AsMember is a machine with a role in a project and none in the organization,
// logged in.
func (s *Server) AsMember(t testing.TB, p Project, role string) Client {
	t.Helper()
	m := s.NewMachine(t, "no-access", nil)
	s.AsAdmin().AddMember(t, p, m.IdentityID, role)
	return s.As(s.Token(t, m))
}

// Project is a project with the environments dev, staging and prod.
type Project struct{ ID, Slug string }

// NewProject creates a project; the caller becomes its admin.
func (c Client) NewProject(t testing.TB) Project {
	t.Helper()
	answer := c.Post(t, "/api/v2/workspace", Object{"projectName": Unique("project")}).Want(t, 200)
	return Project{answer.Text("project.id"), answer.Text("project.slug")}
}

// AddMember gives an identity a role in a project.
func (c Client) AddMember(t testing.TB, p Project, identityID, role string) {
	t.Helper()
	c.Post(t, "/api/v2/workspace/"+p.ID+"/identity-memberships/"+identityID, Object{"role": role}).Want(t, 200)
}

// SecretPath is the address of a secret of the root folder of dev.
func (p Project) SecretPath(name string) string {
	return "/api/v3/secrets/raw/" + name + "?workspaceId=" + p.ID + "&environment=dev"
}

// SetSecret creates a secret in the root folder of dev and returns its id.
func (c Client) SetSecret(t testing.TB, p Project, name, value string) string {
	t.Helper()
	body := Object{"workspaceId": p.ID, "environment": "dev", "secretPath": "/", "secretValue": value}
	return c.Post(t, "/api/v3/secrets/raw/"+name, body).Want(t, 200).Text("secret.id")
}
