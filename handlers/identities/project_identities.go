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

// Identities that belong to one project (docs/contract.md 2.6). They have no rights in the
// organization and are deleted with their project. The project decides who manages them and
// their credentials.
func projectIdentityRoutes() []pep.Route {
	const base = "/api/v1/projects/:project/identities"
	return []pep.Route{
		{Method: "POST", Path: base, Modes: pep.UserOrIdentity, Resource: "identity", Action: "create", Event: "create-identity", Handler: pep.HandleBody(createProjectIdentity)},
		{Method: "GET", Path: base, Modes: pep.UserOrIdentity, Resource: "identity", Action: "read", Query: []string{"limit", "offset"}, Handler: pep.Handle(listProjectIdentities)},
		{Method: "GET", Path: base + "/:identityId", Modes: pep.UserOrIdentity, Resource: "identity", Action: "read", Handler: pep.Handle(getProjectIdentity)},
		{Method: "PATCH", Path: base + "/:identityId", Modes: pep.UserOrIdentity, Resource: "identity", Action: "edit", Event: "update-identity", Handler: pep.HandleBody(updateProjectIdentity)},
		{Method: "DELETE", Path: base + "/:identityId", Modes: pep.UserOrIdentity, Resource: "identity", Action: "delete", Event: "delete-identity", Handler: pep.Handle(deleteProjectIdentity)},
	}
}

type createProjectIdentityRequest struct {
	Name                *string                `json:"name" validate:"required,min=1,max=255"`
	HasDeleteProtection bool                   `json:"hasDeleteProtection"`
	Metadata            []models.MetadataEntry `json:"metadata" validate:"max=100,unique=Key,dive"`
	Roles               *[]roles.Assignment    `json:"roles" validate:"omitnil,min=1,max=50,dive"`
}

func (r *createProjectIdentityRequest) Requested(asks *input.Requested) {
	assigned := (&members.AddMemberRequest{Roles: r.Roles}).Assignments()
	asks.Name, asks.Roles, asks.Metadata = r.Name, roles.AskRoles(assigned.Wanted), pep.AskMetadata(r.Metadata)
	asks.DeleteProtection = &r.HasDeleteProtection
}

func (r *createProjectIdentityRequest) Normalize() { pep.Trim(r.Name) }

func createProjectIdentity(r *pep.Request, body *createProjectIdentityRequest) (*identityAnswer, error) {
	assigned := (&members.AddMemberRequest{Roles: body.Roles}).Assignments()
	if err := assigned.Windows(); err != nil {
		return nil, err
	}
	return pep.Change(r, r.Question(pep.ProjectByID(r), assigned.HandOut), func(tx *store.Tx, s *facts.State) (*identityAnswer, error) {
		if err := assigned.Known(); err != nil {
			return nil, err
		}
		identity := &models.Identity{
			ID: store.NewID(), OrgID: s.OrgID(), ProjectID: s.Project.ID, Name: *body.Name, HasDeleteProtection: body.HasDeleteProtection,
			Metadata: body.Metadata, CreatedAt: store.At(r.Now), UpdatedAt: store.At(r.Now),
		}
		if err := store.Create(tx, s.Scope(), identity); err != nil {
			return nil, err
		}
		if err := addToOrganization(r, tx, s, identity.ID, &roles.OrgRoleRef{Slug: roles.NoAccess}); err != nil {
			return nil, err
		}
		_, err := members.AddMember(r, tx, s.Scope(), input.Subject{Type: models.SubjectIdentity, ID: identity.ID}, assigned.Found)
		return identityBody(identity, nil), err
	})
}

// onProjectIdentity asks about the identity in the path, which must belong to the project.
func onProjectIdentity(r *pep.Request, targets ...facts.TargetLoader) facts.Question {
	return members.OnMember(r, append([]facts.TargetLoader{facts.OnProjectIdentity(r.Param("identityId"))}, targets...)...).Of(input.KindIdentity)
}

func projectIdentityBody(tx *store.Tx, s *facts.State) (*identityAnswer, error) {
	methods, err := members.AuthMethodsOf(tx, s.OrgScope(), s.Found.Identity.ID)
	return identityBody(s.Found.Identity, methods[s.Found.Identity.ID]), err
}

func getProjectIdentity(r *pep.Request) (*identityAnswer, error) {
	return pep.Read(r, onProjectIdentity(r), projectIdentityBody)
}

// projectIdentitiesAnswer is a page of the identities that belong to a project.
type projectIdentitiesAnswer struct {
	Identities []identityJSON `json:"identities"`
	TotalCount int            `json:"totalCount"`
}

func listProjectIdentities(r *pep.Request) (*projectIdentitiesAnswer, error) {
	q := r.ReadQuery()
	limit, offset := q.Number("limit", 100, 1, 20000), q.Offset()
	if err := q.Err(); err != nil {
		return nil, err
	}
	var list facts.ProjectIdentityList
	found := []identityJSON{}
	err := r.ReadMembers(r.Question(pep.ProjectByID(r), list.Read), func(tx *store.Tx, s *facts.State, permitted []int) error {
		methods, err := members.AuthMethodsOf(tx, s.OrgScope(), list.IDs()...)
		for _, i := range permitted {
			found = append(found, describeIdentity(&list.Identities[i], methods[list.Identities[i].ID]))
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return &projectIdentitiesAnswer{Identities: pep.Page(found, limit, offset), TotalCount: len(found)}, nil
}

type updateProjectIdentityRequest struct {
	Name                *string                 `json:"name" validate:"omitnil,min=1,max=255"`
	HasDeleteProtection *bool                   `json:"hasDeleteProtection"`
	Metadata            *[]models.MetadataEntry `json:"metadata" validate:"omitnil,max=100,unique=Key,dive"`
}

func (r *updateProjectIdentityRequest) Requested(asks *input.Requested) {
	asks.Name, asks.DeleteProtection = r.Name, r.HasDeleteProtection
	if r.Metadata != nil {
		asks.Metadata = pep.AskMetadata(*r.Metadata)
	}
}

func (r *updateProjectIdentityRequest) Normalize() { pep.Trim(r.Name) }

// updateProjectIdentity does not change roles; these belong to the membership.
func updateProjectIdentity(r *pep.Request, body *updateProjectIdentityRequest) (*identityAnswer, error) {
	return pep.Change(r, onProjectIdentity(r), func(tx *store.Tx, s *facts.State) (*identityAnswer, error) {
		identity := s.Found.Identity
		err := store.Edit(tx, s.Scope(), identity, func(row *models.Identity) error {
			pep.SetIfSent(&row.Name, body.Name)
			pep.SetIfSent(&row.HasDeleteProtection, body.HasDeleteProtection)
			pep.SetIfSent(&row.Metadata, body.Metadata)
			row.UpdatedAt = store.At(r.Now)
			return nil
		})
		if err != nil {
			return nil, err
		}
		return projectIdentityBody(tx, s)
	})
}

func deleteProjectIdentity(r *pep.Request) (*identityAnswer, error) {
	return pep.Change(r, onProjectIdentity(r), func(tx *store.Tx, s *facts.State) (*identityAnswer, error) {
		body, err := projectIdentityBody(tx, s)
		if err != nil {
			return nil, err
		}
		return body, models.DeleteIdentity(tx, s.OrgScope(), s.Found.Identity.ID)
	})
}
