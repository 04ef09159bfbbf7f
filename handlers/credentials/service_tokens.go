package credentials

import (
	"encoding/json"
	"strconv"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/seal"
	"warder/models/store"
)

// Service tokens: deprecated credentials of projects (docs/contract.md 2.24).
func serviceTokenRoutes() []pep.Route {
	const base = "/api/v2/service-token"
	return []pep.Route{
		{Method: "GET", Path: base, Modes: []string{facts.ModeServiceToken}, Resource: "account", Action: "readDetails", Handler: pep.Handle(readServiceToken)},
		{Method: "POST", Path: base, Modes: pep.UserOnly, Resource: "service-tokens", Deprecated: true, Action: "create", Event: "create-service-token", Handler: pep.HandleBody(createServiceToken)},
		{Method: "DELETE", Path: base + "/:serviceTokenId", Modes: pep.UserOnly, Resource: "service-tokens", Deprecated: true, Action: "delete", Event: "delete-service-token", Handler: pep.Handle(deleteServiceToken)},
		{Method: "GET", Path: "/api/v1/workspace/:project/service-token-data", Modes: pep.UserOnly, Resource: "service-tokens", Deprecated: true, Action: "read", Handler: pep.Handle(listServiceTokens)},
	}
}

// lifetime is a required number of seconds, or null.
type lifetime struct {
	said    bool
	seconds *int64
}

// UnmarshalJSON records that the field is present, also as null.
func (l *lifetime) UnmarshalJSON(raw []byte) error {
	l.said = true
	return json.Unmarshal(raw, &l.seconds)
}

// ReadsJSON gives the types that the field accepts.
func (l lifetime) ReadsJSON() any { return []any{int64(0), nil} }

type createServiceTokenRequest struct {
	Name         *string                    `json:"name" validate:"required,min=1,max=255"`
	WorkspaceID  *string                    `json:"workspaceId" validate:"required,min=1,max=255"`
	Scopes       []models.ServiceTokenScope `json:"scopes" validate:"required,min=1,max=100,dive"`
	EncryptedKey *string                    `json:"encryptedKey" validate:"required,max=4096"`
	IV           *string                    `json:"iv" validate:"required,max=4096"`
	Tag          *string                    `json:"tag" validate:"required,max=4096"`
	ExpiresIn    lifetime                   `json:"expiresIn" bound:"a number"`
	Permissions  []string                   `json:"permissions" validate:"required,min=1,max=2,dive,oneof=read write"`
}

func (r *createServiceTokenRequest) Requested(asks *input.Requested) {
	asks.Name, asks.Access, asks.TTL = r.Name, r.Permissions, new(int64(0))
	pep.SetIfSent(asks.TTL, r.ExpiresIn.seconds)
	for i := range r.Scopes {
		asks.Scopes = append(asks.Scopes, input.RequestedPlace{Environment: &r.Scopes[i].Environment, SecretPath: &r.Scopes[i].SecretPath})
	}
}

func (r *createServiceTokenRequest) Normalize() {
	pep.Trim(r.Name, r.WorkspaceID)
	for i := range r.Scopes {
		pep.Trim(&r.Scopes[i].Environment)
		pep.Trim(&r.Scopes[i].SecretPath)
		if r.Scopes[i].SecretPath == "" {
			r.Scopes[i].SecretPath = "/"
		}
	}
}

// settleScopes checks the scopes against the syntax of rule conditions, and normalizes their
// places.
func (r *createServiceTokenRequest) settleScopes() error {
	var wrong []pep.Issue
	for i := range r.Scopes {
		path, issues := facts.ScopePath(r.Scopes[i])
		for _, issue := range issues {
			wrong = append(wrong, pep.Issue{Code: issue.Code, Path: []any{"scopes", i, issue.Path[2]}, Message: issue.Message})
		}
		r.Scopes[i].SecretPath = path
	}
	if len(wrong) > 0 {
		return pep.Invalid(wrong...)
	}
	return nil
}

// scopesExist refuses a scope in an unknown environment. Its folder is a pattern and may be
// created later.
func scopesExist(tx *store.Tx, s *facts.State, scopes []models.ServiceTokenScope) error {
	environments, err := facts.Environments(tx, s)
	if err != nil {
		return err
	}
	for i := range scopes {
		slug := scopes[i].Environment
		if _, found := environments[slug]; !found {
			return pep.NotFound("Environment with slug '" + slug + "' in project with ID " + s.Project.ID + " not found (scopes." + strconv.Itoa(i) + ")")
		}
	}
	return nil
}

// createServiceToken compares the token's permissions with its creator's: a token never
// exceeds its creator.
func createServiceToken(r *pep.Request, body *createServiceTokenRequest) (*createdServiceTokenAnswer, error) {
	if err := body.settleScopes(); err != nil {
		return nil, err
	}
	if !body.ExpiresIn.said {
		return nil, pep.InvalidField("Required; null for a token that never expires", "expiresIn")
	}
	secret := seal.NewTokenSecret()
	row := &models.ServiceToken{
		ID: store.NewID(), ProjectID: *body.WorkspaceID, Name: *body.Name, Scopes: body.Scopes, Permissions: body.Permissions,
		Hash: r.API.Keyring.Hash(seal.KindServiceToken, secret), EncryptedKey: *body.EncryptedKey, IV: *body.IV, Tag: *body.Tag,
		CreatedBy: r.Caller.Subject.ID, CreatedAt: store.At(r.Now), UpdatedAt: store.At(r.Now),
	}
	if body.ExpiresIn.seconds != nil {
		row.ExpiresAt = ExpiresAfter(r.Now, *body.ExpiresIn.seconds)
	}
	question := r.Question(pep.ProjectWithID(*body.WorkspaceID), facts.HandingOutServiceToken(row))
	return pep.Change(r, question, func(tx *store.Tx, s *facts.State) (*createdServiceTokenAnswer, error) {
		row.OrgID = s.Project.OrgID
		if err := scopesExist(tx, s, row.Scopes); err != nil {
			return nil, err
		}
		if err := store.Create(tx, s.Scope(), row); err != nil {
			return nil, err
		}
		return &createdServiceTokenAnswer{ServiceToken: "st." + row.ID + "." + secret, ServiceTokenData: describeServiceToken(row)}, nil
	})
}

