package verify

import (
	"slices"

	"warder/engine"
	"warder/engine/permissions"
)

// callers are who may ask, and how they stand: kinds of subject, credentials
// that do not count, membership that lacks, organizations that differ, and plain
// text where the project is end-to-end encrypted. Each is one step from what is
// plain; chance takes several.
func callers(scope string) []variation {
	found := []variation{same, as(engine.SubjectUser), as(engine.SubjectServiceToken)}
	found = append(found, credentials...)
	if scope == permissions.ScopeProject {
		return append(append(found, standings...), encryption...)
	}
	return append(found, standings[:4]...)
}

func as(kind string) variation {
	return func(r *engine.Request) { r.Subject.Type, r.Context.Mode = kind, modes[kind] }
}

var credentials = []variation{
	func(r *engine.Request) { r.Facts.Token.ExpiresAt = now - hour },
	func(r *engine.Request) { r.Facts.Token.Revoked = true },
	func(r *engine.Request) { r.Facts.Token.SecretRevoked = true },
	func(r *engine.Request) { r.Facts.Token.Version++ },
	func(r *engine.Request) { r.Facts.Token.Known = false },
	func(r *engine.Request) { r.Facts.Token.OwnerKnown = false },
	func(r *engine.Request) { r.Facts.Token.OwnerAccepted = false },
}

// standings are those of the organization, and then those of a project.
var standings = []variation{
	func(r *engine.Request) { r.Facts.Organization.ID = abroad },
	func(r *engine.Request) { r.Facts.Membership.Organization = false },
	func(r *engine.Request) { r.Facts.Membership.AcceptedInOrg = false },
	func(r *engine.Request) { r.Facts.Membership.ActiveInOrg = false },
	func(r *engine.Request) { r.Facts.Membership.Project = false },
	func(r *engine.Request) { r.Facts.Project.OrgID = abroad },
	func(r *engine.Request) { r.Facts.Project.Known = false },
}

// encryption is whether the project is end-to-end encrypted, and whether the
// route gives plain text.
var encryption = []variation{
	func(r *engine.Request) { r.Context.Raw = true },
	func(r *engine.Request) { r.Facts.Project.EndToEndEncrypted = true },
	func(r *engine.Request) { r.Context.Raw, r.Facts.Project.EndToEndEncrypted = true, true },
}

// grants are what the subject may hold: nothing, each role, and this very
// action granted, granted and forbidden, and granted at another time.
func (d *Domain) grants(scope, resourceType, action string) []variation {
	found := []variation{same}
	exact, forbids := exactly(scope, resourceType, action, false), exactly(scope, resourceType, action, true)
	for _, role := range d.Roles {
		if role.Scope != scope {
			continue
		}
		found = append(found, holding(role.grant()))
		if role.Slug == "admin" {
			found = append(found, holding(role.grant(), forbids))
		}
	}
	if !permissions.KnownAction(scope, resourceType, action) {
		return found // no rule can name it
	}
	past, future := exact, exact
	past.Ends, future.Starts = now-hour, now+hour
	return append(found, holding(exact), holding(exact, forbids), holding(past), holding(future))
}

func holding(grants ...engine.Grant) variation {
	return func(r *engine.Request) { hold(r, slices.Clone(grants)) }
}

// exactly is a custom role that grants one action everywhere, or a privilege
// that forbids it.
func exactly(scope, resourceType, action string, inverted bool) engine.Grant {
	rule := permissions.Rule{Actions: []string{action}, Subjects: []string{resourceType}, Inverted: inverted}
	grant := engine.Grant{Source: engine.SourceRole, Role: engine.RoleCustom, ID: "role-exact", Permissions: permissions.Compile([]permissions.Rule{rule}, formOf(scope))}
	if inverted {
		grant.Source, grant.Role, grant.ID = engine.SourcePrivilege, "", "privilege-forbids"
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
	found := []variation{same}
	for _, ip := range d.Values.Addresses[1:] {
		found = append(found, func(r *engine.Request) { r.Context.IP = ip })
	}
	for _, moment := range d.Values.Moments[1:] {
		found = append(found, func(r *engine.Request) { move(r, moment) })
	}
	return found
}

// move takes the request to another moment, and its credential along.
func move(r *engine.Request, moment int64) {
	r.Facts.Token.ExpiresAt += moment - r.Context.Now
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
				found = append(found, func(r *engine.Request) { r.Resource.ID, r.Resource.Properties = "", at(environment, path, name) })
			}
		}
	}
	return found
}

func at(environment, path, name string) engine.Properties {
	properties := engine.Properties{Environment: &environment, SecretPath: &path}
	if name != "" {
		properties.SecretName = &name
	}
	return properties
}

// targets are what a change does to somebody: nothing that counts, handing out
// what the subject holds, handing out everything, leaving nobody to administer.
func targets(resourceType string) []variation {
	handing := func(r *engine.Request, grants ...engine.Grant) {
		mine := own(r)
		t := target(resourceType)
		t.Held = []engine.Holding{mine}
		t.HandsOut = []engine.Holding{{Scope: mine.Scope, ID: mine.ID, Grants: grants}}
		r.Facts.Target = t
	}
	return []variation{
		same,
		func(r *engine.Request) { handing(r, held(r)...) },
		func(r *engine.Request) {
			handing(r, engine.Grant{Source: engine.SourceRole, Role: "admin"})
		},
		func(r *engine.Request) {
			mine, t := own(r), target(resourceType)
			t.Administrators = []engine.Administrators{{Scope: mine.Scope, ID: mine.ID, Before: 1}}
			r.Facts.Target = t
		},
	}
}
