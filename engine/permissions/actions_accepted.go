package permissions

// The types below belong to products that this server does not serve. Clients
// name them in roles, so rules about them are accepted, with any conditions
// they carry, and returned as sent (docs/contract.md 3.2). No request asks about them.
// Read only.

var acceptedOrganization = []typeActions{
	{"app-connections", basic("connect", "rotate-credentials")},
	{"email-domains", []string{"read", "create", "verify-domain", "delete"}},
	{"gateway", []string{
		"list-gateways", "create-gateways", "edit-gateways", "delete-gateways", "attach-gateways", "revoke-gateway-access",
	}},
	{"gateway-pool", []string{
		"list-gateway-pools", "create-gateway-pools", "edit-gateway-pools", "delete-gateway-pools", "attach-gateway-pools",
	}},
	{"github-org-sync", basic()},
	{"github-org-sync-manual", []string{"edit"}},
	{"honey-tokens", []string{"setup"}},
	{"kmip", []string{"proxy", "setup"}},
	{"kmip-server", []string{
		"list-kmip-servers", "create-kmip-servers", "edit-kmip-servers", "delete-kmip-servers", "revoke-kmip-server-access",
	}},
	{"machine-identity-auth-template", []string{
		"list-templates", "create-templates", "edit-templates", "delete-templates", "unlink-templates", "attach-templates",
	}},
	{"project-templates", basic()},
	{"relay", []string{"list-relays", "create-relays", "edit-relays", "delete-relays", "revoke-relay-access"}},
	{"secret-share", []string{"manage-settings"}},
	{"sub-organization", []string{"create", "edit", "delete", "direct-access", "link-group"}},
}

var acceptedProject = []typeActions{
	{"app-connections", basic(
		"connect", "read-app-connections", "create-app-connections", "edit-app-connections", "delete-app-connections",
		"connect-app-connections", "rotate-credentials",
	)},
	{"approval-request-grants", []string{"read", "revoke"}},
	{"approval-requests", []string{"read", "create"}},
	{"certificate-authorities", basic("list", "issue-ca-certificate", "sign-intermediate")},
	{"certificate-inventory-views", basic()},
	{"certificate-policies", basic()},
	{"certificate-profiles", basic(
		"list", "issue-cert", "reveal-acme-eab-secret", "rotate-acme-eab-secret", "manage-application-attachments",
	)},
	{"certificate-templates", basic("issue-cert", "list-certs")},
	{"certificates", basic("list", "import", "read-private-key")},
	{"code-signers", basic("sign")},
	{"honey-tokens", []string{"read", "read-credentials", "create", "edit", "reset", "revoke"}},
	{"hsm-connectors", []string{
		"read-hsm-connectors", "create-hsm-connectors", "edit-hsm-connectors", "delete-hsm-connectors",
		"test-hsm-connectors", "attach-hsm-connectors",
	}},
	{"insights", []string{"read"}},
	{"kmip", []string{"create-clients", "update-clients", "delete-clients", "read-clients", "generate-client-certificates"}},
	{"mcp-activity-logs", []string{"read"}},
	{"mcp-endpoints", basic("connect")},
	{"mcp-servers", basic()},
	{"pam-account-policies", basic()},
	{"pam-accounts", basic("access", "trigger-rotation", "read-credentials")},
	{"pam-discovery", basic("run-scan")},
	{"pam-domains", basic()},
	{"pam-folders", basic()},
	{"pam-insights", []string{"read"}},
	{"pam-resources", basic()},
	{"pam-sessions", []string{"read", "terminate"}},
	{"pki-alerts", basic()},
	{"pki-certificate-installations", []string{"read", "edit", "delete"}},
	{"pki-collections", basic()},
	{"pki-discovery", basic("run-scan")},
	{"pki-subscribers", basic("issue-cert", "list-certs")},
	{"pki-syncs", basic("list", "sync-certificates", "import-certificates", "remove-certificates")},
	{"project-grant", []string{"create-grant", "revoke-grant"}},
	{"secret-approval-request", []string{"read"}},
	{"secret-event-subscriptions", events()},
	{"secret-events", events()},
	{"secret-scanning-configs", []string{"read-configs", "update-configs"}},
	{"secret-scanning-data-sources", []string{
		"read-data-sources", "create-data-sources", "edit-data-sources", "delete-data-sources",
		"trigger-data-source-scans", "read-data-source-scans", "read-data-source-resources",
	}},
	{"secret-scanning-findings", []string{"read-findings", "update-findings"}},
	{"secret-syncs", basic("sync-secrets", "import-secrets", "remove-secrets")},
	{"ssh-certificate-authorities", basic()},
	{"ssh-certificate-templates", basic()},
	{"ssh-certificates", basic()},
	{"ssh-host-groups", basic()},
	{"ssh-hosts", basic("issue-host-cert")},
}

func events() []string {
	return []string{
		"subscribe-to-creation-events", "subscribe-to-update-events",
		"subscribe-to-deletion-events", "subscribe-to-import-mutation-events",
	}
}
