package seal_test

import (
	"testing"

	"go.uber.org/goleak"

	"warder/models/seal"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func newKeyring(t testing.TB) (*seal.Keyring, seal.RootKey, string) {
	t.Helper()
	root := seal.NewRootKey()
	keyring, sealed, err := seal.Create(root)
	if err != nil {
		t.Fatal(err)
	}
	return keyring, root, sealed
}

var scope = seal.Scope{OrgID: "org-1", ProjectID: "project-1"}

func newDataKey(t testing.TB, keyring *seal.Keyring) ([]byte, *seal.DataKey) {
	t.Helper()
	sealed, err := keyring.NewDataKey(scope)
	if err != nil {
		t.Fatal(err)
	}
	key, err := keyring.OpenDataKey(sealed, scope)
	if err != nil {
		t.Fatal(err)
	}
	return sealed, key
}

func place() seal.Place {
	return seal.Place{
		EnvironmentID: "env-1", FolderID: "folder-1", SecretID: "secret-1",
		Key: "DB_URL", Owner: "", Version: 1, Field: seal.FieldValue,
	}
}
