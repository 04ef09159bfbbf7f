package handlers

import (
	"warder/engine"
	"warder/engine/facts"
	"warder/models"
)

// The blind index is how old servers found a secret whose name they could not
// read. Here each secret is stored under the name its URL has, so that the
// index is complete at any time (docs/contract.md 2.22).
func blindIndexRoutes() []route {
	const base = "/api/v3/workspaces/:project/secrets"
	return []route{
		{"GET", base + "/blind-index-status", j, "workspace", "administer", "", blindIndexStatus, false},
		{"GET", base, j, "workspace", "administer", "get-secrets", listAllEncrypted, false},
		{"POST", base + "/names", j, "workspace", "administer", "", nameSecrets, false},
	}
}

func blindIndexStatus(c *call) (any, error) {
	return c.read(c.question(byID(c)), func(*models.Tx, *facts.State) (any, error) { return true, nil })
}

// listAllEncrypted answers every shared secret of the project that the caller
// may read, in the form of its clients.
func listAllEncrypted(c *call) (any, error) {
	all := &facts.ProjectSecrets{}
	question := c.question(byID(c), all.Read)
	return c.readEncrypted(question, func() (any, error) {
		return c.reading(question, func(_ *models.Tx, r *secretReader) (any, error) {
			sights := make([]facts.Sight, len(all.Members()))
			if err := r.see(sights, all.Members(), "readValue"); err != nil {
				return nil, err
			}
			bodies, err := r.showEncrypted(all.Seen(sights))
			return map[string]any{"secrets": bodies}, err
		})
	})
}

type nameSecretsRequest struct {
	Secrets []struct {
		SecretName string `json:"secretName" validate:"required,secretname"`
		SecretID   string `json:"secretId" validate:"required"`
	} `json:"secretsToUpdate" validate:"required,max=10000,dive"`
}

func (*nameSecretsRequest) requested(*engine.Requested) {}

// nameSecrets has nothing to write: names that differ from the stored ones are
// refused, for a rename is a change like any other.
func nameSecrets(c *call) (any, error) {
	var body nameSecretsRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	return c.read(c.question(byID(c)), func(tx *models.Tx, s *facts.State) (any, error) {
		for i, named := range body.Secrets {
			row, err := facts.Missing(models.First[models.Secret](tx, s.Scope(), "id = ? AND type = ?", named.SecretID, models.SecretShared))
			if err != nil {
				return nil, err
			}
			if row == nil {
				return nil, notFound("Secret not found")
			}
			if row.Key != named.SecretName {
				return nil, field("The secret has another name; rename it with PATCH /api/v3/secrets/:secretName", "secretsToUpdate", i, "secretName")
			}
		}
		return map[string]any{"message": "Successfully named workspace secrets"}, nil
	})
}
