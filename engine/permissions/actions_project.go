package permissions

// projectActions is the union of what docs/contract.md 3.2 lists for the generations
// [24] and [26] for what this server serves. Read only.
var projectActions = []typeActions{
	// "read" on secrets is the older name of the two actions after it; it is
	// accepted in rules and never asked for.
	{"secrets", []string{"read", "describeSecret", "readValue", "create", "edit", "delete", "subscribe"}},
	{"secret-folders", basic()},
	{"secret-imports", basic()},
	{"secret-rollback", []string{"read", "create"}},
	{"secret-approval", basic("allow-change-bypass", "allow-access-bypass")},
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
	{"cmek", basic("encrypt", "decrypt", "sign", "verify", "rotate", "export-private-key")},
}
