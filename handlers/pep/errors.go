package pep

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"warder/engine"
	"warder/engine/facts"
	"warder/engine/permissions"
	"warder/handlers/audit"
	"warder/models/store"
)

// Error is a failure as the client sees it: the envelope of docs/contract.md 1.3. Cause is
// private and only logged.
type Error struct {
	Status  int
	Name    string // the JSON field "error"
	Message any    // a string, or the issues of a failed validation
	Details any
	Cause   error
}

// Error is the text for the log.
func (e *Error) Error() string {
	text, isText := e.Message.(string)
	if !isText {
		text = "validation failed"
	}
	if e.Cause != nil {
		return e.Name + ": " + text + ": " + e.Cause.Error()
	}
	return e.Name + ": " + text
}

// Unwrap returns the private cause.
func (e *Error) Unwrap() error { return e.Cause }

// BadRequest is a 400 with a message for the client.
func BadRequest(message string) *Error {
	return &Error{Status: http.StatusBadRequest, Name: "BadRequest", Message: message}
}

// NotFound is a 404 with a message for the client.
func NotFound(message string) *Error {
	return &Error{Status: http.StatusNotFound, Name: "NotFound", Message: message}
}

// Issue is one thing wrong with a request's fields.
type Issue struct {
	Code    string `json:"code"`
	Path    []any  `json:"path"`
	Message string `json:"message"`
}

// DuplicateAs turns a violated unique constraint into a 400 with this message.
func DuplicateAs(message string, err error) error {
	if errors.Is(err, store.ErrDuplicate) {
		return BadRequest(message)
	}
	return err
}

// Invalid is a 422 with all field issues.
func Invalid(issues ...Issue) *Error {
	return &Error{Status: http.StatusUnprocessableEntity, Name: "ValidationFailure", Message: issues}
}

// InvalidField is a 422 with one issue about one field.
func InvalidField(message string, path ...any) *Error {
	return Invalid(Issue{Code: "custom", Path: path, Message: message})
}

// InvalidRules is a 422 with the issues of permission rules, their paths prefixed by a field.
// It returns nil without issues.
func InvalidRules(issues []permissions.Issue, field ...any) error {
	if len(issues) == 0 {
		return nil
	}
	wrong := make([]Issue, 0, len(issues))
	for _, issue := range issues {
		wrong = append(wrong, Issue{Code: issue.Code, Path: append(append([]any{}, field...), issue.Path...), Message: issue.Message})
	}
	return Invalid(wrong...)
}

// worded is an error that knows its response to the client.
type worded interface {
	error
	AsError() *Error
}

// AsError is the only place that turns an error into a status. Every unknown error becomes a
// 500 without its text.
func AsError(err error) *Error {
	var known *Error
	var refused worded
	switch {
	case errors.As(err, &known):
		return known
	case errors.As(err, &refused):
		return refused.AsError()
	case errors.Is(err, store.ErrNotFound):
		return &Error{Status: http.StatusNotFound, Name: "NotFound", Message: "Not found", Cause: err}
	case errors.Is(err, store.ErrDuplicate):
		return &Error{Status: http.StatusBadRequest, Name: "BadRequest", Message: "This name is already in use", Cause: err}
	case errors.Is(err, facts.ErrTooManyImports):
		return &Error{Status: http.StatusBadRequest, Name: "BadRequest", Message: tooManyImports, Cause: err}
	case errors.Is(err, store.ErrUnavailable), errors.Is(err, audit.ErrFull):
		return &Error{
			Status: http.StatusServiceUnavailable, Name: "ServiceUnavailable",
			Message: "The database is unavailable or read-only; try again in a moment", Cause: err,
		}
	}
	return &Error{Status: http.StatusInternalServerError, Name: "InternalServerError", Message: "Something went wrong", Cause: err}
}

