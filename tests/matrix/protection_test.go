package matrix

import (
	"testing"

	"warder/tests/api"
	"warder/tests/database"
)

func Test_a_protected_identity_keeps_its_credentials_revocable(t *testing.T) {
	server := api.Start(t, database.SQLite(t))
	machine := server.NewMachine(t, "no-access", nil)
	server.AsAdmin().Patch(t, "/api/v1/identities/"+machine.IdentityID, api.Object{"hasDeleteProtection": true}).Want(t, 200)
	server.AsAdmin().Post(t, api.UniversalAuth(machine.IdentityID)+"/client-secrets/"+machine.ClientSecretID+"/revoke", api.Object{}).Want(t, 200)
	server.Anonymous().Login(t, machine).WantRefusal(t, 401, "client_secret_revoked")
	server.AsAdmin().Delete(t, "/api/v1/identities/"+machine.IdentityID, nil).WantRefusal(t, 400, "delete_protected")
}
