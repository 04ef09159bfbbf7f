package bundles

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/bundle"
)

// Inspection is what a bundle says of itself. Nothing of it is verified.
type Inspection struct {
	Bundle       *Bundle
	Roots        []string
	Files        []string
	KeyID, Scope string // of the signature; empty without one
}

// Inspect reads a bundle to show it.
func Inspect(packed []byte) (*Inspection, error) {
	opened, err := Open(packed, nil)
	if err != nil {
		return nil, err
	}
	files, err := unpack(packed)
	if err != nil {
		return nil, err
	}
	seen := &Inspection{Bundle: opened}
	for _, f := range files {
		seen.Files = append(seen.Files, f.path)
	}
	seen.Roots = rootsOf(files)
	seen.KeyID, seen.Scope = claimed(files)
	return seen, nil
}

func (s snapshot) file(path string) []byte {
	at := slices.IndexFunc(s, func(f file) bool { return f.path == path })
	if at < 0 {
		return nil
	}
	return s[at].content
}

func rootsOf(files snapshot) []string {
	var manifest bundle.Manifest
	if json.Unmarshal(files.file(bundle.ManifestExt), &manifest) != nil || manifest.Roots == nil {
		return nil
	}
	return *manifest.Roots
}

// claimed is what a signature says before it is checked.
func claimed(files snapshot) (key, scope string) {
	var signatures bundle.SignaturesConfig
	if json.Unmarshal(files.file(signaturesFile), &signatures) != nil || len(signatures.Signatures) != 1 {
		return "", ""
	}
	key, err := keyIDOf(signatures.Signatures[0])
	parts := strings.Split(signatures.Signatures[0], ".")
	if err != nil || len(parts) != 3 {
		return "", ""
	}
	var claims struct {
		Scope string `json:"scope"`
	}
	text, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil || json.Unmarshal(text, &claims) != nil {
		return "", ""
	}
	return key, claims.Scope
}
