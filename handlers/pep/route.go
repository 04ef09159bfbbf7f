package pep

import (
	"strings"

	"warder/engine/facts"
	"warder/engine/input"
)

// Route is one row of the table: what is served, who may present what kind of
// credential there, and which action on which resource the policy is asked
// about. A row without an action that some rule package handles keeps the
// server from starting.
type Route struct {
	Method, Path string
	Modes        []string // accepted auth modes; none means public
	Resource     string
	Action       string
	Title        string   // what it does, where the name of the handler does not say it
	Deprecated   bool     // another route or kind of credential takes its place
	Event        string   // audit event type (docs/contract.md 2.26)
	Query        []string // query parameters that the handler reads
	Handler      Handler
	MaxBody      int64 // bytes of a body, where more may come than elsewhere; 0 leaves it to the configuration
	Cookie       bool  // reads or sets the cookie of a session, so pages of other sites may not call it; see Site
	Unrouted     bool
}

// Name is the method and the path, as logs and decision records have it.
func (r Route) Name() string { return r.Method + " " + r.Path }

// ProjectField is what this generation of the API calls the id of a project.
func (r Route) ProjectField() string {
	if strings.HasPrefix(r.Path, "/api/v1/") || strings.HasPrefix(r.Path, "/api/v3/") {
		return "workspaceId"
	}
	return "projectId"
}

// Public is whether no credential is needed.
func (r Route) Public() bool { return len(r.Modes) == 0 }

// Sets of auth modes, in the letters of docs/contract.md 1.2: J user session, K API
// key, S service token, I machine identity.
var (
	Public                     = []string(nil)
	UserOnly                   = []string{facts.ModeUser}
	UserOrIdentity             = []string{facts.ModeUser, facts.ModeIdentity}
	UserOrAPIKey               = []string{facts.ModeUser, facts.ModeAPIKey}
	UserAPIKeyOrIdentity       = []string{facts.ModeUser, facts.ModeAPIKey, facts.ModeIdentity}
	UserServiceTokenOrIdentity = []string{facts.ModeUser, facts.ModeServiceToken, facts.ModeIdentity}
	AnyCredential              = []string{facts.ModeUser, facts.ModeAPIKey, facts.ModeServiceToken, facts.ModeIdentity}
)

// Question asks about the row's own action on its resource.
func (r *Request) Question(project facts.ProjectRef, targets ...facts.TargetLoader) facts.Question {
	q := facts.Question{Action: r.Route.Action, Project: project, Targets: targets}
	q.Resource.Type, q.Resource.Properties.Kind = r.Route.Resource, input.KindOf(r.Route.Resource)
	if r.bound != nil {
		r.asking(&q)
	}
	return q
}
