package bundles

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/open-policy-agent/opa/v1/bundle"

	"warder/engine"
)

// Bundle is a policy that travelled.
type Bundle struct {
	Policy engine.Policy
	Tests  map[string]string // modules by path
	// Number is the revision of the manifest, which only ever grows.
	Number uint64
	// KeyID names the key whose signature held; empty if none was asked for.
	KeyID   string
	Archive []byte
	// Sum is the SHA-256 of the archive, Digest that of what can change a
	// decision.
	Sum, Digest string
}

// Open reads a bundle and holds it to the trust: signature, scope, and that
// every file is signed. With a nil trust any bundle is opened, and said to have
// no key. An error is a *Refusal.
func Open(packed []byte, trust *Trust) (*Bundle, error) {
	files, err := unpack(packed)
	if err != nil {
		return nil, refuse(CauseUnreadable, err)
	}
	opened := &Bundle{Archive: packed, Sum: sumOf(packed)}
	var config *bundle.VerificationConfig
	if trust != nil {
		if opened.KeyID, err = trust.verify(files); err != nil {
			return nil, err
		}
		config = bundle.NewVerificationConfig(trust.keys, opened.KeyID, trust.scope, nil)
	}
	read, err := files.read(config)
	if err != nil {
		return nil, refuse(causeOfReading(err), err)
	}
	if err := checkManifest(read.Manifest); err != nil {
		return nil, err
	}
	opened.Policy, opened.Tests = split(read)
	opened.Policy.Files = files.files()
	delete(opened.Policy.Files, signaturesFile)
	if opened.Number, err = number(read.Manifest.Revision); err != nil {
		return nil, refuse(CauseRevision, err)
	}
	if opened.Digest, err = opened.Policy.Digest(); err != nil {
		return nil, refuse(CauseUnreadable, err)
	}
	return opened, nil
}

func sumOf(packed []byte) string {
	sum := sha256.Sum256(packed)
	return hex.EncodeToString(sum[:])
}

// number reads a revision. Only numbers can be told to be higher.
func number(revision string) (uint64, error) {
	value, err := strconv.ParseUint(revision, 10, 63)
	if err != nil || value == 0 || strconv.FormatUint(value, 10) != revision {
		return 0, fmt.Errorf(".manifest: the revision %q is not a whole number from 1", revision)
	}
	return value, nil
}

func checkManifest(manifest bundle.Manifest) error {
	if manifest.Roots == nil || len(*manifest.Roots) == 0 {
		return refuse(CauseRoots, errors.New(".manifest: no roots; want [\"authz\"]"))
	}
	for _, root := range *manifest.Roots {
		if root != Root && !strings.HasPrefix(root, Root+"/") {
			return refuse(CauseRoots, fmt.Errorf(".manifest: root %q is outside of %s", root, Root))
		}
	}
	return nil
}

// causeOfReading tells files that are not those that were signed from files
// that are no policy. OPA has no types for either.
func causeOfReading(err error) string {
	for _, part := range []string{"not included in bundle signature", "digest mismatch", "specified in bundle signatures", "hashing algorithm"} {
		if strings.Contains(err.Error(), part) {
			return CauseSignature
		}
	}
	return CauseUnreadable
}

// verify checks the signature alone and names its key. The key must be one of
// ours by the id that the signature names, and both id and scope are then
// given to OPA, which would otherwise let the signature choose.
func (t *Trust) verify(files snapshot) (string, error) {
	at := slices.IndexFunc(files, func(f file) bool { return f.path == signaturesFile })
	if at < 0 {
		return "", refuse(CauseUnsigned, errors.New("no "+signaturesFile))
	}
	var signatures bundle.SignaturesConfig
	if err := json.Unmarshal(files[at].content, &signatures); err != nil || len(signatures.Signatures) != 1 {
		return "", refuse(CauseSignature, errors.New(signaturesFile+": want exactly one signature"))
	}
	id, err := keyIDOf(signatures.Signatures[0])
	if err != nil {
		return "", refuse(CauseSignature, fmt.Errorf("%s: %w", signaturesFile, err))
	}
	if _, known := t.keys[id]; !known {
		return "", refuse(CauseSignature, fmt.Errorf("%s: signed by key %q, which is not a verification key", signaturesFile, id))
	}
	config := bundle.NewVerificationConfig(t.keys, id, t.scope, nil)
	if _, err := bundle.VerifyBundleSignature(signatures, config); err != nil {
		if err.Error() == "scope mismatch" {
			return "", refuse(CauseScope, fmt.Errorf("%s: not signed for the scope %q", signaturesFile, t.scope))
		}
		return "", refuse(CauseSignature, fmt.Errorf("%s: key %q: %w", signaturesFile, id, err))
	}
	return id, nil
}

// keyIDOf reads which key a signature says it is of, before anything about it
// is believed: in its header, or where older versions of OPA put it.
func keyIDOf(token string) (string, error) {
	parts := strings.Split(token, ".")
	var named struct {
		Header string `json:"kid"`
		Claim  string `json:"keyid"`
	}
	for _, part := range parts[:min(2, len(parts))] {
		text, err := base64.RawURLEncoding.DecodeString(part)
		if err != nil || json.Unmarshal(text, &named) != nil {
			return "", errors.New("not a JSON web signature")
		}
	}
	if id := cmp.Or(named.Header, named.Claim); id != "" {
		return id, nil
	}
	return "", errors.New("it names no key id")
}
