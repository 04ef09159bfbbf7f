package handlers

import (
	"strings"

	"warder/engine"
	"warder/engine/facts"
)

// route is one row of the table: what is served, who may present what kind of
// credential there, and which action on which resource the policy is asked
// about. A row without an action that some rule package handles keeps the
// server from starting.
type route struct {
	method, path string
	modes        []string // accepted auth modes; none means public
	resource     string
	action       string
	event        string // audit event type (docs/contract.md 2.26)
	handler      endpoint
	unrouted     bool
}

func (r route) name() string { return r.method + " " + r.path }

// largest is how many bytes a body may have here, whatever the configuration
// says of others; 0 leaves it to that.
func (r route) largest() int64 {
	if r.event == PublishEvent {
		return maxPublished
	}
	return 0
}

// projectField is what this generation of the API calls the id of a project.
func (r route) projectField() string {
	if strings.HasPrefix(r.path, "/api/v1/") || strings.HasPrefix(r.path, "/api/v3/") {
		return "workspaceId"
	}
	return "projectId"
}

func (r route) public() bool { return len(r.modes) == 0 }

// Sets of auth modes, in the letters of docs/contract.md 1.2: J user session, K API
// key, S service token, I machine identity.
var (
	public = []string(nil)
	j      = []string{facts.ModeUser}
	ji     = []string{facts.ModeUser, facts.ModeIdentity}
	jk     = []string{facts.ModeUser, facts.ModeAPIKey}
	jki    = []string{facts.ModeUser, facts.ModeAPIKey, facts.ModeIdentity}
	jsi    = []string{facts.ModeUser, facts.ModeServiceToken, facts.ModeIdentity}
	jksi   = []string{facts.ModeUser, facts.ModeAPIKey, facts.ModeServiceToken, facts.ModeIdentity}
)

// routes is THE table.
func routes() []route {
	var table []route
	for _, group := range [][]route{
		instanceRoutes(), identityRoutes(), universalAuthRoutes(), tokenAuthRoutes(), tokenRoutes(),
		projectRoutes(), projectSettingRoutes(), projectIdentityRoutes(), environmentRoutes(), folderRoutes(), identityMembershipRoutes(), secretRoutes(), secretVersionRoutes(), secretBatchRoutes(), botRoutes(),
		projectRoleRoutes(), privilegeRoutes(), userRoutes(), signUpRoutes(), organizationRoutes(), orgMembershipRoutes(), orgRoleRoutes(), invitationRoutes(),
		apiKeyRoutes(), serviceTokenRoutes(), projectTrustedIPRoutes(), tagRoutes(), auditLogRoutes(), policyRoutes(), userMembershipRoutes(),
		importRoutes(), secretV4Routes(), encryptedSecretRoutes(), encryptedBatchRoutes(), secretMoveRoutes(), secretTagRoutes(),
		projectKeyRoutes(), blindIndexRoutes(), passwordRoutes(),
		authzRoutes(),
	} {
		table = append(table, group...)
	}
	return table
}

// question asks about the row's own action on its resource.
func (c *call) question(project facts.ProjectRef, targets ...facts.Target) facts.Question {
	q := facts.Question{Action: c.route.action, Project: project, Targets: targets}
	q.Resource.Type, q.Resource.Properties.Kind = c.route.resource, engine.KindOf(c.route.resource)
	c.asking(&q)
	return q
}
