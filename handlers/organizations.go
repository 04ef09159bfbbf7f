package handlers

import (
	"errors"
	"regexp"

	"warder/engine"
	"warder/engine/facts"
	"warder/models"
)

// Organizations themselves (docs/contract.md 2.4).
func organizationRoutes() []route {
	return []route{
		{"GET", "/api/v1/organization/:org", j, "organization", "read", "", getOrganization, false},
		{"PATCH", "/api/v1/organization/:org", j, "settings", "edit", "update-organization", updateOrganization, false},
		{"POST", "/api/v2/organizations", jk, "organization", "create", "create-organization", createOrganization, false},
		{"DELETE", "/api/v2/organizations/:org", jk, "organization", "delete", "delete-organization", deleteOrganization, false},
	}
}

type organizationJSON struct {
	ID              string      `json:"id"`
	Name            string      `json:"name"`
	Slug            string      `json:"slug"`
	CustomerID      *string     `json:"customerId"`
	AuthEnforced    bool        `json:"authEnforced"`
	ScimEnabled     bool        `json:"scimEnabled"`
	KMSDefaultKeyID *string     `json:"kmsDefaultKeyId"`
	SubOrgs         []any       `json:"subOrganizations"` // there are none; clients ask
	CreatedAt       models.Time `json:"createdAt"`
	UpdatedAt       models.Time `json:"updatedAt"`
}

func describeOrganization(row *models.Organization) organizationJSON {
	return organizationJSON{ID: row.ID, Name: row.Name, Slug: row.Slug, SubOrgs: []any{}, CreatedAt: row.CreatedAt, UpdatedAt: row.UpdatedAt}
}

func organizationBody(row *models.Organization) map[string]any {
	return map[string]any{"organization": describeOrganization(row)}
}

func organizationOf(tx *models.Tx, s *facts.State) (*models.Organization, error) {
	return models.First[models.Organization](tx, models.Installation, "id = ?", s.OrgID())
}

func getOrganization(c *call) (any, error) {
	return c.read(c.inOrganization(), func(tx *models.Tx, s *facts.State) (any, error) {
		row, err := organizationOf(tx, s)
		if err != nil {
			return nil, err
		}
		return organizationBody(row), nil
	})
}

type createOrganizationRequest struct {
	Name *string `json:"name" validate:"required,min=1,max=64"`
}

func (r *createOrganizationRequest) requested(asks *engine.Requested) { asks.Name = r.Name }

func (r *createOrganizationRequest) normalize() { trim(r.Name) }

// createOrganization founds an organization; its founder administers it.
func createOrganization(c *call) (any, error) {
	var body createOrganizationRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	return c.change(c.openly(), func(tx *models.Tx, s *facts.State) (any, error) {
		now := models.At(c.now)
		row := &models.Organization{ID: models.NewID(), Name: *body.Name, Slug: uniqueSlug(*body.Name), CreatedAt: now, UpdatedAt: now}
		if err := models.Create(tx, models.Installation, row); err != nil {
			return nil, err
		}
		founder := c.orgAdmin(row.ID, models.SubjectUser, s.User.ID)
		return organizationBody(row), models.Create(tx, models.Scope{OrgID: row.ID}, founder)
	})
}

type updateOrganizationRequest struct {
	Name         *string `json:"name" validate:"omitnil,min=1,max=64"`
	Slug         *string `json:"slug" validate:"omitnil,min=1,max=64"`
	AuthEnforced *bool   `json:"authEnforced"`
	ScimEnabled  *bool   `json:"scimEnabled"`
}

func (r *updateOrganizationRequest) requested(asks *engine.Requested) {
	asks.Name, asks.Slug = r.Name, r.Slug
}

func (r *updateOrganizationRequest) normalize() { trim(r.Name, r.Slug) }

// orgSlug is what an organization may be called in addresses; unlike the slugs
// of other things it may have capitals (docs/contract.md 2.4).
var orgSlug = regexp.MustCompile(`^[a-zA-Z0-9-]+$`)

// check refuses what this server cannot do, rather than seem to have done it:
// there is no single sign-on that could be enforced.
func (r *updateOrganizationRequest) check() error {
	switch {
	case r.Slug != nil && !orgSlug.MatchString(*r.Slug):
		return field("Must hold letters, digits and hyphens only", "slug")
	case r.AuthEnforced != nil && *r.AuthEnforced:
		return field("Single sign-on is not supported and cannot be enforced", "authEnforced")
	case r.ScimEnabled != nil && *r.ScimEnabled:
		return field("SCIM is not supported", "scimEnabled")
	}
	return nil
}

func updateOrganization(c *call) (any, error) {
	var body updateOrganizationRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	if err := body.check(); err != nil {
		return nil, err
	}
	return c.change(c.inOrganization(), func(tx *models.Tx, s *facts.State) (any, error) {
		row, err := organizationOf(tx, s)
		if err != nil {
			return nil, err
		}
		overlay(&row.Name, body.Name)
		overlay(&row.Slug, body.Slug)
		row.UpdatedAt = models.At(c.now)
		err = models.Update(tx, models.Installation, row, "name", "slug", "updated_at")
		if errors.Is(err, models.ErrDuplicate) {
			return nil, badRequest("An organization with this slug exists already")
		}
		return map[string]any{"message": "Successfully updated organization", "organization": describeOrganization(row)}, err
	})
}

// deleteOrganization ends an organization with everything in it.
func deleteOrganization(c *call) (any, error) {
	question := c.inOrganization()
	question.Targets = append(question.Targets, facts.OnWholeOrganization)
	return c.change(question, func(tx *models.Tx, s *facts.State) (any, error) {
		row, err := organizationOf(tx, s)
		if err != nil {
			return nil, err
		}
		return organizationBody(row), models.DeleteOrganization(tx, row.ID)
	})
}
