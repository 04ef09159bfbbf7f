package pep

import (
	"warder/engine/facts"
	"warder/engine/input"
	"warder/models"
	"warder/models/store"
	"warder/models/vault"
)

// IdentityInPath is the identity named in the path, with the one field that conditions on
// identities use.
func IdentityInPath(r *Request) input.Resource {
	id := r.Param("identityId")
	return input.Resource{Type: "identity", ID: id, Properties: input.Properties{IdentityID: &id, Kind: new(input.KindIdentity)}}
}

// EnvironmentStub is an environment as embedded in other resources.
type EnvironmentStub struct {
	Name string `json:"name"`
	Slug string `json:"slug"`
	ID   string `json:"id"`
}

// ProjectByID is the project named by id in the path.
func ProjectByID(r *Request) facts.ProjectRef { return facts.ProjectRef{ID: r.Param("project")} }

// ProjectBySlug is the project named by slug in the path.
func ProjectBySlug(r *Request) facts.ProjectRef {
	if slug := r.Param("slug"); slug != "" {
		return facts.ProjectRef{Slug: slug}
	}
	return facts.ProjectRef{Slug: r.Param("project")}
}

// ProjectWithID refers to a project by id.
func ProjectWithID(id string) facts.ProjectRef { return facts.ProjectRef{ID: id} }

// ResourceAt is a resource at an environment and path, for conditions.
func ResourceAt(kind, environment, path string) input.Resource {
	return input.Resource{Type: kind, Properties: input.Properties{Environment: &environment, SecretPath: &path}}
}

// Vault encrypts and decrypts the secrets of the question's project.
func (r *Request) Vault(s *facts.State) *vault.Vault { return r.VaultOf(s, s.Project) }

// VaultOf is Vault for a project that does not exist yet.
func (r *Request) VaultOf(s *facts.State, project *models.Project) *vault.Vault {
	author := vault.Actor{Type: s.Caller.Subject.Type, ID: s.Caller.Subject.ID}
	return &vault.Vault{Keyring: r.API.Keyring, Project: project, Now: store.At(r.Now), Actor: author}
}
