package verify

import (
	"slices"
	"time"

	"warder/engine/input"
	"warder/engine/permissions"
)

// callers lists the variations of the caller: kinds of subject, invalid credentials,
// missing memberships, other organizations, plain text in an end-to-end encrypted project,
// logins, and unknown callers. Each changes the plain request in one way; random requests
// combine several.
func callers(scope, resourceType, action string) []variation {
	found := []variation{
		{"a member, an identity", same},
		as(input.SubjectUser), as(input.SubjectServiceToken),
		{"an anonymous caller, on a guarded route", anonymous},
		{"an anonymous caller, on a public route", public},
	}
	found = append(append(found, credentials...), logins[0])
	if action == "login" {
		found = append(found, logins[1:]...)
	}
	if input.KindOf(resourceType) != nil {
		found = append(found, kinds()...)
	}
	if scope == permissions.ScopeProject {
		return append(append(found, standings...), encryption...)
	}
	return append(append(found, standings[:4]...), instances...)
}

func as(kind string) variation {
	return variation{"a member, a " + kind, func(r *input.Request) { r.Subject.Type, r.Context.Mode = kind, modes[kind] }}
}

func anonymous(r *input.Request) {
	r.Subject, r.Context.Mode = input.Subject{Type: input.SubjectAnonymous}, input.SubjectAnonymous
	r.Facts.Token, r.Facts.Membership = nil, &input.Membership{}
	r.Facts.Grants = &input.Grants{Organization: []input.Grant{}, Project: []input.Grant{}}
}

func public(r *input.Request) {
	anonymous(r)
	r.Context.Accepts = []string{}
}

// loggingIn is a caller that presents a credential, right or not.
func loggingIn(change func(*input.Login)) func(*input.Request) {
	return func(r *input.Request) {
		public(r)
		login := input.Login{
			Known: true, OwnerAccepted: true, TrustedIPs: []string{}, AnyAddress: true, Secret: &input.LoginSecret{},
			Lockout: &input.Lockout{Enabled: new(true), Threshold: new(int64(3)), DurationSeconds: new(int64(300)), CounterResetSeconds: new(int64(30))},
		}
		change(&login)
		r.Facts.Login = &login
	}
}

var logins = []variation{
	{"a login with the right secret", loggingIn(func(*input.Login) {})},
	{"a login with a wrong secret", loggingIn(func(l *input.Login) { l.Secret = nil })},
	{"a login with a revoked secret", loggingIn(func(l *input.Login) { l.Secret.Revoked = true })},
	{"a login with an expired secret", loggingIn(func(l *input.Login) { l.Secret.ExpiresAt = now - hour })},
	{"a login with a used-up secret", loggingIn(func(l *input.Login) { l.Secret.Uses, l.Secret.UsesLimit = 1, 1 })},
	{"a login that is locked out", loggingIn(func(l *input.Login) { l.Lockout.LockedUntil = now + hour })},
	{"a login from an address that is not trusted", loggingIn(func(l *input.Login) { l.AnyAddress = false })},
	{"a login of an unknown subject", loggingIn(func(l *input.Login) { *l = input.Login{TrustedIPs: []string{}} })},
}

// presenting changes the credential, if any is presented.
func presenting(change func(*input.Token)) func(*input.Request) {
	return func(r *input.Request) {
		if r.Facts.Token != nil {
			change(r.Facts.Token)
		}
	}
}

var credentials = []variation{
	{"a credential that has expired", presenting(func(t *input.Token) { t.ExpiresAt = now - hour })},
	{"a credential that was revoked", presenting(func(t *input.Token) { t.Revoked = true })},
	{"a credential of a revoked client secret", presenting(func(t *input.Token) { t.SecretRevoked = true })},
	{"a credential of an older version", presenting(func(t *input.Token) { t.Version++ })},
	{"a credential that is not known", presenting(func(t *input.Token) { t.Known = false })},
	{"a credential whose owner is not known", presenting(func(t *input.Token) { t.OwnerKnown = false })},
	{"a credential whose owner is not accepted", presenting(func(t *input.Token) { t.OwnerAccepted = false })},
	{"a credential of another address", presenting(func(t *input.Token) { t.AnyAddress = false })},
	{"a credential that is used up", presenting(func(t *input.Token) { t.Uses, t.UsesLimit = 1, 1 })},
	{"a credential that the route does not take", func(r *input.Request) { r.Context.Accepts = []string{"api_key"} }},
}

// standings are those of the organization, and then those of a project.
var standings = []variation{
	{"a member of another organization", func(r *input.Request) { r.Facts.Organization.ID = abroad }},
	{"no member of the organization", func(r *input.Request) { r.Facts.Membership.Organization = false }},
	{"a member who has not accepted", func(r *input.Request) { r.Facts.Membership.AcceptedInOrg = false }},
	{"a member who is not active", func(r *input.Request) { r.Facts.Membership.ActiveInOrg = false }},
	{"no member of the project", func(r *input.Request) { r.Facts.Membership.Project = false }},
	{"a project of another organization", func(r *input.Request) { r.Facts.Project.OrgID = abroad }},
	{"a project that does not exist", func(r *input.Request) { r.Facts.Project.Known = false }},
}

// instances are what the installation may be, and who runs it.
var instances = []variation{
	{"an administrator of the installation", func(r *input.Request) { r.Facts.Instance.SuperAdmin = true }},
	{"an anonymous caller, on an installation that is not set up", func(r *input.Request) { public(r); r.Facts.Instance.Initialized = false }},
	{"an anonymous caller, where sign-up is open", func(r *input.Request) { public(r); r.Facts.Instance.AllowSignUp = true }},
}

