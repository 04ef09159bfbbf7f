// Package input is the typed input of a decision: what a request says, the terms that
// the policy reads, the key that tells two requests apart, and the schema.
package input

import (
	"github.com/open-policy-agent/opa/v1/ast"

	"warder/engine/permissions"
)

// Request is the question put to the policy: who wants to do what to which
// resource, under which measured circumstances, and what the database says
// about all of them. Subject, Action, Resource and Context
// are AuthZEN's. Requested and Facts are Warder's: what the caller asks for, and
// what is known without asking the caller; facts are never filled from anything
// a caller sent. policies/schemas/input.json describes the same shape; a test
// holds the two together.
type Request struct {
	Subject  Subject  `json:"subject"`
	Action   Action   `json:"action"`
	Resource Resource `json:"resource"`
	Context  Context  `json:"context"`
	// Requested is absent where nothing is asked for but the action itself.
	Requested *Requested `json:"request,omitempty"`
	Facts     Facts      `json:"facts"`
	// Claims are what a caller said when it asked about another subject, and
	// nothing else knows. No rule that ships reads them; facts are elsewhere.
	Claims *Claims `json:"claims,omitempty"`
}

// Claims are the free-form properties of an AuthZEN request, as they were sent.
type Claims struct {
	Subject  Object `json:"subject"`
	Action   Object `json:"action"`
	Resource Object `json:"resource"`
	Context  Object `json:"context"`
}

// Object is any JSON object.
type Object map[string]any

// Subject types.
const (
	SubjectAnonymous    = "anonymous"
	SubjectIdentity     = "identity"
	SubjectUser         = "user"
	SubjectServiceToken = "service_token"
)

// Subject is who asks. The id of an anonymous subject is empty. What is not
// known of a subject is absent.
type Subject struct {
	Type string `json:"type" enum:"subject"`
	ID   string `json:"id"`
	// Name is the identity's or service token's name, or the user's name for
	// logging in.
	Name string `json:"name,omitempty"`
	// Metadata are what administrators attached to an identity.
	Metadata map[string]string `json:"metadata,omitempty"`
	// AuthMethod is the auth method that issued the token of the request, such
	// as universal-auth.
	AuthMethod string `json:"auth_method,omitempty"`
}

// SubjectRef names a subject, and can be compared.
type SubjectRef struct {
	Type string `json:"type"`
	ID   string `json:"id"`
}

func (s SubjectRef) term(b *builder) *ast.Term {
	return b.object(item{nameType, b.word(s.Type)}, item{nameID, b.str(s.ID)})
}

// Ref is the name of the subject, without what else is known of it.
func (s Subject) Ref() SubjectRef { return SubjectRef{s.Type, s.ID} }

// Action is what the subject wants, in the API's own action names.
type Action struct {
	Name string `json:"name" enum:"action"`
}

// Resource is what the action is done to. ID is empty where the resource does
// not exist yet or is addressed by its properties alone.
type Resource struct {
	Type       string     `json:"type" enum:"resource"`
	ID         string     `json:"id"`
	Properties Properties `json:"properties"`
}

// Properties are the fields that conditions of permission rules speak about
// (docs/contract.md 3.2). A nil field is one this request lacks, which is not the
// same as an empty one (docs/contract.md 3.3, point 3).
type Properties struct {
	Environment *string  `json:"environment,omitempty"`
	SecretPath  *string  `json:"secretPath,omitempty"`
	SecretName  *string  `json:"secretName,omitempty"`
	SecretTags  []string `json:"secretTags,omitempty"`
	IdentityID  *string  `json:"identityId,omitempty"`
	// Kind tells apart what the API calls by one resource type, such as a client
	// secret and an auth method of an identity. No condition speaks about it.
	Kind *string `json:"kind,omitempty" enum:"kind"`
	// Keys are the probe keys that would grant these properties; the engine
	// computes them (see permissions.Keys), callers leave them empty.
	Keys []string `json:"keys,omitempty"`
}

