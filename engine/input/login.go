package input

// Login holds the facts of a login attempt.
type Login struct {
	Known bool `json:"known"` // the client id, or the e-mail address, exists
	// OwnerAccepted reports whether the owner has completed the account; machines need
	// not.
	OwnerAccepted bool         `json:"owner_accepted"`
	TrustedIPs    []string     `json:"trusted_ips"`
	AnyAddress    bool         `json:"any_address"`
	Secret        *LoginSecret `json:"secret,omitempty"` // the client secret or password that matched
	Lockout       *Lockout     `json:"lockout,omitempty"`
	Account       *Guessing    `json:"account,omitempty"` // of a user; absent for a machine
	// Config is what the auth method binds, and Proof what another party vouches for, where
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
// of a session, the code of an invitation, of a recovery or of a link that logs in, the
// token that one of the first two is exchanged for, or the setup token of a fresh server.
type Proof struct {
	Kind    string `json:"kind" enum:"proof"`
	Genuine bool   `json:"genuine"` // its signature is ours; the code is the one that was sent
	// Known reports whether what it speaks for exists: the session, an invitation that is
	// open, a recovery that was begun, or the user of a link.
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
	ProofSignInLink   = "sign_in_link"
	ProofOther        = "other" // another token that this server issued
)

// ProofKinds are all kinds of proofs.
func ProofKinds() []string {
	return []string{ProofInvitation, ProofOther, ProofRecoveryCode, ProofRecovery, ProofRefreshToken, ProofSetupToken, ProofSignInLink, ProofSignupToken}
}
