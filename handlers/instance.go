package handlers

import (
	"errors"
	"net/http"

	"warder/engine"
	"warder/engine/facts"
	"warder/models"
)

// The installation itself (docs/contract.md 2.1).
func instanceRoutes() []route {
	return []route{
		{"GET", "/api/status", public, "instance", "status", "", status, false},
		{"GET", "/api/v1/admin/config", public, "instance", "readConfig", "", readConfig, false},
		{"PATCH", "/api/v1/admin/config", jki, "instance", "editConfig", "", editConfig, false},
		{"POST", "/api/v1/admin/bootstrap", public, "instance", "bootstrap", "", bootstrap, false},
		{"POST", "/api/v1/admin/signup", public, "instance", "bootstrap", "", signUpAdmin, false},
	}
}

// status answers load balancers and clients; it asks nothing of the database.
func status(c *call) (any, error) {
	return map[string]any{
		"date": models.At(c.now), "message": "Ok", "emailConfigured": false, "inviteOnlySignup": true,
		"redisConfigured": false, "secretScanningConfigured": false,
	}, nil
}

func readConfig(c *call) (any, error) {
	question := c.question(facts.ProjectRef{})
	question.OrgLess = true
	return c.read(question, configBody)
}

type editConfigRequest struct {
	AllowSignUp *bool `json:"allowSignUp" validate:"required"`
}

func (r *editConfigRequest) requested(asks *engine.Requested) { asks.AllowSignUp = r.AllowSignUp }

func editConfig(c *call) (any, error) {
	var body editConfigRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	question := c.question(facts.ProjectRef{})
	question.OrgLess = true
	return c.change(question, func(tx *models.Tx, s *facts.State) (any, error) {
		value := "false"
		if *body.AllowSignUp {
			value = "true"
		}
		s.Request.Facts.Instance.AllowSignUp = *body.AllowSignUp
		if err := tx.SetSetting(facts.SettingAllowSignUp, value); err != nil {
			return nil, err
		}
		return configBody(tx, s)
	})
}

// instanceID names the installation in answers and decision records.
const settingInstanceID = "instance.id"

func configBody(tx *models.Tx, s *facts.State) (any, error) {
	id, err := tx.Setting(settingInstanceID)
	if err != nil {
		return nil, err
	}
	return map[string]any{"config": map[string]any{
		"id": id, "instanceId": id, "initialized": s.Request.Facts.Instance.Initialized,
		"allowSignUp": s.Request.Facts.Instance.AllowSignUp, "allowedSignUpDomain": nil,
		"trustSamlEmails": false, "trustLdapEmails": false, "trustOidcEmails": false,
		"defaultAuthOrgId": nil, "defaultAuthOrgSlug": nil, "enabledLoginMethods": []string{"email"},
		"isMigrationModeOn": false, "isSecretScanningDisabled": true,
	}}, nil
}

type bootstrapRequest struct {
	Email        *string `json:"email" validate:"required,email,printascii"`
	Password     *string `json:"password" validate:"required,min=8,max=1024"`
	Organization *string `json:"organization" validate:"required,min=1,max=64"`
}

func (r *bootstrapRequest) requested(asks *engine.Requested) { asks.Name = r.Organization }

func (r *bootstrapRequest) normalize() { trim(r.Email, r.Organization) }

// bootstrap sets the installation up, once: an administrator, an organization
// and an identity with a token that may do everything there.
func bootstrap(c *call) (any, error) {
	var body bootstrapRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	question := c.question(facts.ProjectRef{})
	question.OrgLess = true
	// Asked before the password is hashed, which is costly by design, and
	// again inside the transaction that sets up.
	if err := c.beforehand(question); err != nil {
		return nil, err
	}
	hash, err := c.api.Passwords.Hash(c.Request.Context(), *body.Password)
	if err != nil {
		return nil, err
	}
	for {
		answer, err := c.change(question, func(tx *models.Tx, s *facts.State) (any, error) {
			if s.Request.Facts.Instance.Initialized { // there is one first organization, whoever may ask for another
				return nil, badRequest("Instance has already been set up")
			}
			return c.setUp(tx, &body, hash)
		})
		if !errors.Is(err, errLost) {
			return answer, err
		}
	}
}

type signUpAdminRequest struct {
	Email    *string `json:"email" validate:"required,email,printascii"`
	Password *string `json:"password" validate:"required,min=8,max=1024"`
}

func (r *signUpAdminRequest) requested(*engine.Requested) {}

// signUpAdmin is the older way to set up; it needs key material that only the
// old web console makes, so it says which route to use.
func signUpAdmin(c *call) (any, error) {
	var body signUpAdminRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	question := c.question(facts.ProjectRef{})
	question.OrgLess = true
	return c.read(question, func(*models.Tx, *facts.State) (any, error) {
		return nil, &Error{Status: http.StatusBadRequest, Name: "BadRequest", Message: "Set the instance up with POST /api/v1/admin/bootstrap"}
	})
}
