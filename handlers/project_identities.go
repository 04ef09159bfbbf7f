package handlers

import (
	"warder/engine"
	"warder/engine/facts"
	"warder/models"
)

// Identities that belong to one project (docs/contract.md 2.6). They have no rights in
// the organization and end with their project; who manages them is decided
// there, their credentials included.
func projectIdentityRoutes() []route {
	const base = "/api/v1/projects/:project/identities"
	return []route{
		{"POST", base, ji, "identity", "create", "create-identity", createProjectIdentity, false},
		{"GET", base, ji, "identity", "read", "", listProjectIdentities, false},
		{"GET", base + "/:identityId", ji, "identity", "read", "", getProjectIdentity, false},
		{"PATCH", base + "/:identityId", ji, "identity", "edit", "update-identity", updateProjectIdentity, false},
		{"DELETE", base + "/:identityId", ji, "identity", "delete", "delete-identity", deleteProjectIdentity, false},
	}
}

type createProjectIdentityRequest struct {
	Name                *string                `json:"name" validate:"required,min=1,max=255"`
	HasDeleteProtection bool                   `json:"hasDeleteProtection"`
	Metadata            []models.MetadataEntry `json:"metadata" validate:"max=100,dive"`
	Roles               *[]roleAssignment      `json:"roles" validate:"omitnil,min=1,max=50,dive"`
}

func (r *createProjectIdentityRequest) requested(asks *engine.Requested) {
	roles := (&addMemberRequest{Roles: r.Roles}).roles()
	asks.Name, asks.Roles, asks.Metadata = r.Name, askRoles(roles.wanted), askMetadata(r.Metadata)
	asks.DeleteProtection = &r.HasDeleteProtection
}

func (r *createProjectIdentityRequest) normalize() { trim(r.Name) }

func createProjectIdentity(c *call) (any, error) {
	var body createProjectIdentityRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	roles := (&addMemberRequest{Roles: body.Roles}).roles()
	if err := roles.windows(); err != nil {
		return nil, err
	}
	return c.change(c.question(byID(c), roles.handOut), func(tx *models.Tx, s *facts.State) (any, error) {
		if err := roles.known(); err != nil {
			return nil, err
		}
		identity := &models.Identity{
			ID: models.NewID(), OrgID: s.OrgID(), ProjectID: s.Project.ID, Name: *body.Name, HasDeleteProtection: body.HasDeleteProtection,
			Metadata: body.Metadata, CreatedAt: models.At(c.now), UpdatedAt: models.At(c.now),
		}
		if err := models.Create(tx, s.Scope(), identity); err != nil {
			return nil, err
		}
		if err := c.addToOrganization(tx, s, identity.ID, &orgRoleRef{slug: roleNoAccess}); err != nil {
			return nil, err
		}
		_, err := c.addMember(tx, s.Scope(), engine.Subject{Type: models.SubjectIdentity, ID: identity.ID}, roles.found)
		return identityBody(identity, nil), err
	})
}

// onProjectIdentity asks about the identity in the path, which has to be one of
// the project's own.
func (c *call) onProjectIdentity(targets ...facts.Target) facts.Question {
	return c.onMember(append([]facts.Target{facts.OnProjectIdentity(c.Param("identityId"))}, targets...)...).Of(engine.KindIdentity)
}

func projectIdentityBody(tx *models.Tx, s *facts.State) (any, error) {
	methods, err := methodsOf(tx, s.OrgScope(), s.Found.Identity.ID)
	return identityBody(s.Found.Identity, methods[s.Found.Identity.ID]), err
}

func getProjectIdentity(c *call) (any, error) {
	return c.read(c.onProjectIdentity(), projectIdentityBody)
}

func listProjectIdentities(c *call) (any, error) {
	q := c.query()
	limit, offset := q.number("limit", 100, 1, 20000), q.offset()
	if err := q.err(); err != nil {
		return nil, err
	}
	var list facts.ProjectIdentityList
	found := []identityJSON{}
	_, err := c.readMembers(c.question(byID(c), list.Read), func(tx *models.Tx, s *facts.State, permitted []int) error {
		methods, err := methodsOf(tx, s.OrgScope(), list.IDs()...)
		for _, i := range permitted {
			found = append(found, describeIdentity(&list.Identities[i], methods[list.Identities[i].ID]))
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return map[string]any{"identities": window(found, limit, offset), "totalCount": len(found)}, nil
}

type updateProjectIdentityRequest struct {
	Name                *string                 `json:"name" validate:"omitnil,min=1,max=255"`
	HasDeleteProtection *bool                   `json:"hasDeleteProtection"`
	Metadata            *[]models.MetadataEntry `json:"metadata" validate:"omitnil,max=100,dive"`
}

func (r *updateProjectIdentityRequest) requested(asks *engine.Requested) {
	asks.Name, asks.DeleteProtection = r.Name, r.HasDeleteProtection
	if r.Metadata != nil {
		asks.Metadata = askMetadata(*r.Metadata)
	}
}

func (r *updateProjectIdentityRequest) normalize() { trim(r.Name) }

// updateProjectIdentity leaves the roles alone; they are the membership's.
func updateProjectIdentity(c *call) (any, error) {
	var body updateProjectIdentityRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	return c.change(c.onProjectIdentity(), func(tx *models.Tx, s *facts.State) (any, error) {
		identity := s.Found.Identity
		overlay(&identity.Name, body.Name)
		overlay(&identity.HasDeleteProtection, body.HasDeleteProtection)
		overlay(&identity.Metadata, body.Metadata)
		identity.UpdatedAt = models.At(c.now)
		if err := models.Update(tx, s.Scope(), identity); err != nil {
			return nil, err
		}
		return projectIdentityBody(tx, s)
	})
}

func deleteProjectIdentity(c *call) (any, error) {
	return c.change(c.onProjectIdentity(), func(tx *models.Tx, s *facts.State) (any, error) {
		body, err := projectIdentityBody(tx, s)
		if err != nil {
			return nil, err
		}
		return body, models.DeleteIdentity(tx, s.OrgScope(), s.Found.Identity.ID)
	})
}