// Context is what was measured about the request.
type Context struct {
	IP        string   `json:"ip,omitempty"` // canonical address without port or zone; absent if it is not known
	Now       int64    `json:"now"`          // Unix time in whole seconds
	Route     string   `json:"route"`        // method and path template
	Mode      string   `json:"mode"`         // auth mode of the credential presented
	Accepts   []string `json:"accepts"`      // auth modes this route takes; empty means public
	Raw       bool     `json:"raw"`          // the route returns or takes plaintext secrets
	RequestID string   `json:"requestId"`
}

// Facts is what the database says. An absent fact is never read in the
// subject's favour.
type Facts struct {
	Token    *Token    `json:"token,omitempty"`
	Login    *Login    `json:"login,omitempty"`
	Renewal  *Renewal  `json:"renewal,omitempty"`
	Proof    *Proof    `json:"proof,omitempty"`
	Instance *Instance `json:"instance,omitempty"`
	// Rate is absent below ten of everything.
	Rate         *Rate         `json:"rate,omitempty"`
	Organization *Organization `json:"organization,omitempty"`
	Project      *Project      `json:"project,omitempty"`
	Membership   *Membership   `json:"membership,omitempty"`
	// Grants are what the subject holds in the organization and in the
	// project the request is about, expired and future ones included.
	Grants *Grants `json:"grants,omitempty"`
	Target *Target `json:"target,omitempty"`
}

// Token is the state of the credential presented with the request, whatever
// its kind: an identity access token, a user session, a service token, an API
// key.
type Token struct {
	WellFormed bool `json:"well_formed"` // parsed, and its signature is ours
	Known      bool `json:"known"`       // its record exists
	// OwnerKnown is whether its owner exists, OwnerAccepted whether the owner may
	// use credentials: a user who has not completed the account may not.
	OwnerKnown    bool `json:"owner_known"`
	OwnerAccepted bool `json:"owner_accepted"`
	// Revoked is about the credential itself, SecretRevoked about the client
	// secret that issued it.
	Revoked       bool `json:"revoked"`
	SecretRevoked bool `json:"secret_revoked"`
	// Version is the version of the session that the credential was issued for,
	// CurrentVersion the one the session has now; both are 0 without a session.
	Version        int64 `json:"version"`
	CurrentVersion int64 `json:"current_version"`
	// Supposed is whether it was not presented: the question is about its owner.
	Supposed bool `json:"supposed,omitempty"`
	// MethodAttached is whether the auth method that issued it is still
	// configured; true for credentials that have none.
	MethodAttached bool  `json:"method_attached"`
	ExpiresAt      int64 `json:"expires_at"` // of its record, in Unix seconds; 0 means never
	// SignedExpiresAt is when the credential says itself that it expires; 0 means
	// never, or that it does not say.
	SignedExpiresAt int64 `json:"signed_expires_at"`
	MaxExpiresAt    int64 `json:"max_expires_at"` // ceiling of renewals, 0 means none
	Uses            int64 `json:"uses"`
	UsesLimit       int64 `json:"uses_limit"` // 0 means unlimited
	// TrustedIPs are canonical CIDRs; the list is read live from the auth
	// method. AnyAddress stands for a list that holds 0.0.0.0/0 and ::/0.
	TrustedIPs []string `json:"trusted_ips"`
	AnyAddress bool     `json:"any_address"`
	OrgID      string   `json:"org_id"` // organization the credential acts in
	// Organizations is in how many organizations the credential could act: an API
	// key names none, so one of a member of several does not say where it acts.
	Organizations int64 `json:"organizations"`
	// Auth is what the login proved that issued it; absent of a login by a secret.
	Auth *TokenAuth `json:"auth,omitempty"`
}

// Login is what is known about an attempt to log in.
type Login struct {
	Known bool `json:"known"` // the client id, or the e-mail address, exists
	// OwnerAccepted is whether the owner has completed the account; machines need
	// not.
	OwnerAccepted bool         `json:"owner_accepted"`
	TrustedIPs    []string     `json:"trusted_ips"`
	AnyAddress    bool         `json:"any_address"`
	Secret        *LoginSecret `json:"secret,omitempty"` // the client secret or password that matched
	Lockout       *Lockout     `json:"lockout,omitempty"`
	Account       *Guessing    `json:"account,omitempty"` // of a user; absent for a machine
	// Config is what the auth method binds, and Proof what somebody vouches for, where
	// the method has no secret; ProofError is why nothing is proven.
	Config     *LoginConfig `json:"config,omitempty"`
	Proof      *LoginProof  `json:"proof,omitempty"`
	ProofError string       `json:"proof_error,omitempty" enum:"proof_error"`
}

