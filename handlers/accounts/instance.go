package accounts

import (
	"net/http"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/seal"
	"warder/models/store"
)

// The instance itself (docs/contract.md 2.1).
func instanceRoutes() []pep.Route {
	return []pep.Route{
		{Method: "GET", Path: "/api/status", Modes: pep.Public, Resource: "instance", Action: "status", Handler: pep.Handle(status)},
		{Method: "GET", Path: "/api/v1/admin/config", Modes: pep.Public, Resource: "instance", Action: "readConfig", Handler: pep.Handle(readConfig)},
		{Method: "PATCH", Path: "/api/v1/admin/config", Modes: pep.UserAPIKeyOrIdentity, Resource: "instance", Action: "editConfig", Handler: pep.HandleBody(editConfig)},
		{Method: "GET", Path: "/api/v1/admin/operations", Modes: pep.UserAPIKeyOrIdentity, Resource: "instance", Action: "readOperations", Title: "Say how the servers are", Handler: pep.Handle(readOperations)},
		{Method: "POST", Path: "/api/v1/admin/bootstrap", Modes: pep.Public, Resource: "instance", Action: "bootstrap", Handler: pep.HandleBody(bootstrap)},
		{Method: "POST", Path: "/api/v1/admin/signup", Modes: pep.Public, Resource: "instance", Action: "bootstrap", Deprecated: true, Handler: pep.HandleBody(signUpAdmin)},
	}
}

// statusAnswer describes the server's features.
type statusAnswer struct {
	Date                     store.Time `json:"date"`
	Message                  string     `json:"message"`
	EmailConfigured          bool       `json:"emailConfigured"`
	InviteOnlySignup         bool       `json:"inviteOnlySignup"`
	RedisConfigured          bool       `json:"redisConfigured"`
	SecretScanningConfigured bool       `json:"secretScanningConfigured"`
}

// status serves load balancers and clients, and reads nothing from the database.
func status(r *pep.Request) (*statusAnswer, error) {
	return &statusAnswer{Date: store.At(r.Now), Message: "Ok", InviteOnlySignup: true}, nil
}

func readConfig(r *pep.Request) (*configAnswer, error) {
	question := r.Question(facts.ProjectRef{})
	question.OrgLess = true
	return pep.Read(r, question, configBody)
}

type editConfigRequest struct {
	AllowSignUp         *bool        `json:"allowSignUp" validate:"required"`
	AllowedSignUpDomain pep.Unserved `json:"allowedSignUpDomain" validate:"unserved=People join by invitation and no domain opens the server to them"`
	TrustSAMLEmails     pep.Unserved `json:"trustSamlEmails" validate:"unserved=SAML is not served"`
	TrustLDAPEmails     pep.Unserved `json:"trustLdapEmails" validate:"unserved=LDAP is not served"`
	TrustOIDCEmails     pep.Unserved `json:"trustOidcEmails" validate:"unserved=People do not sign in by OIDC"`
	DefaultAuthOrgID    pep.Unserved `json:"defaultAuthOrgId" validate:"unserved=There is no single sign-on that would lead into an organization"`
	EnabledLoginMethods pep.Unserved `json:"enabledLoginMethods" validate:"unserved=E-mail and password is the only way to sign in"`
	SlackClientID       pep.Unserved `json:"slackClientId" validate:"unserved=Slack is not served"`
	SlackClientSecret   pep.Unserved `json:"slackClientSecret" validate:"unserved=Slack is not served"`
	AuthConsentContent  pep.Unserved `json:"authConsentContent" validate:"unserved=The console shows no consent page"`
	PageFrameContent    pep.Unserved `json:"pageFrameContent" validate:"unserved=The console shows no frame"`
}

func (r *editConfigRequest) Requested(asks *input.Requested) { asks.AllowSignUp = r.AllowSignUp }

func editConfig(r *pep.Request, body *editConfigRequest) (*configAnswer, error) {
	question := r.Question(facts.ProjectRef{})
	question.OrgLess = true
	return pep.Change(r, question, func(tx *store.Tx, s *facts.State) (*configAnswer, error) {
		value := "false"
		if *body.AllowSignUp {
			value = "true"
		}
		s.Request.Facts.Instance.AllowSignUp = *body.AllowSignUp
		if err := models.SetSetting(tx, facts.SettingAllowSignUp, value); err != nil {
			return nil, err
		}
		return configBody(tx, s)
	})
}

