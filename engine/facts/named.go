package facts

import (
	"slices"

	"warder/engine/input"
	"warder/engine/permissions"
	"warder/models"
)

// Named is a resource as a client names it: by id, or by the place
// where it is. What it says is an address and never a fact: tags, owners and
// whether it exists are read from the database.
type Named struct {
	Type, ID                            string
	ProjectID                           string
	Environment, SecretPath, SecretName *string
}

// Scope is where permissions on the resource are held.
func (n Named) Scope() string {
	if n.ProjectID != "" || n.byID() {
		return permissions.ScopeProject
	}
	return permissions.ScopeOrganization
}

// byID reports whether the id alone leads to the project.
func (n Named) byID() bool {
	return n.ProjectID == "" && n.ID != "" && slices.Contains([]string{"secrets", "secret-folders", "workspace", "service-tokens"}, n.Type)
}

// Question returns the question for performing an action on the resource.
func (n Named) Question(action string) Question {
	q := Question{Action: action, Project: ProjectRef{ID: n.ProjectID}, Raw: n.Type == "secrets"}
	if n.Type == "workspace" && n.byID() {
		q.Project.ID = n.ID
	}
	q.Resource = input.Resource{Type: n.Type, ID: n.ID, Properties: input.Properties{
		Environment: n.Environment, SecretPath: n.SecretPath, SecretName: n.SecretName, SecretTags: []string{},
	}}
	if n.Type == "identity" && n.ID != "" {
		q.Resource.Properties.IdentityID = &q.Resource.ID
	}
	if target := n.target(action); target != nil {
		q.Targets = []TargetLoader{target}
	}
	return q
}

// target is what the action would change or reveal, as the handler of the same
// request reads it; nil for what has no row of its own.
func (n Named) target(action string) TargetLoader {
	inProject := n.ProjectID != ""
	switch n.Type {
	case "secrets":
		return n.secret(action)
	case "secret-folders":
		if n.byID() {
			return OnFolderAlone(n.ID)
		}
	case "service-tokens":
		if n.byID() {
			return OnServiceToken(n.ID)
		}
	case "decisions":
		if n.ID != "" {
			return OnDecision(n.ID)
		}
	case "identity", "member", "role":
		if n.ID != "" {
			return n.holder(inProject)
		}
	}
	return nil
}

// holder is a subject, or a role, whose rights are compared with the subject's.
func (n Named) holder(inProject bool) TargetLoader {
	switch {
	case n.Type == "identity" && inProject:
		return OnMember(models.SubjectIdentity, n.ID)
	case n.Type == "identity":
		return OnIdentity(n.ID)
	case n.Type == "member" && inProject:
		return OnMember(models.SubjectUser, n.ID)
	case n.Type == "role" && inProject:
		return OnProjectRole(n.ID)
	case n.Type == "role":
		return OnOrgRole(n.ID)
	}
	return nil
}

func (n Named) secret(action string) TargetLoader {
	switch {
	case n.byID():
		return OnSecretAlone(n.ID)
	case n.Environment == nil || n.SecretPath == nil || n.SecretName == nil:
		return nil
	case action == "create":
		return OnFolder(*n.Environment, *n.SecretPath)
	}
	return OnSecret(*n.Environment, *n.SecretPath, *n.SecretName, models.SecretShared)
}
