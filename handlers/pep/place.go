package pep

import (
	"warder/engine/facts"
	"warder/engine/input"
	"warder/models"
	"warder/models/store"
	"warder/models/vault"
)

// IdentityInPath is the identity a path names, with the one field that
// conditions on identities know.
func IdentityInPath(r *Request) input.Resource {
	id := r.Param("identityId")
	return input.Resource{Type: "identity", ID: id, Properties: input.Properties{IdentityID: &id, Kind: new(input.KindIdentity)}}
}

// EnvironmentStub is an environment as other resources show it.
type EnvironmentStub struct {
	Name string `json:"name"`
	Slug string `json:"slug"`
	ID   string `json:"id"`
}

// ProjectByID is the project that a path names by its id.
func ProjectByID(r *Request) facts.ProjectRef { return facts.ProjectRef{ID: r.Param("project")} }

// ProjectBySlug is the project that a path names by its slug.
func ProjectBySlug(r *Request) facts.ProjectRef {
	if slug := r.Param("slug"); slug != "" {
		return facts.ProjectRef{Slug: slug}
	}
	return facts.ProjectRef{Slug: r.Param("project")}
}

// ProjectWithID is the place of a request that names its project by id.
func ProjectWithID(id string) facts.ProjectRef { return facts.ProjectRef{ID: id} }

// ResourceAt is a resource at a place, for conditions on it.
func ResourceAt(kind, environment, path string) input.Resource {
	return input.Resource{Type: kind, Properties: input.Properties{Environment: &environment, SecretPath: &path}}
}

// Vault keeps the secrets of the project that a permitted question is about.
func (r *Request) Vault(s *facts.State) *vault.Vault { return r.VaultOf(s, s.Project) }

// VaultOf is Vault for a project that is only about to be made.
func (r *Request) VaultOf(s *facts.State, project *models.Project) *vault.Vault {
	author := vault.Actor{Type: s.Caller.Subject.Type, ID: s.Caller.Subject.ID}
	return &vault.Vault{Keyring: r.API.Keyring, Project: project, Now: store.At(r.Now), Actor: author}
}
