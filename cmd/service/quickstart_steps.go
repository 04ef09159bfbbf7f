package service

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"warder/cmd/remote"
)

// step creates one object of the quickstart.
type step struct {
	name string
	done func(*demo) bool
	do   func(context.Context, remote.Server, *demo) error
}

// steps are in the order of their dependencies.
func steps() []step {
	return []step{
		{"set up the instance", func(d *demo) bool { return d.AdminToken != "" }, bootstrap},
		{"project", func(d *demo) bool { return d.ProjectID != "" }, createProject},
		{"secret", func(d *demo) bool { return d.SecretStored }, storeSecret},
		{"identity", func(d *demo) bool { return d.IdentityID != "" }, createIdentity},
		{"universal auth", func(d *demo) bool { return d.ClientID != "" }, attachUniversalAuth},
		{"membership", func(d *demo) bool { return d.Member }, addMember},
		{"client secret", func(d *demo) bool { return d.ClientSecret != "" }, newClientSecret},
	}
}

// object is a JSON object of a request.
type object = map[string]any

// as is the server with an access token.
func as(token string, api remote.Server) remote.Server {
	api.Token = token
	return api
}

// already reports whether the server refused because the object exists.
func already(err error) bool {
	var refused *remote.FailedResponse
	return errors.As(err, &refused) && (refused.Status == http.StatusBadRequest || refused.Status == http.StatusConflict) &&
		strings.Contains(strings.ToLower(refused.Message), "already")
}

// initialized reports whether the server has an administrator.
func initialized(ctx context.Context, api remote.Server) (bool, error) {
	var answer struct {
		Config struct {
			Initialized bool `json:"initialized"`
		} `json:"config"`
	}
	err := api.JSON(ctx, http.MethodGet, "/api/v1/admin/config", nil, &answer)
	return answer.Config.Initialized, err
}

func bootstrap(ctx context.Context, api remote.Server, d *demo) error {
	email, password := "admin@example.com", rand.Text()
	var answer struct {
		Organization withID `json:"organization"`
		Identity     struct {
			Credentials struct {
				Token string `json:"token"`
			} `json:"credentials"`
		} `json:"identity"`
	}
	body := object{"email": email, "password": password, "organization": "Demo"}
	if d.setup != "" {
		body["setupToken"] = d.setup
	}
	err := api.JSON(ctx, http.MethodPost, "/api/v1/admin/bootstrap", body, &answer)
	if err != nil {
		return err
	}
	d.Email, d.Password = email, password
	d.OrganizationID, d.AdminToken = answer.Organization.ID, answer.Identity.Credentials.Token
	return nil
}

// withID is an API object with an id.
type withID struct {
	ID string `json:"id"`
}

func createProject(ctx context.Context, api remote.Server, d *demo) error {
	var answer struct {
		Project withID `json:"project"`
	}
	err := as(d.AdminToken, api).JSON(ctx, http.MethodPost, "/api/v2/workspace", object{"projectName": "Demo App"}, &answer)
	d.ProjectID = answer.Project.ID
	return err
}

func storeSecret(ctx context.Context, api remote.Server, d *demo) error {
	body := object{"workspaceId": d.ProjectID, "environment": "dev", "secretPath": "/", "secretValue": "BAR", "type": "shared"}
	err := as(d.AdminToken, api).JSON(ctx, http.MethodPost, "/api/v3/secrets/raw/FOO", body, nil)
	if err == nil || already(err) { // created by a run that ended before it was stored
		d.SecretStored = true
		return nil
	}
	return err
}

func createIdentity(ctx context.Context, api remote.Server, d *demo) error {
	var answer struct {
		Identity withID `json:"identity"`
	}
	body := object{"name": "demo-app", "organizationId": d.OrganizationID, "role": "no-access"}
	err := as(d.AdminToken, api).JSON(ctx, http.MethodPost, "/api/v1/identities", body, &answer)
	d.IdentityID = answer.Identity.ID
	return err
}

const universalAuth = "/api/v1/auth/universal-auth"

func attachUniversalAuth(ctx context.Context, api remote.Server, d *demo) error {
	var answer struct {
		Method struct {
			ClientID string `json:"clientId"`
		} `json:"identityUniversalAuth"`
	}
	path := universalAuth + "/identities/" + d.IdentityID
	err := as(d.AdminToken, api).JSON(ctx, http.MethodPost, path, object{}, &answer)
	if already(err) {
		err = as(d.AdminToken, api).JSON(ctx, http.MethodGet, path, nil, &answer)
	}
	d.ClientID = answer.Method.ClientID
	return err
}

func addMember(ctx context.Context, api remote.Server, d *demo) error {
	path := "/api/v2/workspace/" + d.ProjectID + "/identity-memberships/" + d.IdentityID
	err := as(d.AdminToken, api).JSON(ctx, http.MethodPost, path, object{"roles": []object{{"role": "viewer"}}}, nil)
	if err == nil || already(err) {
		d.Member = true
		return nil
	}
	return err
}

func newClientSecret(ctx context.Context, api remote.Server, d *demo) error {
	var answer struct {
		ClientSecret string `json:"clientSecret"`
	}
	path := universalAuth + "/identities/" + d.IdentityID + "/client-secrets"
	err := as(d.AdminToken, api).JSON(ctx, http.MethodPost, path, object{"description": "quickstart"}, &answer)
	if err == nil {
		d.ClientSecret = answer.ClientSecret
	}
	return err
}

// errLogin means that the client secret no longer logs in.
var errLogin = errors.New("log in with the client secret")

// read runs the requests of the printed commands.
func (d *demo) read(ctx context.Context, api remote.Server) error {
	var login struct {
		AccessToken string `json:"accessToken"`
	}
	body := object{"clientId": d.ClientID, "clientSecret": d.ClientSecret}
	err := api.JSON(ctx, http.MethodPost, universalAuth+"/login", body, &login)
	if remote.Status(err) == http.StatusUnauthorized {
		return fmt.Errorf("%w: %w", errLogin, err)
	}
	if err != nil {
		return fmt.Errorf("log in: %w", err)
	}
	query := url.Values{"workspaceId": {d.ProjectID}, "environment": {"dev"}}
	err = as(login.AccessToken, api).JSON(ctx, http.MethodGet, "/api/v3/secrets/raw/FOO?"+query.Encode(), nil, nil)
	if err != nil {
		return fmt.Errorf("the demo was changed and FOO cannot be read any more: %w", err)
	}
	return nil
}
