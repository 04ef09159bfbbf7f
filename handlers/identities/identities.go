package identities

import (
	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/members"
	"warder/handlers/pep"
	"warder/handlers/roles"
	"warder/models"
	"warder/models/store"
)

// Machine identities (docs/contract.md 2.6).
func identityRoutes() []pep.Route {
	const base = "/api/v1/identities"
	return []pep.Route{
		{Method: "POST", Path: base, Modes: pep.UserOrIdentity, Resource: "identity", Action: "create", Event: "create-identity", Handler: pep.HandleBody(createIdentity)},
		{Method: "GET", Path: base, Modes: pep.UserOrIdentity, Resource: "identity", Action: "read", Query: []string{"limit", "offset", "orgId", "organizationId", "search", "orderBy", "orderDirection"}, Handler: pep.Handle(listIdentities)},
		{Method: "POST", Path: base + "/search", Modes: pep.UserOrIdentity, Resource: "identity", Action: "read", Handler: pep.HandleBody(searchIdentities)},
		{Method: "GET", Path: base + "/details", Modes: pep.UserOrIdentity, Resource: "account", Action: "readDetails", Handler: pep.Handle(identityDetails)},
		{Method: "GET", Path: base + "/:identityId", Modes: pep.UserOrIdentity, Resource: "identity", Action: "read", Handler: pep.Handle(getIdentity)},
		{Method: "PATCH", Path: base + "/:identityId", Modes: pep.UserOrIdentity, Resource: "identity", Action: "edit", Event: "update-identity", Handler: pep.HandleBody(updateIdentity)},
		{Method: "DELETE", Path: base + "/:identityId", Modes: pep.UserOrIdentity, Resource: "identity", Action: "delete", Event: "delete-identity", Handler: pep.Handle(deleteIdentity)},
		{Method: "GET", Path: "/api/v2/organizations/:org/identity-memberships", Modes: pep.UserOrIdentity, Resource: "identity", Action: "read", Query: []string{"limit", "offset", "search", "orderBy", "orderDirection"}, Handler: pep.Handle(listIdentityMemberships)},
	}
}

type createIdentityRequest struct {
	Name                *string                `json:"name" validate:"required,min=1,max=255"`
	OrganizationID      *string                `json:"organizationId" validate:"required,min=1,max=255"`
	Role                *string                `json:"role" validate:"omitnil,min=1,max=255"`
	HasDeleteProtection bool                   `json:"hasDeleteProtection"`
	Metadata            []models.MetadataEntry `json:"metadata" validate:"max=100,unique=Key,dive"`
}

func (r *createIdentityRequest) Requested(asks *input.Requested) {
	role := roles.NoAccess
	pep.SetIfSent(&role, r.Role)
	asks.Name, asks.Roles, asks.Metadata = r.Name, roles.AskRole(role), pep.AskMetadata(r.Metadata)
	asks.DeleteProtection = &r.HasDeleteProtection
}

func (r *createIdentityRequest) Normalize() { pep.Trim(r.Name, r.OrganizationID, r.Role) }

func createIdentity(r *pep.Request, body *createIdentityRequest) (*identityAnswer, error) {
	role := roles.NoAccess
	if body.Role != nil {
		role = *body.Role
	}
	wanted := &roles.OrgRoleRef{Slug: role}
	question := r.Question(facts.ProjectRef{}, wanted.HandOut)
	question.Organization = *body.OrganizationID
	return pep.Change(r, question, func(tx *store.Tx, s *facts.State) (*identityAnswer, error) {
		if err := wanted.Known(); err != nil {
			return nil, err
		}
		identity := &models.Identity{
			ID: store.NewID(), OrgID: s.OrgID(), Name: *body.Name, HasDeleteProtection: body.HasDeleteProtection,
			Metadata: body.Metadata, CreatedAt: store.At(r.Now), UpdatedAt: store.At(r.Now),
		}
		if err := store.Create(tx, s.OrgScope(), identity); err != nil {
			return nil, err
		}
		return identityBody(identity, nil), addToOrganization(r, tx, s, identity.ID, wanted)
	})
}

// addToOrganization makes a new identity a member with its role.
func addToOrganization(r *pep.Request, tx *store.Tx, s *facts.State, identityID string, role *roles.OrgRoleRef) error {
	return store.Create(tx, s.OrgScope(), &models.OrgMembership{
		ID: store.NewID(), OrgID: s.OrgID(), SubjectType: models.SubjectIdentity, SubjectID: identityID,
		Role: role.Stored(), RoleID: role.CustomID(), Status: models.StatusAccepted, IsActive: true,
		CreatedAt: store.At(r.Now), UpdatedAt: store.At(r.Now),
	})
}

