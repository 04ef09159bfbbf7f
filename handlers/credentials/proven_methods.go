package credentials

import (
	"slices"

	"warder/handlers/pep"
	"warder/models"
)

// Methods verified by third parties: OIDC, JWT, Kubernetes, AWS, GCP and Azure auth
// (docs/auth-methods.md). They differ in their settings, and AWS auth in the login's content.
func provenRoutes() []pep.Route {
	return slices.Concat(
		provenMethod[*oidcRequest](models.MethodOIDCAuth, loginByToken, oidcBody),
		provenMethod[*jwtRequest](models.MethodJWTAuth, loginByToken, jwtBody),
		provenMethod[*kubernetesRequest](models.MethodKubernetesAuth, loginByToken, kubernetesBody),
		provenMethod[*awsRequest](models.MethodAWSAuth, loginByRequest, awsBody),
		provenMethod[*gcpRequest](models.MethodGCPAuth, loginByToken, gcpBody),
		provenMethod[*azureRequest](models.MethodAzureAuth, loginByToken, azureBody),
	)
}

// provenMethod are the five routes of one method.
func provenMethod[P configuring[B], B, A any](method string, login func(MethodKind) pep.Handler, answer func(*models.AuthMethod) *A) []pep.Route {
	kind := MethodKind{method, thirtyDays}
	return append(methodRoutes[P](kind, answer), pep.Route{
		Method: "POST", Path: "/api/v1/auth/" + method + "/login", Modes: pep.Public, Resource: method, Action: "login",
		Event: "login-identity-" + method, Handler: login(kind),
	})
}

// oidcAuthAnswer is the response for OIDC auth of an identity.
type oidcAuthAnswer struct {
	IdentityOIDCAuth oidcAuthJSON `json:"identityOidcAuth"`
}

type oidcAuthJSON struct {
	methodJSON
	*models.OIDCSettings
}

func oidcBody(m *models.AuthMethod) *oidcAuthAnswer {
	return &oidcAuthAnswer{oidcAuthJSON{describeMethod(m), m.Settings.OIDC}}
}

// jwtAuthAnswer is the response for JWT auth of an identity.
type jwtAuthAnswer struct {
	IdentityJWTAuth jwtAuthJSON `json:"identityJwtAuth"`
}

type jwtAuthJSON struct {
	methodJSON
	*models.JWTSettings
}

func jwtBody(m *models.AuthMethod) *jwtAuthAnswer {
	return &jwtAuthAnswer{jwtAuthJSON{describeMethod(m), m.Settings.JWT}}
}

// kubernetesAuthAnswer is the response for Kubernetes auth of an identity.
type kubernetesAuthAnswer struct {
	IdentityKubernetesAuth kubernetesAuthJSON `json:"identityKubernetesAuth"`
}

type kubernetesAuthJSON struct {
	methodJSON
	*models.KubernetesSettings
}

func kubernetesBody(m *models.AuthMethod) *kubernetesAuthAnswer {
	return &kubernetesAuthAnswer{kubernetesAuthJSON{describeMethod(m), m.Settings.Kubernetes}}
}

// awsAuthAnswer is the response for AWS auth of an identity.
type awsAuthAnswer struct {
	IdentityAWSAuth awsAuthJSON `json:"identityAwsAuth"`
}

type awsAuthJSON struct {
	methodJSON
	*models.AWSSettings
}

func awsBody(m *models.AuthMethod) *awsAuthAnswer {
	return &awsAuthAnswer{awsAuthJSON{describeMethod(m), m.Settings.AWS}}
}

// gcpAuthAnswer is the response for GCP auth of an identity.
type gcpAuthAnswer struct {
	IdentityGCPAuth gcpAuthJSON `json:"identityGcpAuth"`
}

type gcpAuthJSON struct {
	methodJSON
	*models.GCPSettings
}

func gcpBody(m *models.AuthMethod) *gcpAuthAnswer {
	return &gcpAuthAnswer{gcpAuthJSON{describeMethod(m), m.Settings.GCP}}
}

// azureAuthAnswer is the response for Azure auth of an identity.
type azureAuthAnswer struct {
	IdentityAzureAuth azureAuthJSON `json:"identityAzureAuth"`
}

type azureAuthJSON struct {
	methodJSON
	*models.AzureSettings
}

func azureBody(m *models.AuthMethod) *azureAuthAnswer {
	return &azureAuthAnswer{azureAuthJSON{describeMethod(m), m.Settings.Azure}}
}
