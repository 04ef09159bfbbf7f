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

// Tenant is an organization with machines that are members of two projects: one to
// read, with a folder of 100 secrets and one of 1000, and one to write. A request is made
// by any of the machines, about any of the 1000 secrets.
type Tenant struct {
	OrgID, IdentityID, ReadID, WriteID string

	admin   string
	many    []machine // whose roles have ManyRules
	few     []machine // whose roles have FewRules
	issuer  *issuer
	written int
}

// machine is an identity; its credentials and its token may be used without limit. Proof
// is a token of the issuer, by which it logs in too.
type machine struct{ id, clientID, clientSecret, token, proof string }

// ManyRules and FewRules are how many rules the roles of machines have.
const (
	ManyRules = 200
	FewRules  = 10
)

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

// Furnish sets up a server on an empty database and makes the tenant, with so many
// machines of either kind.
func Furnish(ctx context.Context, address string, machines int) (*Tenant, error) {
	issuer, err := newIssuer()
	if err != nil {
		return nil, err
	}
	s, t := &setup{ctx: ctx, client: load.Client(1), url: address}, &Tenant{issuer: issuer}
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
	t.ReadID, t.WriteID = t.project(s, "read"), t.project(s, "write")
	for name, size := range map[string]int{"hundred": 100, "thousand": 1000} {
		s.send("POST", "/api/v1/folders", object{"workspaceId": t.ReadID, "environment": "dev", "path": "/", "name": name}, "")
		secrets := make([]object, size)
		for i := range secrets {
			secrets[i] = object{"secretKey": fmt.Sprintf("KEY_%d", i), "secretValue": fmt.Sprintf("postgres://app:%d@db.example.com/app", i)}
		}
		s.send("POST", "/api/v3/secrets/batch/raw", object{"workspaceId": t.ReadID, "environment": "dev", "secretPath": "/" + name, "secrets": secrets}, "")
	}
	for i := range machines {
		t.many = append(t.many, t.machine(s, fmt.Sprintf("many-%d", i), "many"))
		t.few = append(t.few, t.machine(s, fmt.Sprintf("few-%d", i), "few"))
	}
	t.IdentityID = t.many[0].id
	return t, s.err
}

const (
	universalAuth = "/api/v1/auth/universal-auth"
	login         = universalAuth + "/login"
	jwtAuth       = "/api/v1/auth/jwt-auth"
)

func (t *Tenant) machine(s *setup, name, role string) (m machine) {
	m.id = s.send("POST", "/api/v1/identities", object{"name": name, "organizationId": t.OrgID, "role": "no-access"}, "identity.id")
	at := universalAuth + "/identities/" + m.id
	m.clientID = s.send("POST", at, object{}, "identityUniversalAuth.clientId")
	m.clientSecret = s.send("POST", at+"/client-secrets", object{}, "clientSecret")
	for _, project := range []string{t.ReadID, t.WriteID} {
		s.send("POST", "/api/v2/workspace/"+project+"/identity-memberships/"+m.id, object{"role": role}, "")
	}
	s.send("POST", jwtAuth+"/identities/"+m.id, object{
		"configurationType": "static", "publicKeys": []string{t.issuer.public}, "boundIssuer": "bench", "boundSubject": m.id, "boundAudiences": "warder",
	}, "")
	if s.err == nil {
		m.proof, s.err = t.issuer.token(m.id)
	}
	s.token = ""
	m.token = s.send("POST", login, object{"clientId": m.clientID, "clientSecret": m.clientSecret}, "accessToken")
	s.token = t.admin
	return m
}

// project makes a project with its two roles.
func (t *Tenant) project(s *setup, name string) string {
	id := s.send("POST", "/api/v2/workspace", object{"projectName": name}, "project.id")
	for role, rules := range map[string]int{"many": ManyRules, "few": FewRules} {
		s.send("POST", "/api/v2/workspace/"+id+"/roles", object{"slug": role, "name": role, "permissions": permissions(rules)}, "")
	}
	return id
}