// Guessing is what failed for one account from all addresses together, where its user
// never logged in before. It slows strangers down and never the owner.
type Guessing struct {
	KnownDevice   bool  `json:"known_device"` // a session of the user began at this address
	Failures      int64 `json:"failures"`
	LastFailureAt int64 `json:"last_failure_at"` // Unix seconds, 0 means never
}

// LoginSecret is the client secret that the presented one equals.
type LoginSecret struct {
	Revoked   bool  `json:"revoked"`
	ExpiresAt int64 `json:"expires_at"` // Unix seconds, 0 means never
	Uses      int64 `json:"uses"`
	UsesLimit int64 `json:"uses_limit"` // 0 means unlimited
}

// Lockout is the state of failed logins for one client id from one address,
// so that an outsider cannot lock the owner out.
type Lockout struct {
	// The settings of the auth method; absent for people, whose settings are data of
	// the policy (authz/rules/login/data.json).
	Enabled             *bool  `json:"enabled,omitempty"`
	Threshold           *int64 `json:"threshold,omitempty"`
	DurationSeconds     *int64 `json:"duration_seconds,omitempty"`
	CounterResetSeconds *int64 `json:"counter_reset_seconds,omitempty"`

	Failures      int64 `json:"failures"`
	LastFailureAt int64 `json:"last_failure_at"` // Unix seconds, 0 means never
	LockedUntil   int64 `json:"locked_until"`    // Unix seconds, 0 means not locked
}

// Renewal is what a token renewal asks for.
type Renewal struct {
	TTL    int64 `json:"ttl"`    // seconds, 0 means no limit
	Period int64 `json:"period"` // seconds, 0 means not periodic
}

// Proof is what a public route takes in place of a credential: the refresh token
// of a session, the code of an invitation or of a recovery, the token that either is
// exchanged for, or the setup token of a fresh server.
type Proof struct {
	Kind    string `json:"kind" enum:"proof"`
	Genuine bool   `json:"genuine"` // its signature is ours; the code is the one that was sent
	// Known is whether what it speaks for exists: the session, an invitation that is
	// open, or a recovery that was begun.
	Known     bool  `json:"known"`
	ExpiresAt int64 `json:"expires_at"` // Unix seconds, 0 means never
	// Version is the version of the session that the token was issued for,
	// CurrentVersion the one the session has now; both are 0 without a session.
	Version        int64  `json:"version"`
	CurrentVersion int64  `json:"current_version"`
	Email          string `json:"email"` // the address it was issued to; empty for a session
}

// Kinds of proofs.
const (
	ProofRefreshToken = "refresh_token"
	ProofSignupToken  = "signup_token"
	ProofInvitation   = "invitation" // the code of one
	ProofRecoveryCode = "recovery_code"
	ProofRecovery     = "recovery_token"
	ProofSetupToken   = "setup_token"
	ProofOther        = "other" // a token of ours that is none of these
)

// ProofKinds are all kinds of proofs.
func ProofKinds() []string {
	return []string{ProofInvitation, ProofOther, ProofRecoveryCode, ProofRecovery, ProofRefreshToken, ProofSetupToken, ProofSignupToken}
}

// Instance is the state of the installation.
type Instance struct {
	Initialized bool `json:"initialized"`
	SuperAdmin  bool `json:"super_admin"` // the subject administers the instance
	AllowSignUp bool `json:"allow_sign_up"`
	// NeedsSetupToken is whether this server takes its setup only with its setup
	// token: it can be reached from other machines, or its operator named one.
	NeedsSetupToken bool `json:"needs_setup_token"`
}

