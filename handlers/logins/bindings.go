package logins

import (
	"regexp"
	"strings"

	"warder/engine/globs"
	"warder/engine/input"
	"warder/models"
)

// ListOf splits a comma-separated list.
func ListOf(text string) []string {
	list := []string{}
	for entry := range strings.SplitSeq(text, ",") {
		if entry = strings.TrimSpace(entry); entry != "" {
			list = append(list, entry)
		}
	}
	return list
}

// bindings are the conditions that a method sets for a login, for the policy; nil for a method
// without settings.
func bindings(method *models.AuthMethod) *input.LoginConfig {
	switch of := method.Settings; {
	case method.Method == models.MethodOIDCAuth && of.OIDC != nil:
		config := claimBindings(of.OIDC.BoundIssuer, of.OIDC.BoundSubject, of.OIDC.BoundAudiences, of.OIDC.BoundClaims)
		config.Mapping = orEmpty(of.OIDC.ClaimMetadataMapping)
		return config
	case method.Method == models.MethodJWTAuth && of.JWT != nil:
		return claimBindings(of.JWT.BoundIssuer, of.JWT.BoundSubject, of.JWT.BoundAudiences, of.JWT.BoundClaims)
	case method.Method == models.MethodKubernetesAuth && of.Kubernetes != nil:
		return kubernetesBindings(of.Kubernetes)
	case method.Method == models.MethodAWSAuth && of.AWS != nil:
		return awsBindings(of.AWS)
	case method.Method == models.MethodGCPAuth && of.GCP != nil:
		return &input.LoginConfig{
			Type: &of.GCP.Type, ServiceAccounts: ListOf(of.GCP.AllowedServiceAccounts), Projects: ListOf(of.GCP.AllowedProjects), Zones: ListOf(of.GCP.AllowedZones),
		}
	case method.Method == models.MethodAzureAuth && of.Azure != nil:
		tenant := strings.ToLower(of.Azure.TenantID) // as in tokens
		return &input.LoginConfig{Tenant: &tenant, Resource: &of.Azure.Resource, Principals: ListOf(of.Azure.AllowedServicePrincipalIDs)}
	}
	return nil
}

func claimBindings(issuer, subject, audiences string, claims map[string]string) *input.LoginConfig {
	config := &input.LoginConfig{
		Issuer: &issuer, Subject: &subject, Audiences: ListOf(audiences), Claims: map[string][]string{}, Patterns: map[string]string{},
	}
	for name, values := range claims {
		config.Claims[name] = ListOf(values)
		patterns(config, config.Claims[name]...)
	}
	patterns(config, append(config.Audiences, subject)...)
	return config
}

func kubernetesBindings(of *models.KubernetesSettings) *input.LoginConfig {
	config := &input.LoginConfig{
		Mode: &of.TokenReviewMode, Issuer: &of.Issuer, Namespaces: ListOf(of.AllowedNamespaces), Names: ListOf(of.AllowedNames),
		Audiences: []string{}, Patterns: map[string]string{},
	}
	if of.AllowedAudience != "" {
		config.Audiences = []string{of.AllowedAudience}
	}
	patterns(config, append(config.Namespaces, config.Names...)...)
	return config
}

func awsBindings(of *models.AWSSettings) *input.LoginConfig {
	config := &input.LoginConfig{Principals: ListOf(of.AllowedPrincipalARNs), Accounts: ListOf(of.AllowedAccountIDs), Patterns: map[string]string{}}
	for _, written := range config.Principals {
		parts := strings.Split(written, "*")
		for i, part := range parts {
			parts[i] = regexp.QuoteMeta(part)
		}
		config.Patterns[written] = "^" + strings.Join(parts, ".*") + "$"
	}
	return config
}

// patterns adds the expressions of glob patterns. A text that is not a glob, or is negated,
// matches only itself.
func patterns(config *input.LoginConfig, texts ...string) {
	for _, written := range texts {
		if !strings.ContainsAny(written, "*?[{(") {
			continue
		}
		if expression, negated, err := globs.Translate(written); err == nil && !negated {
			config.Patterns[written] = expression
		}
	}
}

func orEmpty(object map[string]string) map[string]string {
	if object == nil {
		return map[string]string{}
	}
	return object
}

// attributes are a login's values for role conditions. They matter only for a permitted login,
// and the policy refuses a login that lacks one.
func attributes(method *models.AuthMethod, proof *input.LoginProof) models.LoginAttributes {
	switch method.Method {
	case models.MethodOIDCAuth:
		claims := map[string]string{}
		for name, path := range method.Settings.OIDC.ClaimMetadataMapping {
			if value, found := proof.Named[path]; found {
				claims[name] = written(value)
			}
		}
		return models.LoginAttributes{OIDC: &models.OIDCAttributes{Claims: claims}}
	case models.MethodKubernetesAuth:
		return models.LoginAttributes{Kubernetes: &models.KubernetesAttributes{Namespace: proof.Namespace, Name: proof.AccountName}}
	case models.MethodAWSAuth:
		return models.LoginAttributes{AWS: &models.AWSAttributes{
			AccountID: proof.Account, ARN: proof.ARN, UserID: proof.UserID, Partition: proof.Partition, Service: proof.Service,
			ResourceType: proof.ResourceType, ResourceName: proof.ResourceName,
		}}
	}
	return models.LoginAttributes{}
}
