package permissions

// organizationActions is the union of what docs/contract.md 3.2 lists for the
// generations [24] and [26] for what this server serves, plus Warder's own types
// at the end. Read only.
var organizationActions = []typeActions{
	{"workspace", []string{"read", "create"}},
	{"project", []string{"create", "request-access"}},
	{"role", basic()},
	{"member", basic()},
	{"settings", basic()},
	{"incident-contact", basic()},
	{"sso", basic("bypass-sso-enforcement")},
	{"scim", basic()},
	{"ldap", basic()},
	{"groups", basic("grant-privileges", "add-identities", "add-members", "remove-members", "remove-identities")},
	{"billing", basic("manage-billing")},
	{"secret-scanning", basic()},
	{"identity", basic("grant-privileges", "revoke-auth", "create-token", "get-token", "delete-token")},
	{"audit-logs", []string{"read"}},
	{"kms", basic()},
	{"organization-admin-console", []string{"access-all-projects"}},

	// Warder's own: the policy in force and the decisions it made.
	{"policy", []string{"read", "edit", "check"}},
	{"decisions", []string{"read", "evaluate", "replay"}},
	{"access", []string{"review"}},
}