func deleteServiceToken(r *pep.Request) (*serviceTokenAnswer, error) {
	question := r.Question(facts.ProjectRef{}, facts.OnServiceToken(r.Param("serviceTokenId")))
	return pep.Change(r, question, func(tx *store.Tx, s *facts.State) (*serviceTokenAnswer, error) {
		row := s.Found.ServiceToken
		_, err := store.Delete[models.ServiceToken](tx, s.Scope(), "id = ?", row.ID)
		return &serviceTokenAnswer{ServiceTokenData: describeServiceToken(row)}, err
	})
}

// serviceTokenAnswer is the response for one service token.
type serviceTokenAnswer struct {
	ServiceTokenData serviceTokenJSON `json:"serviceTokenData"`
}

// createdServiceTokenAnswer also contains the token, which is never shown again.
type createdServiceTokenAnswer struct {
	ServiceToken     string           `json:"serviceToken"`
	ServiceTokenData serviceTokenJSON `json:"serviceTokenData"`
}

// serviceTokensAnswer lists the service tokens of a project.
type serviceTokensAnswer struct {
	ServiceTokenData []serviceTokenJSON `json:"serviceTokenData"`
}

func listServiceTokens(r *pep.Request) (*serviceTokensAnswer, error) {
	return pep.Read(r, r.Question(pep.ProjectByID(r)), func(tx *store.Tx, s *facts.State) (*serviceTokensAnswer, error) {
		rows, err := store.Find[models.ServiceToken](tx.OrderBy("created_at DESC, id"), s.Scope(), "")
		list := []serviceTokenJSON{}
		for i := range rows {
			list = append(list, describeServiceToken(&rows[i]))
		}
		return &serviceTokensAnswer{ServiceTokenData: list}, err
	})
}

type serviceTokenJSON struct {
	ID          string                     `json:"id"`
	Name        string                     `json:"name"`
	Scopes      []models.ServiceTokenScope `json:"scopes"`
	Permissions []string                   `json:"permissions"`
	LastUsed    *store.Time                `json:"lastUsed"`
	ExpiresAt   *store.Time                `json:"expiresAt"`
	CreatedBy   string                     `json:"createdBy"`
	ProjectID   string                     `json:"projectId"`
	CreatedAt   store.Time                 `json:"createdAt"`
	UpdatedAt   store.Time                 `json:"updatedAt"`
}

func describeServiceToken(row *models.ServiceToken) serviceTokenJSON {
	return serviceTokenJSON{row.ID, row.Name, row.Scopes, row.Permissions, row.LastUsed, row.ExpiresAt, row.CreatedBy, row.ProjectID, row.CreatedAt, row.UpdatedAt}
}

// ownServiceToken is a token's description of itself, with the project key that its client
// encrypted, and its creator.
type ownServiceToken struct {
	serviceTokenJSON
	UnderscoreID string            `json:"_id"`
	V            int               `json:"__v"`
	Workspace    string            `json:"workspace"`
	EncryptedKey string            `json:"encryptedKey"`
	IV           string            `json:"iv"`
	Tag          string            `json:"tag"`
	User         serviceTokenMaker `json:"user"`
}

// serviceTokenMaker is the creator of a token; empty if the account was deleted.
type serviceTokenMaker struct{ *serviceTokenUser }

type serviceTokenUser struct {
	UnderscoreID string     `json:"_id"`
	ID           string     `json:"id"`
	Email        string     `json:"email"`
	FirstName    string     `json:"firstName"`
	LastName     string     `json:"lastName"`
	AuthMethods  []string   `json:"authMethods"`
	Devices      []struct{} `json:"devices"`
	MfaMethods   []string   `json:"mfaMethods"`
	V            int        `json:"__v"`
	CreatedAt    store.Time `json:"createdAt"`
	UpdatedAt    store.Time `json:"updatedAt"`
}

func readServiceToken(r *pep.Request) (*ownServiceToken, error) {
	question := r.Question(facts.ProjectRef{}, facts.OnSelf)
	question.Resource = input.Resource{Type: "account"}
	return pep.Read(r, question, func(tx *store.Tx, s *facts.State) (*ownServiceToken, error) {
		row := s.ServiceToken
		body := &ownServiceToken{
			serviceTokenJSON: describeServiceToken(row), UnderscoreID: row.ID, Workspace: row.ProjectID,
			EncryptedKey: row.EncryptedKey, IV: row.IV, Tag: row.Tag,
		}
		user, err := facts.Missing(store.First[models.User](tx, store.Installation, "id = ?", row.CreatedBy))
		if user != nil {
			body.User.serviceTokenUser = &serviceTokenUser{
				UnderscoreID: user.ID, ID: user.ID, Email: user.Email, FirstName: user.FirstName, LastName: user.LastName,
				AuthMethods: []string{"email"}, Devices: []struct{}{}, MfaMethods: []string{}, CreatedAt: user.CreatedAt, UpdatedAt: user.UpdatedAt,
			}
		}
		return body, err
	})
}
