// Package logins proves who logs in where another party vouches for the machine: an OpenID
// provider, the holder of a key, a cluster, a cloud. It finds keys, verifies signatures and
// has requests confirmed. What is proven are facts; whether they suffice is the policy's to
// decide.
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

// loginTime bounds all that is asked for one login.
const loginTime = 10 * time.Second

// Options are what a Verifier is made of; all but Observe are required.
type Options struct {
	Client  *outbound.Client
	Keyring *seal.Keyring
	Clock   func() time.Time
	Log     *slog.Logger
	// Endpoints of the clouds (docs/operating.md).
	STS, Google, Microsoft string
	// Observe is told which method could not ask its source.
	Observe func(method string)
}

// Verifier proves logins. Its methods may be called from many goroutines.
type Verifier struct {
	options Options
	sources *sources
}

// New makes a verifier without keys.
func New(options Options) *Verifier {
	if options.Observe == nil {
		options.Observe = func(string) {}
	}
	return &Verifier{options: options, sources: newSources(options.Client, options.Clock)}
}

// Guard says what the verifier may reach.
func (v *Verifier) Guard() *outbound.Guard { return v.options.Client.Guard() }

// Presented is what a machine logs in with: a token, or a request to AWS that it signed.
type Presented struct {
	Token   string
	Request SignedRequest
}

// Proven is what is known of a login: what the method binds, and what was proven, or why
// nothing was.
type Proven struct {
	Config     *input.LoginConfig
	Proof      *input.LoginProof // nil where nothing is proven
	Failure    string            // a reason code, where Proof is nil
	Attributes models.LoginAttributes
}

// failure is why nothing is proven, as a reason code.
type failure struct {
	code  string
	cause error
}

func (f *failure) Error() string { return f.code + ": " + f.cause.Error() }

func (f *failure) Unwrap() error { return f.cause }

// failed is the code of an error; what is none of the known ones proves nothing either.
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

// prover proves a login by one method.
type prover func(v *Verifier, ctx context.Context, method *models.AuthMethod, presented Presented) (*input.LoginProof, error)

var provers = map[string]prover{
	models.MethodOIDCAuth:       (*Verifier).proveOIDC,
	models.MethodJWTAuth:        (*Verifier).proveJWT,
	models.MethodKubernetesAuth: (*Verifier).proveKubernetes,
	models.MethodAWSAuth:        (*Verifier).proveAWS,
	models.MethodGCPAuth:        (*Verifier).proveGCP,
	models.MethodAzureAuth:      (*Verifier).proveAzure,
}

// Methods are those that a proof is needed for.
func Methods() []string { return slices.Sorted(maps.Keys(provers)) }

// Prove looks at what was presented for a method. It never fails: what cannot be proven is
// a fact as well.
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

// tell warns the operator of a source that cannot be asked: a login fails that may be
// good. No error holds what was presented.
func (v *Verifier) tell(ctx context.Context, method *models.AuthMethod, code string, err error) {
	if code != input.SourceUnavailable {
		return
	}
	v.options.Observe(method.Method)
	v.options.Log.WarnContext(ctx, "a login could not be verified: its source does not answer, or must not be asked",
		"method", method.Method, "identity", method.IdentityID, "error", err)
}
