package bundles_test

import (
	"fmt"
	"os"
	"path/filepath"

	"warder/bundles"
	"warder/models/durable"
)

// A bundle is packed from a folder and signed; a server opens those whose signature it trusts.
func ExampleOpen() {
	folder, err := os.MkdirTemp("", "policy")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder) //nolint:errcheck // it is temporary
	rule := filepath.Join(folder, "authz", "main", "main.rego")
	if err := os.MkdirAll(filepath.Dir(rule), 0o700); err != nil {
		panic(err)
	}
	if err := os.WriteFile(rule, []byte("package authz.main\n"), 0o600); err != nil {
		panic(err)
	}
	private, public, err := bundles.GenerateKey()
	if err != nil {
		panic(err)
	}
	keys := map[string]string{"private": filepath.Join(folder, "key.pem"), "public": filepath.Join(folder, "key.pub.pem")}
	if err := durable.WriteFile(keys["private"], private); err != nil {
		panic(err)
	}
	if err := durable.WriteFile(keys["public"], public); err != nil {
		panic(err)
	}

	packed, err := bundles.Build(folder, 7)
	if err != nil {
		panic(err)
	}
	signer, err := bundles.NewSigner("security-team", "acme", keys["private"])
	if err != nil {
		panic(err)
	}
	signed, err := signer.Sign(packed)
	if err != nil {
		panic(err)
	}
	trust, err := bundles.NewTrust("acme", map[string]string{"security-team": keys["public"]})
	if err != nil {
		panic(err)
	}
	opened, err := bundles.Open(signed, trust)
	if err != nil {
		panic(err)
	}
	fmt.Println("revision", opened.Number)
	_, err = bundles.Open(packed, trust)
	fmt.Println(err)
	// Output:
	// revision 7
	// bundle refused (unsigned): no .signatures.json
}
