package pep

import (
	"strings"

	"warder/engine/facts"
	"warder/engine/input"
)

// Route is one row of the route table: the path and handler, the accepted kinds of credential,
// and the action and resource type that the policy decides on. The server does not start if no
// rule package handles the row's action.
type Route struct {
	Method, Path string
	Modes        []string // accepted auth modes; none means public
	Resource     string
	Action       string
	Title        string   // set if the handler's name does not describe the row
	Deprecated   bool     // another route or kind of credential replaces it
	Event        string   // audit event type (docs/contract.md 2.26)
	Query        []string // query parameters that the handler reads
	Handler      Handler
	MaxBody      int64 // body limit in bytes if larger than elsewhere; 0 means the configured limit
	Cookie       bool  // reads or sets the session cookie, so pages of other sites may not call it; see Site
	Unrouted     bool
}

// Name is the method and the path, as in logs and decision records.
func (r Route) Name() string { return r.Method + " " + r.Path }

// ProjectField is the name of the project id in this generation of the API.
func (r Route) ProjectField() string {
	if strings.HasPrefix(r.Path, "/api/v1/") || strings.HasPrefix(r.Path, "/api/v3/") {
		return "workspaceId"
	}
	return "projectId"
}

// Public reports whether the row needs no credential.
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

// Question asks about the row's action on its resource type.
func (r *Request) Question(project facts.ProjectRef, targets ...facts.TargetLoader) facts.Question {
	q := facts.Question{Action: r.Route.Action, Project: project, Targets: targets}
	q.Resource.Type, q.Resource.Properties.Kind = r.Route.Resource, input.KindOf(r.Route.Resource)
	if r.bound != nil {
		r.asking(&q)
	}
	return q
}
