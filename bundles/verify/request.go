package verify

import (
	"warder/engine"
	"warder/engine/permissions"
)

// The world that requests are made in: two organizations, of which the subject
// acts in the first, and a project of each.
const (
	home, abroad = "org-1", "org-2"
	project      = "project-1"
	me, other    = "subject-1", "subject-2"

	now     = 1767268800 // Thursday, 1 January 2026, noon
	hour    = 3600
	address = "10.0.0.1"
)

// modes are what a guarded route may accept, by the type of the subject.
var modes = map[string]string{
	engine.SubjectIdentity:     "identity_access_token",
	engine.SubjectUser:         "user_session",
	engine.SubjectServiceToken: "service_token",
}

// plainest is a request in which nothing stands out: a machine that is a member
// asks for something, and holds nothing. What a search finds is made more like
// it, one field at a time.
func plainest(scope, resourceType, action string) *engine.Request {
	request := &engine.Request{
		Subject:  engine.Subject{Type: engine.SubjectIdentity, ID: me},
		Action:   engine.Action{Name: action},
		Resource: engine.Resource{Type: resourceType, ID: other, Properties: engine.Properties{Kind: engine.KindOf(resourceType)}},
		Context: engine.Context{
			IP: address, Now: now, Route: "GET /", Mode: modes[engine.SubjectIdentity],
			Accepts: []string{"identity_access_token", "service_token", "user_session"}, RequestID: "verify",
		},
		Facts: engine.Facts{
			Token:        token(),
			Instance:     &engine.Instance{Initialized: true},
			Organization: &engine.Organization{ID: home},
			Membership: &engine.Membership{
				OrgID: home, Organization: true, OrgRole: "no-access", AcceptedInOrg: true, ActiveInOrg: true,
			},
			Grants: &engine.Grants{Organization: []engine.Grant{}, Project: []engine.Grant{}},
		},
	}
	if scope == permissions.ScopeProject {
		request.Facts.Membership.Project = true
		request.Facts.Project = &engine.Project{ID: project, OrgID: home, Known: true, Version: 2, TrustedIPs: []string{}}
	}
	if targeted[resourceType] {
		request.Facts.Target = target(resourceType)
	}
	return request
}

func token() *engine.Token {
	return &engine.Token{
		WellFormed: true, Known: true, OwnerKnown: true, OwnerAccepted: true, Organizations: 1, MethodAttached: true, ExpiresAt: now + hour, TrustedIPs: []string{}, AnyAddress: true, OrgID: home,
	}
}

// targeted are the resource types whose requests change or reveal what somebody
// holds.
var targeted = map[string]bool{"identity": true, "role": true, "member": true, "groups": true, "service-tokens": true}

func target(resourceType string) *engine.Target {
	return &engine.Target{
		Kind: resourceType, Known: true,
		Holdings: []engine.Holding{}, HandsOut: []engine.Holding{}, Held: []engine.Holding{}, Administrators: []engine.Administrators{},
	}
}

// scopeOf is where a request takes place.
func scopeOf(request *engine.Request) string {
	if request.Facts.Project != nil {
		return permissions.ScopeProject
	}
	return permissions.ScopeOrganization
}

// held are the grants that count where the request takes place.
func held(request *engine.Request) []engine.Grant {
	if scopeOf(request) == permissions.ScopeProject {
		return request.Facts.Grants.Project
	}
	return request.Facts.Grants.Organization
}

// hold gives the subject these grants, and the membership that goes with them.
func hold(request *engine.Request, grants []engine.Grant) {
	membership := *request.Facts.Membership
	if scopeOf(request) == permissions.ScopeProject {
		request.Facts.Grants = &engine.Grants{Organization: request.Facts.Grants.Organization, Project: grants}
	} else {
		request.Facts.Grants = &engine.Grants{Organization: grants, Project: request.Facts.Grants.Project}
		membership.OrgRole = "no-access"
		for _, grant := range grants {
			if grant.Source == engine.SourceRole {
				membership.OrgRole = grant.Role
			}
		}
	}
	request.Facts.Membership = &membership
}

// own are the subject's holdings in the scope of the request.
func own(request *engine.Request) engine.Holding {
	scope := scopeOf(request)
	return engine.Holding{Scope: scope, ID: placeOf(scope), Grants: held(request)}
}

func placeOf(scope string) string {
	if scope == permissions.ScopeProject {
		return project
	}
	return home
}
