package matrix

import (
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

func Test_a_protected_identity_keeps_its_credentials_revocable(t *testing.T) {
	server := testserver.Start(t, database.SQLite(t))
	machine := server.NewMachine(t, "no-access", nil)
	server.AsAdmin().Patch(t, "/api/v1/identities/"+machine.IdentityID, testserver.Object{"hasDeleteProtection": true}).Want(t, 200)
	server.AsAdmin().Post(t, testserver.UniversalAuth(machine.IdentityID)+"/client-secrets/"+machine.ClientSecretID+"/revoke", testserver.Object{}).Want(t, 200)
	server.Anonymous().Login(t, machine).WantRefusal(t, 401, "client_secret_revoked")
	server.AsAdmin().Delete(t, "/api/v1/identities/"+machine.IdentityID, nil).WantRefusal(t, 400, "delete_protected")
}
