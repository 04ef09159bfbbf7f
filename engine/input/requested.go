package input

import (
	"warder/engine/permissions"
)

// Requested is what a request asks for: the validated wish of the caller, as
// far as a rule may care (input.request). A change that is permitted makes it
// so. Times are Unix seconds, lifetimes are seconds, and 0 means never or
// unlimited, as in facts. A field that the request does not touch is absent.
//
// It never holds the value of a secret or a credential: bodies say themselves
// what of them is asked for.
type Requested struct {
	// Name and Slug are the new ones of the resource, or for a deletion its present ones.
	Name *string `json:"name,omitempty"`
	Slug *string `json:"slug,omitempty"`
	// Metadata of an identity after the change.
	Metadata map[string]string `json:"metadata,omitzero"`

	// AuthMethod is the method that is configured, or that issues the new credential.
	AuthMethod *string `json:"auth_method,omitempty"`
	// TTL and UsesLimit are those of a client secret, service token or API key.
	TTL       *int64 `json:"ttl,omitempty"`
	UsesLimit *int64 `json:"uses_limit,omitempty"`
	// Limits of the access tokens that an auth method issues, after the change;
	// of a token that is created, its own.
	AccessTokenTTL       *int64 `json:"access_token_ttl,omitempty"`
	AccessTokenMaxTTL    *int64 `json:"access_token_max_ttl,omitempty"`
	AccessTokenPeriod    *int64 `json:"access_token_period,omitempty"`
	AccessTokenUsesLimit *int64 `json:"access_token_uses_limit,omitempty"`
	// Addresses are canonical CIDRs.
	AccessTokenTrustedIPs  []string `json:"access_token_trusted_ips,omitzero"`
	ClientSecretTrustedIPs []string `json:"client_secret_trusted_ips,omitzero"`
	TrustedIP              *string  `json:"trusted_ip,omitempty"` // of a project's list
	Active                 *bool    `json:"active,omitempty"`     // an entry of a list, a membership, a bot
	// Lockout of failed logins.
	LockoutEnabled             *bool  `json:"lockout_enabled,omitempty"`
	LockoutThreshold           *int64 `json:"lockout_threshold,omitempty"`
	LockoutDurationSeconds     *int64 `json:"lockout_duration_seconds,omitempty"`
	LockoutCounterResetSeconds *int64 `json:"lockout_counter_reset_seconds,omitempty"`

	// Member is who gets, keeps or loses a membership or privilege.
	Member *RequestedMember `json:"member,omitempty"`
	// Roles are all that the member has after the change.
	Roles []RequestedRole `json:"roles,omitzero"`
	// Permissions are the rules of a role or privilege, Window when a privilege
	// holds.
	Permissions []RequestedRule  `json:"permissions,omitzero"`
	Window      *RequestedWindow `json:"window,omitempty"`
	// Scopes and Access are what a service token may do where.
	Scopes []RequestedPlace `json:"scopes,omitzero"`
	Access []string         `json:"access,omitzero"` // read, write

	// Folder is the folder itself that is created, renamed or deleted; the
	// resource names its parent.
	Folder *RequestedFolder `json:"folder,omitempty"`
	// NewPlace is where a secret or folder is after it is renamed or moved, as
	// far as that differs from where it is.
	NewPlace *RequestedPlace `json:"new_place,omitempty"`
	// Overwrite lets a move replace existing secrets; Force deletes a folder with all its
	// contents.
	Overwrite *bool `json:"overwrite,omitempty"`
	Force     *bool `json:"force,omitempty"`
	// Source is the place that an import shows.
	Source     *RequestedPlace `json:"source,omitempty"`
	Position   *int64          `json:"position,omitempty"`
	SecretType *string         `json:"secret_type,omitempty"` // shared or personal
	// Tags are the slugs of all tags that a secret has after the change.
	Tags []string `json:"tags,omitzero"`

	DeleteProtection   *bool  `json:"delete_protection,omitempty"`
	EndToEndEncrypted  *bool  `json:"e2ee,omitempty"`
	AutoCapitalization *bool  `json:"auto_capitalization,omitempty"`
	VersionLimit       *int64 `json:"version_limit,omitempty"`  // versions kept of a secret
	RetentionDays      *int64 `json:"retention_days,omitempty"` // of audit logs
	AllowSignUp        *bool  `json:"allow_sign_up,omitempty"`
	// ProjectType is the kind of project that is created.
	ProjectType *string `json:"project_type,omitempty"`

	// Stage and Percent are those that a policy is published or promoted to, and
	// Widen whether it may permit there what the active one refuses.
	Stage   *string `json:"stage,omitempty"`
	Percent *int64  `json:"percent,omitempty"`
	Widen   *bool   `json:"widen,omitempty"`
}