func getIdentity(r *pep.Request) (*orgIdentityAnswer, error) {
	question := r.Question(facts.ProjectRef{}, facts.OnIdentity(r.Param("identityId")))
	question.Resource = pep.IdentityInPath(r)
	return pep.Read(r, question, func(tx *store.Tx, s *facts.State) (*orgIdentityAnswer, error) {
		body, err := orgIdentity(tx, s.OrgScope(), s.Found.OrgMembership, s.Found.Identity)
		return &orgIdentityAnswer{Identity: body}, err
	})
}

type updateIdentityRequest struct {
	Name                *string                 `json:"name" validate:"omitnil,min=1,max=255"`
	Role                *string                 `json:"role" validate:"omitnil,min=1,max=255"`
	HasDeleteProtection *bool                   `json:"hasDeleteProtection"`
	Metadata            *[]models.MetadataEntry `json:"metadata" validate:"omitnil,max=100,unique=Key,dive"`
}

func (r *updateIdentityRequest) Requested(asks *input.Requested) {
	asks.Name, asks.DeleteProtection = r.Name, r.HasDeleteProtection
	if r.Role != nil {
		asks.Roles = roles.AskRole(*r.Role)
	}
	if r.Metadata != nil {
		asks.Metadata = pep.AskMetadata(*r.Metadata)
	}
}

func (r *updateIdentityRequest) Normalize() { pep.Trim(r.Name, r.Role) }

func updateIdentity(r *pep.Request, body *updateIdentityRequest) (*identityAnswer, error) {
	targets := []facts.TargetLoader{facts.OnIdentity(r.Param("identityId"))}
	var wanted *roles.OrgRoleRef
	if body.Role != nil {
		wanted = &roles.OrgRoleRef{Slug: *body.Role}
		targets = append(targets, wanted.HandOut, facts.OnAdministrators(wanted.Slug))
	}
	question := r.Question(facts.ProjectRef{}, targets...)
	question.Resource = pep.IdentityInPath(r)
	return pep.Change(r, question, func(tx *store.Tx, s *facts.State) (*identityAnswer, error) {
		identity := s.Found.Identity
		err := store.Edit(tx, s.OrgScope(), identity, func(row *models.Identity) error {
			body.apply(row)
			row.UpdatedAt = store.At(r.Now)
			return nil
		})
		if err != nil {
			return nil, err
		}
		if err := changeOrgRole(r, tx, s, wanted); err != nil {
			return nil, err
		}
		methods, err := members.AuthMethodsOf(tx, s.OrgScope(), identity.ID)
		return identityBody(identity, methods[identity.ID]), err
	})
}

func (r *updateIdentityRequest) apply(identity *models.Identity) {
	if r.Name != nil {
		identity.Name = *r.Name
	}
	if r.HasDeleteProtection != nil {
		identity.HasDeleteProtection = *r.HasDeleteProtection
	}
	if r.Metadata != nil {
		identity.Metadata = *r.Metadata
	}
}

func changeOrgRole(r *pep.Request, tx *store.Tx, s *facts.State, wanted *roles.OrgRoleRef) error {
	if wanted == nil {
		return nil
	}
	if err := wanted.Known(); err != nil {
		return err
	}
	return store.Edit(tx, s.OrgScope(), s.Found.OrgMembership, func(row *models.OrgMembership) error {
		row.Role, row.RoleID, row.UpdatedAt = wanted.Stored(), wanted.CustomID(), store.At(r.Now)
		return nil
	})
}

func deleteIdentity(r *pep.Request) (*identityAnswer, error) {
	question := r.Question(facts.ProjectRef{}, facts.OnIdentity(r.Param("identityId")), facts.OnAdministrators(""))
	question.Resource = pep.IdentityInPath(r)
	return pep.Change(r, question, func(tx *store.Tx, s *facts.State) (*identityAnswer, error) {
		methods, err := members.AuthMethodsOf(tx, s.OrgScope(), s.Found.Identity.ID)
		if err != nil {
			return nil, err
		}
		if err := models.DeleteIdentity(tx, s.OrgScope(), s.Found.Identity.ID); err != nil {
			return nil, err
		}
		return identityBody(s.Found.Identity, methods[s.Found.Identity.ID]), nil
	})
}
