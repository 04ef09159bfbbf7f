package handlers

// Secrets of the newest generation (docs/contract.md 2.19): the handlers of the third,
// with the project by projectId and other defaults for reads.
func secretV4Routes() []route {
	const base = "/api/v4/secrets"
	const one = base + "/:secretName"
	return []route{
		{"GET", base, jsi, "secrets", "readValue", "get-secrets", listSecrets(readsV4), false},
		{"GET", base + "/id/:secretId", jsi, "secrets", "readValue", "get-secret", getSecretByID, false},
		{"GET", one, jsi, "secrets", "readValue", "get-secret", getSecret(readsV4), false},
		{"GET", one + "/secret-reference-tree", jsi, "secrets", "readValue", "get-secret", getReferenceTree, false},
		{"POST", one, jsi, "secrets", "create", "create-secret", createSecret, false},
		{"PATCH", one, jsi, "secrets", "edit", "update-secret", updateSecret, false},
		{"DELETE", one, jksi, "secrets", "delete", "delete-secret", deleteSecret, false},
		{"POST", base + "/batch", jsi, "secrets", "create", "create-secrets", createSecrets, false},
		{"PATCH", base + "/batch", jsi, "secrets", "edit", "update-secrets", updateSecrets, false},
		{"DELETE", base + "/batch", jksi, "secrets", "delete", "delete-secrets", deleteSecrets, false},
	}
}
