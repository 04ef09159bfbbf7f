package logins

import (
	"context"
	"fmt"
	"regexp"

	"warder/engine/input"
	"warder/handlers/logins/jose"
	"warder/models"
)

// rs256 is the only algorithm that Google uses.
const rs256 = "RS256"

// serviceAccount is the address of an account that publishes its own keys. It becomes part of
// a URL.
var serviceAccount = regexp.MustCompile(`^[a-z0-9-]+@[a-z0-9-]+\.iam\.gserviceaccount\.com$`)

func (v *Verifier) proveGCP(ctx context.Context, method *models.AuthMethod, presented Presented) (*input.LoginProof, error) {
	published := source{operator: true, orgID: method.OrgID}
	from := func(token *jose.Token) (source, error) {
		published.url = v.options.Google + "/oauth2/v3/certs"
		if method.Settings.GCP.Type == models.GCPServiceAccount {
			subject := text(token.Payload["sub"])
			if subject == nil || !serviceAccount.MatchString(*subject) {
				return source{}, fmt.Errorf("%w: the subject is no service account", jose.ErrMalformed)
			}
			published.url = v.options.Google + "/service_accounts/v1/jwk/" + *subject
		}
		return published, nil
	}
	token, err := v.verified(ctx, presented.Token, from, rs256)
	if err != nil {
		return nil, err
	}
	proof, err := tokenProof(token, nil)
	if err != nil {
		return nil, err
	}
	proof.Email = text(proof.Claims["email"])
	proof.EmailVerified = new(proof.Claims["email_verified"] == true)
	google, _ := proof.Claims["google"].(map[string]any)
	if instance, found := google["compute_engine"].(map[string]any); found {
		proof.ComputeEngine = &input.ComputeEngine{ProjectID: text(instance["project_id"]), Zone: text(instance["zone"])}
	}
	return proof, nil
}

func (v *Verifier) proveAzure(ctx context.Context, method *models.AuthMethod, presented Presented) (*input.LoginProof, error) {
	place := source{url: v.options.Microsoft + "/" + method.Settings.Azure.TenantID + "/discovery/keys", operator: true, orgID: method.OrgID}
	token, err := v.verified(ctx, presented.Token, at(place), rs256, "RS384", "RS512")
	if err != nil {
		return nil, err
	}
	proof, err := tokenProof(token, nil)
	if err != nil {
		return nil, err
	}
	proof.Tenant, proof.ObjectID = text(proof.Claims["tid"]), text(proof.Claims["oid"])
	return proof, nil
}
