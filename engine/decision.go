package engine

import (
	"context"
	"strconv"
	"strings"

	"warder/engine/input"
	"warder/engine/permissions"
)

// Decision is the policy's answer. Its zero value denies. Decisions on equal
// requests share their lists: nothing may change them.
type Decision struct {
	ID        string `json:"decision_id"`
	Permitted bool   `json:"permitted"`
	// Reasons are all objections, unordered in meaning but stable in order.
	Reasons []Reason `json:"reasons"`
	// Visible are the reasons the caller may see, chosen by the policy's
	// explain rule; the first one names the status of the answer.
	Visible []Reason `json:"visible"`
	// Grants names what spoke for the request.
	Grants []string `json:"grants"`
	// Missing lists the permissions a privilege comparison found lacking.
	Missing []Missing `json:"missing"`
	// Obligations are what the caller of the engine must do besides, whether
	// permitted or not, such as counting a use.
	Obligations []string `json:"obligations"`
	// Policy says which policy answered, Stage in which stage it is.
	Policy Revision `json:"policy"`
	Stage  string   `json:"stage,omitempty"`
}

// Obligations the shipped policies impose.
const (
	CountTokenUse     = "count_token_use"     // the request spends a use of its access token
	CountSecretUse    = "count_secret_use"    // the login spends a use of its client secret
	CountLoginFailure = "count_login_failure" // towards the lockout
	RestartLoginCount = "restart_login_count" // that failure is the first again: earlier ones are forgotten
	LockLogin         = "lock_login"          // that failure reached the threshold; lock_login:300 locks for 300 seconds
	// CountAccountFailure counts for the account, from every address, and
	// RestartAccountCount resets that counter first.
	CountAccountFailure = "count_account_failure"
	RestartAccountCount = "restart_account_count"
	ClearLoginFailure   = "clear_login_failure"
	RevealReasons       = "reveal_reasons" // show all of a decision that is read, not what its subject saw
)

// Obliges reports whether the server carries out an obligation. One that it does not know
// comes to nothing, so a check of a policy reports it.
func Obliges(duty string) bool {
	switch duty {
	case CountTokenUse, CountSecretUse, CountLoginFailure, RestartLoginCount, LockLogin, CountAccountFailure, RestartAccountCount, ClearLoginFailure, RevealReasons:
		return true
	}
	seconds, timed := strings.CutPrefix(duty, LockLogin+":")
	number, err := strconv.ParseInt(seconds, 10, 64)
	return timed && err == nil && number > 0
}

// Reason is one objection: a stable code, a sentence for people, and the rule
// package that raised it.
type Reason struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Rule    string `json:"rule,omitempty"`
}

// Missing is a permission the subject would need to hold.
type Missing struct {
	Action     string                 `json:"action"`
	Subject    string                 `json:"subject"` // resource type, as the wire calls it
	Conditions permissions.Conditions `json:"conditions,omitempty"`
}

// Revision identifies a policy.
type Revision struct {
	Revision string `json:"revision"`
	Digest   string `json:"digest"`
}

// Codes of decisions that the policy did not make. All of them deny.
const (
	PolicyUndefined = "policy_undefined"
	PolicyError     = "policy_error"
	PolicyTimeout   = "policy_timeout"
	PolicyMissing   = "policy_missing"
)

// Decider answers requests. Decide never returns an undecided answer: every
// failure is a decision that denies and names the failure.
type Decider interface {
	Decide(ctx context.Context, request *input.Request) Decision
	// DecideEach answers the same request about each member: what Decide would
	// answer to Request.About(member), but for the id, which all answers share.
	DecideEach(ctx context.Context, shared *input.Request, members []input.Member) []Decision
}
