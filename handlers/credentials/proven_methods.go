package credentials

import (
	"warder/handlers/pep"
	"warder/models"
)

// Methods whose proofs others vouch for: OIDC, JWT, Kubernetes, AWS, GCP and Azure auth
// (docs/contract.md 2.7). They differ in their settings alone.
var provenMethods = []MethodKind{
	proven(models.MethodOIDCAuth, "identityOidcAuth", func() configuration { return &oidcRequest{} }, func(m methodJSON, of *models.MethodSettings) any {
		return struct {
			methodJSON
			*models.OIDCSettings
		}{m, of.OIDC}
	}),
	proven(models.MethodJWTAuth, "identityJwtAuth", func() configuration { return &jwtRequest{} }, func(m methodJSON, of *models.MethodSettings) any {
		return struct {
			methodJSON
			*models.JWTSettings
		}{m, of.JWT}
	}),
	proven(models.MethodKubernetesAuth, "identityKubernetesAuth", func() configuration { return &kubernetesRequest{} }, func(m methodJSON, of *models.MethodSettings) any {
		return struct {
			methodJSON
			*models.KubernetesSettings
		}{m, of.Kubernetes}
	}),
	proven(models.MethodAWSAuth, "identityAwsAuth", func() configuration { return &awsRequest{} }, func(m methodJSON, of *models.MethodSettings) any {
		return struct {
			methodJSON
			*models.AWSSettings
		}{m, of.AWS}
	}),
	proven(models.MethodGCPAuth, "identityGcpAuth", func() configuration { return &gcpRequest{} }, func(m methodJSON, of *models.MethodSettings) any {
		return struct {
			methodJSON
			*models.GCPSettings
		}{m, of.GCP}
	}),
	proven(models.MethodAzureAuth, "identityAzureAuth", func() configuration { return &azureRequest{} }, func(m methodJSON, of *models.MethodSettings) any {
		return struct {
			methodJSON
			*models.AzureSettings
		}{m, of.Azure}
	}),
}

func proven(method, field string, request func() configuration, describe func(methodJSON, *models.MethodSettings) any) MethodKind {
	return MethodKind{method, field, thirtyDays, request, describe}
}

// provenRoutes are the same five of each method.
func provenRoutes() []pep.Route {
	var routes []pep.Route
	for _, kind := range provenMethods {
		base := "/api/v1/auth/" + kind.method
		one := base + "/identities/:identityId"
		login := loginByToken(kind)
		if kind.method == models.MethodAWSAuth {
			login = loginByRequest(kind)
		}
		routes = append(routes,
			pep.Route{Method: "POST", Path: base + "/login", Modes: pep.Public, Resource: kind.method, Action: "login", Event: "login-identity-" + kind.method, Handler: login},
			pep.Route{Method: "POST", Path: one, Modes: pep.UserOrIdentity, Resource: "identity", Action: "create", Event: "add-identity-" + kind.method, Handler: attach(kind)},
			pep.Route{Method: "PATCH", Path: one, Modes: pep.UserOrIdentity, Resource: "identity", Action: "edit", Event: "update-identity-" + kind.method, Handler: updateMethod(kind)},
			pep.Route{Method: "GET", Path: one, Modes: pep.UserOrIdentity, Resource: "identity", Action: "read", Event: "get-identity-" + kind.method, Handler: getMethod(kind)},
			pep.Route{Method: "DELETE", Path: one, Modes: pep.UserOrIdentity, Resource: "identity", Action: "edit", Event: "revoke-identity-" + kind.method, Handler: detach(kind)},
		)
	}
	return routes
}
