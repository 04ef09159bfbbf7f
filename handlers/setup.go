package handlers

import (
	"errors"
	"strings"

	"warder/engine/facts"
	"warder/models"
)

// bootstrapTokenTTL is how long the first token lives: 90 days.
const bootstrapTokenTTL = 7776000

// settingFirstOrganization is taken by the one request that sets up.
const settingFirstOrganization = "instance.first_organization"

// setUp creates what a fresh installation needs, in one transaction.
func (c *call) setUp(tx *models.Tx, body *bootstrapRequest, passwordHash string) (any, error) {
	now := models.At(c.now)
	org := &models.Organization{ID: models.NewID(), Name: *body.Organization, Slug: uniqueSlug(*body.Organization), CreatedAt: now, UpdatedAt: now}
	user := &models.User{
		ID: models.NewID(), Email: strings.ToLower(*body.Email), Username: strings.ToLower(*body.Email), FirstName: "Admin", LastName: "User",
		PasswordHash: passwordHash, SuperAdmin: true, IsAccepted: true, IsEmailVerified: true, KeyMaterial: "{}", CreatedAt: now, UpdatedAt: now,
	}
	identity := &models.Identity{ID: models.NewID(), OrgID: org.ID, Name: "Instance Admin Identity", IsInstanceAdmin: true, CreatedAt: now, UpdatedAt: now}
	if first, err := tx.ClaimSetting(settingFirstOrganization, org.ID); err != nil || first != org.ID {
		return nil, errors.Join(err, errLost)
	}
	if err := models.Create(tx, models.Installation, org); err != nil {
		return nil, err
	}
	if err := models.Create(tx, models.Installation, user); err != nil {
		return nil, err
	}
	scope := models.Scope{OrgID: org.ID}
	if err := models.Create(tx, scope, identity); err != nil {
		return nil, err
	}
	for subjectType, subjectID := range map[string]string{models.SubjectUser: user.ID, models.SubjectIdentity: identity.ID} {
		if err := models.Create(tx, scope, c.orgAdmin(org.ID, subjectType, subjectID)); err != nil {
			return nil, err
		}
	}
	issued, err := c.firstToken(tx, scope, identity)
	if err != nil {
		return nil, err
	}
	if err := tx.SetSetting(facts.SettingInitialized, "true"); err != nil {
		return nil, err
	}
	return bootstrapBody(org, user, identity, issued.AccessToken), nil
}

func (c *call) orgAdmin(orgID, subjectType, subjectID string) *models.OrgMembership {
	return &models.OrgMembership{
		ID: models.NewID(), OrgID: orgID, SubjectType: subjectType, SubjectID: subjectID, Role: roleAdmin,
		Status: models.StatusAccepted, IsActive: true, CreatedAt: models.At(c.now), UpdatedAt: models.At(c.now),
	}
}

func (c *call) firstToken(tx *models.Tx, scope models.Scope, identity *models.Identity) (*issuedToken, error) {
	method := tokenAuth.defaults()
	method.ID, method.OrgID, method.IdentityID = models.NewID(), scope.OrgID, identity.ID
	method.AccessTokenTTL, method.AccessTokenMaxTTL = bootstrapTokenTTL, bootstrapTokenTTL
	method.CreatedAt, method.UpdatedAt = models.At(c.now), models.At(c.now)
	if err := models.Create(tx, scope, method); err != nil {
		return nil, err
	}
	return c.issue(tx, identity, method, nil)
}

func bootstrapBody(org *models.Organization, user *models.User, identity *models.Identity, token string) map[string]any {
	return map[string]any{
		"message": "Successfully bootstrapped instance",
		"user": map[string]any{
			"id": user.ID, "username": user.Username, "firstName": user.FirstName, "lastName": user.LastName,
			"email": user.Email, "superAdmin": user.SuperAdmin,
		},
		"organization": map[string]any{"id": org.ID, "name": org.Name, "slug": org.Slug},
		"identity":     map[string]any{"id": identity.ID, "name": identity.Name, "credentials": map[string]string{"token": token}},
	}
}

// uniqueSlug is the slug of a name with four random characters, such as
// demo-app-x7k2.
func uniqueSlug(name string) string {
	base := slugify(name)
	const longest = 30
	if len(base) > longest {
		base = strings.Trim(base[:longest], "-")
	}
	suffix := strings.ReplaceAll(models.NewID(), "-", "")[:4]
	if base == "" {
		return suffix
	}
	return base + "-" + suffix
}
