// Package bundles is where policy comes from: out of the binary or out of a
// directory. It reads what `opa` reads, and nothing that only looks like it.
package bundles

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/bundle"

	"warder/engine"
)

// ErrUnreadable is the error of a source that holds no policy that could be
// read: it is not there, breaks a limit, has a link in it, or does not parse.
var ErrUnreadable = errors.New("policy unreadable")

// Embedded reads the policy that a binary carries.
func Embedded(fsys fs.FS) (engine.Policy, error) {
	taken, err := take(fsys)
	if err != nil {
		return engine.Policy{}, err
	}
	read, err := taken.folder()
	return read.Policy, err
}

// Dir reads a policy from a directory laid out as an OPA bundle. The path
// itself may be a link, which lets a deployment switch between directories;
// below it no link is followed and nothing outside is reached.
func Dir(path string) (engine.Policy, error) {
	read, err := ReadFolder(path)
	if err != nil {
		return engine.Policy{}, err
	}
	return read.Policy, nil
}

// Folder is a directory of policy as it was at one moment.
type Folder struct {
	Policy engine.Policy
	Tests  map[string]string // modules by path, not parsed yet
	digest string            // of all of it
}

// ReadFolder is Dir with the tests of the policy.
func ReadFolder(path string) (*Folder, error) {
	taken, err := takeDir(path)
	if err != nil {
		return nil, err
	}
	return taken.folder()
}

// takeDir reads a directory with its tests.
func takeDir(path string) (snapshot, error) {
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	defer root.Close() //nolint:errcheck // only read from
	return take(root.FS())
}

// folder parts what decides from the tests of it.
func (s snapshot) folder() (*Folder, error) {
	read := &Folder{Tests: map[string]string{}, digest: s.digest()}
	var deciding snapshot
	for _, f := range s {
		if isTest(f.path) {
			read.Tests[f.path] = string(f.content)
		} else {
			deciding = append(deciding, f)
		}
	}
	var err error
	read.Policy, err = deciding.policy()
	read.Policy.Files = s.files()
	return read, err
}

// policy is what the files say.
func (s snapshot) policy() (engine.Policy, error) {
	read, err := s.read(nil)
	if err != nil {
		return engine.Policy{}, err
	}
	policy, _ := split(read)
	if policy.Revision == "" {
		policy.Revision = s.digest()[:12] // without a name of its own, it is called by its content
	}
	return policy, nil
}

// read hands the files to OPA's own reader, which parses them, places data by
// its folder, holds both to the roots of the manifest and, unless trusted is
// nil, every file to the signature.
func (s snapshot) read(trusted *bundle.VerificationConfig) (bundle.Bundle, error) {
	read, err := bundle.NewCustomReader(&snapshotLoader{files: s}).
		WithCapabilities(engine.Capabilities()).
		WithRegoVersion(ast.RegoV1).
		WithProcessAnnotations(true).
		WithSizeLimitBytes(maxFileBytes + 1).
		WithBundleVerificationConfig(trusted).
		WithSkipBundleVerification(trusted == nil).
		Read()
	if err != nil {
		return bundle.Bundle{}, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	return read, nil
}

// split parts a bundle into what decides and the tests of it.
func split(read bundle.Bundle) (policy engine.Policy, tests map[string]string) {
	policy = engine.Policy{Modules: map[string]string{}, Data: read.Data, Revision: read.Manifest.Revision}
	tests = map[string]string{}
	for _, module := range read.Modules {
		modulePath, kind := strings.TrimPrefix(module.Path, "/"), policy.Modules
		if isTest(modulePath) {
			kind = tests
		}
		kind[modulePath] = string(module.Raw)
	}
	return policy, tests
}
