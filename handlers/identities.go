package handlers

import (
	"warder/engine"
	"warder/engine/facts"
	"warder/models"
)

// Machine identities (docs/contract.md 2.6).
func identityRoutes() []route {
	const base = "/api/v1/identities"
	return []route{
		{"POST", base, ji, "identity", "create", "create-identity", createIdentity, false},
		{"GET", base, ji, "identity", "read", "", listIdentities, false},
		{"POST", base + "/search", ji, "identity", "read", "", searchIdentities, false},
		{"GET", base + "/details", ji, "account", "readDetails", "", identityDetails, false},
		{"GET", base + "/:identityId", ji, "identity", "read", "", getIdentity, false},
		{"PATCH", base + "/:identityId", ji, "identity", "edit", "update-identity", updateIdentity, false},
		{"DELETE", base + "/:identityId", ji, "identity", "delete", "delete-identity", deleteIdentity, false},
		{"GET", base + "/:identityId/identity-memberships", ji, "identity", "read", "", listMembershipsOfIdentity, false},
		{"GET", "/api/v2/organizations/:org/identity-memberships", ji, "identity", "read", "", listIdentities, false},
	}
}

type createIdentityRequest struct {
	Name                *string                `json:"name" validate:"required,min=1,max=255"`
	OrganizationID      *string                `json:"organizationId" validate:"required,min=1"`
	Role                *string                `json:"role" validate:"omitnil,min=1"`
	HasDeleteProtection bool                   `json:"hasDeleteProtection"`
	Metadata            []models.MetadataEntry `json:"metadata" validate:"max=100,dive"`
}

func (r *createIdentityRequest) requested(asks *engine.Requested) {
	role := roleNoAccess
	overlay(&role, r.Role)
	asks.Name, asks.Roles, asks.Metadata = r.Name, askRole(role), askMetadata(r.Metadata)
	asks.DeleteProtection = &r.HasDeleteProtection
}

func (r *createIdentityRequest) normalize() { trim(r.Name, r.OrganizationID, r.Role) }

func createIdentity(c *call) (any, error) {
	var body createIdentityRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	role := roleNoAccess
	if body.Role != nil {
		role = *body.Role
	}
	wanted := &orgRoleRef{slug: role}
	question := c.question(facts.ProjectRef{}, wanted.handOut)
	question.Organization = *body.OrganizationID
	return c.change(question, func(tx *models.Tx, s *facts.State) (any, error) {
		if err := wanted.known(); err != nil {
			return nil, err
		}
		identity := &models.Identity{
			ID: models.NewID(), OrgID: s.OrgID(), Name: *body.Name, HasDeleteProtection: body.HasDeleteProtection,
			Metadata: body.Metadata, CreatedAt: models.At(c.now), UpdatedAt: models.At(c.now),
		}
		if err := models.Create(tx, s.OrgScope(), identity); err != nil {
			return nil, err
		}
		return identityBody(identity, nil), c.addToOrganization(tx, s, identity.ID, wanted)
	})
}

// addToOrganization gives a new identity its role.
func (c *call) addToOrganization(tx *models.Tx, s *facts.State, identityID string, role *orgRoleRef) error {
	return models.Create(tx, s.OrgScope(), &models.OrgMembership{
		ID: models.NewID(), OrgID: s.OrgID(), SubjectType: models.SubjectIdentity, SubjectID: identityID,
		Role: role.stored(), RoleID: role.customID(), Status: models.StatusAccepted, IsActive: true,
		CreatedAt: models.At(c.now), UpdatedAt: models.At(c.now),
	})
}

func getIdentity(c *call) (any, error) {
	question := c.question(facts.ProjectRef{}, facts.OnIdentity(c.Param("identityId")))
	question.Resource = identityResource(c)
	return c.read(question, func(tx *models.Tx, s *facts.State) (any, error) {
		body, err := orgIdentity(tx, s.OrgScope(), s.Found.OrgMembership, s.Found.Identity)
		return map[string]any{"identity": body}, err
	})
}

// identityResource is the identity a path names, with the one field that
// conditions on identities know.
func identityResource(c *call) engine.Resource {
	id := c.Param("identityId")
	return engine.Resource{Type: "identity", ID: id, Properties: engine.Properties{IdentityID: &id, Kind: new(engine.KindIdentity)}}
}

type updateIdentityRequest struct {
	Name                *string                 `json:"name" validate:"omitnil,min=1,max=255"`
	Role                *string                 `json:"role" validate:"omitnil,min=1"`
	HasDeleteProtection *bool                   `json:"hasDeleteProtection"`
	Metadata            *[]models.MetadataEntry `json:"metadata" validate:"omitnil,max=100,dive"`
}

func (r *updateIdentityRequest) requested(asks *engine.Requested) {
	asks.Name, asks.DeleteProtection = r.Name, r.HasDeleteProtection
	if r.Role != nil {
		asks.Roles = askRole(*r.Role)
	}
	if r.Metadata != nil {
		asks.Metadata = askMetadata(*r.Metadata)
	}
}

func (r *updateIdentityRequest) normalize() { trim(r.Name, r.Role) }

func updateIdentity(c *call) (any, error) {
	var body updateIdentityRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	targets := []facts.Target{facts.OnIdentity(c.Param("identityId"))}
	var wanted *orgRoleRef
	if body.Role != nil {
		wanted = &orgRoleRef{slug: *body.Role}
		targets = append(targets, wanted.handOut, facts.OnAdministrators(wanted.slug))
	}
	question := c.question(facts.ProjectRef{}, targets...)
	question.Resource = identityResource(c)
	return c.change(question, func(tx *models.Tx, s *facts.State) (any, error) {
		identity := s.Found.Identity
		body.apply(identity)
		identity.UpdatedAt = models.At(c.now)
		if err := models.Update(tx, s.OrgScope(), identity); err != nil {
			return nil, err
		}
		if err := c.changeOrgRole(tx, s, wanted); err != nil {
			return nil, err
		}
		methods, err := methodsOf(tx, s.OrgScope(), identity.ID)
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

func (c *call) changeOrgRole(tx *models.Tx, s *facts.State, wanted *orgRoleRef) error {
	if wanted == nil {
		return nil
	}
	if err := wanted.known(); err != nil {
		return err
	}
	membership := s.Found.OrgMembership
	membership.Role, membership.RoleID, membership.UpdatedAt = wanted.stored(), wanted.customID(), models.At(c.now)
	return models.Update(tx, s.OrgScope(), membership)
}

func deleteIdentity(c *call) (any, error) {
	question := c.question(facts.ProjectRef{}, facts.OnIdentity(c.Param("identityId")), facts.OnAdministrators(""))
	question.Resource = identityResource(c)
	return c.change(question, func(tx *models.Tx, s *facts.State) (any, error) {
		methods, err := methodsOf(tx, s.OrgScope(), s.Found.Identity.ID)
		if err != nil {
			return nil, err
		}
		if err := models.DeleteIdentity(tx, s.OrgScope(), s.Found.Identity.ID); err != nil {
			return nil, err
		}
		return identityBody(s.Found.Identity, methods[s.Found.Identity.ID]), nil
	})
}