// Rate is what came before the request within the same minute, as far as this server
// counted. The numbers are rounded down, in steps of ten and of two digits, so that a
// decision on an equal request can serve again.
type Rate struct {
	Requests     int64 `json:"requests"`      // of the subject
	FailedLogins int64 `json:"failed_logins"` // from the address; IPv6 is counted by /64
}

// Organization is the organization the request names.
type Organization struct {
	ID string `json:"id"`
}

// Project is the project the request names. Known is false for a project that
// does not exist and for one of another organization alike.
type Project struct {
	ID                string   `json:"id"`
	OrgID             string   `json:"org_id"`
	Known             bool     `json:"known"`
	EndToEndEncrypted bool     `json:"e2ee"`
	Version           int64    `json:"version"`
	DeleteProtected   bool     `json:"delete_protected"`
	TrustedIPs        []string `json:"trusted_ips"` // active entries; empty means no list applies
}

// Membership says where the subject belongs.
type Membership struct {
	OrgID         string `json:"org_id"`          // organization the subject acts in, empty for none
	Organization  bool   `json:"organization"`    // it has a membership there, in any state
	AcceptedInOrg bool   `json:"accepted_in_org"` // the membership is no open invitation
	ActiveInOrg   bool   `json:"active_in_org"`   // the membership is not deactivated
	OrgRole       string `json:"org_role"`
	Project       bool   `json:"project"`
}

// Grants are the subject's rights where the request takes place.
type Grants struct {
	Organization []Grant `json:"organization"`
	Project      []Grant `json:"project"`
}

// Grant is one role or additional privilege of a subject. Permissions is nil
// for a built-in role: its rules are data of the policy.
type Grant struct {
	Source      string                `json:"source"` // role, privilege or service_token
	Role        string                `json:"role"`   // built-in slug, or custom
	ID          string                `json:"id"`     // of the custom role or privilege
	Starts      int64                 `json:"starts"` // Unix seconds, 0 means always
	Ends        int64                 `json:"ends"`   // Unix seconds, 0 means never
	Permissions *permissions.Compiled `json:"permissions,omitempty"`
}

// Grant sources and the marker of a custom role.
const (
	SourceRole         = "role"
	SourcePrivilege    = "privilege"
	SourceServiceToken = "service_token"
	RoleCustom         = "custom"
)

// Target is whom or what a request would change or reveal.
type Target struct {
	Kind            string `json:"kind"`  // identity, secret, folder, role, ...; for messages
	Known           bool   `json:"known"` // exists within the scope of the request
	DeleteProtected bool   `json:"delete_protected"`
	// Protected names what is protected from deletion within the target, up to ten;
	// empty where that is the target itself.
	Protected []string `json:"protected,omitempty"`
	// Owner is the subject that the target belongs to: the member of a
	// membership, the user of an API key. It is absent where there is no owner.
	Owner *SubjectRef `json:"owner,omitempty"`
	// Administrators are counted wherever the change takes an administrator
	// away; empty means that it takes none.
	Administrators []Administrators `json:"administrators"`
	// Holdings are all rights of the target, also ones that start later.
	Holdings []Holding `json:"holdings"`
	// HandsOut are the rights that the change would give to the target.
	HandsOut []Holding `json:"hands_out"`
	// Held are the subject's own rights in the scopes of the two lists above.
	Held []Holding `json:"held"`
	// Carried is what a change of place does to one way of reading a secret; it
	// is absent where nothing changes its place.
	Carried *Carried `json:"carried,omitempty"`
}

// Carried says whether the policy permits an action of the subject on a secret
// where it is, and where a change would put it.
type Carried struct {
	Action string `json:"action"`
	Before bool   `json:"before"`
	After  bool   `json:"after"`
}

// Administrators counts those who administer one organization, one project or
// the installation for good: as things are, and as the change would leave them.
type Administrators struct {
	Scope  string `json:"scope"` // organization, project or instance
	ID     string `json:"id"`    // empty for the instance
	Before int64  `json:"before"`
	After  int64  `json:"after"`
}

// Holding is what a subject holds in one organization or project.
type Holding struct {
	Scope  string  `json:"scope"` // of package permissions
	ID     string  `json:"id"`
	Grants []Grant `json:"grants"`
}
