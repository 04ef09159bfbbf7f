package secrets

import (
	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/encryption"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

// The blind index let old servers find a secret without decrypting its name. This server
// stores each secret under the name in its URL, so the index is always complete
// (docs/contract.md 2.22).
func blindIndexRoutes() []pep.Route {
	const base = "/api/v3/workspaces/:project/secrets"
	return []pep.Route{
		{Method: "GET", Path: base + "/blind-index-status", Modes: pep.UserOnly, Resource: "workspace", Action: "administer", Handler: pep.Handle(blindIndexStatus)},
		{Method: "GET", Path: base, Modes: pep.UserOnly, Resource: "workspace", Action: "administer", Event: "get-secrets", Handler: pep.Handle(listAllEncrypted)},
		{Method: "POST", Path: base + "/names", Modes: pep.UserOnly, Resource: "workspace", Action: "administer", Handler: pep.HandleBody(nameSecrets)},
	}
}

func blindIndexStatus(r *pep.Request) (bool, error) {
	return pep.Read(r, r.Question(pep.ProjectByID(r)), func(*store.Tx, *facts.State) (bool, error) { return true, nil })
}

// listAllEncrypted lists all shared secrets of the project that the caller may read, encrypted
// for its clients.
func listAllEncrypted(request *pep.Request) (*encryptedSecretsAnswer, error) {
	all := &facts.ProjectSecrets{}
	question := request.Question(pep.ProjectByID(request), all.Read)
	return encryption.ReadEncrypted(request, question, func() (*encryptedSecretsAnswer, error) {
		return newReader(request, question, func(_ *store.Tx, r *secretReader) (*encryptedSecretsAnswer, error) {
			sights := make([]facts.Sight, len(all.Members()))
			if err := r.see(sights, all.Members(), "readValue"); err != nil {
				return nil, err
			}
			bodies, err := r.showEncrypted(all.Seen(sights))
			return &encryptedSecretsAnswer{Secrets: bodies}, err
		})
	})
}

type nameSecretsRequest struct {
	Secrets []struct {
		SecretName string `json:"secretName" validate:"required,secretname"`
		SecretID   string `json:"secretId" validate:"required,max=255"`
	} `json:"secretsToUpdate" validate:"required,max=10000,dive"`
}

func (*nameSecretsRequest) Requested(*input.Requested) {}

// nameSecrets writes nothing: it refuses names that differ from the stored ones, because a
// rename requires an update.
func nameSecrets(r *pep.Request, body *nameSecretsRequest) (*pep.Message, error) {
	return pep.Read(r, r.Question(pep.ProjectByID(r)), func(tx *store.Tx, s *facts.State) (*pep.Message, error) {
		for i, named := range body.Secrets {
			row, err := facts.Missing(store.First[models.Secret](tx, s.Scope(), "id = ? AND type = ?", named.SecretID, models.SecretShared))
			if err != nil {
				return nil, err
			}
			if row == nil {
				return nil, pep.NotFound("Secret not found")
			}
			if row.Key != named.SecretName {
				return nil, pep.InvalidField("The secret has another name; rename it with PATCH /api/v3/secrets/:secretName", "secretsToUpdate", i, "secretName")
			}
		}
		return &pep.Message{Message: "Successfully named workspace secrets"}, nil
	})
}
