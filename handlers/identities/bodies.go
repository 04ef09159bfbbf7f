package identities

import (
	"encoding/json"

	"warder/engine/facts"
	"warder/handlers/members"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

// identityJSON is an identity in the API. It has both authMethod and authMethods, for clients
// of both generations (docs/contract.md 2.6).
type identityJSON struct {
	ID                  string                 `json:"id"`
	Name                string                 `json:"name"`
	AuthMethod          *string                `json:"authMethod"`
	AuthMethods         []string               `json:"authMethods"`
	OrgID               string                 `json:"orgId"`
	ProjectID           *string                `json:"projectId"`
	HasDeleteProtection bool                   `json:"hasDeleteProtection"`
	Metadata            []models.MetadataEntry `json:"metadata"`
	CreatedAt           store.Time             `json:"createdAt"`
	UpdatedAt           store.Time             `json:"updatedAt"`
}

func describeIdentity(identity *models.Identity, methods []string) identityJSON {
	body := identityJSON{
		ID: identity.ID, Name: identity.Name, AuthMethods: pep.OrEmpty(methods), OrgID: identity.OrgID,
		HasDeleteProtection: identity.HasDeleteProtection, Metadata: pep.OrEmpty(identity.Metadata),
		CreatedAt: identity.CreatedAt, UpdatedAt: identity.UpdatedAt,
	}
	if len(methods) > 0 {
		body.AuthMethod = &methods[0]
	}
	if identity.ProjectID != "" {
		body.ProjectID = &identity.ProjectID
	}
	return body
}

// identityAnswer is the response for one identity.
type identityAnswer struct {
	Identity identityJSON `json:"identity"`
}

func identityBody(identity *models.Identity, methods []string) *identityAnswer {
	return &identityAnswer{Identity: describeIdentity(identity, methods)}
}

// orgIdentityJSON is an identity with its membership of the organization
// (OrgIdentityMembership of docs/contract.md 2.6).
type orgIdentityJSON struct {
	ID         string                 `json:"id"`
	Role       string                 `json:"role"`
	RoleID     *string                `json:"roleId"`
	OrgID      string                 `json:"orgId"`
	IdentityID string                 `json:"identityId"`
	CreatedAt  store.Time             `json:"createdAt"`
	UpdatedAt  store.Time             `json:"updatedAt"`
	CustomRole *customRoleJSON        `json:"customRole,omitempty"`
	Identity   identityJSON           `json:"identity"`
	Metadata   []models.MetadataEntry `json:"metadata"`
	// LastUsedAt is the last use of a stored token of the identity; null if there is none.
	LastUsedAt *store.Time `json:"lastUsedAt"`
}

// orgIdentityAnswer is the response for one identity of an organization.
type orgIdentityAnswer struct {
	Identity *orgIdentityJSON `json:"identity"`
}

type customRoleJSON struct {
	ID          string          `json:"id"`
	Name        string          `json:"name"`
	Slug        string          `json:"slug"`
	Permissions json.RawMessage `json:"permissions"`
	Description string          `json:"description"`
}

func orgIdentity(tx *store.Tx, scope store.Scope, membership *models.OrgMembership, identity *models.Identity) (*orgIdentityJSON, error) {
	methods, err := members.AuthMethodsOf(tx, scope, identity.ID)
	if err != nil {
		return nil, err
	}
	used, err := models.LastUses(tx, scope, []string{identity.ID})
	if err != nil {
		return nil, err
	}
	roles, err := facts.RolesOfMembers(tx, scope, []models.OrgMembership{*membership})
	if err != nil {
		return nil, err
	}
	body := orgIdentityWith(membership, identity, methods[identity.ID], roles)
	body.used(used)
	return body, nil
}

// used adds the identity's last use.
func (o *orgIdentityJSON) used(lastUses map[string]store.Time) {
	if at, known := lastUses[o.IdentityID]; known {
		o.LastUsedAt = &at
	}
}

// orgIdentityWith describes an identity with its membership; roles must contain its custom
// role, if any.
func orgIdentityWith(membership *models.OrgMembership, identity *models.Identity, methods []string, roles map[string]*models.OrgRole) *orgIdentityJSON {
	body := &orgIdentityJSON{
		ID: membership.ID, Role: membership.Role, RoleID: membership.RoleID, OrgID: membership.OrgID, IdentityID: identity.ID,
		CreatedAt: membership.CreatedAt, UpdatedAt: membership.UpdatedAt,
		Identity: describeIdentity(identity, methods), Metadata: pep.OrEmpty(identity.Metadata),
	}
	if membership.RoleID == nil {
		return body
	}
	if role := roles[*membership.RoleID]; role != nil {
		body.CustomRole = &customRoleJSON{ID: role.ID, Name: role.Name, Slug: role.Slug, Description: role.Description, Permissions: pep.RawJSON(role.Permissions)}
	}
	return body
}
