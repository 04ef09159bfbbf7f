package permissions

// organizationActions is the union of what CONTRACT 3.2 lists for the
// generations [24] and [26], plus Warder's own types at the end. Read only.
var organizationActions = []typeActions{
	{"workspace", []string{"read", "create"}},
	{"project", []string{"create"}},
	{"role", basic()},
	{"member", basic()},
	{"settings", basic()},
	{"incident-contact", basic()},
	{"sso", basic()},
	{"scim", basic()},
	{"ldap", basic()},
	{"groups", basic("grant-privileges", "add-identities", "add-members", "remove-members", "remove-identities")},
	{"billing", basic("manage-billing")},
	{"secret-scanning", basic()},
	{"identity", basic("grant-privileges", "revoke-auth", "create-token", "get-token", "delete-token")},
	{"audit-logs", []string{"read"}},
	{"kms", basic()},
	{"project-templates", basic()},
	{"app-connections", basic("connect")},
	{"organization-admin-console", []string{"access-all-projects"}},
	{"machine-identity-auth-template", []string{
		"list-templates", "create-templates", "edit-templates", "delete-templates", "unlink-templates", "attach-templates",
	}},
	{"gateway", []string{"list-gateways", "create-gateways", "edit-gateways", "delete-gateways", "attach-gateways"}},
	{"relay", []string{"list-relays", "create-relays", "edit-relays", "delete-relays"}},
	{"kmip", []string{"proxy", "setup"}},
	{"secret-share", []string{"manage-settings"}},
	{"sub-organization", []string{"create", "edit", "delete", "direct-access", "link-group"}},
	{"github-org-sync", basic()},
	{"github-org-sync-manual", []string{"edit"}},

	// Warder's own: the policy in force and the decisions it made.
	{"policy", []string{"read", "edit", "check"}},
	{"decisions", []string{"read", "evaluate", "replay"}},
	{"access", []string{"review"}},
}
