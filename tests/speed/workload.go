package speed

import (
	"fmt"

	"warder/engine"
	"warder/engine/input"
	"warder/engine/permissions"
)

// Rule is one permission rule of the workload in a form that every engine can
// be given: an environment, and a folder with all that is below it.
type Rule struct {
	Environment string
	Folder      string
	Inverted    bool
}

// Rules are those of one role: the last two grant /db in dev and in prod, which
// is what is asked for; every tenth denies; the others grant folders of other
// teams.
func Rules(n int) []Rule {
	rules := make([]Rule, 0, n)
	for i := range n - 2 {
		rules = append(rules, Rule{
			Environment: []string{"dev", "prod"}[i%2], Folder: fmt.Sprintf("/team-%d", i), Inverted: i%10 == 4,
		})
	}
	return append(rules, Rule{Environment: "dev", Folder: "/db"}, Rule{Environment: "prod", Folder: "/db"})
}

// Place is where a secret of the workload is.
type Place struct{ Environment, Path, Name string }

// Ring are the places that are asked for in turn, so that no engine is measured
// on one request that it has just seen.
func Ring() []Place {
	ring := make([]Place, 64)
	for i := range ring {
		ring[i] = Place{[]string{"prod", "dev"}[i%2], fmt.Sprintf("/db/app-%d", i%16), fmt.Sprintf("DATABASE_URL_%d", i)}
	}
	return ring
}

// Compiled is what the server keeps of these rules.
func Compiled(rules []Rule, actions ...string) *permissions.Compiled {
	list := make([]permissions.Rule, 0, len(rules))
	for _, rule := range rules {
		list = append(list, permissions.Rule{
			Actions: actions, Subjects: []string{"secrets"}, Inverted: rule.Inverted,
			Conditions: permissions.Conditions{"environment": {"$eq": rule.Environment}, "secretPath": {"$glob": rule.Folder + "/**"}},
		})
	}
	return permissions.Compile(list, permissions.FormV2)
}

// ReadSecret is a read of /db/app in prod by an identity whose one custom role
// has n rules: the request that clients send most, with every fact it has.
func ReadSecret(n int) *input.Request {
	return readAt(Place{"prod", "/db/app", "DATABASE_URL"}, Compiled(Rules(n), "readValue"))
}

// ReadSecrets is ReadSecret at every place of the ring.
func ReadSecrets(n int) []*input.Request {
	role, ring := Compiled(Rules(n), "readValue"), Ring()
	requests := make([]*input.Request, len(ring))
	for i, place := range ring {
		requests[i] = readAt(place, role)
	}
	return requests
}

func readAt(place Place, role *permissions.Compiled) *input.Request {
	request := inProject(role)
	request.Resource = input.Resource{Type: "secrets", ID: "0f2b6c1e-" + place.Name, Properties: input.Properties{
		Environment: &place.Environment, SecretPath: &place.Path, SecretName: &place.Name, SecretTags: []string{},
	}}
	request.Facts.Target = &input.Target{
		Kind: "secret", Known: true, Holdings: []input.Holding{}, HandsOut: []input.Holding{}, Held: []input.Holding{}, Administrators: []input.Administrators{},
	}
	return request
}

// ListSecrets is a list of size secrets spread over folders by the same
// identity; half of the folders are below /db.
func ListSecrets(n, size, folders int) *engine.List {
	request := inProject(Compiled(Rules(n), "readValue"))
	environment, root := "prod", "/"
	request.Resource = input.Resource{Type: "secrets", Properties: input.Properties{Environment: &environment, SecretPath: &root}}
	list := &engine.List{Shared: request, Needs: engine.NeedsSome}
	target := &input.Target{Kind: "secret", Known: true, Holdings: []input.Holding{}, HandsOut: []input.Holding{}, Held: []input.Holding{}, Administrators: []input.Administrators{}}
	for i := range size {
		folder := i * folders / size
		path, name := fmt.Sprintf("/other/f%02d", folder), fmt.Sprintf("NAME_%d", i)
		if folder%2 == 0 {
			path = fmt.Sprintf("/db/f%02d", folder)
		}
		list.Members = append(list.Members, input.Member{Target: target, Resource: input.Resource{
			Type: "secrets", ID: fmt.Sprint("0f2b6c1e-", i), Properties: input.Properties{
				Environment: &environment, SecretPath: &path, SecretName: &name, SecretTags: []string{},
			},
		}})
	}
	return list
}

