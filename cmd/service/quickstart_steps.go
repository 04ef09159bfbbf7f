package service

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"
)

// step is one thing the quickstart makes.
type step struct {
	name string
	done func(*demo) bool
	do   func(context.Context, client, *demo) error
}

// steps are in the order in which they need each other.
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

func bootstrap(ctx context.Context, api client, d *demo) error {
	email, password := "admin@example.com", rand.Text()
	var answer struct {
		Organization withID `json:"organization"`
		Identity     struct {
			Credentials struct {
				Token string `json:"token"`
			} `json:"credentials"`
		} `json:"identity"`
	}
	err := api.call(ctx, http.MethodPost, "/api/v1/admin/bootstrap", "", object{"email": email, "password": password, "organization": "Demo"}, &answer)
	if err != nil {
		return err
	}
	d.Email, d.Password = email, password
	d.OrganizationID, d.AdminToken = answer.Organization.ID, answer.Identity.Credentials.Token
	return nil
}

// withID is any object of the API that has an id.
type withID struct {
	ID string `json:"id"`
}

func createProject(ctx context.Context, api client, d *demo) error {
	var answer struct {
		Project withID `json:"project"`
	}
	err := api.call(ctx, http.MethodPost, "/api/v2/workspace", d.AdminToken, object{"projectName": "Demo App"}, &answer)
	d.ProjectID = answer.Project.ID
	return err
}

func storeSecret(ctx context.Context, api client, d *demo) error {
	body := object{"workspaceId": d.ProjectID, "environment": "dev", "secretPath": "/", "secretValue": "BAR", "type": "shared"}
	err := api.call(ctx, http.MethodPost, "/api/v3/secrets/raw/FOO", d.AdminToken, body, &struct{}{})
	if err == nil || already(err) { // from a run that ended before it was remembered
		d.SecretStored = true
		return nil
	}
	return err
}

func createIdentity(ctx context.Context, api client, d *demo) error {
	var answer struct {
		Identity withID `json:"identity"`
	}
	body := object{"name": "demo-app", "organizationId": d.OrganizationID, "role": "no-access"}
	err := api.call(ctx, http.MethodPost, "/api/v1/identities", d.AdminToken, body, &answer)
	d.IdentityID = answer.Identity.ID
	return err
}

const universalAuth = "/api/v1/auth/universal-auth"

func attachUniversalAuth(ctx context.Context, api client, d *demo) error {
	var answer struct {
		Method struct {
			ClientID string `json:"clientId"`
		} `json:"identityUniversalAuth"`
	}
	path := universalAuth + "/identities/" + d.IdentityID
	err := api.call(ctx, http.MethodPost, path, d.AdminToken, object{}, &answer)
	if already(err) {
		err = api.call(ctx, http.MethodGet, path, d.AdminToken, nil, &answer)
	}
	d.ClientID = answer.Method.ClientID
	return err
}

func addMember(ctx context.Context, api client, d *demo) error {
	path := "/api/v2/workspace/" + d.ProjectID + "/identity-memberships/" + d.IdentityID
	err := api.call(ctx, http.MethodPost, path, d.AdminToken, object{"roles": []object{{"role": "viewer"}}}, &struct{}{})
	if err == nil || already(err) {
		d.Member = true
		return nil
	}
	return err
}

func newClientSecret(ctx context.Context, api client, d *demo) error {
	var answer struct {
		ClientSecret string `json:"clientSecret"`
	}
	path := universalAuth + "/identities/" + d.IdentityID + "/client-secrets"
	err := api.call(ctx, http.MethodPost, path, d.AdminToken, object{"description": "quickstart"}, &answer)
	if err == nil {
		d.ClientSecret = answer.ClientSecret
	}
	return err
}

// errLogin is a client secret that no longer logs in.
var errLogin = errors.New("log in with the client secret")

// read does what the printed lines do.
func (d *demo) read(ctx context.Context, api client) error {
	var login struct {
		AccessToken string `json:"accessToken"`
	}
	body := object{"clientId": d.ClientID, "clientSecret": d.ClientSecret}
	err := api.call(ctx, http.MethodPost, universalAuth+"/login", "", body, &login)
	var refused *refusal
	if errors.As(err, &refused) && refused.status == http.StatusUnauthorized {
		return fmt.Errorf("%w: %w", errLogin, err)
	}
	if err != nil {
		return fmt.Errorf("log in: %w", err)
	}
	query := url.Values{"workspaceId": {d.ProjectID}, "environment": {"dev"}}
	err = api.call(ctx, http.MethodGet, "/api/v3/secrets/raw/FOO?"+query.Encode(), login.AccessToken, nil, &struct{}{})
	if err != nil {
		return fmt.Errorf("the demo was changed and FOO cannot be read any more: %w", err)
	}
	return nil
}