// settingInstanceID is the setting with the instance's id, for responses and decision records.
const settingInstanceID = "instance.id"

// configAnswer is the configuration of the instance.
type configAnswer struct {
	Config configJSON `json:"config"`
}

// configJSON has fields that clients request, for features that this server does not have.
type configJSON struct {
	ID                       string   `json:"id"`
	InstanceID               string   `json:"instanceId"`
	Initialized              bool     `json:"initialized"`
	AllowSignUp              bool     `json:"allowSignUp"`
	AllowedSignUpDomain      *string  `json:"allowedSignUpDomain"`
	TrustSAMLEmails          bool     `json:"trustSamlEmails"`
	TrustLDAPEmails          bool     `json:"trustLdapEmails"`
	TrustOIDCEmails          bool     `json:"trustOidcEmails"`
	DefaultAuthOrgID         *string  `json:"defaultAuthOrgId"`
	DefaultAuthOrgSlug       *string  `json:"defaultAuthOrgSlug"`
	EnabledLoginMethods      []string `json:"enabledLoginMethods"`
	IsMigrationModeOn        bool     `json:"isMigrationModeOn"`
	IsSecretScanningDisabled bool     `json:"isSecretScanningDisabled"`
}

func configBody(tx *store.Tx, s *facts.State) (*configAnswer, error) {
	id, err := models.SettingOf(tx, settingInstanceID)
	if err != nil {
		return nil, err
	}
	return &configAnswer{configJSON{
		ID: id, InstanceID: id, Initialized: s.Request.Facts.Instance.Initialized, AllowSignUp: s.Request.Facts.Instance.AllowSignUp,
		EnabledLoginMethods: []string{"email"}, IsSecretScanningDisabled: true,
	}}, nil
}

type bootstrapRequest struct {
	Email        *string `json:"email" validate:"required,email,printascii,max=255"`
	Password     *string `json:"password" validate:"required,min=8,max=1024"`
	Organization *string `json:"organization" validate:"required,min=1,max=64"`
	SetupToken   string  `json:"setupToken" validate:"max=1024"`
}

func (r *bootstrapRequest) Requested(asks *input.Requested) { asks.Name = r.Organization }

func (r *bootstrapRequest) Normalize() { pep.Trim(r.Email, r.Organization) }

// bootstrap sets up the instance once: an administrator, an organization, and an identity with
// a token for full access to it.
func bootstrap(r *pep.Request, body *bootstrapRequest) (*bootstrapAnswer, error) {
	question := settingUp(r, body.SetupToken)
	// Asked before the expensive password hash, and again in the transaction that sets up.
	if err := r.Precheck(question); err != nil {
		return nil, err
	}
	hash, err := r.API.Passwords.Hash(r.Request.Context(), *body.Password)
	if err != nil {
		return nil, err
	}
	return pep.RetryLost(r, func() (*bootstrapAnswer, error) {
		return pep.Change(r, question, func(tx *store.Tx, s *facts.State) (*bootstrapAnswer, error) {
			if s.Request.Facts.Instance.Initialized { // there is one first organization, even if the policy permits another
				return nil, pep.BadRequest("Instance has already been set up")
			}
			return setUp(r, tx, body, hash)
		})
	})
}

// settingUp asks with the setup token from the header or the body.
func settingUp(r *pep.Request, inBody string) facts.Question {
	presented := r.GetHeader("X-Setup-Token")
	if presented == "" {
		presented = inBody
	}
	if presented == "" {
		return openly(r)
	}
	expected := r.API.Options.SetupToken.Reveal()
	return openly(r, facts.OnSetupToken(expected != "" && seal.Equal(presented, expected)))
}

type signUpAdminRequest struct {
	Email      *string `json:"email" validate:"required,email,printascii,max=255"`
	Password   *string `json:"password" validate:"required,min=8,max=1024"`
	SetupToken string  `json:"setupToken" validate:"max=1024"`
}

func (r *signUpAdminRequest) Requested(*input.Requested) {}

// signUpAdmin is the older setup route. It requires key material that only the old web console
// creates, so it refers to the newer route.
func signUpAdmin(r *pep.Request, body *signUpAdminRequest) (*bootstrapAnswer, error) {
	return pep.Read(r, settingUp(r, body.SetupToken), func(*store.Tx, *facts.State) (*bootstrapAnswer, error) {
		return nil, &pep.Error{Status: http.StatusBadRequest, Name: "BadRequest", Message: "Set the instance up with POST /api/v1/admin/bootstrap"}
	})
}
