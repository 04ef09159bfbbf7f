package stand

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"warder/tests/bench/load"
)

// ring is how many secrets are asked for in turn.
const ring = 64

// Tenant is an organization with a machine that is a member of two projects:
// one to read, with a folder of 100 secrets and one of 1000, and one to write.
type Tenant struct {
	OrgID, IdentityID, ReadID, WriteID string

	admin, token, clientID, clientSecret string
	written                              int
}

type object = map[string]any

// setup sends requests, and nothing after one that failed.
type setup struct {
	ctx    context.Context
	client *http.Client
	url    string
	token  string
	err    error
}

// send returns the text at a dotted path of the answer.
func (s *setup) send(method, path string, body object, want string) string {
	if s.err != nil {
		return ""
	}
	text, err := json.Marshal(body)
	if err != nil {
		s.err = err
		return ""
	}
	var answer string
	if answer, s.err = load.Do(s.ctx, s.client, s.url, load.Request{Method: method, Path: path, Token: s.token, Body: string(text)}); s.err != nil || want == "" {
		return ""
	}
	var value any
	s.err = json.Unmarshal([]byte(answer), &value)
	for step := range strings.SplitSeq(want, ".") {
		at, _ := value.(object)
		value = at[step]
	}
	found, is := value.(string)
	if s.err == nil && !is {
		s.err = fmt.Errorf("%s %s: no %s in the answer", method, path, want)
	}
	return found
}

// Furnish sets up a server on an empty database and makes the tenant.
func Furnish(ctx context.Context, address string) (*Tenant, error) {
	s, t := &setup{ctx: ctx, client: load.Client(1), url: address}, &Tenant{}
	body := object{"email": "admin@example.com", "password": "correct horse battery staple", "organization": "Acme"}
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	answer, err := load.Do(ctx, s.client, address, load.Request{Method: "POST", Path: "/api/v1/admin/bootstrap", Body: string(text)})
	if err != nil {
		return nil, err
	}
	var made struct {
		Organization struct{ ID string }
		Identity     struct{ Credentials struct{ Token string } }
	}
	if err := json.Unmarshal([]byte(answer), &made); err != nil {
		return nil, err
	}
	t.OrgID, t.admin = made.Organization.ID, made.Identity.Credentials.Token
	s.token = t.admin
	t.machine(s)
	t.ReadID, t.WriteID = t.project(s, "read"), t.project(s, "write")
	for name, size := range map[string]int{"hundred": 100, "thousand": 1000} {
		s.send("POST", "/api/v1/folders", object{"workspaceId": t.ReadID, "environment": "dev", "path": "/", "name": name}, "")
		secrets := make([]object, size)
		for i := range secrets {
			secrets[i] = object{"secretKey": fmt.Sprintf("KEY_%d", i), "secretValue": fmt.Sprintf("postgres://app:%d@db.example.com/app", i)}
		}
		s.send("POST", "/api/v3/secrets/batch/raw", object{"workspaceId": t.ReadID, "environment": "dev", "secretPath": "/" + name, "secrets": secrets}, "")
	}
	s.token = ""
	t.token = s.send("POST", login, t.credentials(), "accessToken")
	return t, s.err
}

const (
	universalAuth = "/api/v1/auth/universal-auth"
	login         = universalAuth + "/login"
)

// machine makes the identity; its credentials and its token may be used
// without limit.
func (t *Tenant) machine(s *setup) {
	t.IdentityID = s.send("POST", "/api/v1/identities", object{"name": "machine", "organizationId": t.OrgID, "role": "no-access"}, "identity.id")
	at := universalAuth + "/identities/" + t.IdentityID
	t.clientID = s.send("POST", at, object{}, "identityUniversalAuth.clientId")
	t.clientSecret = s.send("POST", at+"/client-secrets", object{}, "clientSecret")
}

func (t *Tenant) project(s *setup, name string) string {
	id := s.send("POST", "/api/v2/workspace", object{"projectName": name}, "project.id")
	s.send("POST", "/api/v2/workspace/"+id+"/identity-memberships/"+t.IdentityID, object{"role": "member"}, "")
	return id
}

func (t *Tenant) credentials() object {
	return object{"clientId": t.clientID, "clientSecret": t.clientSecret}
}

// Read is one secret, the next of the ring.
func (t *Tenant) Read(i int) load.Request {
	return t.get(fmt.Sprintf("/api/v3/secrets/raw/KEY_%d", i%ring), "/hundred")
}

// List100 is a list of 100 secrets.
func (t *Tenant) List100(int) load.Request { return t.get("/api/v3/secrets/raw", "/hundred") }

// List1000 is a list of 1000.
func (t *Tenant) List1000(int) load.Request { return t.get("/api/v3/secrets/raw", "/thousand") }

func (t *Tenant) get(path, folder string) load.Request {
	query := url.Values{"workspaceId": {t.ReadID}, "environment": {"dev"}, "secretPath": {folder}}
	return load.Request{Method: "GET", Path: path + "?" + query.Encode(), Token: t.token}
}

// Login is a login of the machine.
func (t *Tenant) Login(int) load.Request {
	return load.Request{Method: "POST", Path: login, Body: fmt.Sprintf(`{"clientId":%q,"clientSecret":%q}`, t.clientID, t.clientSecret)}
}

// Writes are the creation of secrets that were not there; the names of one call
// are not those of another.
func (t *Tenant) Writes() load.Make {
	t.written++
	series := t.written
	return func(i int) load.Request {
		body := fmt.Sprintf(`{"workspaceId":%q,"environment":"dev","secretPath":"/","secretValue":"postgres://app:%d@db.example.com/app"}`, t.WriteID, i)
		return load.Request{Method: "POST", Path: fmt.Sprintf("/api/v3/secrets/raw/NEW_%d_%d", series, i), Token: t.token, Body: body}
	}
}
