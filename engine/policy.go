package engine

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
)

// ErrPolicyMissing is the error of an engine that is given no policy, or one
// without the packages that no decision may do without.
var ErrPolicyMissing = errors.New("policy missing")

// ErrPolicyInvalid is the error of a policy that must not be activated: it
// does not compile, breaks a limit, or reaches for what the binary owns.
var ErrPolicyInvalid = errors.New("policy invalid")

// Limits of a policy. They bound what compiling can cost, so that a hostile
// bundle cannot exhaust the server.
const (
	MaxModules     = 512
	MaxModuleBytes = 256 << 10
	MaxModuleRules = 1000 // an else counts as one
	MaxDataBytes   = 8 << 20
)

// Policy is what a source of policy hands to the engine: Rego by path, the
// data documents beneath data, and the revision its author gave it.
type Policy struct {
	// Modules are sources by slash-separated path relative to the policy's
	// root, such as authz/main/main.rego. Tests are not among them.
	Modules map[string]string
	Data    map[string]any
	// Revision is for people; Digest is what tells two policies apart.
	Revision string
	// Files are all of it as its author has it, with tests, data and manifest, for
	// those who read it or write another one. They decide nothing, and nothing needs them.
	Files map[string]string `json:"-"`
	// Differs says, of a policy whose plan was found to answer unlike topdown, where:
	// it is run by topdown. Empty where nothing was found.
	Differs string
}

// Digest is the SHA-256 of everything that can change a decision: paths,
// sources and data. The revision is not part of it.
func (p Policy) Digest() (string, error) {
	data, err := json.Marshal(p.Data)
	if err != nil {
		return "", fmt.Errorf("%w: data: %w", ErrPolicyInvalid, err)
	}
	sum := sha256.New()
	part := func(content string) {
		var size [8]byte
		binary.BigEndian.PutUint64(size[:], uint64(len(content)))
		sum.Write(size[:])
		sum.Write([]byte(content))
	}
	for _, path := range p.paths() {
		part(path)
		part(p.Modules[path])
	}
	part(string(data))
	return hex.EncodeToString(sum.Sum(nil)), nil
}

func (p Policy) paths() []string { return slices.Sorted(maps.Keys(p.Modules)) }

// check finds problems before anything is parsed.
func (p Policy) check() error {
	if len(p.Modules) == 0 {
		return fmt.Errorf("%w: it has no module", ErrPolicyMissing)
	}
	if len(p.Modules) > MaxModules {
		return fmt.Errorf("%w: %d modules, at most %d", ErrPolicyInvalid, len(p.Modules), MaxModules)
	}
	var problems []error
	for _, path := range p.paths() {
		if err := checkModule(path, p.Modules[path]); err != nil {
			problems = append(problems, fmt.Errorf("%w: %s: %w", ErrPolicyInvalid, path, err))
		}
	}
	if data, err := json.Marshal(p.Data); err != nil {
		problems = append(problems, fmt.Errorf("%w: data: %w", ErrPolicyInvalid, err))
	} else if len(data) > MaxDataBytes {
		problems = append(problems, fmt.Errorf("%w: %d bytes of data, at most %d", ErrPolicyInvalid, len(data), MaxDataBytes))
	}
	return errors.Join(problems...)
}

func checkModule(path, source string) error {
	switch {
	case !fs.ValidPath(path) || !strings.HasSuffix(path, ".rego"):
		return errors.New("not a path of a Rego module below the policy's root")
	case strings.HasSuffix(path, "_test.rego"):
		return errors.New("a test is no part of a policy")
	case len(source) > MaxModuleBytes:
		return fmt.Errorf("%d bytes, at most %d", len(source), MaxModuleBytes)
	}
	return nil
}
