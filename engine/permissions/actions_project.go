package permissions

// projectActions is the union of what CONTRACT 3.2 lists for the generations
// [24] and [26]. The types after the comment belong to products that are out
// of scope; rules about them are accepted, because clients send them, and
// nothing asks for them. Read only.
var projectActions = []typeActions{
	// "read" on secrets is the older name of the two actions after it; it is
	// accepted in rules and never asked for.
	{"secrets", []string{"read", "describeSecret", "readValue", "create", "edit", "delete"}},
	{"secret-folders", basic()},
	{"secret-imports", basic()},
	{"secret-rollback", []string{"read", "create"}},
	{"secret-approval", basic()},
	{"secret-rotation", basic("read-generated-credentials", "rotate-secrets")},
	{"dynamic-secrets", []string{
		"read-root-credential", "create-root-credential", "edit-root-credential", "delete-root-credential", "lease",
	}},
	{"member", basic("grant-privileges", "assign-role", "assign-additional-privileges", "assume-privileges")},
	{"groups", basic("grant-privileges", "assign-role")},
	{"identity", basic(
		"grant-privileges", "assign-role", "assign-additional-privileges", "assume-privileges",
		"revoke-auth", "create-token", "get-token", "delete-token",
	)},
	{"role", basic()},
	{"integrations", basic()},
	{"webhooks", basic()},
	{"service-tokens", basic()},
	{"settings", basic()},
	{"environments", basic()},
	{"tags", basic()},
	{"audit-logs", basic()},
	{"ip-allowlist", basic()},
	{"workspace", []string{"edit", "delete"}},
	{"commits", []string{"read", "perform-rollback"}},
	{"kms", []string{"edit"}},
	{"cmek", basic("encrypt", "decrypt", "sign", "verify", "export-private-key")},
	{"certificate-authorities", basic()},
	{"certificates", basic("read-private-key")},

	// Out of scope.
	{"certificate-templates", basic()},
	{"pki-alerts", basic()},
	{"pki-collections", basic()},
	{"pki-subscribers", basic("issue-cert", "list-certs")},
	{"ssh-certificates", basic()},
	{"ssh-certificate-authorities", basic()},
	{"ssh-certificate-templates", basic()},
	{"ssh-hosts", basic("issue-host-cert")},
	{"ssh-host-groups", basic()},
	{"secret-syncs", basic("sync-secrets", "import-secrets", "remove-secrets")},
	{"app-connections", basic("connect")},
}
