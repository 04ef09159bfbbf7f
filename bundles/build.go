package bundles

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/bundle"
)

// Root is the one document that a bundle of policy may define.
const Root = "authz"

// Build packs a directory into an unsigned bundle with this revision. The
// tests go along: the server that is asked to activate the bundle runs them.
// The same directory gives the same bytes.
func Build(directory string, revision uint64) ([]byte, error) {
	root, err := os.OpenRoot(directory)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	defer root.Close() //nolint:errcheck // only read from
	return BuildFS(root.FS(), revision)
}

// BuildFS is Build of a file system, such as the one that a binary embeds.
func BuildFS(fsys fs.FS, revision uint64) ([]byte, error) {
	taken, err := take(fsys)
	if err != nil {
		return nil, err
	}
	return taken.build(revision)
}

func (s snapshot) build(revision uint64) ([]byte, error) {
	if revision == 0 {
		return nil, errors.New("revisions begin with 1")
	}
	read, err := s.read(nil)
	if err != nil {
		return nil, err
	}
	read.Manifest.Revision = strconv.FormatUint(revision, 10)
	if read.Manifest.Roots == nil || slices.Contains(*read.Manifest.Roots, "") {
		read.Manifest.Roots = &[]string{Root}
	}
	read.Manifest.SetRegoVersion(ast.RegoV1)
	return archive(read)
}

// archive writes a bundle with the sources as they were, not formatted.
func archive(read bundle.Bundle) ([]byte, error) {
	slices.SortFunc(read.Modules, func(a, b bundle.ModuleFile) int { return strings.Compare(a.Path, b.Path) })
	var packed bytes.Buffer
	err := bundle.NewWriter(&packed).UseModulePath(true).DisableFormat(true).Write(read)
	if err == nil && packed.Len() > MaxArchiveBytes {
		err = fmt.Errorf("the bundle has %d bytes, at most %d", packed.Len(), MaxArchiveBytes)
	}
	return packed.Bytes(), err
}

// Sign gives a bundle the signature of the key, in place of one it may have.
// Every file is hashed into it, and the scope.
func (s *Signer) Sign(packed []byte) ([]byte, error) {
	files, err := unpack(packed)
	if err != nil {
		return nil, err
	}
	read, err := files.read(nil)
	if err != nil {
		return nil, err
	}
	read.Signatures = bundle.SignaturesConfig{}
	claims, err := s.claims()
	if err != nil {
		return nil, err
	}
	defer os.Remove(claims) //nolint:errcheck // it holds nothing secret
	key := bundle.NewSigningConfig(s.key.Key, s.key.Algorithm, claims)
	if err := read.GenerateSignature(key, s.id, true); err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	return archive(read)
}

// claims is a file of what the signature says besides the hashes, which is how
// OPA takes it.
func (s *Signer) claims() (string, error) {
	text, err := json.Marshal(map[string]string{"scope": s.scope, "keyid": s.id})
	if err != nil {
		return "", err
	}
	created, err := os.CreateTemp("", "warder-claims-*.json")
	if err != nil {
		return "", err
	}
	_, err = created.Write(text)
	return created.Name(), errors.Join(err, created.Close())
}