// inProject is a request of an identity with one custom role in a project.
func inProject(role *permissions.Compiled) *input.Request {
	const now = 1795312800
	return &input.Request{
		Subject: input.Subject{Type: input.SubjectIdentity, ID: "7d3c1f5e-identity"},
		Action:  input.Action{Name: "readValue"},
		Context: input.Context{
			IP: "10.1.2.3", Now: now, Route: "GET /api/v3/secrets/raw/:secretName", Mode: "identity_access_token",
			Accepts: []string{"user_session", "api_key", "service_token", "identity_access_token"}, Raw: true, RequestID: "req-aaaaaaaaaaaaaaaa",
		},
		Facts: input.Facts{
			Token: &input.Token{
				WellFormed: true, Known: true, OwnerKnown: true, OwnerAccepted: true, Organizations: 1, MethodAttached: true, ExpiresAt: now + 3600, MaxExpiresAt: now + 7200,
				TrustedIPs: []string{"192.168.0.0/16", "10.0.0.0/8"}, OrgID: "5b0a-organization",
			},
			Instance:     &input.Instance{Initialized: true},
			Organization: &input.Organization{ID: "5b0a-organization"},
			Project:      &input.Project{ID: "91ee-project", OrgID: "5b0a-organization", Known: true, Version: 3, TrustedIPs: []string{}},
			Membership: &input.Membership{
				OrgID: "5b0a-organization", Organization: true, Project: true,
				OrgRole: "no-access", AcceptedInOrg: true, ActiveInOrg: true,
			},
			Grants: &input.Grants{
				Organization: []input.Grant{{Source: input.SourceRole, Role: "no-access"}},
				Project:      []input.Grant{{Source: input.SourceRole, Role: input.RoleCustom, ID: "c0ffee-role", Permissions: role}},
			},
		},
	}
}

// ChangeIdentity changes an identity that holds n rules, asked for by one who
// holds the same; with narrower, every tenth of the wanted rules reaches one
// folder less far, and has to be found within the wider one.
func ChangeIdentity(n int, narrower bool) *input.Request {
	held, wanted := Rules(n), Rules(n)
	for i := range held {
		held[i].Inverted, wanted[i].Inverted = false, false
		if narrower && i%10 == 0 {
			wanted[i].Folder += "/db"
		}
	}
	role := Compiled(held, "edit")
	target := role
	if narrower {
		target = Compiled(wanted, "edit")
	}
	request := inProject(role)
	request.Action.Name, request.Context.Raw = "edit", false
	request.Context.Route = "PATCH /api/v1/identities/:identityId"
	request.Resource = input.Resource{Type: "identity", ID: "0ddba11-identity"}
	request.Facts.Membership.OrgRole = "member"
	all := permissions.Compile([]permissions.Rule{{Subjects: []string{permissions.AnyType}, Actions: []string{permissions.AnyAction}}}, permissions.FormOrganization)
	request.Facts.Project, request.Facts.Membership.Project = nil, false
	request.Facts.Grants.Organization = []input.Grant{{Source: input.SourceRole, Role: input.RoleCustom, ID: "0a11-role", Permissions: all}}
	request.Facts.Grants.Project = []input.Grant{}
	in := func(held *permissions.Compiled) []input.Holding {
		return []input.Holding{{Scope: permissions.ScopeProject, ID: "91ee-project", Grants: []input.Grant{
			{Source: input.SourceRole, Role: input.RoleCustom, ID: "c0ffee-role", Permissions: held},
		}}}
	}
	request.Facts.Target = &input.Target{Kind: "identity", Known: true, Holdings: in(target), HandsOut: []input.Holding{}, Held: in(role), Administrators: []input.Administrators{}}
	return request
}