// RequestedMember names a subject; by e-mail address or user name as long as
// that is all the request says.
type RequestedMember struct {
	Type string  `json:"type"` // identity or user
	ID   *string `json:"id,omitempty"`
	Name *string `json:"name,omitempty"`
}

// RequestedRole is a role by its slug, custom or built in.
type RequestedRole struct {
	Role   string `json:"role"`
	Starts int64  `json:"starts"`
	Ends   int64  `json:"ends"`
}

// RequestedWindow is when a privilege holds; permanent is from 0 to 0.
type RequestedWindow struct {
	Starts int64 `json:"starts"`
	Ends   int64 `json:"ends"`
}

// RequestedRule is a permission rule in the words of the API.
type RequestedRule struct {
	Subjects   []string               `json:"subject"`
	Actions    []string               `json:"action"`
	Inverted   bool                   `json:"inverted"`
	Conditions permissions.Conditions `json:"conditions"`
}

// RequestedPlace is a place of secrets; SecretName is that of a single one.
type RequestedPlace struct {
	Environment *string `json:"environment,omitempty"`
	SecretPath  *string `json:"secretPath,omitempty"`
	SecretName  *string `json:"secretName,omitempty"`
}

// RequestedFolder is a folder by its own name and its own path.
type RequestedFolder struct {
	Name *string `json:"name,omitempty"`
	Path *string `json:"path,omitempty"`
}

// Kinds of things that the API calls by one resource type
// (input.resource.properties.kind).
const (
	KindIdentity     = "identity"      // the identity itself
	KindAuthMethod   = "auth_method"   // of an identity
	KindClientSecret = "client_secret" // of an identity
	KindToken        = "token"         // of an identity, made by hand
	KindLockout      = "lockout"       // of an identity
	KindMembership   = "membership"    // of an organization or a project
	KindPrivilege    = "privilege"     // an additional one, of a membership
	KindInvitation   = "invitation"    // to an organization
	KindProjectKey   = "project_key"   // the copy of a project's key for a member
)

// Kinds are all kinds there are.
func Kinds() []string {
	return []string{
		KindIdentity, KindAuthMethod, KindClientSecret, KindToken, KindLockout, KindMembership, KindPrivilege,
		KindInvitation, KindProjectKey,
	}
}

// KindOf is the kind of thing that a resource type is about unless a request
// says otherwise; nil where a type has only one.
func KindOf(resourceType string) *string {
	switch resourceType {
	case "identity":
		return new(KindIdentity)
	case "member":
		return new(KindMembership)
	}
	return nil
}

// RequestedRules are rules as a request for a role or privilege names them.
func RequestedRules(rules []permissions.Rule) []RequestedRule {
	asked := make([]RequestedRule, 0, len(rules))
	for _, rule := range rules {
		conditions := rule.Conditions
		if conditions == nil {
			conditions = permissions.Conditions{}
		}
		asked = append(asked, RequestedRule{Subjects: rule.Subjects, Actions: rule.Actions, Inverted: rule.Inverted, Conditions: conditions})
	}
	return asked
}
