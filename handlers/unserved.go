package handlers

import (
	"strings"

	"warder/handlers/pep"
)

// feature is a part of the API that this server does not serve. Each prefix is a path prefix
// that belongs to the feature alone; : stands for one segment.
type feature struct {
	name     string
	prefixes []string
}

// unserved are features that clients may request. The response of their routes names the
// feature, so that it does not look like a mistyped URL.
var unserved = []feature{
	{"Dynamic secrets", []string{"/api/v1/dynamic-secrets", "/api/v1/dynamic-secret-leases"}},
	{"Secret rotation", []string{"/api/v1/secret-rotations", "/api/v2/secret-rotations", "/api/v1/secret-rotation-providers"}},
	{"Secret syncs", []string{"/api/v1/secret-syncs"}},
	{"App connections", []string{"/api/v1/app-connections"}},
	{"Secret scanning", []string{"/api/v1/secret-scanning", "/api/v2/secret-scanning"}},
	{"Secret sharing", []string{"/api/v1/secret-sharing", "/api/v1/secret-requests"}},
	{"Approvals", []string{
		"/api/v1/secret-approvals", "/api/v1/secret-approval-requests", "/api/v1/access-approvals", "/api/v1/approval-policies", "/api/v1/approval-requests",
	}},
	{"Snapshots and rollback", []string{"/api/v1/secret-snapshot", "/api/v1/workspace/:/secret-snapshots", "/api/v1/pit", "/api/v1/projects/:/commits"}},
	{"Groups", []string{"/api/v1/groups", "/api/v1/organization/:/groups", "/api/v2/workspace/:/groups", "/api/v1/projects/:/groups", "/api/v1/projects/:/memberships/groups"}},
	{"PKI", []string{"/api/v1/pki", "/api/v2/pki", "/api/v1/cert-manager", "/api/v1/workspace/:/cas", "/api/v1/workspace/:/certificates"}},
	{"SSH certificates", []string{"/api/v1/ssh", "/api/v2/ssh"}},
	{"KMS", []string{"/api/v1/kms", "/api/v1/external-kms", "/api/v1/workspace/:/kms"}},
	{"KMIP", []string{"/api/v1/kmip"}},
	{"Privileged access management", []string{"/api/v1/pam"}},
	{"Gateways", []string{"/api/v1/gateways", "/api/v2/gateways", "/api/v1/relays"}},
	{"MCP endpoints", []string{"/api/v1/mcp", "/api/v1/ai"}},
	{"SCIM", []string{"/api/v1/scim"}},
	{"Single sign-on", []string{"/api/v1/sso", "/api/v1/saml", "/api/v1/oidc", "/api/v1/ldap", "/api/v1/ldap-config", "/api/v1/github-org-sync-config"}},
	{"LDAP auth", []string{"/api/v1/auth/ldap-auth"}},
	{"OCI auth", []string{"/api/v1/auth/oci-auth"}},
	{"Alibaba Cloud auth", []string{"/api/v1/auth/alicloud-auth"}},
	{"TLS certificate auth", []string{"/api/v1/auth/tls-cert-auth"}},
	{"Templates of identities", []string{"/api/v1/identity-templates"}},
	{"Templates of projects", []string{"/api/v1/project-templates"}},
	{"Webhooks", []string{"/api/v1/webhooks", "/api/v1/workflow-integrations", "/api/v1/slack"}},
	{"Integrations", []string{"/api/v1/integration", "/api/v1/integration-auth", "/api/v1/workspace/:/integrations", "/api/v1/workspace/:/authorizations"}},
	{"Audit log streams", []string{"/api/v1/audit-log-streams"}},
	{"Second factors", []string{"/api/v2/auth/mfa", "/api/v1/user/me/totp"}},
	{"Rate limits by API", []string{"/api/v1/rate-limit"}},
}

// unservedFeature is the feature of a path, or "".
func unservedFeature(path string) string {
	for _, feature := range unserved {
		for _, prefix := range feature.prefixes {
			if under(path, prefix) {
				return feature.name
			}
		}
	}
	return ""
}

// under reports whether a path starts with all segments of a prefix.
func under(path, prefix string) bool {
	steps, wanted := strings.Split(path, "/"), strings.Split(prefix, "/")
	if len(steps) < len(wanted) {
		return false
	}
	for i, step := range wanted {
		if step != ":" && step != steps[i] {
			return false
		}
	}
	return true
}

// unknownRoute serves all paths that are not in the table.
func unknownRoute(r *pep.Request) (*pep.Message, error) {
	message := "Route " + r.Request.Method + ":" + r.Request.URL.Path + " not found"
	if name := unservedFeature(r.Request.URL.Path); name != "" {
		message += ": this server does not serve " + name
	}
	return nil, pep.NotFound(message)
}
