package secrets

import (
	"warder/handlers/pep"
)

// Secrets of the newest generation (docs/contract.md 2.19): the handlers of the third,
// with the project by projectId and other defaults for reads.
func secretV4Routes() []pep.Route {
	const base = "/api/v4/secrets"
	const one = base + "/:secretName"
	return []pep.Route{
		{Method: "GET", Path: base, Modes: pep.UserServiceTokenOrIdentity, Resource: "secrets", Action: "readValue", Event: "get-secrets", Handler: listSecrets(readsV4)},
		{Method: "GET", Path: base + "/id/:secretId", Modes: pep.UserServiceTokenOrIdentity, Resource: "secrets", Action: "readValue", Event: "get-secret", Handler: getSecretByID},
		{Method: "GET", Path: one, Modes: pep.UserServiceTokenOrIdentity, Resource: "secrets", Action: "readValue", Event: "get-secret", Handler: getSecret(readsV4)},
		{Method: "GET", Path: one + "/secret-reference-tree", Modes: pep.UserServiceTokenOrIdentity, Resource: "secrets", Action: "readValue", Event: "get-secret", Handler: getReferenceTree},
		{Method: "POST", Path: one, Modes: pep.UserServiceTokenOrIdentity, Resource: "secrets", Action: "create", Event: "create-secret", Handler: createSecret},
		{Method: "PATCH", Path: one, Modes: pep.UserServiceTokenOrIdentity, Resource: "secrets", Action: "edit", Event: "update-secret", Handler: updateSecret},
		{Method: "DELETE", Path: one, Modes: pep.AnyCredential, Resource: "secrets", Action: "delete", Event: "delete-secret", Handler: deleteSecret},
		{Method: "POST", Path: base + "/batch", Modes: pep.UserServiceTokenOrIdentity, Resource: "secrets", Action: "create", Event: "create-secrets", Handler: createSecrets},
		{Method: "PATCH", Path: base + "/batch", Modes: pep.UserServiceTokenOrIdentity, Resource: "secrets", Action: "edit", Event: "update-secrets", Handler: updateSecrets},
		{Method: "DELETE", Path: base + "/batch", Modes: pep.AnyCredential, Resource: "secrets", Action: "delete", Event: "delete-secrets", Handler: deleteSecrets},
	}
}
