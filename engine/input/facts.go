package input

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

// Token is the state of the credential presented with the request, of every
// kind: an identity access token, a user session, a service token, an API
// key.
type Token struct {
	WellFormed bool `json:"well_formed"` // parsed, and its signature is ours
	Known      bool `json:"known"`       // its record exists
	// OwnerKnown reports whether its owner exists, OwnerAccepted whether the owner may
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
	// Supposed reports whether it was not presented: the question is about its owner.
	Supposed bool `json:"supposed,omitempty"`
	// MethodAttached reports whether the auth method that issued it is still
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

// Instance is the state of the installation.
type Instance struct {
	Initialized bool `json:"initialized"`
	SuperAdmin  bool `json:"super_admin"` // the subject administers the instance
	AllowSignUp bool `json:"allow_sign_up"`
	// NeedsSetupToken reports whether this server takes its setup only with its setup
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
