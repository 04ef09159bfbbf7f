package secrets

import (
	"warder/handlers/pep"
)

// Secrets of the newest generation (docs/contract.md 2.19): the handlers of the third
// generation, with the project as projectId and other defaults for reads.
func secretV4Routes() []pep.Route {
	const base = "/api/v4/secrets"
	const one = base + "/:secretName"
	return []pep.Route{
		{Method: "GET", Path: base, Modes: pep.UserServiceTokenOrIdentity, Resource: "secrets", Action: "readValue", Event: "get-secrets", Query: listQuery, Handler: listSecrets(readsV4)},
		{Method: "GET", Path: base + "/id/:secretId", Modes: pep.UserServiceTokenOrIdentity, Resource: "secrets", Action: "readValue", Event: "get-secret", Query: byIDQuery, Handler: pep.Handle(getSecretByID)},
		{Method: "GET", Path: one, Modes: pep.UserServiceTokenOrIdentity, Resource: "secrets", Action: "readValue", Event: "get-secret", Query: oneQuery, Handler: getSecret(readsV4)},
		{Method: "GET", Path: one + "/secret-reference-tree", Modes: pep.UserServiceTokenOrIdentity, Resource: "secrets", Action: "readValue", Event: "get-secret", Query: placeQuery, Handler: pep.Handle(getReferenceTree)},
		{Method: "POST", Path: one, Modes: pep.UserServiceTokenOrIdentity, Resource: "secrets", Action: "create", Event: "create-secret", Handler: pep.HandleBody(createSecret)},
		{Method: "PATCH", Path: one, Modes: pep.UserServiceTokenOrIdentity, Resource: "secrets", Action: "edit", Event: "update-secret", Handler: pep.HandleBody(updateSecret)},
		{Method: "DELETE", Path: one, Modes: pep.AnyCredential, Resource: "secrets", Action: "delete", Event: "delete-secret", Handler: pep.HandleBody(deleteSecret)},
		{Method: "POST", Path: base + "/batch", Modes: pep.UserServiceTokenOrIdentity, Resource: "secrets", Action: "create", Event: "create-secrets", Handler: pep.HandleBody(createSecrets)},
		{Method: "PATCH", Path: base + "/batch", Modes: pep.UserServiceTokenOrIdentity, Resource: "secrets", Action: "edit", Event: "update-secrets", Handler: pep.HandleBody(updateSecrets)},
		{Method: "DELETE", Path: base + "/batch", Modes: pep.AnyCredential, Resource: "secrets", Action: "delete", Event: "delete-secrets", Handler: pep.HandleBody(deleteSecrets)},
	}
}
