package input

import (
	"bytes"
	"encoding/json"

	"github.com/open-policy-agent/opa/v1/ast"
)

// LoginConfig is what an auth method binds, as far as the method has it: a field of another
// method is absent. Nothing bound is the empty text, or an empty list.
type LoginConfig struct {
	Issuer    *string             `json:"issuer,omitempty"`
	Subject   *string             `json:"subject,omitempty"`
	Audiences []string            `json:"audiences,omitzero"`
	Claims    map[string][]string `json:"claims,omitzero"`
	// Mapping is which claim each attribute is read from.
	Mapping map[string]string `json:"mapping,omitzero"`
	// Patterns are the RE2 expressions of those bound texts that are globs, by the text.
	Patterns   map[string]string `json:"patterns,omitzero"`
	Mode       *string           `json:"mode,omitempty"` // how the tokens of a cluster are verified
	Namespaces []string          `json:"namespaces,omitzero"`
	Names      []string          `json:"names,omitzero"`
	// Principals are ARNs of AWS, or ids of service principals of Azure.
	Principals      []string `json:"principals,omitzero"`
	Accounts        []string `json:"accounts,omitzero"`
	Type            *string  `json:"type,omitempty"` // what logs in by GCP auth
	ServiceAccounts []string `json:"service_accounts,omitzero"`
	Projects        []string `json:"projects,omitzero"`
	Zones           []string `json:"zones,omitzero"`
	Tenant          *string  `json:"tenant,omitempty"`
	Resource        *string  `json:"resource,omitempty"`
}

// Kinds of proofs of a login: a signed token, the review of one by a cluster, and what AWS
// says of who signed a request.
const (
	ProofToken  = "token"
	ProofReview = "review"
	ProofCaller = "caller"
)

// LoginProofKinds are all of them.
func LoginProofKinds() []string { return []string{ProofCaller, ProofReview, ProofToken} }

// Why nothing is proven, in the codes of the reasons.
const (
	ProofMalformed        = "auth_proof_malformed"
	AlgorithmNotAccepted  = "auth_algorithm_not_accepted"
	KeyUnknown            = "auth_key_unknown"
	SignatureInvalid      = "auth_signature_invalid"
	SourceUnavailable     = "auth_source_unavailable"
	AWSRequestNotAccepted = "aws_request_not_accepted"
	AWSRefused            = "aws_refused"
)

// ProofErrors are all of them.
func ProofErrors() []string {
	return []string{AlgorithmNotAccepted, KeyUnknown, ProofMalformed, SignatureInvalid, SourceUnavailable, AWSRefused, AWSRequestNotAccepted}
}

// LoginProof is what another party vouches for: its signature is verified, or it was confirmed.
// What the proof does not say is absent.
type LoginProof struct {
	Kind      string      `json:"kind" enum:"login_proof"`
	Algorithm string      `json:"alg,omitempty"`
	Key       string      `json:"key,omitempty"` // the name of the key that signed
	Issuer    *string     `json:"iss,omitempty"`
	Subject   *string     `json:"sub,omitempty"`
	Audiences []string    `json:"aud,omitzero"` // of a review: those that the cluster confirms
	ExpiresAt *int64      `json:"exp,omitempty"`
	NotBefore *int64      `json:"nbf,omitempty"`
	IssuedAt  *int64      `json:"iat,omitempty"`
	Claims    TokenClaims `json:"claims,omitzero"`
	// Named are the claims that the configuration names, by the very name, which may be a
	// path.
	Named TokenClaims `json:"named,omitzero"`
	// Of a service account of Kubernetes. Namespace and AccountName are absent of another
	// user, and of a token that contradicts itself.
	Authenticated *bool    `json:"authenticated,omitempty"`
	Username      string   `json:"username,omitempty"`
	UID           string   `json:"uid,omitempty"`
	Groups        []string `json:"groups,omitzero"`
	Namespace     string   `json:"namespace,omitempty"`
	AccountName   string   `json:"account_name,omitempty"`
	// Of a principal of AWS. Forms are the ARNs that stand for it. The fields up to Forms are
	// absent for principals other than users and roles.
	Account      string   `json:"account,omitempty"`
	ARN          string   `json:"arn,omitempty"`
	UserID       string   `json:"user_id,omitempty"`
	Partition    string   `json:"partition,omitempty"`
	Service      string   `json:"service,omitempty"`
	ResourceType string   `json:"resource_type,omitempty"`
	ResourceName string   `json:"resource_name,omitempty"`
	Forms        []string `json:"forms,omitzero"`
	// Of Google.
	Email         *string        `json:"email,omitempty"`
	EmailVerified *bool          `json:"email_verified,omitempty"`
	ComputeEngine *ComputeEngine `json:"compute_engine,omitempty"`
	// Of Microsoft.
	Tenant   *string `json:"tid,omitempty"`
	ObjectID *string `json:"oid,omitempty"`
}

// ComputeEngine is the instance that a token of Google was issued to.
type ComputeEngine struct {
	ProjectID *string `json:"project_id,omitempty"`
	Zone      *string `json:"zone,omitempty"`
}

// TokenClaims are claims of a verified token with the types that they have there; numbers
// are json.Number.
type TokenClaims map[string]any

// UnmarshalJSON keeps numbers as they are written.
func (c *TokenClaims) UnmarshalJSON(raw []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var read map[string]any
	if err := decoder.Decode(&read); err != nil {
		return err
	}
	*c = read
	return nil
}

// TokenAuth is what the login that issued a token proved, for conditions of roles.
type TokenAuth struct {
	Method     string          `json:"method" enum:"login_method"`
	OIDC       *OIDCAuth       `json:"oidc,omitempty"`
	Kubernetes *KubernetesAuth `json:"kubernetes,omitempty"`
	AWS        *AWSAuth        `json:"aws,omitempty"`
}

// OIDCAuth are the claims that the configuration mapped.
type OIDCAuth struct {
	Claims map[string]string `json:"claims"`
}

// KubernetesAuth is the service account.
type KubernetesAuth struct {
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
}

// AWSAuth is the principal.
type AWSAuth struct {
	AccountID    string `json:"accountId"`
	ARN          string `json:"arn"`
	UserID       string `json:"userId"`
	Partition    string `json:"partition"`
	Service      string `json:"service"`
	ResourceType string `json:"resourceType"`
	ResourceName string `json:"resourceName"`
}

// LoginMethods lists the auth methods whose proofs another party vouches for; each is also
// a type of proof.
func LoginMethods() []string {
	return []string{"aws-auth", "azure-auth", "gcp-auth", "jwt-auth", "kubernetes-auth", "oidc-auth"}
}

// asWritten is a part of the input as its JSON is read. Logins are few beside other
// requests, and their proofs have many forms.
func asWritten[T any](part *T, b *builder) *ast.Term {
	raw, err := json.Marshal(part)
	if err != nil {
		return ast.InternedNullTerm // what no JSON could hold, in which nothing is found
	}
	value, err := ast.ValueFromReader(bytes.NewReader(raw))
	if err != nil {
		return ast.InternedNullTerm
	}
	return b.term(value)
}

// written adds such a part to a key.
func written[T any](b Written, part *T) Written {
	if part == nil {
		return b.flag(false)
	}
	raw, err := json.Marshal(part)
	if err != nil {
		return b.flag(false)
	}
	return b.flag(true).Text(string(raw))
}