// permissions are so many rules, of which three grant what machines ask for in dev, and
// the others folders of teams.
func permissions(rules int) []object {
	actions := []string{"readValue", "describeSecret", "create"}
	list := []object{}
	for _, folder := range []string{"/", "/hundred", "/thousand"} {
		list = append(list, object{"subject": "secrets", "action": actions, "conditions": object{"environment": "dev", "secretPath": folder}})
	}
	for i := range rules - len(list) {
		list = append(list, object{
			"subject": "secrets", "action": actions,
			"conditions": object{"environment": "dev", "secretPath": object{"$glob": fmt.Sprintf("/team-%d/**", i)}},
		})
	}
	return list
}

// pick is any of n for the i-th request, the same in every run.
func pick(i, salt, n int) int {
	mixed := (uint64(i)<<8 + uint64(salt) + 1) * 0x9e3779b97f4a7c15 //nolint:gosec // only its bits count
	mixed = (mixed ^ mixed>>29) * 0xbf58476d1ce4e5b9
	return int((mixed ^ mixed>>32) % uint64(n)) //nolint:gosec // less than n
}

func anyOf(machines []machine, i int) machine { return machines[pick(i, 1, len(machines))] }

// Read is one secret, asked for by a machine with many rules.
func (t *Tenant) Read(i int) load.Request { return t.secret(i, "dev", anyOf(t.many, i)) }

// ReadWithFew is one secret, asked for by a machine with few rules.
func (t *Tenant) ReadWithFew(i int) load.Request { return t.secret(i, "dev", anyOf(t.few, i)) }

// Refused is one secret of an environment of which no rule speaks.
func (t *Tenant) Refused(i int) load.Request {
	request := t.secret(i, "prod", anyOf(t.many, i))
	request.Want = http.StatusForbidden
	return request
}

func (t *Tenant) secret(i int, environment string, by machine) load.Request {
	return t.get(fmt.Sprintf("/api/v3/secrets/raw/KEY_%d", pick(i, 2, 1000)), environment, "/thousand", by)
}

// List100 is a list of 100 secrets.
func (t *Tenant) List100(i int) load.Request {
	return t.get("/api/v3/secrets/raw", "dev", "/hundred", anyOf(t.many, i))
}

// List1000 is a list of 1000.
func (t *Tenant) List1000(i int) load.Request {
	return t.get("/api/v3/secrets/raw", "dev", "/thousand", anyOf(t.many, i))
}

func (t *Tenant) get(path, environment, folder string, by machine) load.Request {
	query := url.Values{"workspaceId": {t.ReadID}, "environment": {environment}, "secretPath": {folder}}
	return load.Request{Method: "GET", Path: path + "?" + query.Encode(), Token: by.token}
}

// Login is a login of a machine.
func (t *Tenant) Login(i int) load.Request {
	m := anyOf(t.many, i)
	return load.Request{Method: "POST", Path: login, Body: fmt.Sprintf(`{"clientId":%q,"clientSecret":%q}`, m.clientID, m.clientSecret)}
}

// JWTLogin is a login of a machine by a token that the issuer signed.
func (t *Tenant) JWTLogin(i int) load.Request {
	m := anyOf(t.many, i)
	return load.Request{Method: "POST", Path: jwtAuth + "/login", Body: fmt.Sprintf(`{"identityId":%q,"jwt":%q}`, m.id, m.proof)}
}

// Writes are the creation of secrets that were not there; the names of one call
// are not those of another.
func (t *Tenant) Writes() load.Make {
	t.written++
	series := t.written
	return func(i int) load.Request {
		body := fmt.Sprintf(`{"workspaceId":%q,"environment":"dev","secretPath":"/","secretValue":"postgres://app:%d@db.example.com/app"}`, t.WriteID, i)
		return load.Request{Method: "POST", Path: fmt.Sprintf("/api/v3/secrets/raw/NEW_%d_%d", series, i), Token: anyOf(t.many, i).token, Body: body}
	}
}