// encryption reports whether the project is end-to-end encrypted, and whether the
// route gives plain text.
var encryption = []variation{
	{"plain text", func(r *input.Request) { r.Context.Raw = true }},
	{"an end-to-end encrypted project", func(r *input.Request) { r.Facts.Project.EndToEndEncrypted = true }},
	{"plain text of an end-to-end encrypted project", func(r *input.Request) { r.Context.Raw, r.Facts.Project.EndToEndEncrypted = true, true }},
}

// grants are what the subject may hold: nothing, each role, and this very
// action granted, granted and forbidden, and granted at another time.
func (d *Domain) grants(scope, resourceType, action string) []variation {
	found := []variation{{"nothing", same}}
	exact, forbids := exactly(scope, resourceType, action, false), exactly(scope, resourceType, action, true)
	for _, role := range d.Roles {
		if role.Scope != scope {
			continue
		}
		found = append(found, holding("role "+role.Slug, role.grant()))
		if role.Slug == "admin" {
			found = append(found, holding("role admin, and the action forbidden", role.grant(), forbids))
		}
	}
	if !permissions.KnownAction(scope, resourceType, action) {
		return found // no rule can name it
	}
	past, future := exact, exact
	past.Ends, future.Starts = now-hour, now+hour
	return append(found, holding("the action", exact), holding("the action, and it forbidden", exact, forbids),
		holding("the action until an hour ago", past), holding("the action from in an hour", future))
}

func holding(name string, grants ...input.Grant) variation {
	return variation{name, func(r *input.Request) { hold(r, slices.Clone(grants)) }}
}

// exactly is a custom role that grants one action everywhere, or a privilege
// that forbids it.
func exactly(scope, resourceType, action string, inverted bool) input.Grant {
	rule := permissions.Rule{Actions: []string{action}, Subjects: []string{resourceType}, Inverted: inverted}
	grant := input.Grant{Source: input.SourceRole, Role: input.RoleCustom, ID: "role-exact", Permissions: permissions.Compile([]permissions.Rule{rule}, formOf(scope))}
	if inverted {
		grant.Source, grant.Role, grant.ID = input.SourcePrivilege, "", "privilege-forbids"
	}
	return grant
}

func formOf(scope string) permissions.Form {
	if scope == permissions.ScopeProject {
		return permissions.FormV2
	}
	return permissions.FormOrganization
}

// circumstances are the addresses and moments that rules compare with.
func (d *Domain) circumstances() []variation {
	found := []variation{{d.Values.Addresses[0] + " at " + moment(d.Values.Moments[0]), same}}
	for _, ip := range d.Values.Addresses[1:] {
		found = append(found, variation{"address " + ip, func(r *input.Request) { r.Context.IP = ip }})
	}
	for _, at := range d.Values.Moments[1:] {
		found = append(found, variation{moment(at), func(r *input.Request) { move(r, at) }})
	}
	return found
}

func moment(seconds int64) string { return time.Unix(seconds, 0).UTC().Format(time.RFC3339) }

// move takes the request to another moment, and its credential along.
func move(r *input.Request, moment int64) {
	if r.Facts.Token != nil {
		r.Facts.Token.ExpiresAt += moment - r.Context.Now
	}
	r.Context.Now = moment
}

func (d *Domain) places(resourceType string) []variation {
	names := d.Values.Names[:1]
	if slices.Contains(permissions.KnownFields(resourceType), "secretName") {
		names = d.Values.Names
	}
	var found []variation
	for _, environment := range d.Values.Environments {
		for _, path := range d.Values.Paths {
			for _, name := range names {
				found = append(found, variation{environment + ":" + path + " " + name, func(r *input.Request) {
					r.Resource.ID, r.Resource.Properties = "", at(environment, path, name)
				}})
			}
		}
	}
	return found
}

func at(environment, path, name string) input.Properties {
	properties := input.Properties{Environment: &environment, SecretPath: &path}
	if name != "" {
		properties.SecretName = &name
	}
	return properties
}

// kinds are what the API calls by one type: rules may tell them apart.
func kinds() []variation {
	var found []variation
	for _, kind := range input.Kinds() {
		found = append(found, variation{"a member, about a " + kind, func(r *input.Request) { r.Resource.Properties.Kind = &kind }})
	}
	return found
}

// targets are what a change does to a subject: nothing that counts, handing out
// what the subject holds, handing out everything, leaving no administrator.
func targets(resourceType string) []variation {
	handing := func(r *input.Request, grants ...input.Grant) {
		mine := own(r)
		t := target(resourceType)
		t.Held = []input.Holding{mine}
		t.HandsOut = []input.Holding{{Scope: mine.Scope, ID: mine.ID, Grants: grants}}
		r.Facts.Target = t
	}
	return []variation{
		{"no rights change", same},
		{"hands out what the subject holds", func(r *input.Request) { handing(r, held(r)...) }},
		{"hands out the role admin", func(r *input.Request) {
			handing(r, input.Grant{Source: input.SourceRole, Role: "admin"})
		}},
		{"takes the last administrator away", func(r *input.Request) {
			mine, t := own(r), target(resourceType)
			t.Administrators = []input.Administrators{{Scope: mine.Scope, ID: mine.ID, Before: 1}}
			r.Facts.Target = t
		}},
	}
}
