package verify

import (
	"warder/engine/input"
	"warder/engine/permissions"
)

// The fixture of generated requests: two organizations with a project each. The subject
// acts in the first.
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
	input.SubjectIdentity:     "identity_access_token",
	input.SubjectUser:         "user_session",
	input.SubjectServiceToken: "service_token",
}

// plainest is a request in which nothing stands out: a machine that is a member
// asks for something, and holds nothing. What a search finds is made more like
// it, one field at a time.
func plainest(scope, resourceType, action string) *input.Request {
	request := &input.Request{
		Subject:  input.Subject{Type: input.SubjectIdentity, ID: me},
		Action:   input.Action{Name: action},
		Resource: input.Resource{Type: resourceType, ID: other, Properties: input.Properties{Kind: input.KindOf(resourceType)}},
		Context: input.Context{
			IP: address, Now: now, Route: "GET /", Mode: modes[input.SubjectIdentity],
			Accepts: []string{"identity_access_token", "service_token", "user_session"}, RequestID: "verify",
		},
		Facts: input.Facts{
			Token:        token(),
			Instance:     &input.Instance{Initialized: true},
			Organization: &input.Organization{ID: home},
			Membership: &input.Membership{
				OrgID: home, Organization: true, OrgRole: "no-access", AcceptedInOrg: true, ActiveInOrg: true,
			},
			Grants: &input.Grants{Organization: []input.Grant{}, Project: []input.Grant{}},
		},
	}
	if scope == permissions.ScopeProject {
		request.Facts.Membership.Project = true
		request.Facts.Project = &input.Project{ID: project, OrgID: home, Known: true, Version: 2, TrustedIPs: []string{}}
	}
	if targeted[resourceType] {
		request.Facts.Target = target(resourceType)
	}
	return request
}

func token() *input.Token {
	return &input.Token{
		WellFormed: true, Known: true, OwnerKnown: true, OwnerAccepted: true, Organizations: 1, MethodAttached: true, ExpiresAt: now + hour, TrustedIPs: []string{}, AnyAddress: true, OrgID: home,
	}
}

// targeted are the resource types whose requests change or reveal what a subject
// holds.
var targeted = map[string]bool{"identity": true, "role": true, "member": true, "groups": true, "service-tokens": true}

func target(resourceType string) *input.Target {
	return &input.Target{
		Kind: resourceType, Known: true,
		Holdings: []input.Holding{}, HandsOut: []input.Holding{}, Held: []input.Holding{}, Administrators: []input.Administrators{},
	}
}

// scopeOf is where a request takes place.
func scopeOf(request *input.Request) string {
	if request.Facts.Project != nil {
		return permissions.ScopeProject
	}
	return permissions.ScopeOrganization
}

// held are the grants that count where the request takes place.
func held(request *input.Request) []input.Grant {
	if scopeOf(request) == permissions.ScopeProject {
		return request.Facts.Grants.Project
	}
	return request.Facts.Grants.Organization
}

// hold gives the subject these grants, and the membership that goes with them.
func hold(request *input.Request, grants []input.Grant) {
	membership := *request.Facts.Membership
	if scopeOf(request) == permissions.ScopeProject {
		request.Facts.Grants = &input.Grants{Organization: request.Facts.Grants.Organization, Project: grants}
	} else {
		request.Facts.Grants = &input.Grants{Organization: grants, Project: request.Facts.Grants.Project}
		membership.OrgRole = "no-access"
		for _, grant := range grants {
			if grant.Source == input.SourceRole {
				membership.OrgRole = grant.Role
			}
		}
	}
	request.Facts.Membership = &membership
}

// own are the subject's holdings in the scope of the request.
func own(request *input.Request) input.Holding {
	scope := scopeOf(request)
	return input.Holding{Scope: scope, ID: placeOf(scope), Grants: held(request)}
}

func placeOf(scope string) string {
	if scope == permissions.ScopeProject {
		return project
	}
	return home
}
