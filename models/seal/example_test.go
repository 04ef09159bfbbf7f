package seal_test

import (
	"fmt"

	"warder/models/seal"
)

// A value is sealed by the key of its project and for its place: elsewhere it does not open.
func Example() {
	keyring, _, err := seal.Create(seal.NewRootKey())
	if err != nil {
		panic(err)
	}
	project := seal.Scope{OrgID: "acme", ProjectID: "shop"}
	sealed, err := keyring.NewDataKey(project) // is stored with the project
	if err != nil {
		panic(err)
	}
	key, err := keyring.OpenDataKey(sealed, project)
	if err != nil {
		panic(err)
	}
	place := seal.Place{EnvironmentID: "dev", FolderID: "root", SecretID: "1", Key: "FOO", Version: 1, Field: seal.FieldValue}
	ciphertext, err := key.Seal([]byte("BAR"), place)
	if err != nil {
		panic(err)
	}
	value, err := key.Open(ciphertext, place)
	fmt.Printf("%s, %v\n", value, err)

	place.EnvironmentID = "prod"
	_, err = key.Open(ciphertext, place)
	fmt.Println(err)
	fmt.Println(key)
	// Output:
	// BAR, <nil>
	// sealed data does not open: value of secret 1 version 1
	// [redacted]
}
