package accounts

import (
	"errors"
	"regexp"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/handlers/roles"
	"warder/models"
	"warder/models/store"
)

// Organizations (docs/contract.md 2.4).
func organizationRoutes() []pep.Route {
	return []pep.Route{
		{Method: "GET", Path: "/api/v1/organization/:org", Modes: pep.UserOnly, Resource: "organization", Action: "read", Handler: pep.Handle(getOrganization)},
		{Method: "PATCH", Path: "/api/v1/organization/:org", Modes: pep.UserOnly, Resource: "settings", Action: "edit", Event: "update-organization", Handler: pep.HandleBody(updateOrganization)},
		{Method: "POST", Path: "/api/v2/organizations", Modes: pep.UserOrAPIKey, Resource: "organization", Action: "create", Event: "create-organization", Handler: pep.HandleBody(createOrganization)},
		{Method: "DELETE", Path: "/api/v2/organizations/:org", Modes: pep.UserOrAPIKey, Resource: "organization", Action: "delete", Event: "delete-organization", Handler: pep.Handle(deleteOrganization)},
	}
}

type organizationJSON struct {
	ID              string     `json:"id"`
	Name            string     `json:"name"`
	Slug            string     `json:"slug"`
	CustomerID      *string    `json:"customerId"`
	AuthEnforced    bool       `json:"authEnforced"`
	ScimEnabled     bool       `json:"scimEnabled"`
	KMSDefaultKeyID *string    `json:"kmsDefaultKeyId"`
	SubOrgs         []struct{} `json:"subOrganizations"` // always empty; clients request it
	CreatedAt       store.Time `json:"createdAt"`
	UpdatedAt       store.Time `json:"updatedAt"`
}

func describeOrganization(row *models.Organization) organizationJSON {
	return organizationJSON{ID: row.ID, Name: row.Name, Slug: row.Slug, SubOrgs: []struct{}{}, CreatedAt: row.CreatedAt, UpdatedAt: row.UpdatedAt}
}

// organizationAnswer is the response for one organization.
type organizationAnswer struct {
	Organization organizationJSON `json:"organization"`
}

// changedOrganizationAnswer is the response for a changed organization.
type changedOrganizationAnswer struct {
	pep.Message
	Organization organizationJSON `json:"organization"`
}

func organizationBody(row *models.Organization) *organizationAnswer {
	return &organizationAnswer{describeOrganization(row)}
}

func organizationOf(tx *store.Tx, s *facts.State) (*models.Organization, error) {
	return store.First[models.Organization](tx, store.Installation, "id = ?", s.OrgID())
}

