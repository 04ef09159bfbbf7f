package replay

import (
	"bytes"
	"context"
	"log/slog"
	"maps"
	"testing"
	"time"

	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"warder/bundles"
	"warder/engine"
	"warder/engine/input"
	"warder/engine/permissions"
	"warder/handlers/audit"
	"warder/policies"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// shipped is an engine of the embedded policy with changes to its modules.
func shipped(t testing.TB, changes map[string]string) *engine.Engine {
	t.Helper()
	policy, err := bundles.Embedded(policies.FS)
	if err != nil {
		t.Fatal(err)
	}
	options := engine.Options{Guardrails: engine.SystemModules(policy.Modules), Timeout: time.Minute}
	options.Policy = policy
	options.Policy.Modules = maps.Clone(policy.Modules)
	maps.Copy(options.Policy.Modules, changes)
	decider, err := engine.New(context.Background(), options)
	if err != nil {
		t.Fatal(err)
	}
	return decider
}

// freeze is a rule that the shipped policy does not have.
var freeze = map[string]string{"authz/rules/freeze/freeze.rego": `package authz.rules.freeze

deny contains {"code": "change_freeze", "message": "frozen"} if {
	input.resource.type == "secrets"
	input.resource.properties.environment == "prod"
}
`}

// log decides requests and writes the records that the server would.
type log struct {
	t        testing.TB
	decider  *engine.Engine
	text     bytes.Buffer
	recorder *audit.Recorder
	at       time.Time
}

func newLog(t testing.TB, decider *engine.Engine) *log {
	l := &log{t: t, decider: decider, at: time.Unix(1795312800, 0)}
	l.recorder = audit.NewRecorder(nil, audit.Options{Lines: &l.text, Queue: 100_000, Log: slog.New(slog.DiscardHandler)})
	return l
}

func (l *log) decide(request *input.Request) engine.Answer {
	return l.decideList(&engine.List{Shared: request})
}

func (l *log) decideList(list *engine.List) engine.Answer {
	answer := list.Ask(context.Background(), l.decider)
	l.at = l.at.Add(time.Second)
	if err := l.recorder.Queue(context.Background(), audit.Entry{List: list, Answer: &answer, Time: l.at, OrgID: "o1"}); err != nil {
		l.t.Fatal(err)
	}
	return answer
}

func (l *log) source() RecordSource { return Lines(bytes.NewReader(l.text.Bytes())) }

// reads is a request for a secret by an identity with one grant.
func reads(environment string, grant input.Grant) *input.Request {
	path, name := "/db", "URL"
	return &input.Request{
		Subject: input.Subject{Type: input.SubjectIdentity, ID: "i1"},
		Action:  input.Action{Name: "readValue"},
		Resource: input.Resource{Type: "secrets", Properties: input.Properties{
			Environment: &environment, SecretPath: &path, SecretName: &name,
		}},
		Context: input.Context{IP: "10.1.2.3", Now: 1795312800, Mode: "identity_access_token", Accepts: []string{"identity_access_token"}, Raw: true},
		Facts: input.Facts{
			Token:        &input.Token{WellFormed: true, Known: true, OwnerKnown: true, OwnerAccepted: true, Organizations: 1, MethodAttached: true, TrustedIPs: []string{}, AnyAddress: true, OrgID: "o1"},
			Instance:     &input.Instance{Initialized: true},
			Organization: &input.Organization{ID: "o1"},
			Project:      &input.Project{ID: "p1", OrgID: "o1", Known: true, TrustedIPs: []string{}, Version: 3},
			Membership:   &input.Membership{OrgID: "o1", Organization: true, Project: true, OrgRole: "no-access", AcceptedInOrg: true, ActiveInOrg: true},
			Grants:       &input.Grants{Organization: []input.Grant{}, Project: []input.Grant{grant}},
			Target:       &input.Target{Kind: "secret", Known: true, Holdings: []input.Holding{}, HandsOut: []input.Holding{}, Held: []input.Holding{}, Administrators: []input.Administrators{}},
		},
	}
}

func builtIn(slug string) input.Grant { return input.Grant{Source: input.SourceRole, Role: slug} }

// anyRequest is near enough to what is permitted that about half of them are.
func anyRequest(t *rapid.T) *input.Request {
	pick := func(label string, of ...string) string { return rapid.SampledFrom(of).Draw(t, label) }
	request := reads(pick("environment", "dev", "prod"), anyGrant(t, "grant"))
	scope := pick("scope", permissions.ScopeProject, permissions.ScopeProject, permissions.ScopeOrganization)
	request.Resource.Type = pick("type", append(permissions.ResourceTypes(scope), "secrets", "secrets", "identity", "identity", "decisions")...)
	if actions := permissions.Actions(scope, request.Resource.Type); len(actions) > 0 {
		request.Action.Name = pick("action", actions...)
	}
	if scope == permissions.ScopeOrganization {
		request.Facts.Project = nil
		request.Facts.Grants.Organization = []input.Grant{builtIn(pick("organization role", "admin", "member", "no-access"))}
	}
	request.Facts.Token.Revoked = rapid.IntRange(0, 9).Draw(t, "revoked") == 0
	target := request.Facts.Target
	if rapid.IntRange(0, 9).Draw(t, "last admin") == 0 {
		target.Administrators = []input.Administrators{{Scope: scope, ID: "p1", Before: 1}}
	}
	target.Known = rapid.IntRange(0, 9).Draw(t, "known") > 0
	holding := func(label string, grants ...input.Grant) []input.Holding {
		if rapid.Bool().Draw(t, label) {
			return []input.Holding{}
		}
		return []input.Holding{{Scope: permissions.ScopeProject, ID: "p1", Grants: grants}}
	}
	target.Holdings = holding("holdings", anyGrant(t, "holds"))
	target.HandsOut = holding("hands out", anyGrant(t, "gives"))
	target.Held = holding("held", request.Facts.Grants.Project...)
	return request
}

// anyList has up to three members, so that some are requests about one thing.
func anyList(t *rapid.T) *engine.List {
	list := &engine.List{
		Shared: anyRequest(t), Needs: rapid.SampledFrom([]engine.Needs{engine.NeedsSome, engine.NeedsEvery, engine.NeedsNone}).Draw(t, "needs"),
	}
	for range rapid.IntRange(0, 3).Draw(t, "members") {
		environment := rapid.SampledFrom([]string{"dev", "prod"}).Draw(t, "member")
		path := rapid.SampledFrom([]string{"/", "/db", "/db/x"}).Draw(t, "path")
		member := input.Member{Resource: list.Shared.Resource}
		member.Resource.Properties = input.Properties{Environment: &environment, SecretPath: &path, SecretTags: []string{"t"}}
		if rapid.Bool().Draw(t, "target") {
			member.Target = anyRequest(t).Facts.Target
		}
		list.Members = append(list.Members, member)
	}
	return list
}

func anyGrant(t *rapid.T, label string) input.Grant {
	if rapid.Bool().Draw(t, label+" is built in") {
		return builtIn(rapid.SampledFrom([]string{"admin", "member", "viewer", "no-access"}).Draw(t, label))
	}
	rules := []permissions.Rule{}
	for range rapid.IntRange(1, 3).Draw(t, label+" rules") {
		resourceType := rapid.SampledFrom([]string{"secrets", "secret-folders", "identity"}).Draw(t, "type")
		rules = append(rules, permissions.Rule{
			Subjects:   []string{resourceType},
			Actions:    []string{rapid.SampledFrom(permissions.Actions(permissions.ScopeProject, resourceType)).Draw(t, "action")},
			Inverted:   rapid.IntRange(0, 4).Draw(t, "inverted") == 0,
			Conditions: anyConditions(t),
		})
	}
	return input.Grant{
		Source: input.SourcePrivilege, Role: input.RoleCustom, ID: "x1", Permissions: permissions.Compile(rules, permissions.FormV2),
		Starts: rapid.SampledFrom([]int64{0, 0, 1795312900}).Draw(t, "starts"), Ends: rapid.SampledFrom([]int64{0, 0, 1795312700}).Draw(t, "ends"),
	}
}

func anyConditions(t *rapid.T) permissions.Conditions {
	return rapid.SampledFrom([]permissions.Conditions{
		{},
		{},
		{"environment": {"$eq": "dev"}},
		{"environment": {"$in": []string{"dev", "prod"}}, "secretPath": {"$glob": "/db/**"}},
		{"secretPath": {"$glob": "/{a,db}"}},
		{"secretName": {"$ne": "URL"}},
		{"secretTags": {"$in": []string{"t"}}},
	}).Draw(t, "conditions")
}
