// Package logins verifies logins that a third party vouches for: an OpenID provider, the
// holder of a key, a cluster or a cloud. It fetches keys, verifies signatures, and confirms
// requests with their service. Its results are facts; the policy decides whether they suffice.
package logins

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"time"

	"warder/engine/input"
	"warder/handlers/logins/jose"
	"warder/handlers/outbound"
	"warder/models"
	"warder/models/seal"
)

// loginTime limits all requests of one login.
const loginTime = 10 * time.Second

// Options are the dependencies of a Verifier; all except Observe are required.
type Options struct {
	Client  *outbound.Client
	Keyring *seal.Keyring
	Clock   func() time.Time
	Log     *slog.Logger
	// Endpoints of the cloud providers (docs/operating.md).
	STS, Google, Microsoft string
	// Observe receives the method whose source could not be reached.
	Observe func(method string)
}

// Verifier verifies logins. It is safe for concurrent use.
type Verifier struct {
	options Options
	sources *sources
}

// New makes a verifier with an empty key cache.
func New(options Options) *Verifier {
	if options.Observe == nil {
		options.Observe = func(string) {}
	}
	return &Verifier{options: options, sources: newSources(options.Client, options.Clock)}
}

// Guard is the guard of the verifier's connections.
func (v *Verifier) Guard() *outbound.Guard { return v.options.Client.Guard() }

// Presented is a login's credential: a token, or a signed request to AWS.
type Presented struct {
	Token   string
	Request SignedRequest
}

// Proven is the result for a login: the method's conditions, and either the proof or the
// reason for its absence.
type Proven struct {
	Config     *input.LoginConfig
	Proof      *input.LoginProof // nil if the proof failed
	Failure    string            // a reason code if Proof is nil
	Attributes models.LoginAttributes
}

// failure is the reason code of a failed proof.
type failure struct {
	code  string
	cause error
}

func (f *failure) Error() string { return f.code + ": " + f.cause.Error() }

func (f *failure) Unwrap() error { return f.cause }

// failed is the reason code for an error; unknown errors fail the proof too.
func failed(err error) string {
	var known *failure
	switch {
	case errors.As(err, &known):
		return known.code
	case errors.Is(err, jose.ErrAlgorithm):
		return input.AlgorithmNotAccepted
	case errors.Is(err, jose.ErrKeyUnknown):
		return input.KeyUnknown
	case errors.Is(err, jose.ErrSignature):
		return input.SignatureInvalid
	case errors.Is(err, errSource), errors.Is(err, outbound.ErrFailed), errors.Is(err, outbound.ErrRefused):
		return input.SourceUnavailable
	}
	return input.ProofMalformed
}

// prover verifies a login by one method.
type prover func(v *Verifier, ctx context.Context, method *models.AuthMethod, presented Presented) (*input.LoginProof, error)

var provers = map[string]prover{
	models.MethodOIDCAuth:       (*Verifier).proveOIDC,
	models.MethodJWTAuth:        (*Verifier).proveJWT,
	models.MethodKubernetesAuth: (*Verifier).proveKubernetes,
	models.MethodAWSAuth:        (*Verifier).proveAWS,
	models.MethodGCPAuth:        (*Verifier).proveGCP,
	models.MethodAzureAuth:      (*Verifier).proveAzure,
}

// Methods are the methods that require a proof.
func Methods() []string { return slices.Sorted(maps.Keys(provers)) }

// Prove verifies a login by a method. It returns no error, because a failed proof is a fact
// too.
func (v *Verifier) Prove(ctx context.Context, method *models.AuthMethod, presented Presented) Proven {
	ctx, cancel := context.WithTimeout(ctx, loginTime)
	defer cancel()
	proven := Proven{Config: bindings(method)}
	prove, known := provers[method.Method]
	if !known || proven.Config == nil {
		proven.Failure = input.ProofMalformed
		return proven
	}
	proof, err := prove(v, ctx, method, presented)
	if err != nil {
		proven.Failure = failed(err)
		v.tell(ctx, method, proven.Failure, err)
		return proven
	}
	proven.Proof = proof
	proven.Attributes = attributes(method, proof)
	return proven
}

// tell warns the operator about an unreachable source, because valid logins fail too. No error
// contains the presented credential.
func (v *Verifier) tell(ctx context.Context, method *models.AuthMethod, code string, err error) {
	if code != input.SourceUnavailable {
		return
	}
	v.options.Observe(method.Method)
	v.options.Log.WarnContext(ctx, "a login could not be verified: its source is unreachable or not permitted",
		"method", method.Method, "identity", method.IdentityID, "error", err)
}