func getOrganization(r *pep.Request) (*organizationAnswer, error) {
	return pep.Read(r, roles.InOrganization(r), func(tx *store.Tx, s *facts.State) (*organizationAnswer, error) {
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

func (r *createOrganizationRequest) Requested(asks *input.Requested) { asks.Name = r.Name }

func (r *createOrganizationRequest) Normalize() { pep.Trim(r.Name) }

// createOrganization creates an organization with the caller as its administrator.
func createOrganization(r *pep.Request, body *createOrganizationRequest) (*organizationAnswer, error) {
	return pep.Change(r, openly(r), func(tx *store.Tx, s *facts.State) (*organizationAnswer, error) {
		now := store.At(r.Now)
		row := &models.Organization{ID: store.NewID(), Name: *body.Name, Slug: pep.UniqueSlug(*body.Name), CreatedAt: now, UpdatedAt: now}
		if err := store.Create(tx, store.Installation, row); err != nil {
			return nil, err
		}
		founder := orgAdmin(r, row.ID, models.SubjectUser, s.User.ID)
		return organizationBody(row), store.Create(tx, store.Scope{OrgID: row.ID}, founder)
	})
}

type updateOrganizationRequest struct {
	Name         *string `json:"name" validate:"omitnil,min=1,max=64"`
	Slug         *string `json:"slug" validate:"omitnil,min=1,max=64"`
	AuthEnforced *bool   `json:"authEnforced"`
	ScimEnabled  *bool   `json:"scimEnabled"`

	EnforceMfa            pep.Unserved `json:"enforceMfa" validate:"unserved=There is no second factor"`
	SelectedMfaMethod     pep.Unserved `json:"selectedMfaMethod" validate:"unserved=There is no second factor"`
	DefaultMembershipRole pep.Unserved `json:"defaultMembershipRoleSlug" validate:"unserved=An invited person begins with the role no-access"`
	BypassOrgAuthEnabled  pep.Unserved `json:"bypassOrgAuthEnabled" validate:"unserved=There is no single sign-on that could be bypassed"`
	GoogleSSOAuthEnforced pep.Unserved `json:"googleSsoAuthEnforced" validate:"unserved=Single sign-on is not served"`
	UserTokenExpiration   pep.Unserved `json:"userTokenExpiration" validate:"unserved=A sign-in says by ttl how long its token lives"`
	AllowSecretSharing    pep.Unserved `json:"allowSecretSharingOutsideOrganization" validate:"unserved=Secret sharing is not served"`
	MaxSharedLifetime     pep.Unserved `json:"maxSharedSecretLifetime" validate:"unserved=Secret sharing is not served"`
	MaxSharedViewLimit    pep.Unserved `json:"maxSharedSecretViewLimit" validate:"unserved=Secret sharing is not served"`
}

func (r *updateOrganizationRequest) Requested(asks *input.Requested) {
	asks.Name, asks.Slug = r.Name, r.Slug
}

func (r *updateOrganizationRequest) Normalize() { pep.Trim(r.Name, r.Slug) }

// orgSlug is the format of an organization's slug; unlike other slugs it may contain capitals
// (docs/contract.md 2.4).
var orgSlug = regexp.MustCompile(`^[a-zA-Z0-9-]+$`)

// check refuses unsupported settings, so that they do not appear to be in effect: there is no
// single sign-on to enforce.
func (r *updateOrganizationRequest) check() error {
	switch {
	case r.Slug != nil && !orgSlug.MatchString(*r.Slug):
		return pep.InvalidField("Must hold letters, digits and hyphens only", "slug")
	case r.AuthEnforced != nil && *r.AuthEnforced:
		return pep.InvalidField("Single sign-on is not supported and cannot be enforced", "authEnforced")
	case r.ScimEnabled != nil && *r.ScimEnabled:
		return pep.InvalidField("SCIM is not supported", "scimEnabled")
	}
	return nil
}

func updateOrganization(r *pep.Request, body *updateOrganizationRequest) (*changedOrganizationAnswer, error) {
	if err := body.check(); err != nil {
		return nil, err
	}
	return pep.Change(r, roles.InOrganization(r), func(tx *store.Tx, s *facts.State) (*changedOrganizationAnswer, error) {
		row := &models.Organization{ID: s.OrgID()}
		err := store.Edit(tx, store.Installation, row, func(row *models.Organization) error {
			pep.SetIfSent(&row.Name, body.Name)
			pep.SetIfSent(&row.Slug, body.Slug)
			row.UpdatedAt = store.At(r.Now)
			return nil
		})
		if errors.Is(err, store.ErrDuplicate) {
			return nil, pep.BadRequest("An organization with this slug exists already")
		}
		return &changedOrganizationAnswer{pep.Message{Message: "Successfully updated organization"}, describeOrganization(row)}, err
	})
}

// deleteOrganization deletes an organization with all its content.
func deleteOrganization(r *pep.Request) (*organizationAnswer, error) {
	question := roles.InOrganization(r)
	question.Targets = append(question.Targets, facts.OnWholeOrganization)
	return pep.Change(r, question, func(tx *store.Tx, s *facts.State) (*organizationAnswer, error) {
		row, err := organizationOf(tx, s)
		if err != nil {
			return nil, err
		}
		return organizationBody(row), models.DeleteOrganization(tx, row.ID)
	})
}