const tooManyImports = "The imports of these folders make more appear than one answer holds: 50,000 secrets or 64 MiB, each as often as it appears, found by following 32,000,000 imports at most; " +
	"list folders one by one instead of recursive, leave imports out (includeImports=false), or import from fewer folders that import each other"

// statusClientLeft is the status in logs and metrics of a request whose client disconnected
// before the response. It does not count as a server failure.
const statusClientLeft = 499

// failure is the response for an error of this request.
func (r *Request) failure(err error) *Error {
	if errors.Is(err, context.Canceled) && r.Request.Context().Err() != nil {
		return &Error{Status: statusClientLeft, Name: "ClientClosedRequest", Message: "The client did not wait for the answer", Cause: err}
	}
	return AsError(err)
}

// outcome is the HTTP form of a reason code.
type outcome struct {
	status int
	Name   string
}

var (
	unauthorized = outcome{http.StatusUnauthorized, "UnauthorizedError"}
	forbidden    = outcome{http.StatusForbidden, "ForbiddenError"}
	// Denied is a lack of permission.
	Denied = outcome{http.StatusForbidden, "PermissionDenied"}
	ruled  = outcome{http.StatusBadRequest, "BadRequest"}
	failed = outcome{http.StatusInternalServerError, "InternalServerError"}
)

// outcomes maps every public reason code. Codes added by a security team answer 403.
var outcomes = map[string]outcome{
	"token_missing": unauthorized, "token_malformed": {http.StatusUnauthorized, "TokenError"},
	"token_expired": {http.StatusUnauthorized, "TokenError"}, "token_revoked": unauthorized,
	"token_uses_exhausted": unauthorized, "token_max_ttl_reached": unauthorized,
	"credentials_invalid": unauthorized, "client_secret_expired": unauthorized, "client_secret_revoked": unauthorized,
	"client_secret_uses_exhausted": unauthorized, "login_locked_out": unauthorized,
	"auth_proof_malformed": unauthorized, "auth_algorithm_not_accepted": unauthorized, "auth_key_unknown": unauthorized,
	"auth_signature_invalid": unauthorized, "auth_source_unavailable": unauthorized, "auth_binding_missing": unauthorized,
	"auth_proof_expired": unauthorized, "auth_proof_not_yet_valid": unauthorized, "auth_expiry_missing": unauthorized,
	"oidc_issuer_mismatch": unauthorized, "oidc_subject_mismatch": unauthorized, "oidc_audience_mismatch": unauthorized,
	"oidc_claim_missing": unauthorized, "oidc_claim_mismatch": unauthorized, "oidc_mapped_claim_missing": unauthorized,
	"jwt_issuer_mismatch": unauthorized, "jwt_subject_mismatch": unauthorized, "jwt_audience_mismatch": unauthorized,
	"jwt_claim_missing": unauthorized, "jwt_claim_mismatch": unauthorized,
	"kubernetes_not_authenticated": unauthorized, "kubernetes_not_a_service_account": unauthorized,
	"kubernetes_namespace_not_allowed": unauthorized, "kubernetes_name_not_allowed": unauthorized,
	"kubernetes_audience_not_confirmed": unauthorized, "kubernetes_issuer_mismatch": unauthorized,
	"aws_request_not_accepted": unauthorized, "aws_refused": unauthorized, "aws_principal_unreadable": unauthorized,
	"aws_account_not_allowed": unauthorized, "aws_principal_not_allowed": unauthorized,
	"gcp_issuer_mismatch": unauthorized, "gcp_audience_mismatch": unauthorized, "gcp_email_unverified": unauthorized,
	"gcp_service_account_not_allowed": unauthorized, "gcp_project_not_allowed": unauthorized, "gcp_zone_not_allowed": unauthorized,
	"azure_issuer_mismatch": unauthorized, "azure_tenant_mismatch": unauthorized, "azure_resource_mismatch": unauthorized,
	"azure_principal_not_allowed": unauthorized,
	"auth_mode_not_accepted":      forbidden, "ip_not_allowed": forbidden,
	"rate_limited":   {http.StatusTooManyRequests, "RateLimitExceeded"},
	"not_org_member": forbidden, "not_project_member": forbidden,
	"resource_not_found": {http.StatusNotFound, "NotFound"},
	"permission_missing": Denied, "permission_inverted": Denied,
	"privilege_boundary": {http.StatusForbidden, "PermissionBoundaryError"},
	"place_boundary":     {http.StatusForbidden, "PermissionBoundaryError"},
	"e2ee_enabled":       ruled, "e2ee_not_switchable": ruled, "instance_initialized": ruled, "sign_up_disabled": ruled, "setup_token_required": unauthorized,
	"last_admin": ruled, "delete_protected": ruled, "password_wrong": ruled, "password_locked_out": ruled,
	"own_membership": ruled, "permanent_role_missing": ruled, "personal_user_only": ruled,
	engine.PolicyUndefined: failed, engine.PolicyError: failed, engine.PolicyTimeout: failed,
	engine.PolicyMissing: {http.StatusServiceUnavailable, "ServiceUnavailable"},
}

