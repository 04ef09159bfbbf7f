package models

// MethodSettings are the settings of the one method that has them, by the names that
// the API answers (docs/auth-methods.md). Texts that hold a list are in their normal form,
// joined by a comma and a space.
type MethodSettings struct {
	OIDC       *OIDCSettings       `json:"oidc,omitempty"`
	JWT        *JWTSettings        `json:"jwt,omitempty"`
	Kubernetes *KubernetesSettings `json:"kubernetes,omitempty"`
	AWS        *AWSSettings        `json:"aws,omitempty"`
	GCP        *GCPSettings        `json:"gcp,omitempty"`
	Azure      *AzureSettings      `json:"azure,omitempty"`
}

// OIDCSettings trust the tokens of an OpenID provider.
type OIDCSettings struct {
	DiscoveryURL         string            `json:"oidcDiscoveryUrl"`
	CACert               string            `json:"caCert"`
	BoundIssuer          string            `json:"boundIssuer"`
	BoundAudiences       string            `json:"boundAudiences"`
	BoundClaims          map[string]string `json:"boundClaims"`
	ClaimMetadataMapping map[string]string `json:"claimMetadataMapping"`
	BoundSubject         string            `json:"boundSubject"`
}

// Where the keys of JWT auth come from.
const (
	JWTKeySet = "jwks"
	JWTStatic = "static"
)

// JWTSettings trust the tokens that certain keys have signed.
type JWTSettings struct {
	ConfigurationType string            `json:"configurationType"` // JWTKeySet or JWTStatic
	KeySetURL         string            `json:"jwksUrl"`
	KeySetCACert      string            `json:"jwksCaCert"`
	PublicKeys        []string          `json:"publicKeys"` // PEM
	BoundIssuer       string            `json:"boundIssuer"`
	BoundAudiences    string            `json:"boundAudiences"`
	BoundClaims       map[string]string `json:"boundClaims"`
	BoundSubject      string            `json:"boundSubject"`
}

// How the tokens of a cluster are verified: by asking its API server, or with its keys.
const (
	ReviewByAPI  = "api"
	ReviewByKeys = "jwks"
)

// KubernetesSettings trust the service accounts of a cluster. The reviewer's token is
// AuthMethod.Reviewer.
type KubernetesSettings struct {
	Host              string `json:"kubernetesHost"`
	CACert            string `json:"caCert"`
	TokenReviewMode   string `json:"tokenReviewMode"` // ReviewByAPI or ReviewByKeys
	AllowedNamespaces string `json:"allowedNamespaces"`
	AllowedNames      string `json:"allowedNames"`
	AllowedAudience   string `json:"allowedAudience"`
	Issuer            string `json:"issuer"`
	VerifyTLS         bool   `json:"verifyTlsCertificate"`
	// Gateways are not served, and clients read that there is none.
	GatewayID     *string `json:"gatewayId"`
	GatewayPoolID *string `json:"gatewayPoolId"`
}

// AWSSettings trust principals of AWS.
type AWSSettings struct {
	Type                 string `json:"type"` // always iam
	STSEndpoint          string `json:"stsEndpoint"`
	AllowedPrincipalARNs string `json:"allowedPrincipalArns"`
	AllowedAccountIDs    string `json:"allowedAccountIds"`
}

// What logs in by GCP auth: an instance, or a service account.
const (
	GCPInstance       = "gce"
	GCPServiceAccount = "iam"
)

// GCPSettings trust service accounts, or instances, of Google Cloud.
type GCPSettings struct {
	Type                   string `json:"type"` // GCPInstance or GCPServiceAccount
	AllowedServiceAccounts string `json:"allowedServiceAccounts"`
	AllowedProjects        string `json:"allowedProjects"`
	AllowedZones           string `json:"allowedZones"`
}

// AzureSettings trust service principals of a tenant.
type AzureSettings struct {
	TenantID                   string `json:"tenantId"`
	Resource                   string `json:"resource"`
	AllowedServicePrincipalIDs string `json:"allowedServicePrincipalIds"`
}

// LoginAttributes are what a login proved about the machine, for conditions such as
// {{identity.auth.kubernetes.namespace}}. They live as long as the token.
type LoginAttributes struct {
	OIDC       *OIDCAttributes       `json:"oidc,omitempty"`
	Kubernetes *KubernetesAttributes `json:"kubernetes,omitempty"`
	AWS        *AWSAttributes        `json:"aws,omitempty"`
}

// OIDCAttributes are the claims that the configuration maps, by their names there.
type OIDCAttributes struct {
	Claims map[string]string `json:"claims"`
}

// KubernetesAttributes name the service account.
type KubernetesAttributes struct {
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
}

// AWSAttributes are what AWS says of the principal.
type AWSAttributes struct {
	AccountID    string `json:"accountId"`
	ARN          string `json:"arn"`
	UserID       string `json:"userId"`
	Partition    string `json:"partition"`
	Service      string `json:"service"`
	ResourceType string `json:"resourceType"`
	ResourceName string `json:"resourceName"`
}
