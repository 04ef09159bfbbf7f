package accounts

import (
	"errors"

	"warder/engine/facts"
	"warder/handlers/credentials"
	"warder/handlers/pep"
	"warder/handlers/roles"
	"warder/models"
	"warder/models/store"
)

// bootstrapTokenTTL is the lifetime of the first token: 90 days.
const bootstrapTokenTTL = 7776000

// settingFirstOrganization is the setting that the single setup request claims.
const settingFirstOrganization = "instance.first_organization"

// setUp creates the content of a fresh instance in one transaction.
func setUp(r *pep.Request, tx *store.Tx, body *bootstrapRequest, passwordHash string) (*bootstrapAnswer, error) {
	now := store.At(r.Now)
	org := &models.Organization{ID: store.NewID(), Name: *body.Organization, Slug: pep.UniqueSlug(*body.Organization), CreatedAt: now, UpdatedAt: now}
	user := &models.User{
		ID: store.NewID(), Email: pep.NormalizeEmail(*body.Email), Username: pep.NormalizeEmail(*body.Email), FirstName: "Admin", LastName: "User",
		PasswordHash: passwordHash, SuperAdmin: true, IsAccepted: true, IsEmailVerified: true, KeyMaterial: "{}", CreatedAt: now, UpdatedAt: now,
	}
	identity := &models.Identity{ID: store.NewID(), OrgID: org.ID, Name: "Instance Admin Identity", IsInstanceAdmin: true, CreatedAt: now, UpdatedAt: now}
	if first, err := models.ClaimSetting(tx, settingFirstOrganization, org.ID); err != nil || first != org.ID {
		return nil, errors.Join(err, pep.ErrLostRace)
	}
	if err := store.Create(tx, store.Installation, org); err != nil {
		return nil, err
	}
	if err := store.Create(tx, store.Installation, user); err != nil {
		return nil, err
	}
	scope := store.Scope{OrgID: org.ID}
	if err := store.Create(tx, scope, identity); err != nil {
		return nil, err
	}
	for subjectType, subjectID := range map[string]string{models.SubjectUser: user.ID, models.SubjectIdentity: identity.ID} {
		if err := store.Create(tx, scope, orgAdmin(r, org.ID, subjectType, subjectID)); err != nil {
			return nil, err
		}
	}
	issued, err := firstToken(r, tx, scope, identity)
	if err != nil {
		return nil, err
	}
	if err := models.SetSetting(tx, facts.SettingInitialized, "true"); err != nil {
		return nil, err
	}
	return bootstrapBody(org, user, identity, issued.AccessToken), nil
}

func orgAdmin(r *pep.Request, orgID, subjectType, subjectID string) *models.OrgMembership {
	return &models.OrgMembership{
		ID: store.NewID(), OrgID: orgID, SubjectType: subjectType, SubjectID: subjectID, Role: roles.Admin,
		Status: models.StatusAccepted, IsActive: true, CreatedAt: store.At(r.Now), UpdatedAt: store.At(r.Now),
	}
}

func firstToken(r *pep.Request, tx *store.Tx, scope store.Scope, identity *models.Identity) (*credentials.IssuedToken, error) {
	method := credentials.TokenAuth.Defaults()
	method.ID, method.OrgID, method.IdentityID = store.NewID(), scope.OrgID, identity.ID
	method.AccessTokenTTL, method.AccessTokenMaxTTL = bootstrapTokenTTL, bootstrapTokenTTL
	method.CreatedAt, method.UpdatedAt = store.At(r.Now), store.At(r.Now)
	if err := store.Create(tx, scope, method); err != nil {
		return nil, err
	}
	return credentials.IssueToken(r, tx, identity, method, nil)
}

// bootstrapAnswer is the content of a fresh instance.
type bootstrapAnswer struct {
	pep.Message
	User         bootstrapUser         `json:"user"`
	Organization bootstrapOrganization `json:"organization"`
	Identity     bootstrapIdentity     `json:"identity"`
}

type bootstrapUser struct {
	ID         string `json:"id"`
	Username   string `json:"username"`
	FirstName  string `json:"firstName"`
	LastName   string `json:"lastName"`
	Email      string `json:"email"`
	SuperAdmin bool   `json:"superAdmin"`
}

type bootstrapOrganization struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Slug string `json:"slug"`
}

type bootstrapIdentity struct {
	ID          string               `json:"id"`
	Name        string               `json:"name"`
	Credentials bootstrapCredentials `json:"credentials"`
}

type bootstrapCredentials struct {
	Token string `json:"token"`
}

func bootstrapBody(org *models.Organization, user *models.User, identity *models.Identity, token string) *bootstrapAnswer {
	return &bootstrapAnswer{
		Message:      pep.Message{Message: "Successfully bootstrapped instance"},
		User:         bootstrapUser{user.ID, user.Username, user.FirstName, user.LastName, user.Email, user.SuperAdmin},
		Organization: bootstrapOrganization{org.ID, org.Name, org.Slug},
		Identity:     bootstrapIdentity{identity.ID, identity.Name, bootstrapCredentials{token}},
	}
}