// Refusal is a decision that did not permit, with the policy's remedies for each reason.
type Refusal struct {
	decision engine.Decision
	remedies func(engine.Reason) string
}

func (r *Request) refuse(decision engine.Decision) *Refusal {
	return &Refusal{decision, r.API.Engine.Remediation}
}

// Error is the text for the log: the codes of the reasons.
func (r *Refusal) Error() string {
	codes := make([]string, 0, len(r.decision.Reasons))
	for _, reason := range r.decision.Reasons {
		codes = append(codes, reason.Code)
	}
	return "refused: " + strings.Join(codes, ", ")
}

// RefusalDetails is the object details of a refusal's response.
type RefusalDetails struct {
	DecisionID         string           `json:"decisionId"`
	Reasons            []VisibleReason  `json:"reasons"`
	MissingPermissions []engine.Missing `json:"missingPermissions,omitempty"`
}

// VisibleReason is a reason as the client sees it.
type VisibleReason struct {
	Code        string `json:"code"`
	Message     string `json:"message"`
	Remediation string `json:"remediation,omitempty"`
}

// VisibleReasons are the reasons that the policy shows to the caller, each with its remedies.
func (r *Request) VisibleReasons(decision *engine.Decision) []VisibleReason {
	return r.refuse(*decision).visible()
}

func (r *Refusal) visible() []VisibleReason {
	reasons := []VisibleReason{}
	for _, reason := range r.decision.Visible {
		reasons = append(reasons, VisibleReason{reason.Code, reason.Message, r.remedies(reason)})
	}
	return reasons
}

// AsError is the refusal's response: the reasons that the policy makes visible.
func (r *Refusal) AsError() *Error {
	details := RefusalDetails{DecisionID: r.decision.ID, Reasons: r.visible()}
	if len(details.Reasons) == 0 {
		return &Error{Status: failed.status, Name: failed.Name, Message: "Something went wrong", Details: details, Cause: r}
	}
	first := details.Reasons[0]
	looks, public := outcomes[first.Code]
	if !public {
		looks = Denied
	}
	if first.Code == "privilege_boundary" {
		details.MissingPermissions = r.decision.Missing
	}
	return &Error{Status: looks.status, Name: looks.Name, Message: first.Message, Details: details}
}

// SortIssues sorts issues by field.
func SortIssues(issues []Issue) {
	slices.SortFunc(issues, func(a, b Issue) int {
		return cmp.Compare(a.Path[len(a.Path)-1].(string), b.Path[len(b.Path)-1].(string))
	})
}

// ErrLostRace means that another request changed the facts between the decision and the write,
// for example by a failed login. The question is asked again with the new facts.
var ErrLostRace = errors.New("lost the race for a use")
